"""The ERRORS panel: shows the history of the run, and lets one go back to any epoch of it."""

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.axis_ends import nice_above
from nnviz.gui.errors.chart import ErrorsChart
from nnviz.gui.errors.curves import expected, expects_medians, known, knows_medians, loss_of
from nnviz.gui.errors.legend import Legend
from nnviz.gui.errors.levels import best_words, level_of
from nnviz.gui.errors.numbers import Numbers
from nnviz.gui.errors.pins import PinnedErrors, PinnedLines
from nnviz.gui.errors.scale import Array
from nnviz.gui.errors.two import Views
from nnviz.gui.errors.view import Content, ErrorsView
from nnviz.gui.looking_back import jump, look_at, step
from nnviz.gui.plots import thinned
from nnviz.gui.readout import READABLE, Pace
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Theme

MOST_DRAWN = 600  # points of a curve: more look the same and take longer to draw
LOW = 180  # pixels of height, below which the plot needs the room of a line of numbers
NARROW = 700  # pixels of width, below which four pins with their names take a row of their own
MOST_JUDGED = 500  # epochs by which the scale is chosen


class ErrorsPanel(QWidget):
    """All errors over the epochs, as far as the run has come."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hovered: int | None = None
        self._low = self._narrow = False
        self._pace = Pace(READABLE, self)
        self.legend = Legend(theme)
        self.numbers = Numbers(session)
        self.views = Views(theme, self._take_over)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(self.numbers)
        layout.addWidget(self.views, 1)
        self._connect()
        self.show_theme(theme)
        self._on_pins_changed()

    @property
    def chart(self) -> ErrorsChart:
        """That of the errors, of classes that of the loss."""
        return self.views.first.chart

    @property
    def charts(self) -> list[ErrorsChart]:
        """All that are shown."""
        return [view.chart for view in self.views.shown]

    @property
    def pins(self) -> PinnedLines:
        return self.views.first.pins

    def _take_over(self, view: ErrorsView) -> None:
        """Listen to a graph that was made."""
        chart = view.chart
        chart.setAccessibleDescription(
            self.tr(
                "Left and Right go one kept epoch back and forth, Home and End to the first and the last."
            )
        )
        chart.chosen.connect(self._on_chosen)
        chart.pointed.connect(self._on_pointed)
        chart.left.connect(self._on_left)
        chart.stepped.connect(self._on_stepped)
        chart.jumped.connect(self._on_jumped)

    def _connect(self) -> None:
        session = self._session
        self._pace.due.connect(self._show_numbers)
        session.experiment_changed.connect(self._show_pins)  # before they are drawn
        for signal in (session.advanced, session.experiment_changed, session.state_changed):
            signal.connect(self._show)
        session.pins_changed.connect(self._on_pins_changed)
        session.frame_changed.connect(self._on_frame_changed)
        session.spread_changed.connect(self._pace.ask)
        self.legend.changed.connect(self._show)
        self.views.turned.connect(self._show)

    def show_theme(self, theme: Theme) -> None:
        self.views.show_theme(theme)
        self.legend.show_theme(theme)

    # --- what is shown ------------------------------------------------------------------------------

    @property
    def _trained(self) -> bool:
        return len(self._session.history) > 1

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return  # showEvent catches up
        experiment = self._session.experiment
        loss, solved = loss_of(experiment), experiment.solved_exactly
        self.legend.show_kind(loss)
        self.legend.log_x.setEnabled(not solved)
        epochs, rows = self._drawn(solved)
        if len(rows):
            self.legend.show_known(known(rows), knows_medians(rows), self._low)
        else:
            self.legend.show_known(expected(experiment), expects_medians(experiment), self._low)
        self.views.show_graphs(self.legend.graphs(self._low))
        content = Content(
            epochs, rows, self._judged(), self.legend.wanted, self.legend.wants_medians, self._log_x,
            self.legend.log_y.isChecked(), solved,
        )  # fmt: skip
        pinned = {view: self._pinned(view, solved) for view in self.views.shown}
        some = len(rows) > 0
        end = self._end(epochs, [each for errors in pinned.values() for each in errors])
        for view, errors in pinned.items():
            bottom = self.views.side_by_side or view is self.views.shown[-1]
            view.show_titles(loss, content, errors, bottom)
            view.show(content, errors, end)
            level, words = level_of(view.graph, experiment) if some else (None, "")
            view.show_level(level, words)
        self._show_message(solved, some, any(pinned.values()))
        self.numbers.show_cut_off(any(view.scale.cut_off for view in pinned))
        self._show_marks()
        self._pace.ask()

    def _drawn(self, solved: bool) -> tuple[Array, Array]:
        """Epochs [k] and rows [k, columns] of the history to draw; an exact solution becomes levels."""
        rows = self._session.history.rows
        if solved:
            rows = rows[:1].repeat(2, axis=0)
            return np.array([0.0, 1.0])[: len(rows)], rows
        if not self._trained:
            return np.empty(0), rows[:0]
        rows = rows[thinned(len(rows), MOST_DRAWN, self.legend.log_x.isChecked())]
        return rows[:, 0], rows

    def _pinned(self, view: ErrorsView, solved: bool) -> list[PinnedErrors]:
        """The errors of pinned runs to draw in a graph; beside an exact solution as levels, too."""
        errors = view.pins.known(self._session, view.graph, self._log_x, level=solved)
        return [each for each in errors if self.legend.wants_pin(each.slot, each.box)]

    def _show_message(self, solved: bool, some: bool, pinned: bool) -> None:
        if solved:  # beside pins there is no room for words: their levels may be anywhere
            alone = some and not pinned
            self.chart.show_message(self.tr("Solved exactly: no epochs.") if alone else "", low=True)
        else:
            self.chart.show_message("" if some or pinned else self._invitation())

    def _invitation(self) -> str:
        if self._session.state is RunState.RUNNING:
            return ""
        return self.tr("Press Play (F5) and the errors appear here.")

    @property
    def _log_x(self) -> bool:
        return self.legend.log_x.isChecked() and self.legend.log_x.isEnabled()

    def _end(self, epochs: Array, pinned: list[PinnedErrors]) -> float:
        """The last epoch on the axis: of the present run, or of a pinned one that went farther."""
        last = float(epochs[-1]) if len(epochs) else 1.0
        if self._session.state is RunState.RUNNING:
            last = nice_above(last)  # or it would move the axis with each frame
        return max([last, *(float(each.epochs[-1]) for each in pinned if len(each.epochs) > 1)])

    def _judged(self) -> Array:
        """Rows of the history at the first two epochs and at others."""
        rows = self._session.history.rows
        return rows[np.union1d(np.arange(min(2, len(rows))), thinned(len(rows), MOST_JUDGED, False))]

    def _show_marks(self) -> None:
        """The best epoch has its words in the first graph: that of the loss, by which it is the best."""
        best: int | None = None
        shown: int | None = None
        if self._can_go_back():
            shown = self._session.shown.epoch
            best = self._session.history.best_epoch if self.legend.is_wanted("validation_error") else None
        words = "" if best is None else best_words(self._session.experiment, best, self.chart.width())
        for number, view in enumerate(self.views.shown):
            view.show_marks(best, words if number == 0 else "", shown)

    @Slot()
    def _on_pins_changed(self) -> None:
        self._show_pins()
        self._show()

    @Slot()
    def _show_pins(self) -> None:
        session = self._session
        self.legend.show_pins(session.pin_slots, session.pins, session.experiment, self._low, self._narrow)

    @Slot()
    def _on_frame_changed(self) -> None:
        if self.isVisible():
            self._show_marks()
            self._pace.ask()

    @Slot()
    def _show_numbers(self) -> None:
        epoch = self._session.shown.epoch if self._hovered is None else self._hovered
        pointed = self._hovered is not None
        self.numbers.show_epoch(epoch, pointed, self.legend.wanted, self.legend.wants_medians)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        before = self._low, self._narrow
        self._low, self._narrow = self.height() < LOW, self.width() < NARROW
        self.numbers.show_low(self._low)
        if (self._low, self._narrow) != before:
            self._show_pins()
            self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    # --- what the user asks for ---------------------------------------------------------------------

    def _can_go_back(self) -> bool:
        return self._trained and not self._session.experiment.solved_exactly

    def _epoch_at(self, place: float) -> int:
        history = self._session.history
        return int(np.clip(self.views.first.scale.epoch(place), history.first_epoch, history.last_epoch))

    @Slot(float)
    def _on_chosen(self, place: float) -> None:
        if self._can_go_back():
            look_at(self._session, self._epoch_at(place))

    @Slot(float)
    def _on_pointed(self, place: float) -> None:
        if self._can_go_back():
            self._hovered = self._epoch_at(place)
            self._pace.ask()

    @Slot()
    def _on_left(self) -> None:
        self._hovered = None
        self._pace.ask()

    @Slot(int)
    def _on_stepped(self, direction: int) -> None:
        if self._can_go_back():
            step(self._session, direction)

    @Slot(int)
    def _on_jumped(self, direction: int) -> None:
        if self._can_go_back():
            jump(self._session, direction)
