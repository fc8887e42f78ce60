"""The plane: points with classes, and the regions in which a model decides for each of them."""

from nnviz.gui.plane.panel import PlanePanel

__all__ = ["PlanePanel"]
