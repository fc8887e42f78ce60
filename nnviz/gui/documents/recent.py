"""The menu of the files that were open last."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.gui.help import explain

KEYED = 9  # entries with a digit to press


class RecentMenu(QMenu):
    """The last files, the newest first. It does not look at them: a lost network folder would hang."""

    chosen = Signal(object)  # a Path
    cleared = Signal()

    def __init__(self, files: Callable[[], tuple[Path, ...]], parent: QWidget) -> None:
        super().__init__(parent)
        self._files = files
        self.setTitle(self.tr("Open recent"))
        self.setToolTipsVisible(True)
        explain(self.menuAction(), self.tr("The files that were open last, the newest first."))
        self.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        for number, path in enumerate(self._files(), 1):
            name = path.name.replace("&", "&&")
            label = f"&{number} {name}" if number <= KEYED else name
            action = self.addAction(label, lambda path=path: self.chosen.emit(path))
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
        if self.isEmpty():
            self.addAction(self.tr("No files yet")).setEnabled(False)
            return
        self.addSeparator()
        clear = self.addAction(self.tr("Clear list"), self.cleared.emit)
        explain(clear, self.tr("Forget these names. The files stay where they are."))
