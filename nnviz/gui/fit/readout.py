"""Values at the x under the mouse, in a line; or else what there is to say about the replicas."""

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.core.generalization.at_x import AtX
from nnviz.core.generalization.spread import Spread
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.core.sentences import number
from nnviz.gui.fit.pins import reach
from nnviz.gui.frame import Frame
from nnviz.gui.pins import pin_labels
from nnviz.gui.readout import READABLE, Pace, signed, with_even_digits
from nnviz.gui.session import RunState, Session

WILD = 10.0  # variance in robust variances: normal replicas have about 1
MOST_NAMED = 5  # numbers of lost replicas


class XReadout(QLabel):
    """For example “x = 0.42 · curve 0.51 · truth 0.48 · mean 0.49 ± 0.2 · bias² 0.0002 · …”."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._x: float | None = None
        self._spread: Spread | None = None
        self._at: AtX | None = None
        self._robust = False
        self.words = ""  # all of them, also where there is no room
        self.setProperty("quiet", True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(with_even_digits(self.font()))
        self.setAccessibleName(self.tr("Values at this x"))
        self.setMinimumWidth(1)  # long numbers must not widen the window
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show)
        for signal in (session.frame_changed, session.experiment_changed, session.state_changed):
            signal.connect(self._pace.ask)
        self._show()

    def show_spread(self, spread: Spread | None, at: AtX | None, robust: bool) -> None:
        self._spread, self._at, self._robust = spread, at, robust
        self._pace.ask()

    def point_at(self, x: float | None) -> None:
        """Tell what is at x; None: the mouse has left."""
        self._x = x
        self._pace.ask()

    @Slot()
    def _show(self) -> None:
        if self._session.experiment.dataset.is_classes:
            return
        parts = self._notes() if self._x is None else self._values(self._x)
        self.words = " · ".join(parts)
        self._fit()

    def _fit(self) -> None:
        hint = self.tr("Point at an x to read its values.")
        shown = self.fontMetrics().elidedText(self.words or hint, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown if self.words or shown == hint else "")  # a part of the hint helps nobody
        self.setToolTip(self.words if shown != self.words else "")

    # --- values -------------------------------------------------------------------------------------

    def _values(self, x: float) -> list[str]:
        at, experiment = np.array([x]), self._session.experiment
        parts = [self.tr("x = {x}").format(x=signed(x, 4))]
        parts += _told(self.tr("curve {value}"), float(self._session.predict(at)[0]))
        if experiment.truth is not None:
            parts += _told(self.tr("truth {value}"), float(experiment.truth(at)[0]))
        if self._at is not None:
            parts += self._of_replicas(self._at.values_at(x))
        return [*parts, *self._of_pins(x), *self._epoch_note()]

    def _of_pins(self, x: float) -> list[str]:
        """Where they are drawn."""
        told = []
        for run, label in zip(self._session.pins, pin_labels(self._session.pins), strict=True):
            if run.experiment.dataset.is_classes:
                continue
            low, high = reach(run)
            if low <= x <= high:
                value = float(Frame.at(run.experiment, run.last).predict(np.array([x]))[0])
                told += [f"{label} {signed(value)}"] if np.isfinite(value) else []
        return told

    def _of_replicas(self, here: AtX) -> list[str]:
        centre = self.tr("median {value} ± {spread}") if self._robust else self.tr("mean {value} ± {spread}")
        deviation = number(float(here.deviation[0]), 2)
        return [
            *_told(centre.replace("{spread}", deviation), float(here.centre[0])),
            *_told(self.tr("bias² {value}"), float(here.bias_squared[0])),
            *_told(self.tr("variance {value}"), float(here.variance[0])),
            *_told(self.tr("noise {value}"), float(here.noise[0])),
        ]

    # --- notes --------------------------------------------------------------------------------------

    def _notes(self) -> list[str]:
        """What is not as one would expect."""
        running = self._session.state is RunState.RUNNING  # then the replicas are always a little behind
        return [*self._lost(), *self._wild(), *([] if running else self._epoch_note())]

    def _epoch_note(self) -> list[str]:
        if self._spread is None or self._spread.epoch == self._session.shown.epoch:
            return []
        return [self.tr("replicas of epoch {epoch:,}").format(epoch=self._spread.epoch)]

    @np.errstate(over="ignore")  # one that is not 0 is any number of times one that is
    def _wild(self) -> list[str]:
        spread = self._spread
        if spread is None or self._robust or spread.count < FEWEST_FOR_SPLIT:
            return []
        times = spread.variance / np.maximum(spread.robust_variance, np.finfo(float).tiny)
        times = times[~np.isnan(times)]  # a formula need not have a value everywhere
        if not len(times) or np.median(times) < WILD:
            return []
        return [self.tr("A few wild replicas own mean and band: right click for median and robust band.")]

    def _lost(self) -> list[str]:
        lost = self._spread.lost if self._spread else ()
        if not lost:
            return []
        if len(lost) == 1:
            return [
                self.tr("1 replica diverged and is not shown: number {number}.").format(number=f"{lost[0]:,}")
            ]
        named = ", ".join(f"{n:,}" for n in lost[:MOST_NAMED])
        if len(lost) > MOST_NAMED:
            words = self.tr("{count:,} replicas diverged and are not shown: numbers {numbers}, …")
        else:
            words = self.tr("{count:,} replicas diverged and are not shown: numbers {numbers}.")
        return [words.format(count=len(lost), numbers=named)]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _told(words: str, value: float) -> list[str]:
    """The words with the value; nothing for what is not known."""
    return [words.format(value=signed(value))] if np.isfinite(value) else []
