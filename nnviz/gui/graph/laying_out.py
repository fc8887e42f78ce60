"""Lays graphs out in a thread, one at a time; only the last one asked for is answered."""

import traceback

from PySide6.QtCore import QObject, QSize, QThreadPool, Signal, Slot

from nnviz.core.graph.graph import Graph
from nnviz.core.graph.layout import Layout, Size
from nnviz.gui.graph.drawing import layout_of

HIGH = 1.3  # times its width: in such a view a graph runs downwards, until the view is wider than high


def runs_down(graph: Graph, view: QSize, before: bool = False) -> bool:
    """Whether a graph fits a view better from top to bottom; before: whether it is drawn like that now."""
    columns = any(node.kind == "unit" for node in graph.nodes)
    return not columns and view.height() > (1.0 if before else HIGH) * view.width()


class LayingOut(QObject):
    """`laid_out` comes in the window's thread, with the graph that was asked for."""

    laid_out = Signal(object, object)  # Graph, Layout

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: Graph | None = None
        self._working = False
        self._sizes: dict[str, Size] = {}
        self._downwards = False
        self._job: _Job | None = None

    @property
    def busy(self) -> bool:
        return self._wanted is not None

    def ask(self, graph: Graph, sizes: dict[str, Size], downwards: bool) -> None:
        """Lay this graph out, to the right or downwards; earlier ones that are not ready are dropped."""
        self._wanted, self._sizes, self._downwards = graph, sizes, downwards
        if not self._working:
            self._begin()

    def forget(self) -> None:
        """Nothing is wanted any more; what is being laid out is dropped when it comes."""
        self._wanted = None

    def _begin(self) -> None:
        assert self._wanted is not None
        self._working = True
        self._job = _Job(self._wanted, self._sizes, self._downwards)
        self._job.done.connect(self._on_done)
        # WORKAROUND: a QRunnable of our own that is done before `start` returns stays in memory for ever with
        # the graph in it (PySide 6.10.3; nearly every second one). One that Qt makes of a function does not.
        QThreadPool.globalInstance().start(self._job.run)

    @Slot(object, object)
    def _on_done(self, graph: Graph, layout: Layout | None) -> None:
        self._working, self._job = False, None
        if graph is self._wanted:
            self._wanted = None
            if layout is not None:
                self.laid_out.emit(graph, layout)
        elif self._wanted is not None:
            self._begin()


class _Job(QObject):
    """What a thread of the pool works on, and the way its answer comes back: None if there is none."""

    done = Signal(object, object)

    def __init__(self, graph: Graph, sizes: dict[str, Size], downwards: bool) -> None:
        super().__init__()
        self._graph, self._sizes, self._downwards = graph, sizes, downwards

    def run(self) -> None:
        layout: Layout | None = None
        try:
            layout = layout_of(self._graph, self._sizes, self._downwards)
        except Exception:  # whatever it is, the next graph must not wait for ever
            traceback.print_exc()
        self.done.emit(self._graph, layout)
