"""Reads a table in the background, so that the window never waits for a large file."""

from collections.abc import Generator

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.core.sentences import BadInput
from nnviz.core.tables.reading import Reading


class ReadingThread(QThread):
    """One reading of a table. Its signals tell its number first: some may be on their way when it is left."""

    progressed = Signal(int, float)  # the share that is read
    read = Signal(int, object)  # a Reading
    refused = Signal(int, object)  # a Sentence

    def __init__(self, number: int, steps: Generator[float, None, Reading], parent: QObject) -> None:
        super().__init__(parent)
        self.number = number
        self._steps = steps

    def run(self) -> None:
        try:
            while True:
                share = next(self._steps)
                if self.isInterruptionRequested():
                    self._steps.close()
                    return
                self.progressed.emit(self.number, share)
        except StopIteration as end:
            self.read.emit(self.number, end.value)
        except BadInput as problem:
            self.refused.emit(self.number, problem.sentence)

    def leave(self) -> None:
        """Stop reading, and wait until it has stopped."""
        self.requestInterruption()
        self.wait()
        self.deleteLater()
