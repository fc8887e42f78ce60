"""A second FIT panel that looks like the first: for pictures of another size, epoch or theme."""

from typing import cast

from PySide6.QtWidgets import QSplitter

from nnviz.gui.fit.panel import SHARES, FitPanel


def show_like(panel: FitPanel, other: FitPanel) -> None:
    """Show the same part of the plane, with split, residuals and medians where the other panel has them."""
    panel.show_residuals(other.residuals_shown)
    panel.show_split(split_shown(other))
    if panel.robust is not other.robust:
        panel.show_robust(other.robust)
    x, y = other.canvas.getViewBox().viewRange()
    panel.canvas.getViewBox().setRange(xRange=x, yRange=y, padding=0)


def split_shown(panel: FitPanel) -> bool:
    return panel.split is not None and not panel.split.isHidden()


def share_height(panel: FitPanel, least_split: int) -> None:
    """Give the split below the plot its usual share of the height, and at least so many pixels."""
    if panel.split is not None:
        splitter = cast(QSplitter, panel.split.parentWidget())
        below = max(least_split, splitter.height() * SHARES[1] // sum(SHARES))
        splitter.setSizes([splitter.height() - below, below])
