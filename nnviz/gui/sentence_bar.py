"""The bottom line of the window: what happened, in a sentence, and one click that mends it."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QPen, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.generalization.diagnosis import Change, Diagnosis, Kind, Remedy
from nnviz.core.sentences import number
from nnviz.gui.readout import Pace
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text

READABLE = 200  # milliseconds between two sentences while a run goes on
HELD = 1000  # milliseconds after which a button under the pointer is looked at again
USUAL_WIDTH = 700  # pixels; a tool bar tries narrower ones while it is laid out, and keeps their height
LINES = 2  # room that is always there, so that the window does not jump with the sentence
GOOD = (Kind.GOOD,)
BAD = (
    Kind.DIVERGED, Kind.UNDERFITTING, Kind.OVERFITTING, Kind.SWINGING, Kind.ONE_POINT, Kind.ONE_CLASS,
    Kind.ALL_SAME_X,
)  # fmt: skip


class SentenceBar(QWidget):
    """Shows the session's notice if there is one, else what it makes of the run."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._remedy: Remedy | None = None
        self._mark = _Mark(theme)
        self._label = _Wrapped()
        self._label.setAccessibleName(self.tr("What happened"))
        self._mend = QPushButton()
        self._mend.clicked.connect(self._on_mend)
        self._details = QPushButton(self.tr("Details…"))
        self._details.setToolTip(self.tr("The full report of what went wrong. You can copy it."))
        self._details.clicked.connect(self._on_details)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 10, 6)
        layout.setSpacing(10)
        layout.addWidget(self._mark)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._mend)
        layout.addWidget(self._details)
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show)
        for signal in (
            session.advanced, session.frame_changed, session.experiment_changed, session.state_changed,
        ):  # fmt: skip
            signal.connect(self._pace.ask)
        session.noticed.connect(self._pace.hurry)
        self._show()

    def show_theme(self, theme: Theme) -> None:
        self._mark.show_theme(theme)

    @Slot()
    def _show(self) -> None:
        session = self._session
        notice = session.notice
        found = Diagnosis(Kind.NOT_TRAINED, notice) if notice is not None else session.diagnosis()
        words = text(found.sentence).replace(" %", "\u00a0%")  # no line begins with the sign alone
        if words != self._label.text():
            self._label.setText(words)
        self._mark.show_kind(Kind.DIVERGED if notice is not None and session.report else found.kind)
        if self._mend.isVisible() and self._mend.underMouse():
            QTimer.singleShot(HELD, self._pace, self._pace.ask)  # what is about to be clicked must not change
        else:
            self._show_remedy(found.remedy)
        self._details.setVisible(bool(session.report))

    def _show_remedy(self, remedy: Remedy | None) -> None:
        self._remedy = remedy
        self._mend.setVisible(remedy is not None)
        if remedy is not None:
            self._name_remedy(remedy)

    def _name_remedy(self, remedy: Remedy) -> None:
        if remedy.change is Change.SET_LEARNING_RATE:
            words = self.tr("Start again with {rate}").format(rate=number(remedy.value))
            tip = self.tr("Set the learning rate, go back to epoch 0 and train. You can undo it.")
        elif self._is_shown(remedy):
            words = self.tr("Keep epoch {n:,}").format(n=int(remedy.value))
            tip = self.tr("Go on from this epoch. RUNS keeps the whole run.")
        else:
            words = self.tr("Go to epoch {n:,}").format(n=int(remedy.value))
            tip = self.tr("Look at the epoch with the least validation error. Nothing is lost by looking.")
            if self._session.experiment.dataset.is_classes:
                tip = self.tr("Look at the epoch with the least validation loss. Nothing is lost by looking.")
        self._mend.setText(words)
        self._mend.setToolTip(tip)

    def _is_shown(self, remedy: Remedy) -> bool:
        return self._session.shown_epoch is not None and self._session.shown.epoch == remedy.value

    @Slot()
    def _on_mend(self) -> None:
        session, remedy = self._session, self._remedy
        if remedy is None:
            return
        if remedy.change is Change.SET_LEARNING_RATE:
            training = replace(session.experiment.training, learning_rate=remedy.value)
            session.edit(replace(session.experiment, training=training), self.tr("Learning rate"))
            session.reset()
            session.play()
        elif self._is_shown(remedy):
            session.keep_shown()
        else:
            session.show_epoch(int(remedy.value))
        self._show_remedy(session.diagnosis().remedy)  # its pointer is still there
        self._pace.hurry()

    @Slot()
    def _on_details(self) -> None:
        ReportDialog(self._label.text(), self._session.report, self).open()


class ReportDialog(QDialog):
    """What went wrong, in full, to be copied."""

    def __init__(self, sentence: str, report: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("What went wrong"))
        self.resize(680, 420)
        heading = QLabel(sentence)
        heading.setWordWrap(True)
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        copy = buttons.addButton(self.tr("Copy"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._on_copy)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(heading)
        layout.addWidget(self.report, 1)
        layout.addWidget(buttons)

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())


class _Wrapped(QLabel):
    """A label as high as its text needs at its present width, and at least `LINES` lines."""

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setMinimumWidth(200)
        # Its own height, not heightForWidth: the tool bar it stands in would keep room for the worst width.
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def setText(self, words: str) -> None:
        super().setText(words)
        self._fit()

    def _fit(self) -> None:
        least = LINES * self.fontMetrics().lineSpacing()
        # Before it is on the screen its width says nothing yet.
        room = QRect(0, 0, self.width() if self.isVisible() else USUAL_WIDTH, 0)
        # Not heightForWidth: it never falls below the minimum height of the sentence before.
        needed = self.fontMetrics().boundingRect(room, Qt.TextFlag.TextWordWrap, self.text())
        wanted = max(least, needed.height())
        if wanted != self.minimumHeight():
            self.setMinimumHeight(wanted)

    def hasHeightForWidth(self) -> bool:
        return False  # a layout would ask for the height at the least width, and leave a gap below

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()


class _Mark(QWidget):
    """A round sign before the sentence: i, a tick or an exclamation mark, so that colour is not all."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._kind = theme, Kind.NOT_TRAINED
        self.setFixedSize(QSize(22, 22))

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_kind(self, kind: Kind) -> None:
        if kind is not self._kind:
            self._kind = kind
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        colour = theme.truth if self._kind in GOOD else theme.warning if self._kind in BAD else theme.accent
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(11, 11), 10, 10)
        stroke = QPen(QColor(theme.window), 2.2)
        stroke.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(stroke)
        if self._kind in GOOD:
            painter.drawPolyline([QPointF(6.5, 11.5), QPointF(9.8, 14.8), QPointF(15.5, 7.8)])
        elif self._kind in BAD:
            painter.drawLine(QPointF(11, 5.8), QPointF(11, 11.8))
            painter.drawPoint(QPointF(11, 16))
        else:
            painter.drawPoint(QPointF(11, 6.2))
            painter.drawLine(QPointF(11, 10.4), QPointF(11, 16.2))
