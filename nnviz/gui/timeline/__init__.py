"""The time line: go back to an earlier epoch, and go on from there."""

from nnviz.gui.timeline.time_line import TimeLine

__all__ = ["TimeLine"]
