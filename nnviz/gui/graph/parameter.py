"""One parameter: its value to type, its gradient, and the check of that gradient."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from nnviz.core.graph.check import Check
from nnviz.core.graph.summary import plain_number
from nnviz.gui.by_hand import set_parameter
from nnviz.gui.flow import FlowLayout
from nnviz.gui.session import Session
from nnviz.gui.widgets import NumberBox, explain

GAP, ROW_GAP = 8, 3  # pixels between controls in a row, and between rows
HEIGHT = 26  # of each of them
ROOM_FOR_ARROWS = 34
LARGEST = 1e6  # where stepping ends
STEP = 0.1
DIGITS = 4  # of a gradient
CHECKED_DIGITS = 7  # of two gradients that should agree


class ParameterField(QWidget):
    """Shows the parameter that was chosen; a new value moves the curve at once."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.parameter: int | None = None
        self._gesture = 0  # what is done to one parameter is undone together
        self.name, self.gradient, self.result = QLabel(), QLabel(), QLabel()
        self.box = NumberBox(-LARGEST, LARGEST, STEP, whole=False)
        self.check = QPushButton(self.tr("Check this gradient"))
        self._explain()
        self._lay_out()
        self.box.edited.connect(self._on_edited)
        self.box.refused.connect(self._on_refused)
        self.check.clicked.connect(self._on_check)
        session.recordings.checked.connect(self._on_checked)
        session.experiment_changed.connect(self.result.hide)  # it was about another one

    def _explain(self) -> None:
        widest = self.box.fontMetrics().horizontalAdvance("−0.123456789")
        self.box.setMinimumWidth(widest + ROOM_FOR_ARROWS)
        self.box.setAccessibleName(self.tr("Value of the parameter"))
        explain(self.box, self.tr("Type a new value: the curve moves at once. Undo brings the old one back."))
        explain(
            self.check,
            self.tr(
                "Computes the gradient once more in another way: moves the parameter a little up and down, "
                "and takes the difference of the two losses (central finite differences). Both in 64 bits."
            ),
        )
        self.gradient.setToolTip(
            self.tr("By how much the loss grows per unit of this parameter; a step goes the other way.")
        )
        self.result.setWordWrap(True)
        self.result.setProperty("quiet", True)

    def _lay_out(self) -> None:
        row = FlowLayout(controls := QWidget(), GAP, ROW_GAP)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.name, self.box, self.gradient, self.check):
            row.addWidget(widget)
            widget.setFixedHeight(HEIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(controls)
        layout.addWidget(self.result)
        self.result.hide()

    def show_parameter(self, parameter: int, name: str, value: float, gradient: float | None) -> None:
        if parameter != self.parameter:
            self.parameter, self._gesture = parameter, self._session.new_gesture()
            self.result.hide()
        self.name.setText(name)
        if not (self.box.hasFocus() and self.box.is_changed()):
            self.box.show_value(value)
        self.gradient.setVisible(gradient is not None)
        if gradient is not None:
            words = plain_number(gradient, DIGITS)
            self.gradient.setText(self.tr("gradient {number}").format(number=words))

    @Slot(float)
    def _on_edited(self, value: float) -> None:
        if self.parameter is not None:
            set_parameter(self._session, self.parameter, value, self._gesture)

    @Slot(str)
    def _on_refused(self, typed: str) -> None:
        words = self.tr("“{text}” is not a number that can be used here. Write it like 3, 0.001 or 1e-3.")
        self._say(words.format(text=typed))

    @Slot()
    def _on_check(self) -> None:
        if self.parameter is not None:
            self._session.recordings.check_gradient(self.parameter)

    @Slot(object)
    def _on_checked(self, check: Check) -> None:
        if check.parameter == self.parameter:
            self._say(self._verdict(check))

    def _verdict(self, check: Check) -> str:
        both = self.tr("Epoch {epoch:,}: backward pass {analytic}, finite differences {numeric}.")
        verdict = (
            self.tr("They agree (difference {gap}).")
            if check.agrees
            else self.tr(
                "They differ by {gap}. At a kink, such as ReLU's at 0, both are right on their own side."
            )
        )
        words = f"{both} {verdict}"
        return words.format(
            epoch=check.epoch,
            analytic=plain_number(check.analytic, CHECKED_DIGITS),
            numeric=plain_number(check.numeric, CHECKED_DIGITS),
            gap=plain_number(abs(check.analytic - check.numeric), 1),
        )

    def _say(self, words: str) -> None:
        self.result.setText(words)
        self.result.show()
