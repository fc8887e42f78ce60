"""The insides of the RUNS panel: the list of runs, what stands there while it is empty, and its buttons."""

from functools import partial

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.document import KeptRun
from nnviz.gui.late_panel import Board
from nnviz.gui.pins import model_words
from nnviz.gui.readout import READABLE, Pace
from nnviz.gui.runs.pinning import Pinning
from nnviz.gui.runs.rows import Row, RowsModel, rows_of
from nnviz.gui.runs.view import RunsView
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import explain

MARGIN = 10  # pixels


class RunsBoard(Board):
    """Lists the pins and the log of the session."""

    def __init__(
        self, session: Session, pinning: Pinning, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._pinning = session, pinning
        self.model = RowsModel(pinning.toggle, self)
        self.view = RunsView(self.model, theme)
        self._followed: KeptRun | None = None  # the shown run, as it was listed last
        self.empty = QLabel(
            self.tr(
                "No runs yet. Press Play (F5): every run is kept here with its points and settings, and one "
                "click brings it back."
            )
        )
        self.unpin_all = QPushButton(self.tr("Unpin all"))
        explain(self.unpin_all, self.tr("Take all pinned curves out of FIT and ERRORS. The runs stay here."))
        self.clear = QPushButton(self.tr("Clear the list"))
        explain(self.clear, self.tr("Forget all runs that are not pinned."))
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        self.empty.setWordWrap(True)
        self.empty.setProperty("quiet", True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.empty.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.view)
        self._hint = QLabel(self.tr("Click a run to bring it back, its pin to compare with it."))
        self._hint.setProperty("quiet", True)
        self._hint.setWordWrap(True)
        self._hint.setContentsMargins(MARGIN, 6, MARGIN, 4)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(MARGIN, 6, MARGIN, MARGIN)
        buttons.addWidget(self.unpin_all)
        buttons.addStretch(1)
        buttons.addWidget(self.clear)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._hint)
        layout.addWidget(self._pages, 1)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        session = self._session
        self._pace = Pace(READABLE, self)  # an exact solution may follow a dragged point
        self._pace.due.connect(self._show)
        session.runs.changed.connect(self._pace.ask)
        session.pins_changed.connect(self._pace.ask)
        self.view.chosen.connect(session.bring_back)
        self.view.pin_wanted.connect(self._pinning.toggle)
        self.view.remove_wanted.connect(self.remove)
        self.view.menu_wanted.connect(self._open_menu)
        self.unpin_all.clicked.connect(lambda: self._pinning.unpin_all())
        self.clear.clicked.connect(lambda: session.runs.clear())

    def show_theme(self, theme: Theme) -> None:
        self.view.drawing.show_theme(theme)
        self.view.viewport().update()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible() and self.model.rows:
            return  # showEvent catches up
        current = self.view.row
        rows = rows_of(self._session)
        self.view.drawing.forget_others([row.run for row in rows])
        self.model.show_rows(rows)
        self.view.choose(current.run if current else None)
        self._follow(next((row.run for row in rows if row.shown), None))
        self._pages.setCurrentWidget(self.view if rows else self.empty)
        self._hint.setVisible(bool(rows))
        self.unpin_all.setEnabled(bool(self._session.pins))
        self.clear.setEnabled(bool(self._session.runs.entries))

    def _follow(self, shown: KeptRun | None) -> None:
        """Mark the run that has come on to the screen, unless keys are walking through the list."""
        if shown is not self._followed and not self.view.hasFocus():
            self.view.choose(shown)
        self._followed = shown

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    # --- what the user asks for ---------------------------------------------------------------------

    @Slot(object)
    def remove(self, row: Row) -> None:
        """Unpin a pinned run, or else forget it."""
        pin = self._pinning.pin_of(row.run)  # what is listed may be a little old
        if pin is not None:
            self._pinning.unpin(pin)
        else:
            self._session.runs.remove(row.run)

    @Slot(object, object)
    def _open_menu(self, row: Row, place: QPoint) -> None:
        self.menu(row).popup(place)

    def menu(self, row: Row) -> QMenu:
        """What can be done with a run."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Bring back"), partial(self._session.bring_back, row.run))
        pinned = row.slot is not None
        words = self.tr("Unpin") if pinned else self.tr("Pin")
        menu.addAction(words, partial(self._pinning.toggle, row.run))
        if pinned:
            menu.addAction(self.tr("Rename the pin…"), partial(self.ask_for_name, row.run))
        else:
            menu.addSeparator()
            menu.addAction(self.tr("Remove from the list"), partial(self.remove, row))
        return menu

    def ask_for_name(self, pin: KeptRun) -> QInputDialog:
        """Ask what a pin is to be called."""
        dialog = QInputDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Rename the pin"))
        usual = model_words(pin.experiment.model)
        dialog.setLabelText(self.tr("Its name in FIT and ERRORS (empty: {usual}):").format(usual=usual))
        dialog.setTextValue(pin.label or usual)
        dialog.textValueSelected.connect(partial(self._rename, pin))
        dialog.open()
        return dialog

    def _rename(self, pin: KeptRun, name: str) -> None:
        usual = model_words(pin.experiment.model)
        self._pinning.rename(pin, "" if name.strip() == usual else name)
