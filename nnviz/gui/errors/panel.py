"""The ERRORS panel: shows the history of the run, and lets one go back to any epoch of it."""

import numpy as np
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QIcon, QPainter, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from nnviz.core.training.steps import COLUMNS
from nnviz.gui.errors.chart import CURVES, ErrorsChart, curve_pen
from nnviz.gui.errors.scale import Array, Scale, nice_above, scale_for
from nnviz.gui.looking_back import jump, look_at, step
from nnviz.gui.plots import thinned
from nnviz.gui.readout import READABLE, Pace, short, with_even_digits
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Theme

MOST_DRAWN = 600  # points of a curve: more look the same and take longer to draw
MOST_JUDGED = 500  # epochs by which the scale is chosen
SAMPLE = QSize(28, 10)  # of a line, in the legend
NUMBERS_MARGIN = 10  # pixels beside the numbers


class ErrorsPanel(QWidget):
    """Training error, validation error and penalty over the epochs, as far as the run has come."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._hovered: int | None = None
        self._scale = Scale(False, False, 0.0, 1.0, False)
        self.chart = ErrorsChart(theme)
        self.chart.setAccessibleName(self.tr("Errors over the epochs"))
        self.chart.setAccessibleDescription(
            self.tr(
                "Left and Right go one kept epoch back and forth, Home and End to the first and the last."
            )
        )
        self.boxes = {name: self._box(*words) for name, words in self._curve_words().items()}
        self.log_x = self._box(
            self.tr("Log x"),
            self.tr("Logarithmic epochs: stretches the beginning, where most happens. Shows epoch + 1."),
        )
        self.log_y = self._box(
            self.tr("Log y"),
            self.tr("Logarithmic errors: shows giant and tiny errors together. One line up is ten times."),
        )
        self.log_x.setChecked(False)
        self.log_y.setChecked(False)
        self.readout = QLabel()
        self.readout.setProperty("quiet", True)
        self.readout.setFont(with_even_digits(self.readout.font()))
        self.readout.setAccessibleName(self.tr("Errors at this epoch"))
        self._tip = self.tr(
            "The numbers of the epoch under the mouse, or else of the shown one. Click to go there."
        )
        self.note = QLabel(self.tr("Higher errors are cut off: Log y shows them."))
        self.note.setProperty("quiet", True)
        self._lay_out()
        self._connect()
        self.show_theme(theme)
        self._show()

    def _curve_words(self) -> dict[str, tuple[str, str]]:
        return {
            "train_error": (
                self.tr("training error"),
                self.tr("How far the curve is from the points it learns from. Training makes this small."),
            ),
            "validation_error": (
                self.tr("validation error"),
                self.tr("How far the curve is from points it never learns from. If this rises, it overfits."),
            ),
            "penalty": (
                self.tr("penalty"),
                self.tr("What large weights cost, L2 and L1. Training makes training error + penalty small."),
            ),
        }

    def _box(self, words: str, tip: str) -> QCheckBox:
        box = QCheckBox(words)
        box.setChecked(True)
        box.setToolTip(tip)
        return box

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(10, 5, 10, 0)
        header.setSpacing(14)
        for box in self.boxes.values():
            box.setIconSize(SAMPLE)
            header.addWidget(box)
        header.addStretch(1)
        header.addWidget(self.log_x)
        header.addWidget(self.log_y)
        numbers = QHBoxLayout()
        numbers.setContentsMargins(NUMBERS_MARGIN, 1, NUMBERS_MARGIN, 2)
        numbers.addWidget(self.readout, 1)
        numbers.addWidget(self.note)
        self.readout.setMinimumWidth(1)  # long numbers must not widen the window
        for label in (self.readout, self.note):
            label.setMinimumHeight(label.fontMetrics().height() + 4)  # the row stays when they are empty
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addLayout(numbers)
        layout.addWidget(self.chart, 1)

    def _connect(self) -> None:
        session, chart = self._session, self.chart
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show_numbers)
        for signal in (session.advanced, session.experiment_changed, session.state_changed):
            signal.connect(self._show)
        session.frame_changed.connect(self._on_frame_changed)
        for box in (*self.boxes.values(), self.log_x, self.log_y):
            box.toggled.connect(self._show)
        chart.chosen.connect(self._on_chosen)
        chart.pointed.connect(self._on_pointed)
        chart.left.connect(self._on_left)
        chart.stepped.connect(self._on_stepped)
        chart.jumped.connect(self._on_jumped)

    def show_theme(self, theme: Theme) -> None:
        self.chart.show_theme(theme)
        for name, box in self.boxes.items():
            box.setIcon(_line_sample(name, theme))

    # --- what is shown ------------------------------------------------------------------------------

    @property
    def _trained(self) -> bool:
        return len(self._session.history) > 1

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return  # showEvent catches up
        solved = self._session.experiment.solved_exactly
        self.log_x.setEnabled(not solved)
        rows = self._session.history.rows
        if solved:
            rows = rows[:1].repeat(2, axis=0)
            epochs = np.array([0.0, 1.0])[: len(rows)]
        elif self._trained:
            rows = rows[thinned(len(rows), MOST_DRAWN, self.log_x.isChecked())]
            epochs = rows[:, 0]
        else:
            rows, epochs = rows[:0], np.empty(0)
        self._show_words(solved, bool(len(rows)))
        self._show_curves(epochs, rows, solved)
        self._show_marks()
        self._pace.ask()

    def _show_words(self, solved: bool, some: bool) -> None:
        bottom = self.tr("epoch + 1") if self._log_x else self.tr("epoch")
        left = self.tr("mean squared error<br>(squared units of y)")
        self.chart.show_labels("" if solved else bottom, left, (some and not solved, some))
        if solved:
            self.chart.show_message(self.tr("Solved exactly: no epochs.") if some else "", low=True)
        else:
            self.chart.show_message("" if some else self._invitation())

    def _invitation(self) -> str:
        if self._session.state is RunState.RUNNING:
            return ""
        return self.tr("Press Play (F5) and the errors appear here.")

    @property
    def _log_x(self) -> bool:
        return self.log_x.isChecked() and self.log_x.isEnabled()

    def _show_curves(self, epochs: Array, rows: Array, solved: bool) -> None:
        columns = {name: rows[:, COLUMNS.index(name)] for name in CURVES}
        self.boxes["penalty"].setVisible(bool(np.any(columns["penalty"] > 0)))
        wanted = [name for name in CURVES if self._is_wanted(name) and len(rows)]
        self._scale = scale_for(
            [columns[name] for name in wanted], self._judged(), self._log_x, self.log_y.isChecked(), solved
        )
        last = float(epochs[-1]) if len(epochs) else 1.0
        running = self._session.state is RunState.RUNNING
        end = nice_above(last) if running else last  # a running run would move its axis with each frame
        ends = self._scale.x(np.array([0.0, end]))
        self.chart.show_scale(self._scale, (float(ends[0]), float(ends[1])))
        places = self._scale.x(epochs)
        self.chart.show_curves(places, {name: self._scale.y(columns[name]) for name in wanted})
        self._show_note()

    def _show_note(self) -> None:
        """Say that errors are cut off, where that leaves room for the numbers."""
        room = self.width() - self.readout.sizeHint().width() - 3 * NUMBERS_MARGIN
        self.note.setVisible(self._scale.cut_off and self.note.sizeHint().width() <= room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_note()

    def _is_wanted(self, name: str) -> bool:
        return self.boxes[name].isChecked() and not self.boxes[name].isHidden()

    def _judged(self) -> list[Array]:
        """The shown ones of training and validation error, at the first two epochs and at others."""
        rows = self._session.history.rows
        rows = rows[np.union1d(np.arange(min(2, len(rows))), thinned(len(rows), MOST_JUDGED, False))]
        return [rows[:, COLUMNS.index(n)] for n in ("train_error", "validation_error") if self._is_wanted(n)]

    def _show_marks(self) -> None:
        history, shown = self._session.history, self._session.shown.epoch
        if self._session.experiment.solved_exactly or not self._trained:
            self.chart.show_best(None)
            self.chart.show_cursor(None)
            return
        best = history.best_epoch
        if best is None or not self._is_wanted("validation_error"):
            self.chart.show_best(None)
        else:
            words = self.tr("least validation error, epoch {n:,}").format(n=best)
            self.chart.show_best(self._place(best), words)
        self.chart.show_cursor(self._place(shown))

    def _place(self, epoch: int) -> float:
        return float(self._scale.x(np.array([float(epoch)]))[0])

    @Slot()
    def _on_frame_changed(self) -> None:
        if self.isVisible():
            self._show_marks()
            self._pace.ask()

    @Slot()
    def _show_numbers(self) -> None:
        session, history = self._session, self._session.history
        if not len(history):
            self.readout.setText("")
            return
        epoch = self._session.shown.epoch if self._hovered is None else self._hovered
        number_, *values = history.row(epoch)[:4]
        solved = self._session.experiment.solved_exactly
        words = [self.tr("exact") if solved else self.tr("epoch {n:,}").format(n=int(number_))]
        for (name, _), value in zip(self._curve_words().values(), values, strict=True):
            if value == value and (name != self.tr("penalty") or not self.boxes["penalty"].isHidden()):
                words.append(f"{name} {short(float(value), session.experiment.dataset)}")
        self.readout.setText(" · ".join(words))
        figures = ", ".join(f"{float(value):.6g}" for value in values if value == value)
        exact = self.tr("In figures: {figures}.").format(figures=figures)
        self.readout.setToolTip(f"<p>{self._tip} {exact}</p>")

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


def _line_sample(name: str, theme: Theme) -> QIcon:
    """A short piece of the curve, drawn large so that it stays crisp at any pixel ratio."""
    ratio = 3
    pixmap = QPixmap(SAMPLE * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    line = curve_pen(name, theme)
    line.setCosmetic(False)
    painter.setPen(line)
    painter.drawLine(1, SAMPLE.height() // 2, SAMPLE.width() - 1, SAMPLE.height() // 2)
    painter.end()
    return QIcon(pixmap)
