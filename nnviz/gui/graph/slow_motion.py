"""The bar of the slow motion: one step of the optimiser, moment by moment, forwards and backwards."""

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from nnviz.core.graph.story import PHASES, Phase
from nnviz.core.sentences import Sentence
from nnviz.core.training.exact import NO_STEPS
from nnviz.gui.flow import FlowLayout
from nnviz.gui.graph.shown import ShownGraph
from nnviz.gui.icons import icon
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text
from nnviz.gui.widgets import ComboBox, explain

SPEEDS = (0.5, 1.0, 2.0, 5.0)  # moments a second
USUAL_SPEED = 1.0
ICON = QSize(18, 18)
GAP, ROW_GAP = 8, 3  # pixels between the groups of controls, and between rows of them
MARGIN = 8  # pixels


class SlowMotionBar(QWidget):
    """One button at first; then the ways through the step, its phases, and what happens in a sentence."""

    def __init__(self, session: Session, shown: ShownGraph, theme: Theme) -> None:
        super().__init__()
        self._session, self._shown, self._theme = session, shown, theme
        self._timer = QTimer(self)
        self.begin = QPushButton(self.tr("One step in slow motion"))
        self.first, self.previous = self._button(), self._button()
        self.play, self.next, self.last = self._button(), self._button(), self._button()
        self.end = self._button()
        self.speed = ComboBox()
        self.make = QPushButton(self.tr("Make this step"))
        self.phases = {phase: self._phase_button(phase) for phase in PHASES}
        self.sentence = QLabel()
        self._explain()
        self._lay_out()
        self._connect()
        self.show_theme(theme)
        self._show()

    def _button(self) -> QToolButton:
        button = QToolButton()
        button.setIconSize(ICON)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _phase_button(self, phase: Phase) -> QToolButton:
        name, tip = {
            "forward": (self.tr("forward"), self.tr("Values go from the inputs to the prediction.")),
            "loss": (self.tr("loss"), self.tr("One number tells how wrong the prediction is.")),
            "backward": (
                self.tr("backward"),
                self.tr(
                    "Gradients go from the loss back to the parameters. A node passes its gradient on once "
                    "all that use it have delivered theirs."
                ),
            ),
            "update": (self.tr("update"), self.tr("The optimiser gives each parameter its new value.")),
            "zero": (self.tr("zero"), self.tr("Gradients are forgotten: the next step would add to them.")),
        }[phase]
        button = QToolButton()
        button.setText(name)
        button.setCheckable(True)
        button.setProperty("segment", True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        explain(button, self.tr("{what} Click to go to its first moment.").format(what=tip))
        return button

    def _explain(self) -> None:
        tr = self.tr
        for button, name, keys in (
            (self.first, tr("Before the first moment"), tr("Shift+Page Up")),
            (self.previous, tr("One moment back"), tr("Page Up")),
            (self.play, tr("Play or stop the moments"), ""),
            (self.next, tr("One moment on"), tr("Page Down")),
            (self.last, tr("The end of the step"), tr("Shift+Page Down")),
            (self.end, tr("End the slow motion: show all numbers again"), ""),
        ):
            button.setAccessibleName(name)
            button.setToolTip(f"{name} ({keys})" if keys else name)
        explain(
            self.make, self.tr("The optimiser makes exactly this step now. Then the next one can be seen.")
        )
        for speed in SPEEDS:
            self.speed.addItem(self.tr("{n:g} / s").format(n=speed), speed)
        self.speed.show_key(USUAL_SPEED)
        self.speed.setMinimumContentsLength(4)  # digits are narrow
        self.speed.setAccessibleName(self.tr("Speed"))
        self.speed.setToolTip(self.tr("How many moments are played in a second."))

    def _lay_out(self) -> None:
        self.sentence.setWordWrap(True)
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.sentence.setAccessibleName(self.tr("What happens in this moment"))
        self.sentence.setMinimumHeight(2 * self.sentence.fontMetrics().lineSpacing())
        ways = _row(self.first, self.previous, self.play, self.next, self.last)
        self._steps = _row(*self.phases.values())
        self._steps.setMinimumWidth(1)  # it hides where it does not fit
        self._ways = QWidget()
        flow = FlowLayout(self._ways, GAP, ROW_GAP, last_at_end=False)
        flow.setContentsMargins(0, 0, 0, 0)
        for part in (ways, self.speed, _row(self.make, self.end), self._steps):
            flow.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, 3, MARGIN, 5)
        layout.setSpacing(3)
        layout.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._ways)
        layout.addWidget(self.sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow panel the graph needs the room of what can be done without."""
        wide = self.width() >= self._steps.sizeHint().width() + 2 * MARGIN
        self._steps.setVisible(wide)
        self.speed.setVisible(wide)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._on_tick)
        self._shown.changed.connect(self._show)
        self._shown.moved.connect(self._show)
        self._session.experiment_changed.connect(self._show)
        self._session.state_changed.connect(self._show)
        self.begin.clicked.connect(self.start)
        self.first.clicked.connect(self.to_first)
        self.previous.clicked.connect(self.back)
        self.next.clicked.connect(self.on)
        self.last.clicked.connect(self.to_last)
        self.play.clicked.connect(self.play_or_stop)
        self.speed.activated.connect(self._on_speed)
        self.make.clicked.connect(self._on_make)
        self.end.clicked.connect(self._on_end)
        for phase, button in self.phases.items():
            button.clicked.connect(lambda _=False, phase=phase: self._go_to_phase(phase))

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        for name, button in (
            ("first", self.first),
            ("previous", self.previous),
            ("next", self.next),
            ("last", self.last),
            ("close", self.end),
        ):
            button.setIcon(icon(name, theme))
        self._show_play()

    # --- what the user asks for ---------------------------------------------------------------------------

    @property
    def on_air(self) -> bool:
        """Whether a step is shown in slow motion."""
        return self._shown.story is not None

    @Slot()
    def start(self) -> None:
        """Begin with the run's next step."""
        self._session.recordings.begin_step()

    @Slot()
    def on(self) -> None:
        self._timer.stop()
        self._shown.go_to(self._shown.count + 1)
        self._show_play()

    @Slot()
    def back(self) -> None:
        self._timer.stop()
        self._shown.go_to(self._shown.count - 1)
        self._show_play()

    @Slot()
    def to_first(self) -> None:
        self._timer.stop()
        self._shown.go_to(0)
        self._show_play()

    @Slot()
    def to_last(self) -> None:
        self._timer.stop()
        self._shown.go_to(self._shown.moments)
        self._show_play()

    @Slot()
    def play_or_stop(self) -> None:
        """Play from here, from the start if it is over; or stop."""
        if self._timer.isActive():
            self._timer.stop()
        else:
            if self._shown.count >= self._shown.moments:
                self._shown.go_to(0)
            self._on_speed()
            self._timer.start()
        self._show_play()

    @Slot()
    def _on_speed(self) -> None:
        self._timer.setInterval(round(1000 / self.speed.currentData()))

    @Slot()
    def _on_tick(self) -> None:
        self._shown.go_to(self._shown.count + 1)
        if self._shown.count >= self._shown.moments:
            self._timer.stop()
            self._show_play()

    def _go_to_phase(self, phase: Phase) -> None:
        self._timer.stop()
        self._shown.go_to_phase(phase)
        self._show()  # the button that was pressed may be that of the present phase

    @Slot()
    def _on_make(self) -> None:
        self._timer.stop()
        self._session.recordings.make_step()

    @Slot()
    def _on_end(self) -> None:
        self._session.recordings.end_step()

    # --- what is shown ------------------------------------------------------------------------------------

    @Slot()
    def _show(self) -> None:
        on = self.on_air
        if not on:
            self._timer.stop()
        self.begin.setVisible(not on)
        self._show_begin()
        self._ways.setVisible(on)
        self.sentence.setVisible(on)
        if on:
            self._show_moment()
        self._show_play()

    def _show_begin(self) -> None:
        exact = self._session.experiment.solved_exactly
        self.begin.setEnabled(not exact)
        tip = self.tr(
            "Stops before the optimiser's next step and goes through it: forward, loss, backward, update, "
            "zero. The same step that the run makes, with its own batch and dropout."
        )
        explain(self.begin, text(Sentence(NO_STEPS)) if exact else tip)

    def _show_moment(self) -> None:
        count, moments = self._shown.count, self._shown.moments
        now = self._shown.lit.moment if self._shown.lit else None
        for phase, button in self.phases.items():
            button.setChecked(now is not None and now.phase == phase)
        for button, possible in (
            (self.first, count > 0),
            (self.previous, count > 0),
            (self.next, count < moments),
            (self.last, count < moments),
        ):
            button.setEnabled(possible)
        over = count >= moments
        if bool(self.make.property("primary")) is not over:
            self.make.setProperty("primary", over)
            self.make.style().polish(self.make)
        words = text(now.sentence) if now else self.tr("Nothing is computed yet.")
        self.sentence.setText(self.tr("{n} of {all}: {what}").format(n=count, all=moments, what=words))

    def _show_play(self) -> None:
        self.play.setIcon(icon("pause" if self._timer.isActive() else "play", self._theme))


def _row(*widgets: QWidget) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2)
    for widget in widgets:
        row.addWidget(widget)
    return made
