"""Where training starts, on which device it runs, and how exact its numbers are."""

from dataclasses import replace
from typing import Any, cast

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnviz.core.experiment import Experiment, Training, with_new_weights, with_weight_seed
from nnviz.core.training.devices import Device
from nnviz.core.truths import SEEDS
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Note
from nnviz.gui.translate import text
from nnviz.gui.widgets import ComboBox, NumberBox, explain


class SeedAndDevice(QWidget):
    """Shows and changes `weight_seed`, `training.device` and `training.precision`."""

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self._listed: tuple[tuple[Device, ...], str] | None = None
        self.seed = NumberBox(0, SEEDS - 1)
        self.new_weights = QPushButton(self.tr("New &weights"))
        explain(
            self.new_weights,
            self.tr("Start from other random weights: the next seed. Undo brings the old ones back."),
        )
        self.device = ComboBox()
        self.precision = ComboBox(
            ((self.tr("64 bit (precise)"), "float64"), (self.tr("32 bit (faster)"), "float32"))
        )
        form = Form()
        self._seed_row = form.add(
            self.tr("Weight seed"),
            self.seed,
            self.tr(
                "The random start as a number: the same seed gives the same initial weights and the same "
                "training."
            ),
        )
        form.add_wide(self.new_weights)
        self._device_row = form.add(
            self.tr("Device"),
            self.device,
            self.tr("The processor that trains. For a few points the CPU is usually the fastest."),
        )
        self.missing = form.add_note()
        self._precision_row = form.add(
            self.tr("Numbers"),
            self.precision,
            self.tr(
                "How exactly training calculates. 32 bit is what frameworks use: good to 6 digits, and up to "
                "twice as fast for wide networks."
            ),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(form)
        self.seed.edited.connect(self._on_seed)
        self.new_weights.clicked.connect(self._on_new_weights)
        self.device.activated.connect(self._on_device)
        self.precision.activated.connect(self._on_precision)
        session.experiment_changed.connect(self._show)
        session.devices_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        experiment = self._session.experiment
        self.seed.show_value(experiment.weight_seed)
        self.precision.show_key(experiment.training.precision)
        self.new_weights.setEnabled(not experiment.solved_exactly)
        for row in (self._seed_row, self._device_row, self._precision_row):
            row.set_enabled(not experiment.solved_exactly)
        self._seed_row.note.clear()
        if self._listed != (self._session.devices, experiment.training.device):
            self._list_devices(self._session.devices, experiment.training.device)
        self.device.show_key(experiment.training.device)

    def _list_devices(self, devices: tuple[Device, ...], present: str) -> None:
        self._listed = devices, present
        self.device.clear()
        usable = [device.name for device in devices if device.missing is None]
        for device in devices:
            title = text(device.title)
            named = title if device.name == "cpu" or device.missing else f"{title} ({device.name})"
            if device.missing is None:
                self._add(named, device.name)
            else:
                self._add(named, None, text(device.missing))
        if present not in usable:
            words = self.tr("{name} (not found here)").format(name=present)
            self._add(words, present, self.tr("The experiment was made on a computer that has this device."))
        reasons = [f"{text(d.title)}: {text(d.missing)}" for d in devices if d.missing is not None]
        self.missing.say("\n".join(reasons))

    def _add(self, words: str, name: str | None, missing: str = "") -> None:
        """An entry; with a reason why it is missing it can be seen, but not chosen."""
        self.device.addItem(words, name)
        index = self.device.count() - 1
        if missing:
            self.device.setItemData(index, missing, Qt.ItemDataRole.ToolTipRole)
            cast(QStandardItemModel, self.device.model()).item(index).setEnabled(False)

    @Slot(float)
    def _on_seed(self, value: float) -> None:
        self._edits.make(
            self.tr("Weight seed"), lambda e: with_weight_seed(e, int(value)), self._seed_row.note, joins=True
        )

    @Slot()
    def _on_new_weights(self) -> None:
        self._edits.make(self.tr("New weights"), with_new_weights, self._seed_row.note)

    @Slot()
    def _on_device(self) -> None:
        self._set(self.tr("Device"), "device", self.device.currentData(), self._device_row.note)

    @Slot()
    def _on_precision(self) -> None:
        name = self.precision.currentData()
        self._set(self.tr("Precision"), "precision", name, self._precision_row.note)

    def _set(self, name: str, field: str, value: Any, note: Note) -> None:
        def change(experiment: Experiment) -> Experiment:
            training: Training = replace(experiment.training, **{field: value})
            return replace(experiment, training=training)

        self._edits.make(name, change, note)
