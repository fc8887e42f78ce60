"""Documents: opened, saved, kept safe while one works, and found again after a crash."""

from nnviz.gui.documents.documents import Documents

__all__ = ["Documents"]
