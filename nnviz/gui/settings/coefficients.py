"""The fitted polynomial in powers of x, to read and to copy."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial import coefficients_in_x
from nnviz.gui.readout import READABLE, Pace
from nnviz.gui.session import Session
from nnviz.gui.widgets import explain

Array = NDArray[np.float64]
FEWEST_DIGITS, MOST_DIGITS = 5, 9  # more nobody reads; the copied formula has them all
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
AGREE = 1e-6  # of the curve's size: parameters and model belong together


class CoefficientReadout(QWidget):
    """Computes only while it can be seen: exact fractions take some milliseconds at degree 30."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._coefficients: Array | None = None
        self.label = QLabel()
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.label.setAccessibleName(self.tr("The fitted polynomial"))
        explain(
            self.label,
            self.tr(
                "The curve on the screen as a formula. High degrees are shown with more digits, because "
                "their large terms nearly cancel. At most nine are shown; Copy formula gives all."
            ),
        )
        self.copy = QPushButton(self.tr("Copy formula"))
        explain(self.copy, self.tr("Copies it with all digits, as other programs read it: 2.5*x^3."))
        self.copy.clicked.connect(self._on_copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.label)
        layout.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show)
        for signal in (session.frame_changed, session.experiment_changed, session.state_changed):
            signal.connect(self._pace.ask)

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():
            return
        self._coefficients = shown_coefficients(self._session)
        self.copy.setEnabled(self._coefficients is not None)
        if self._coefficients is None:
            words = self.tr("There is no fitted polynomial yet.")
        else:
            words = formula(self._coefficients)
        if words != self.label.text():  # setText would drop the selection
            self.label.setText(words)

    @Slot()
    def _on_copy(self) -> None:
        if self._coefficients is not None:
            QGuiApplication.clipboard().setText(plain_formula(self._coefficients))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._pace.hurry()


def shown_coefficients(session: Session) -> Array | None:
    """Of 1, x, x², … for the curve on the screen; None while that is still the curve of another model."""
    experiment, parameters = session.experiment, session.shown.parameters
    model = experiment.model
    if not isinstance(model, PolynomialSpec) or len(parameters) != model.parameter_count:
        return None
    if not np.isfinite(parameters).all():
        return None
    x = np.linspace(*experiment.domain, model.parameter_count + 1)
    here, on_screen = experiment.predict(parameters, x), session.predict(x)
    if not np.allclose(here, on_screen, rtol=AGREE, atol=AGREE * float(np.abs(on_screen).max())):
        return None
    return coefficients_in_x(parameters, experiment.domain)


def digits_for(degree: int) -> int:
    """Digits to show: about one is lost to cancellation for every two degrees."""
    return min(FEWEST_DIGITS + degree // 2, MOST_DIGITS)


def formula(coefficients: Array) -> str:
    """For people: ``y = 1.02 − 0.5·x + 3.1·x²``; a line may break only before a sign."""
    digits = digits_for(len(coefficients) - 1)
    terms = []
    for power, c in enumerate(coefficients):
        factor = {0: "", 1: "·x"}.get(power, f"·x{str(power).translate(SUPERSCRIPTS)}")
        size = f"{abs(c):.{digits}g}".replace("e-", "e−").replace("e+", "e")
        sign = "−" if c < 0 else "+"
        terms.append(f"{sign}\u00a0{size}{factor}")
    first = terms[0].removeprefix("+\u00a0").replace("\u00a0", "")
    return "y = " + " ".join([first, *terms[1:]])


def plain_formula(coefficients: Array) -> str:
    """For programs, with all digits: ``y = 1.02 - 0.5*x + 3.1*x^2``."""
    text = f"y = {float(coefficients[0])!r}"
    for power, c in enumerate(coefficients[1:], 1):
        factor = "*x" if power == 1 else f"*x^{power}"
        text += f" {'-' if c < 0 else '+'} {abs(float(c))!r}{factor}"
    return text
