"""The GRAPH panel: the computational graph, its numbers, one step at a time."""

from nnviz.gui.graph.panel import GraphPanel

__all__ = ["GraphPanel"]
