"""The HIDDEN panel: the points and the grid of the plane as a hidden layer sees them."""

from nnviz.gui.hidden.panel import HiddenPanel

__all__ = ["HiddenPanel"]
