"""The graph that the GRAPH panel shows, drawn once more in any theme."""

from nnviz.gui.graph.drawing import GraphDrawing
from nnviz.gui.graph.panel import GraphPanel
from nnviz.gui.theme import Theme


def drawing_like(panel: GraphPanel, theme: Theme) -> GraphDrawing | None:
    """The whole graph, at the same moment of slow motion; None while the panel shows none."""
    if panel.board is None or (shown := panel.board.view.drawing) is None or panel.board.shown.graph is None:
        return None
    drawing = GraphDrawing(shown.graph, shown.layout, theme)
    drawing.show_graph(shown.graph, panel.board.shown.marks)
    drawing.show_lit(panel.board.shown.lit)
    return drawing
