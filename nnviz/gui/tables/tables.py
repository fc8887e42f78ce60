"""Tables of the window: the POINTS panel, and the actions that import, paste and export."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.gui.session import Session
from nnviz.gui.tables.panel import PointsPanel
from nnviz.gui.theme import Theme

if TYPE_CHECKING:
    from nnviz.gui.tables.exports import Exports
    from nnviz.gui.tables.incoming import Incoming

Kind = Literal["points", "curves", "errors", "split", "parameters", "confusion"]


class Tables(QObject):
    """What takes tables in and out is made when it is first wanted: the window does not open later for it."""

    def __init__(self, session: Session, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._window = session, window
        self._incoming: Incoming | None = None
        self._exports: Exports | None = None
        self.panel = PointsPanel(session, theme)
        self.panel.paste_wanted.connect(self.paste_points)

    @property
    def incoming(self) -> "Incoming":
        if self._incoming is None:
            from nnviz.gui.tables.incoming import Incoming

            self._incoming = Incoming(self._session, self._window)
        return self._incoming

    @property
    def exports(self) -> "Exports":
        if self._exports is None:
            from nnviz.gui.tables.exports import Exports

            self._exports = Exports(self._session, self._window)
        return self._exports

    def show_theme(self, theme: Theme) -> None:
        self.panel.show_theme(theme)

    def close(self) -> None:
        """Leave what is being read, and wait for what is being written."""
        if self._incoming is not None:
            self._incoming.close()
        if self._exports is not None:
            self._exports.wait()

    def import_table(self, path: str | Path | None = None) -> None:
        """Open the import dialog for a file; None asks for one."""
        self.incoming.import_table(path)

    @Slot()
    def paste_points(self) -> None:
        """Add the points on the clipboard."""
        self.incoming.paste_points()

    def export(self, kind: Kind) -> None:
        """Ask for a file and write what is on the screen as CSV."""
        self.exports.export(kind)
