"""The FIT panel: points, the fitted curve, the truth, and drawing them."""

from nnviz.gui.fit.panel import FitPanel

__all__ = ["FitPanel"]
