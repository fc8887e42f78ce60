"""The CLASSES panel: what the model says of points of each class, and which it misreads."""

from nnviz.gui.classes.panel import ClassesPanel

__all__ = ["ClassesPanel"]
