"""The insides of the HIDDEN panel: which layer and units, the plot, and what is seen in it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from nnviz.core.dataset import Dataset, Role
from nnviz.core.hidden import Axes, Bent, View, bend
from nnviz.core.models import MLPSpec
from nnviz.gui.frame import Frame
from nnviz.gui.hidden.choice import ChoiceBar
from nnviz.gui.hidden.plot import BOUNDS, HiddenPlot
from nnviz.gui.late_panel import Board
from nnviz.gui.latest import Latest
from nnviz.gui.readout import Pace, whole_percent
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

OFTEN = 33  # milliseconds between two pictures while the model trains
MOST_POINTS = 2_000  # that are drawn: more would only cover each other
MARGIN = 10  # pixels
ROOM_FOR_NOTE = 260  # pixels of height


@dataclass(frozen=True, eq=False)
class Answer:
    """What a hidden layer of an epoch makes of these points of a data set."""

    frame: Frame
    dataset: Dataset
    points: NDArray[np.intp]
    bent: Bent


class HiddenBoard(Board):
    """in_thread: without it what is shown is up to date at once, as figures need it."""

    def __init__(
        self, session: Session, theme: Theme, in_thread: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.answer: Answer | None = None  # what is shown
        self._latest, self._pace = Latest(in_thread, self), Pace(OFTEN, self)
        self.bar = ChoiceBar()
        self.plot = HiddenPlot(theme)
        self.note, self.message = QLabel(), QLabel()
        self._lay_out()
        for signal in (session.frame_changed, session.experiment_changed, session.state_changed):
            signal.connect(self._pace.ask)
        self._pace.due.connect(self.look)
        self._latest.answered.connect(self._on_answered)
        self.bar.changed.connect(self.look)
        self.plot.pointed_at.connect(self._on_pointed_at)
        session.selection.changed.connect(self._show_selection)
        self.look()

    def _lay_out(self) -> None:
        for label in (self.note, self.message):
            label.setProperty("quiet", True)
            label.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.message.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.note.setContentsMargins(MARGIN, 2, MARGIN, 6)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self.plot, 1)
        inside.addWidget(self.note)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.message)
        self._pages.addWidget(content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addWidget(self._pages, 1)

    def stop(self) -> None:
        self._latest.stop()

    def show_theme(self, theme: Theme) -> None:
        self.plot.show_theme(theme)

    # --- what is shown --------------------------------------------------------------------------------

    @Slot()
    def look(self) -> None:
        """Say why there is nothing to see, or have the points looked at."""
        frame, dataset = self._session.shown, self._session.experiment.dataset
        model = frame.model
        fits = dataset.is_classes and isinstance(model, MLPSpec) and model.n_in == dataset.feature_count
        layers = isinstance(model, MLPSpec) and len(model.hidden_sizes) > 0
        self.bar.setVisible(fits and layers)
        if isinstance(model, MLPSpec) and fits and layers:
            self.bar.show_model(model)
        if words := self._why_nothing(dataset, layers):
            self._latest.forget()
            self.answer = None
            self.message.setText(words)
            self._pages.setCurrentIndex(0)
        elif fits and self.isVisible():  # or showEvent catches up
            self._ask(frame, dataset)

    def _why_nothing(self, dataset: Dataset, layers: bool) -> str:
        if not dataset.is_classes:
            return self.tr(
                "Points with classes are shown here, as a hidden layer sees them. Choose a pattern or a "
                "table with classes in Data."
            )
        if not layers:
            return self.tr(
                "This model has no hidden layer. Add one in Model, and see how it bends the plane until a "
                "straight line can tell the classes apart."
            )
        model = self._session.shown.model
        if isinstance(model, MLPSpec) and self.bar.choice.view(model) is None:
            return self.tr("This layer has one unit, and two are drawn. Choose another layer.")
        return ""

    def _ask(self, frame: Frame, dataset: Dataset) -> None:
        model, space, parameters = frame.model, frame.space, frame.parameters
        view = self.bar.choice.view(model) if isinstance(model, MLPSpec) else None
        if view is None or not isinstance(model, MLPSpec):
            return
        points, before = self._points(dataset), self._axes_before(view.layer)

        def work() -> Iterator[object]:
            for bent in bend(model, space, parameters, dataset.features[points], view, before):
                yield None if bent is None else Answer(frame, dataset, points, bent)

        self._latest.ask(work)

    def _points(self, dataset: Dataset) -> NDArray[np.intp]:
        """Those that are drawn: test points are looked at only when the run rests."""
        held_back = self._session.holds_tests_back
        points = np.flatnonzero(dataset.roles != Role.TEST) if held_back else np.arange(len(dataset))
        if len(points) > MOST_POINTS:
            points = points[np.linspace(0, len(points) - 1, MOST_POINTS).astype(np.intp)]
        return np.asarray(points, np.intp)

    def _axes_before(self, layer: int) -> Axes | None:
        """Of the last picture, if it was of principal components of this layer."""
        if self.answer is None or self.answer.bent.view != View(layer, None):
            return None
        return self.answer.bent.axes

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        model = answer.frame.model
        same = answer.dataset is self._session.experiment.dataset
        if not same or not isinstance(model, MLPSpec) or answer.bent.view != self.bar.choice.view(model):
            return  # it was asked for before something else was chosen
        self.answer = answer
        bent = answer.bent
        self.plot.name_axes(self._titles(bent))
        bounds = None if bent.view.units is None else BOUNDS.get(model.activation)
        self.plot.show_bent(bent, answer.dataset, answer.points, bounds)
        self._show_selection()
        self.note.setText(self._note(answer))
        self._pages.setCurrentIndex(1)

    def _titles(self, bent: Bent) -> tuple[str, str]:
        layer = bent.view.layer + 1
        if bent.view.units is not None:
            words = self.tr("unit {unit} of hidden layer {layer}")
            first, second = (words.format(unit=unit + 1, layer=layer) for unit in bent.view.units)
        else:
            words = self.tr("component {number} of hidden layer {layer} ({share} %)")
            first, second = (
                words.format(number=number, layer=layer, share=whole_percent(share))
                for number, share in enumerate(bent.axes.shares, 1)
            )
        return first, second

    def _note(self, answer: Answer) -> str:
        bent, words = answer.bent, []
        if len(bent.grid):
            words.append(
                self.tr("The grid of the plane, bent by the layer, in the colours of the classes said.")
            )
        if bent.borders is not None and answer.dataset.class_count == 2:
            words.append(self.tr("The line of probability 0.5 is straight: the output sees these units."))
        elif bent.borders is not None:
            words.append(self.tr("The borders of the classes are straight: the outputs see these units."))
        if bent.view.units is None:
            words.append(self.tr("Principal components of its units, with their shares of the variance."))
        if len(answer.points) == MOST_POINTS:
            words.append(
                self.tr("{shown:,} of {all:,} points are drawn.").format(
                    shown=len(answer.points), all=len(answer.dataset)
                )
            )
        return " ".join(words)

    # --- selecting points -----------------------------------------------------------------------------

    @Slot()
    def _show_selection(self) -> None:
        if self.answer:
            chosen = np.isin(self.answer.points, self._session.selection.indices)
            self.plot.points.show_selection(np.flatnonzero(chosen))

    @Slot(int)
    def _on_pointed_at(self, number: int) -> None:
        """number: of the shown points; −1 for none."""
        if self.answer and self.answer.dataset is self._session.experiment.dataset:
            self._session.selection.choose(self.answer.points[number : number + 1] if number >= 0 else [])

    # --- Qt's overrides -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.note.setVisible(self.height() >= ROOM_FOR_NOTE)
