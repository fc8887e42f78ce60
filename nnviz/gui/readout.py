"""Numbers read off the shown epoch, at a pace at which people can read them."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.core.dataset import Dataset
from nnviz.core.sentences import number, percent
from nnviz.gui.session import Session

READABLE = 100  # milliseconds between two changes of a number; faster ones are a blur
NOTHING = 1e-12  # of the mean square of y, or of a loss of 1: rounding


class Pace(QObject):
    """Says that something is `due` at once when asked, but at most every `interval` milliseconds.

    The last request always counts, if later.
    """

    due = Signal()

    def __init__(self, interval: int, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(interval)
        self._timer.timeout.connect(self._on_timeout)

    @Slot()
    def ask(self) -> None:
        if self._timer.isActive():
            self._waiting = True
        else:
            self.hurry()

    @Slot()
    def hurry(self) -> None:
        """Due now, whenever the last time was."""
        self._waiting = False
        self._timer.start()
        self.due.emit()

    @Slot()
    def _on_timeout(self) -> None:
        if self._waiting:
            self.hurry()


class ErrorReadout(QLabel):
    """For example “training error 0.64 · validation error 0.16 (squared units of y)”; nothing of classes."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setFont(with_even_digits(self.font()))
        self.setAccessibleName(self.tr("Errors of the shown curve"))
        self._tip = self.tr(
            "The mean of the squared distances between points and curve, along y. The curve learns from "
            "the training points only, so the validation error tells how well it predicts."
        )
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show)
        for signal in (session.advanced, session.frame_changed, session.experiment_changed):
            signal.connect(self._pace.ask)
        self._show()

    @Slot()
    def _show(self) -> None:
        dataset = self._session.experiment.dataset
        if dataset.is_classes:
            return
        train, validation = self._session.errors()
        words = self.tr("training error {train} · validation error {validation} (squared units of y)")
        self.setText(words.format(train=short(train, dataset), validation=short(validation, dataset)))
        figures = self.tr("In figures: {train} and {validation}.")
        exact = figures.format(train=_figure(train), validation=_figure(validation))
        self.setToolTip(f"<p>{self._tip} {exact}</p>")
        self.setMinimumWidth(max(self.minimumWidth(), self.sizeHint().width()))  # never jumps back


def short(error: float, dataset: Dataset) -> str:
    """An error as people read it: a dash for NaN, and words where only rounding is left of it."""
    if is_rounding(error, dataset):
        return QCoreApplication.translate("core", "practically 0")
    return _figure(error)


def score(accuracy: float) -> str:
    """An accuracy in per cent; a dash for NaN."""
    return "—" if accuracy != accuracy else percent(accuracy)


def is_rounding(error: float, dataset: Dataset) -> bool:
    """Whether an error is so small that only rounding is left of it; an exact 0 is not."""
    usual = 1.0 if dataset.is_classes else float(np.mean(dataset.y**2)) if len(dataset) else 0.0
    return bool(0 < error <= NOTHING * usual)


def _figure(error: float) -> str:
    return "—" if error != error else number(error)


def whole_percent(share: float) -> str:
    """A share in whole percents; 100 and 0 only for all and none, a dash where it is not known."""
    if share != share:
        return "—"
    return str(round(100 * share) if share in (0, 1) else min(max(round(100 * share), 1), 99))


def with_even_digits(font: QFont) -> QFont:
    """The font with digits of one width, where it has them."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def signed(value: float, digits: int = 3) -> str:
    """The number with a minus sign that can be seen."""
    return number(value, digits).replace("-", "−") if value < 0 else number(value, digits)
