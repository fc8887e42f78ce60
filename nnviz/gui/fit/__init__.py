"""The FIT panel: points, the fitted curve, the truth, and the tools that draw."""

from nnviz.gui.fit.panel import FitPanel
from nnviz.gui.fit.tools import TOOLS, ToolName

__all__ = ["TOOLS", "FitPanel", "ToolName"]
