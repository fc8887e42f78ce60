"""Above the plane: how many points of each role the model gets right, and what it says at the mouse."""

from html import escape

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnviz.core.dataset import Role
from nnviz.gui.frame import Frame
from nnviz.gui.plane.canvas import PlaneCanvas
from nnviz.gui.plane.layers import share_at
from nnviz.gui.plane.pins import pins_about
from nnviz.gui.readout import READABLE, Pace, score, signed, whole_percent, with_even_digits
from nnviz.gui.session import Session

GAP = "   "  # between entries
SAMPLES = {Role.TRAINING: "●", Role.VALIDATION: "○", Role.TEST: "◉"}
MOST_TOLD = 3  # classes whose probabilities are told, the most probable ones
Wrong = NDArray[np.bool_]


class Header(QWidget):
    """One line, in which the values at the mouse take the place of the accuracies: the plot needs room."""

    def __init__(self, canvas: PlaneCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.roles, self.values = RolesLine(canvas.session), PlaneReadout(canvas)
        self.values.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 1, 10, 3)
        layout.addWidget(self.roles)
        layout.addWidget(self.values)

    def point_at(self, place: QPointF | None) -> None:
        """Tell what is at a place of the plot; None: the mouse has left."""
        self.values.point_at(place)
        self.roles.setVisible(place is None)
        self.values.setVisible(place is not None)


