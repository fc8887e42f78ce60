"""Tables of points: the POINTS panel, importing and pasting them, exporting what is known as CSV."""

from nnviz.gui.tables.panel import PointsPanel
from nnviz.gui.tables.tables import Tables

__all__ = ["PointsPanel", "Tables"]
