"""The ERRORS panel: shows the history of the run, and lets one go back to any epoch of it."""

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.gui.axis_ends import nice_above
from nnviz.gui.errors.chart import ErrorsChart
from nnviz.gui.errors.curves import Curve, expected, expects_medians, known, knows_medians
from nnviz.gui.errors.legend import Legend
from nnviz.gui.errors.numbers import Numbers
from nnviz.gui.errors.pins import PinnedErrors, PinnedLines
from nnviz.gui.errors.scale import Array, Scale, reaches, scale_for
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
        self._scale = Scale(False, False, 0.0, 1.0, False)
        self.chart = ErrorsChart(theme)
        self.chart.setAccessibleName(self.tr("Errors over the epochs"))
        self.chart.setAccessibleDescription(
            self.tr(
                "Left and Right go one kept epoch back and forth, Home and End to the first and the last."
            )
        )
        self.pins = PinnedLines(self.chart, theme)
        self.legend = Legend(theme)
        self.numbers = Numbers(session)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.legend)
        layout.addWidget(self.numbers)
        layout.addWidget(self.chart, 1)
        self._connect()
        self.show_theme(theme)
        self._on_pins_changed()

    def _connect(self) -> None:
        session, chart = self._session, self.chart
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show_numbers)
        for signal in (session.advanced, session.experiment_changed, session.state_changed):
            signal.connect(self._show)
        session.pins_changed.connect(self._on_pins_changed)
        session.frame_changed.connect(self._on_frame_changed)
        session.spread_changed.connect(self._pace.ask)
        self.legend.changed.connect(self._show)
        chart.chosen.connect(self._on_chosen)
        chart.pointed.connect(self._on_pointed)
        chart.left.connect(self._on_left)
        chart.stepped.connect(self._on_stepped)
        chart.jumped.connect(self._on_jumped)

    def show_theme(self, theme: Theme) -> None:
        self.chart.show_theme(theme)
        self.legend.show_theme(theme)
        self.pins.show_theme(theme)

    # --- what is shown ------------------------------------------------------------------------------

    @property
    def _trained(self) -> bool:
        return len(self._session.history) > 1

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return  # showEvent catches up
        experiment = self._session.experiment
        solved = experiment.solved_exactly
        self.legend.log_x.setEnabled(not solved)
        epochs, rows = self._drawn(solved)
        pinned = self._pinned(solved)
        if len(rows):
            self.legend.show_known(known(rows), knows_medians(rows))
        else:
            self.legend.show_known(expected(experiment), expects_medians(experiment))
        self._show_words(solved, bool(len(rows)), pinned)
        self._show_curves(epochs, rows, pinned)
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

    def _pinned(self, solved: bool) -> list[PinnedErrors]:
        """The errors of pinned runs to draw; beside an exact solution as levels, too."""
        errors = self.pins.known(self._session, self._log_x, level=solved)
        return [each for each in errors if self.legend.wants_pin(each.slot, each.column)]

    def _show_words(self, solved: bool, some: bool, pinned: list[PinnedErrors]) -> None:
        bottom = self.tr("epoch + 1") if self._log_x else self.tr("epoch")
        left = self.tr("mean squared error<br>(squared units of y)")
        over_epochs = (some and not solved) or any(len(each.epochs) > 1 for each in pinned)
        self.chart.show_labels("" if solved else bottom, left, (over_epochs, some or bool(pinned)))
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

    def _show_curves(self, epochs: Array, rows: Array, pinned: list[PinnedErrors]) -> None:
        medians = self.legend.wants_medians
        wanted = self.legend.wanted if len(rows) else []
        values = {each.column: each.values(rows, medians) for each in wanted}
        errors = {each.column: each.errors(rows, medians) for each in wanted}
        self._scale = scale_for(
            [reach for name in values for reach in reaches(values[name], errors[name])]
            + [each.values for each in pinned],
            self._judged(wanted, medians) + [each.values for each in pinned],
            self._log_x, self.legend.log_y.isChecked(), self._session.experiment.solved_exactly,
        )  # fmt: skip
        end = self._end(epochs, pinned)
        ends = self._scale.x(np.array([0.0, end]))
        self.chart.show_scale(self._scale, (float(ends[0]), float(ends[1])))
        bands = {
            name: self._scale.band(values[name], error) for name, error in errors.items() if error is not None
        }
        curves = {name: self._scale.y(numbers) for name, numbers in values.items()}
        self.chart.show_curves(self._scale.x(epochs), curves, bands)
        self.pins.show(pinned, self._scale, (0.0, end))
        self.numbers.show_cut_off(self._scale.cut_off)

    def _end(self, epochs: Array, pinned: list[PinnedErrors]) -> float:
        """The last epoch on the axis: of the present run, or of a pinned one that went farther."""
        last = float(epochs[-1]) if len(epochs) else 1.0
        if self._session.state is RunState.RUNNING:
            last = nice_above(last)  # or it would move the axis with each frame
        return max([last, *(float(each.epochs[-1]) for each in pinned if len(each.epochs) > 1)])

    def _judged(self, wanted: list[Curve], medians: bool) -> list[Array]:
        """The shown errors, without the penalty, at the first two epochs and at others."""
        rows = self._session.history.rows
        rows = rows[np.union1d(np.arange(min(2, len(rows))), thinned(len(rows), MOST_JUDGED, False))]
        return [each.values(rows, medians) for each in wanted if each.column != "penalty"]

    def _show_marks(self) -> None:
        history, shown = self._session.history, self._session.shown.epoch
        if self._session.experiment.solved_exactly or not self._trained:
            self.chart.show_best(None)
            self.chart.show_cursor(None)
            return
        best = history.best_epoch
        if best is None or not self.legend.is_wanted("validation_error"):
            self.chart.show_best(None)
        else:
            words = self.tr("least validation error, epoch {n:,}").format(n=best)
            self.chart.show_best(self._place(best), words)
        self.chart.show_cursor(self._place(shown))

    def _place(self, epoch: int) -> float:
        return float(self._scale.x(np.array([float(epoch)]))[0])

    @Slot()
    def _on_pins_changed(self) -> None:
        self._show_pins()
        self._show()

    def _show_pins(self) -> None:
        self.legend.show_pins(self._session.pin_slots, self._session.pins, self._low, self._narrow)

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

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    # --- what the user asks for ---------------------------------------------------------------------

    def _can_go_back(self) -> bool:
        return self._trained and not self._session.experiment.solved_exactly

    def _epoch_at(self, place: float) -> int:
        history = self._session.history
        return int(np.clip(self._scale.epoch(place), history.first_epoch, history.last_epoch))

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
