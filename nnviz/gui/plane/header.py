"""Above the plane: how many points of each role the model gets right, and what it says at the mouse."""

from html import escape

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnviz.core.dataset import Role
from nnviz.gui.plane.canvas import PlaneCanvas
from nnviz.gui.readout import READABLE, Pace, signed, with_even_digits
from nnviz.gui.session import RunState, Session

GAP = "&nbsp;&nbsp;&nbsp; "  # between entries; a line may end there
SAMPLES = {Role.TRAINING: "●", Role.VALIDATION: "○", Role.TEST: "◉"}
MOST_TOLD = 3  # classes whose probabilities are told, the most probable ones
Wrong = NDArray[np.bool_]


class Header(QWidget):
    """Numbers change at a pace at which people can read them."""

    def __init__(self, canvas: PlaneCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.roles, self.values = RolesLine(canvas.session), PlaneReadout(canvas)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 3)
        layout.setSpacing(1)
        layout.addWidget(self.roles)
        layout.addWidget(self.values)


class RolesLine(QLabel):
    """For example “● 105 training · accuracy 97.1 %  ○ 22 validation · accuracy 95.5 %  ✕ misread”."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wrong: Wrong | None = None
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setFont(with_even_digits(self.font()))
        self.setAccessibleName(self.tr("Accuracies of the shown model"))
        tip = self.tr(
            "Accuracy is the share of points for which the class of the point is the most probable one. A "
            "filled mark is a training point, a hollow one a validation point, one with a dot a test point. "
            "Test points judge what was chosen in the end: they are looked at only when training rests."
        )
        self.setToolTip(f"<p>{tip}</p>")
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show)
        session.experiment_changed.connect(self._pace.ask)
        session.state_changed.connect(self._pace.ask)
        self._show()

    def show_wrong(self, wrong: Wrong | None) -> None:
        """Which of the points [n] are misread; None while it is not known."""
        self._wrong = wrong
        self._pace.ask()

    @Slot()
    def _show(self) -> None:
        dataset = self._session.experiment.dataset
        if not dataset.is_classes:
            return
        words = {
            Role.TRAINING: self.tr("{count:,} training"),
            Role.VALIDATION: self.tr("{count:,} validation"),
            Role.TEST: self.tr("{count:,} test"),
        }
        entries = []
        for role, template in words.items():
            if count := dataset.count(role):
                told = f"{SAMPLES[role]} {template.format(count=count)}"
                entries.append(f"{told} · {self._accuracy(role)}")
        if self._wrong is not None and self._wrong.any():
            entries.append(self.tr("✕ misread"))
        self.setText(GAP.join(escape(entry).replace(" ", "&nbsp;") for entry in entries))

    def _accuracy(self, role: Role) -> str:
        dataset, wrong = self._session.experiment.dataset, self._wrong
        if role is Role.TEST and self._session.state is RunState.RUNNING:
            return self.tr("when training rests")
        share = "—"
        if wrong is not None and len(wrong) == len(dataset):
            share = f"{100 * float(np.mean(~wrong[dataset.roles == role])):.1f} %"
        return self.tr("accuracy {share}").format(share=share)


class PlaneReadout(QLabel):
    """For example “x1 = 0.42 · x2 = −1.3 · P(setosa) = 93 % · P(versicolor) = 7 %”, the likeliest first."""

    def __init__(self, canvas: PlaneCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas, self._session = canvas, canvas.session
        self._place: QPointF | None = None
        self.words = ""  # all of them, also where there is no room
        self.setProperty("quiet", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(with_even_digits(self.font()))
        self.setAccessibleName(self.tr("Probabilities at this place"))
        self.setMinimumWidth(1)  # long names must not widen the window
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show)
        for signal in (self._session.frame_changed, self._session.experiment_changed):
            signal.connect(self._pace.ask)

    def point_at(self, place: QPointF | None) -> None:
        """Tell what is at a place of the plot; None: the mouse has left."""
        self._place = place
        self._pace.ask()

    @Slot()
    def _show(self) -> None:
        self.words = self._told(self._place) if self._place is not None else ""
        self._fit()

    def _told(self, place: QPointF) -> str:
        dataset, shown = self._session.experiment.dataset, self._session.shown
        if not dataset.is_classes or not self._canvas.fits(shown):
            return ""
        coordinates = [
            f"{label} = {signed(value)}"
            for label, value in zip(self._canvas.axis_names, (place.x(), place.y()), strict=True)
            if label
        ]
        chances = shown.probabilities(self._canvas.plane.features(np.array([[place.x(), place.y()]])))[0]
        if not np.isfinite(chances).all():
            return " · ".join(coordinates)
        order = np.argsort(-chances, kind="stable")
        names = dataset.class_names
        told = [f"P({names[k]}) = {percent(float(chances[k]))}" for k in order[:MOST_TOLD].tolist()]
        return " · ".join([*coordinates, *told])

    def _fit(self) -> None:
        words = self.words or self.tr("Point at a place to read the probability of each class there.")
        shown = self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown if self.words or shown == words else "")  # a part of the hint helps nobody
        self.setToolTip(self.words if shown != self.words else "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def percent(share: float) -> str:
    """As many digits as tell it from 0 and from 1, up to four."""
    for digits in (0, 1, 2):
        text = f"{100 * share:.{digits}f}"
        if 0 < float(text) < 100:
            return f"{text} %"
    return "> 99.99 %" if share > 0.5 else "< 0.01 %"
