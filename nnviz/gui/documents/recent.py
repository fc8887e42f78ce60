"""The files that were open last, and their menu."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.gui.help import explain
from nnviz.gui.preferences import Preferences

KEYED = 9  # entries with a digit to press


class RecentMenu(QMenu):
    """The last files, the newest first. It does not look at them: a lost network folder would hang it.

    preferences: where they are remembered; None remembers nothing.
    """

    chosen = Signal(object)  # a Path

    def __init__(self, preferences: Preferences | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.setTitle(self.tr("Open recent"))
        self.setToolTipsVisible(True)
        explain(self.menuAction(), self.tr("The files that were open last, the newest first."))
        self.aboutToShow.connect(self._fill)

    @property
    def files(self) -> tuple[Path, ...]:
        return self._preferences.recent_files if self._preferences else ()

    def remember(self, path: Path) -> None:
        self._keep((path, *self._without(path)))

    def forget_missing(self, path: Path) -> None:
        """Take a file off the list that is not there any more."""
        if path in self.files and not path.exists():
            self._keep(self._without(path))

    def _without(self, path: Path) -> tuple[Path, ...]:
        return tuple(each for each in self.files if each != path)

    def _keep(self, files: tuple[Path, ...]) -> None:
        if self._preferences:
            self._preferences.recent_files = files

    @Slot()
    def _fill(self) -> None:
        self.clear()
        names = [path.name for path in self.files]
        for number, path in enumerate(self.files, 1):
            alone = names.count(path.name) == 1  # others of this name are told apart by their folders
            name = (path.name if alone else f"{path.name} – {path.parent.name}").replace("&", "&&")
            label = f"&{number} {name}" if number <= KEYED else name
            action = self.addAction(label, lambda path=path: self.chosen.emit(path))
            action.setToolTip(str(path))
            action.setStatusTip(str(path))
        if self.isEmpty():
            self.addAction(self.tr("No files yet")).setEnabled(False)
            return
        self.addSeparator()
        clear = self.addAction(self.tr("Clear list"), lambda: self._keep(()))
        explain(clear, self.tr("Forget these names. The files stay where they are."))
