"""Reads the presets of a set in the background: those of the digits take a fifth of a second."""

from PySide6.QtCore import QObject, QThread, Signal

from nnviz.core.comparison.sets import ModelSet


class ReadingThread(QThread):
    """One reading of a set."""

    read = Signal(object)  # the experiments

    def __init__(self, chosen: ModelSet, parent: QObject) -> None:
        super().__init__(parent)
        self._chosen = chosen

    def run(self) -> None:
        self.read.emit(self._chosen.experiments())
