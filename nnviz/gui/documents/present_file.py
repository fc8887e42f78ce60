"""Which file the window's document is from, and the title that says so."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QWidget

from nnviz.core.files.experiment_file import SUFFIX
from nnviz.gui.documents.own_file import About, Hold, Stamp, stamp_of
from nnviz.gui.where_to_save import file_name


class PresentFile:
    """The name of the document; its file, held against other windows, where it has one.

    stamp: how the file was when it was last read or written. folder: where the next file is looked for.
    """

    def __init__(self, window: QWidget, title: str) -> None:
        self._window = window
        self.title = title
        self.path: Path | None = None
        self.hold: Hold | None = None
        self.stamp: Stamp | None = None
        papers = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        self.folder = Path(papers) if Path(papers).is_dir() else Path.home()
        self.call(title)

    def call(self, title: str, path: Path | None = None, hold: Hold | None = None) -> None:
        """Name the document, after a file as it is now or after nothing; the file before is let go."""
        self.title, self.path = title, path
        self.hold_only(hold)
        self.stamp = stamp_of(path) if path else None
        if path is not None:
            self.folder = path.parent
        self.show()

    def show(self) -> None:
        """Write it into the window's title; the star for unsaved changes is Qt's."""
        words = QCoreApplication.translate("PresentFile", "{name}[*] – nnviz")
        self._window.setWindowTitle(words.format(name=self.title.replace("[*]", "[*][*]")))
        self._window.setWindowFilePath(str(self.path) if self.path else "")

    def hold_only(self, hold: Hold | None) -> None:
        """Hold this file against other windows and no other, or none."""
        if self.hold is not None and self.hold is not hold:
            self.hold.release()
        self.hold = hold

    def is_held_at(self, path: Path) -> bool:
        """Whether this is the file that is held, by whatever name."""
        return self.hold is not None and self.hold.path == path.resolve()

    @property
    def changed_by_others(self) -> bool:
        return self.path is not None and self.stamp is not None and not self.stamp.is_of(self.path)

    @property
    def suggestion(self) -> Path:
        """Where Save as… begins: the file itself, or one named after the title, as every system allows."""
        if self.path is not None:
            return self.path
        return self.folder / (file_name(self.title) + SUFFIX)

    def about(self) -> About:
        """What a safety copy has to know of it."""
        return About(self.title, str(self.path) if self.path else None, self.stamp)