class RolesLine(QLabel):
    """For example “● 105 training: 97.1 % right  ○ 22 validation: 95.5 %  ✕ misread”; less in little room."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._wrong: Wrong | None = None
        self._variants: list[str] = [""]  # longest first
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(with_even_digits(self.font()))
        self.setMinimumWidth(1)  # it is shortened where there is less room
        self.setAccessibleName(self.tr("Accuracies of the shown model"))
        self._tip = self.tr(
            "The accuracy is the share of points whose own class is the most probable one. A filled mark is "
            "a training point, a hollow one a validation point, one with a dot a test point; misread points "
            "are crossed out (✕). Test points judge what was chosen in the end: they are looked at only when "
            "training rests."
        )
        self._fog_tip = self.tr("A hatched place (▒) is where replicas disagree on the class.")
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show)
        session.experiment_changed.connect(self._pace.ask)
        session.state_changed.connect(self._pace.ask)
        session.spread_changed.connect(self._pace.ask)
        self._show()

    @property
    def words(self) -> str:
        """All of them, also where there is no room."""
        return self._variants[0]

    def show_wrong(self, wrong: Wrong | None) -> None:
        """Which of the points [n] are misread; None while it is not known."""
        self._wrong = wrong
        self._pace.ask()

    @Slot()
    def _show(self) -> None:
        dataset = self._session.experiment.dataset
        if not dataset.is_classes:
            return
        names = {
            Role.TRAINING: self.tr("training"),
            Role.VALIDATION: self.tr("validation"),
            Role.TEST: self.tr("test"),
        }
        long: list[str] = []
        short: list[str] = []
        for role, name in names.items():
            if count := dataset.count(role):
                share = self._share(role)
                right = self.tr("{share} right").format(share=share) if not long and share != "—" else share
                long.append(f"{SAMPLES[role]} {count:,} {name}: {right}")
                short.append(f"{SAMPLES[role]} {name} {share}")
        misread = [self.tr("✕ misread")] if self._wrong is not None and self._wrong.any() else []
        doubt = [self.tr("▒ replicas disagree")] if self._session.disagreement is not None else []
        legend = [*misread, *doubt]  # of what is drawn: it goes before the counts, and last of all
        variants = [[*long, *legend], [*short, *legend], [*short, *doubt], [*short, *misread], short]
        self._variants = [GAP.join(parts) for parts in variants]
        self.setToolTip(f"<p>{escape(self.words)}</p><p>{self._tip} {self._fog_tip if doubt else ''}</p>")
        self._fit()

    def _fit(self) -> None:
        ruler, room = self.fontMetrics(), self.width()
        fitting = (words for words in self._variants if ruler.horizontalAdvance(words) <= room)
        shown = next(fitting, None)
        self.setText(
            ruler.elidedText(self._variants[-1], Qt.TextElideMode.ElideRight, room)
            if shown is None
            else shown
        )

    def _share(self, role: Role) -> str:
        """A dash while it is not known; of test points it is not told during a run."""
        dataset, wrong = self._session.experiment.dataset, self._wrong
        held_back = role is Role.TEST and self._session.holds_tests_back
        if held_back or wrong is None or len(wrong) != len(dataset):
            return "—"
        return score(float(np.mean(~wrong[dataset.roles == role])))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class PlaneReadout(QLabel):
    """For example “x1 0.42 · x2 −1.3 · P(setosa) 93 % · P(versicolor) 7 % · 4-3: P(setosa) 81 %”.

    The likeliest class comes first, and what pinned runs say last. In little room only the likeliest class is
    told, in even less “4-3: setosa” of a pin, so that none is cut off.
    """

    def __init__(self, canvas: PlaneCanvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas, self._session = canvas, canvas.session
        self._place: QPointF | None = None
        self.words = ""  # all of them, also where there is no room
        self._variants = [""]  # longest first
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
        present = self._told(self._place) if self._place is not None else []
        pins = self._of_pins(self._place) if self._place is not None and present else []
        named, short = [f"{pin}: P({name}) {share}" for pin, name, share in pins], present[2:3]
        parts = [[*present, *named], [*short, *named], [*short, *(f"{pin}: {name}" for pin, name, _ in pins)]]
        self._variants = [" · ".join(each) for each in (parts if pins else parts[:1])]
        self.words = self._variants[0]
        self._fit()

    def _told(self, place: QPointF) -> list[str]:
        dataset, shown = self._session.experiment.dataset, self._session.shown
        if not dataset.is_classes or not self._canvas.fits(shown):
            return []
        coordinates = [
            f"{label} {signed(value)}"
            for label, value in zip(self._canvas.axis_names, (place.x(), place.y()), strict=True)
            if label
        ]
        chances = shown.probabilities(self._canvas.plane.features(np.array([[place.x(), place.y()]])))[0]
        if not np.isfinite(chances).all():
            return coordinates
        order = np.argsort(-chances, kind="stable")
        names = dataset.class_names
        found = self._session.disagreement
        dissent = share_at(found, place.x(), place.y()) if found is not None else float("nan")
        told = [f"P({names[k]}) {percent(float(chances[k]))}" for k in order[:MOST_TOLD].tolist()]
        if found is not None and dissent == dissent:
            words = self.tr("{share} % of replicas disagree").format(share=whole_percent(dissent))
            when = self.tr("(epoch {epoch:,})").format(epoch=found.epoch)
            told.append(words if found.epoch == shown.epoch else f"{words} {when}")
        return [*coordinates, *told]

    def _of_pins(self, place: QPointF) -> list[tuple[str, str, str]]:
        """The name of each, the class that it takes the place for, and how probable that is to it."""
        features = self._canvas.plane.features(np.array([[place.x(), place.y()]]))
        names, told = self._session.experiment.dataset.class_names, []
        for pin in pins_about(self._session):
            chances = Frame.at(pin.run.experiment, pin.run.last).probabilities(features)[0]
            if np.isfinite(chances).all():
                likeliest = int(np.argmax(chances))
                told.append((pin.label, names[likeliest], percent(float(chances[likeliest]))))
        return told

    def _fit(self) -> None:
        ruler, room = self.fontMetrics(), self.width()
        fitting = (words for words in self._variants if ruler.horizontalAdvance(words) <= room)
        shown = next(fitting, self._variants[-1])
        self.setText(ruler.elidedText(shown, Qt.TextElideMode.ElideRight, room))

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
