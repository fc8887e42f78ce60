"""Which plane of many features is looked at: two of them, or the first two principal components."""

from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from nnviz.core.dataset import Dataset
from nnviz.core.planes import Plane, along, components
from nnviz.core.space import Space
from nnviz.gui.widgets import ComboBox, NumberBox, explain

FEWEST_LETTERS, ENOUGH_LETTERS = 6, 20  # that a list has room for
COMPONENTS = -1  # in place of a feature


@dataclass(frozen=True)
class Sight:
    """first, second: the features that are the axes; first may be COMPONENTS, and second does not count then.

    held: the point whose values the other features have, from 0; None for their means.
    """

    first: int = 0
    second: int = 1
    held: int | None = None

    @classmethod
    def usual(cls, dataset: Dataset) -> "Sight":
        """Of many features rather all together than two."""
        return cls(COMPONENTS if dataset.feature_count > 2 and len(dataset) > 2 else 0)

    def plane(self, dataset: Dataset, space: Space) -> Plane:
        """Raises `BadInput` where there is none."""
        if self.first == COMPONENTS:
            return components(dataset, space)
        if self.held is not None and self.held < len(dataset):
            held = dataset.features[self.held]
        else:
            held = dataset.features.mean(axis=0) if len(dataset) else np.zeros(dataset.feature_count)
        return along(dataset.names, self.first, self.second, held)


class AxesBar(QWidget):
    """Hidden where there are two features, which are the axes."""

    chosen = Signal(object)  # a Sight

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sight = Sight()
        self._shown: tuple[str, ...] = ()
        self.first, self.second = ComboBox(), ComboBox()
        self.held = NumberBox(0, 1, zero=self.tr("means"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 10, 2)
        layout.setSpacing(6)
        self._words = [QLabel(word) for word in (self.tr("Axes →"), "↑", self.tr("others at"))]
        for word, field in zip(self._words, (self.first, self.second, self.held), strict=True):
            word.setProperty("quiet", True)
            word.setBuddy(field)
            layout.addWidget(word)
            layout.addWidget(field)
        layout.addStretch(1)
        for box in (self.first, self.second):
            box.setMinimumContentsLength(FEWEST_LETTERS)
        self._explain()
        self.first.activated.connect(self._on_chosen)
        self.second.activated.connect(self._on_chosen)
        self.held.edited.connect(self._on_chosen)

    def _explain(self) -> None:
        tr = self.tr
        explain(self.first, tr("A feature, or the two directions in which all features together vary most."))
        explain(self.second, tr("The feature that goes upwards."))
        explain(
            self.held,
            tr("The regions are a cut through more dimensions: the features that are no axes have the values "
               "of this point, by its number in POINTS, or their means. The points are shown wherever they "
               "are, and crossed out by their own features."),
        )  # fmt: skip
        for word, field in zip(self._words, (self.first, self.second, self.held), strict=True):
            word.setToolTip(field.toolTip())
        self.first.setAccessibleName(tr("Feature on the x axis"))
        self.second.setAccessibleName(tr("Feature on the y axis"))
        self.held.setAccessibleName(tr("Point whose values the other features have"))

    def show_sight(self, sight: Sight, dataset: Dataset) -> None:
        self._sight = sight
        if dataset.names != self._shown:
            self._shown = dataset.names
            for box in (self.first, self.second):
                box.clear()
            self.first.addItem(self.tr("principal components"), COMPONENTS)
            for number, name in enumerate(dataset.names):
                self.first.addItem(name, number)
                self.second.addItem(name, number)
        self.first.show_key(sight.first)
        self.second.show_key(sight.second)
        self.held.set_range(0, len(dataset))
        self.held.show_value(0 if sight.held is None else sight.held + 1)
        two = sight.first != COMPONENTS
        self.first.setMinimumContentsLength(FEWEST_LETTERS if two else ENOUGH_LETTERS)
        for widget in (self._words[1], self.second, self._words[2], self.held):
            widget.setVisible(two)

    @Slot()
    def _on_chosen(self) -> None:
        first, second, row = self.first.currentData(), self.second.currentData(), int(self.held.value())
        if first == second:  # the other one makes room
            second = self._sight.first if self._sight.first not in (first, COMPONENTS) else (first + 1) % 2
        self.chosen.emit(replace(self._sight, first=first, second=second, held=row - 1 if row > 0 else None))
