"""The real window in this process, with a paint counter, for benchmarks."""

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer

from nnviz.app import _application
from nnviz.core.experiment import Experiment
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import Session
from nnviz.gui.theme import Themes


class PaintWatch(QObject):
    """Notes when the widget it watches is painted."""

    def __init__(self, watched: QObject) -> None:
        super().__init__(watched)
        self.times: list[float] = []
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self.times.append(perf_counter())
        return False


def open_window(experiment: Experiment) -> MainWindow:
    app = _application()
    session = Session(experiment)
    window = MainWindow(session, Themes(app, "light"))
    window.resize(1280, 800)
    window.show()
    session.open()
    return window


def wait_until(done: Callable[[], bool], seconds: float = 60.0) -> None:
    """Run the event loop until `done`; raises TimeoutError after so many seconds."""
    loop, deadline = QEventLoop(), perf_counter() + seconds
    timer = QTimer()
    timer.setInterval(1)

    def look() -> None:
        if done() or perf_counter() > deadline:
            loop.quit()

    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    timer.stop()
    if not done():
        raise TimeoutError("what the benchmark waits for did not happen")
