"""Numbers read off the shown epoch, at a pace at which people can read them."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.core.sentences import number
from nnviz.gui.session import Session

READABLE = 100  # milliseconds between two changes of a number; faster ones are a blur
DIGITS = 5  # places that a number takes: 0.641 and 1,234 fit
FIGURE_SPACE = "\u2007"  # as wide as a digit


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
    """For example “training error 0.64 · validation error 0.16 (squared units of y)”."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setFont(with_even_digits(self.font()))
        self.setAccessibleName(self.tr("Errors of the shown curve"))
        self.setToolTip(
            self.tr(
                "The mean of the squared distances between points and curve, along y. The curve learns from "
                "the training points only, so the validation error tells how well it predicts."
            )
        )
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show)
        for signal in (session.advanced, session.frame_changed, session.experiment_changed):
            signal.connect(self._pace.ask)
        self._show()

    @Slot()
    def _show(self) -> None:
        train, validation = self._session.errors()
        self.setText(
            self.tr("training error {train} · validation error {validation} (squared units of y)").format(
                train=even(train), validation=even(validation)
            )
        )
        self.setMinimumWidth(max(self.minimumWidth(), self.sizeHint().width()))  # never jumps back


def even(value: float) -> str:
    """The number as text that keeps its width while it changes; a dash for NaN."""
    return "—" if value != value else number(value).rjust(DIGITS, FIGURE_SPACE)


def with_even_digits(font: QFont) -> QFont:
    """The font with digits of one width, where it has them."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result
