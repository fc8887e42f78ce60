"""Which hidden layer and which two of its units are looked at."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from nnviz.core.hidden import View
from nnviz.core.models import MLPSpec
from nnviz.gui.flow import FlowLayout
from nnviz.gui.widgets import ComboBox, NumberBox, explain

MARGIN, GAP, ROW_GAP = 10, 6, 3  # pixels
WIDEST_NUMBER = 80  # pixels


@dataclass(frozen=True)
class Choice:
    """What the user wants to see. layer: from 0, None for the last one. units: from 0.

    components: whether principal components are wanted; None for where a layer has more than two units.
    """

    layer: int | None = None
    units: tuple[int, int] = (0, 1)
    components: bool | None = None

    def layer_of(self, model: MLPSpec) -> int:
        """The layer of this model that is meant, from 0."""
        last = len(model.hidden_sizes) - 1
        return last if self.layer is None else min(self.layer, last)

    def view(self, model: MLPSpec) -> View | None:
        """What of it this model has; None where its layer has no two units."""
        sizes, layer = model.hidden_sizes, self.layer_of(model)
        if layer < 0 or sizes[layer] < 2:
            return None
        if sizes[layer] > 2 and self.components is not False:
            return View(layer, None)
        first, second = (min(unit, sizes[layer] - 1) for unit in self.units)
        return View(layer, (first, second) if first != second else (0, 1))


class ChoiceBar(QWidget):
    """Fields for a choice; `changed` when the user makes another."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self._sizes: tuple[int, ...] = ()
        self.layer = ComboBox()
        self.layer.setMinimumContentsLength(15)
        self.layer.setAccessibleName(self.tr("Hidden layer"))
        explain(self.layer, self.tr("The hidden layer that is shown."))
        self.components = QCheckBox(self.tr("components"))
        explain(
            self.components,
            self.tr(
                "Show the first two principal components of the layer: the two directions, among all its "
                "units, in which the points lie farthest apart. Without it, two of its units."
            ),
        )
        self.units = NumberBox(1, 2), NumberBox(1, 2)
        for box, name, side in zip(
            self.units,
            (self.tr("Unit to the right"), self.tr("Unit upwards")),
            (self.tr("The unit that is drawn to the right."), self.tr("The unit that is drawn upwards.")),
            strict=True,
        ):
            box.setAccessibleName(name)
            box.setMaximumWidth(WIDEST_NUMBER)
            explain(box, side)
        layout = FlowLayout(self, GAP, ROW_GAP, last_at_end=False)
        layout.setContentsMargins(MARGIN, 6, MARGIN, 4)
        self._pair = QWidget()  # so that the two units stay side by side
        pair = QHBoxLayout(self._pair)
        pair.setContentsMargins(0, 0, 0, 0)
        pair.addWidget(QLabel(self.tr("units")))
        for box in self.units:
            pair.addWidget(box)
        for widget in (self.layer, self.components, self._pair):
            layout.addWidget(widget)
        self.layer.activated.connect(self._on_layer_chosen)
        self.components.clicked.connect(self._on_components_clicked)
        self.units[0].edited.connect(self._on_first_edited)
        self.units[1].edited.connect(self._on_second_edited)

    def choose(self, choice: Choice) -> None:
        self.choice = choice
        self.changed.emit()

    def show_model(self, model: MLPSpec) -> None:
        """What there is to choose in a model with hidden layers."""
        if model.hidden_sizes != self._sizes:
            self._sizes = model.hidden_sizes
            with QSignalBlocker(self.layer):
                self.layer.clear()
                for number, size in enumerate(self._sizes):
                    words = self.tr("Layer {number}: {size} units")
                    self.layer.addItem(words.format(number=number + 1, size=size), number)
        layer, view = self.choice.layer_of(model), self.choice.view(model)
        self.layer.show_key(layer)
        self.components.setVisible(self._sizes[layer] > 2)
        self.components.setChecked(view is not None and view.units is None)
        self.components.setMinimumHeight(self.layer.sizeHint().height())  # its words stand beside the others
        self._pair.setVisible(view is not None and view.units is not None)
        for number, box in enumerate(self.units):
            box.set_range(1, self._sizes[layer])
            if view is not None and view.units is not None:
                box.show_value(view.units[number] + 1)

    @Slot(int)
    def _on_layer_chosen(self, index: int) -> None:
        self.choose(replace(self.choice, layer=index))

    @Slot(bool)
    def _on_components_clicked(self, wanted: bool) -> None:
        self.choose(replace(self.choice, components=wanted))

    @Slot(float)
    def _on_first_edited(self, value: float) -> None:
        self._choose_unit(0, int(value) - 1)

    @Slot(float)
    def _on_second_edited(self, value: float) -> None:
        self._choose_unit(1, int(value) - 1)

    def _choose_unit(self, which: int, unit: int) -> None:
        """Where the other one has this unit, they change places."""
        layer = self.layer.currentData()
        unit = max(0, min(unit, self._sizes[layer] - 1))
        before = self.choice.units[which]
        other = self.choice.units[1 - which]
        other = before if other == unit else other
        self.choose(replace(self.choice, units=(unit, other) if which == 0 else (other, unit)))
