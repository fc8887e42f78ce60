"""The RUNS panel: the last runs, each with a small picture, to be brought back or pinned."""

from nnviz.gui.runs.panel import RunsPanel

__all__ = ["RunsPanel"]
