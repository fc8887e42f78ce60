"""A second plane that looks like the first: for pictures of another size, epoch or theme."""

from nnviz.gui.plane.panel import PlanePanel


def show_like(panel: PlanePanel, other: PlanePanel) -> None:
    """Show the same of the same part of the same plane."""
    panel.show_contours(other.contours_shown)
    panel.show_disagreement(other.disagreement_shown)
    panel.look(other.sight)
    x, y = other.canvas.getViewBox().viewRange()
    panel.show_part((x[0], x[1]), (y[0], y[1]), other.own_view)
