"""The ERRORS panel: training error, validation error and penalty over the epochs."""

from nnviz.gui.errors.panel import ErrorsPanel

__all__ = ["ErrorsPanel"]
