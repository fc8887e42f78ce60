"""Lays graphs out in a thread, one at a time; only the last one asked for is answered."""

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal, Slot

from nnviz.core.graph.graph import Graph
from nnviz.core.graph.layout import Layout, Size
from nnviz.gui.graph.drawing import layout_of


class LayingOut(QObject):
    """`laid_out` comes in the window's thread, with the graph that was asked for."""

    laid_out = Signal(object, object)  # Graph, Layout

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._wanted: Graph | None = None
        self._working = False
        self._sizes: dict[str, Size] = {}
        self._job: _Job | None = None

    @property
    def busy(self) -> bool:
        return self._wanted is not None

    def ask(self, graph: Graph, sizes: dict[str, Size]) -> None:
        """Lay this graph out; earlier ones that are not ready are dropped."""
        self._wanted, self._sizes = graph, sizes
        if not self._working:
            self._begin()

    def forget(self) -> None:
        """Nothing is wanted any more; what is being laid out is dropped when it comes."""
        self._wanted = None

    def _begin(self) -> None:
        assert self._wanted is not None
        self._working = True
        self._job = _Job(self._wanted, self._sizes)
        self._job.done.connect(self._on_done)
        QThreadPool.globalInstance().start(_Run(self._job))

    @Slot(object, object)
    def _on_done(self, graph: Graph, layout: Layout) -> None:
        self._working, self._job = False, None
        if graph is self._wanted:
            self._wanted = None
            self.laid_out.emit(graph, layout)
        elif self._wanted is not None:
            self._begin()


class _Job(QObject):
    """What a thread of the pool works on, and the way its answer comes back."""

    done = Signal(object, object)

    def __init__(self, graph: Graph, sizes: dict[str, Size]) -> None:
        super().__init__()
        self.graph, self.sizes = graph, sizes


class _Run(QRunnable):
    def __init__(self, job: _Job) -> None:
        super().__init__()
        self._job = job

    def run(self) -> None:
        self._job.done.emit(self._job.graph, layout_of(self._job.graph, self._job.sizes))
