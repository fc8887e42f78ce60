"""The Training section: every control edits the experiment, undo restores, devices give their reasons."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import with_model
from nnviz.core.models import PolynomialSpec
from nnviz.core.sentences import Sentence
from nnviz.core.training.devices import Device
from nnviz.core.truths import Sampling, Truth
from nnviz.gui.session import Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.settings.generator import with_sample
from nnviz.gui.widgets import NumberBox

NO_GPU = Sentence("No NVIDIA GPU with a working driver was found.")


def type_into(qtbot: QtBot, box: NumberBox, text: str) -> None:
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


@pytest.mark.parametrize(
    ("box", "text", "field", "value", "name"),
    [
        ("epochs", "2,500", "epochs", 2500, "Epochs"),
        ("batch", "4", "batch_size", 4, "Batch size"),
        ("rate", "0,05", "learning_rate", 0.05, "Learning rate"),
        ("l2", "1e-3", "l2", 0.001, "L2 penalty"),
        ("l1", "0.02", "l1", 0.02, "L1 penalty"),
        ("patience", "50", "patience", 50, "Early stopping"),
    ],
)
def test_a_number_is_edited_and_undone(
    qtbot: QtBot, session: Session, panel: SettingsPanel,
    box: str, text: str, field: str, value: float, name: str,
) -> None:  # fmt: skip
    before = session.experiment
    control: NumberBox = getattr(panel.training, box)
    shown = control.text()
    type_into(qtbot, control, text)
    assert session.experiment == replace(before, training=replace(before.training, **{field: value}))
    assert session.undo_stack.undoText() == name
    session.undo_stack.undo()
    assert session.experiment == before
    assert control.text() == shown


def test_shuffle_and_optimiser(qtbot: QtBot, session: Session, panel: SettingsPanel) -> None:
    section, before = panel.training, session.experiment
    middle = QPoint(8, section.shuffle.height() // 2)
    qtbot.mouseClick(section.shuffle, Qt.MouseButton.LeftButton, pos=middle)
    assert session.experiment.training.shuffle is not before.training.shuffle
    qtbot.keyClick(section.optimiser, Qt.Key.Key_End)
    assert session.experiment.training.optimiser == "AdamW"
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.experiment == before
    assert section.optimiser.currentData() == before.training.optimiser


@pytest.mark.parametrize(
    ("box", "field", "text", "sentence"),
    [
        ("rate", "learning_rate", "0", "The learning rate must be more than 0 and at most a million, not 0."),
        ("epochs", "epochs", "0", "The number of epochs must be from 1 to 1,000,000, not 0."),
        ("l2", "l2", "-1", "A penalty must be from 0 to a million; it is L2 -1, L1 0."),
        ("rate", "learning_rate", "fast",
         "“fast” is not a number that can be used here. Write it like 3, 0.001 or 1e-3."),
    ],
)  # fmt: skip
def test_bad_numbers_are_answered_and_change_nothing(
    qtbot: QtBot, session: Session, panel: SettingsPanel, box: str, field: str, text: str, sentence: str
) -> None:
    before = session.experiment
    type_into(qtbot, getattr(panel.training, box), text)
    note = panel.training.rows[field].note
    assert (note.text(), note.is_warning, note.isVisible()) == (sentence, True, True)
    assert session.experiment is before
    session.edit(with_model(before, PolynomialSpec(3)), "")  # any change shows what is in force
    assert not note.isVisible()
    assert not getattr(panel.training, box).is_changed()


def test_words_for_zero_and_the_steps_of_an_epoch(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    type_into(qtbot, panel.training.batch, "2")
    assert panel.training.rows["batch_size"].note.text() == "5 training points: 3 steps per epoch."
    type_into(qtbot, panel.training.batch, "9")
    assert panel.training.rows["batch_size"].note.text() == "5 training points: 1 step per epoch."
    session.edit_points(Dataset.from_xy([(1, 2)]), "")
    assert panel.training.rows["batch_size"].note.text() == "1 training point: 1 step per epoch."
    session.undo_stack.undo()
    type_into(qtbot, panel.training.batch, "all points")
    assert session.experiment.training.batch_size == 0
    assert panel.training.batch.text() == "all points"
    assert panel.training.l2.text() == panel.training.patience.text() == "off"


def test_early_stopping_asks_for_validation_points(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    type_into(qtbot, panel.training.patience, "20")
    assert not panel.training.rows["patience"].note.isVisible()
    session.edit_points(session.experiment.dataset.of(0), "")
    assert "needs validation points" in panel.training.rows["patience"].note.text()


def test_the_exact_solver_needs_no_descent(session: Session, panel: SettingsPanel) -> None:
    section = panel.training
    session.edit(with_model(session.experiment, PolynomialSpec(3, "exact")), "")
    enabled = {name: row.control.isEnabled() for name, row in section.rows.items()}
    assert [name for name, on in enabled.items() if on] == ["l2"]
    assert "needs only L2" in section.note.text()
    session.undo_stack.undo()
    assert all(row.control.isEnabled() for row in section.rows.values())
    assert not section.note.isVisible()


def test_new_weights_and_the_seed(qtbot: QtBot, session: Session, panel: SettingsPanel) -> None:
    section = panel.training.seed_and_device
    session.edit(replace(session.experiment, weight_seed=7, initial=(0.5, 0.5)), "")
    section.new_weights.click()
    section.new_weights.click()
    assert (session.experiment.weight_seed, session.experiment.initial) == (9, None)
    assert session.undo_stack.undoText() == "New weights"
    session.undo_stack.undo()
    assert session.experiment.weight_seed == 8
    session.undo_stack.undo()
    assert session.experiment.initial == (0.5, 0.5)
    type_into(qtbot, section.seed, "4294967295")
    section.new_weights.click()
    assert session.experiment.weight_seed == 0


def with_devices(session: Session, *devices: Device) -> None:
    session.devices = devices
    session.devices_changed.emit()


def test_a_missing_device_cannot_be_chosen_and_says_why(session: Session, panel: SettingsPanel) -> None:
    with_devices(session, Device("cpu", "CPU"), Device("cuda", "NVIDIA GPU", NO_GPU))
    section = panel.training.seed_and_device
    assert section.device.itemText(1) == "NVIDIA GPU"
    assert not section.device.model().flags(section.device.model().index(1, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert section.device.itemData(1, Qt.ItemDataRole.ToolTipRole) == str(NO_GPU)
    assert section.missing.text() == f"NVIDIA GPU: {NO_GPU}"
    assert not section.missing.is_warning


def test_a_device_is_chosen(qtbot: QtBot, session: Session, panel: SettingsPanel) -> None:
    with_devices(session, Device("cpu", "CPU"), Device("cuda:0", "NVIDIA H200"))
    section = panel.training.seed_and_device
    assert section.device.itemText(1) == "NVIDIA H200 (cuda:0)"
    qtbot.keyClick(section.device, Qt.Key.Key_Down)
    assert session.experiment.training.device == "cuda:0"
    session.undo_stack.undo()
    assert section.device.currentData() == "cpu"


def test_a_device_of_another_computer_is_shown_as_such(session: Session, panel: SettingsPanel) -> None:
    with_devices(session, Device("cpu", "CPU"), Device("cuda", "NVIDIA GPU", NO_GPU))
    training = replace(session.experiment.training, device="cuda:0")
    session.edit(replace(session.experiment, training=training), "")
    assert panel.training.seed_and_device.device.currentText() == "cuda:0 (not found here)"
    with_devices(session, Device("cpu", "CPU"), Device("cuda:0", "NVIDIA H200"))
    assert panel.training.seed_and_device.device.currentText() == "NVIDIA H200 (cuda:0)"


def test_the_precision_is_chosen_and_undone(qtbot: QtBot, session: Session, panel: SettingsPanel) -> None:
    section, before = panel.training.seed_and_device, session.experiment
    assert section.precision.currentText() == "64 bit (precise)"
    qtbot.keyClick(section.precision, Qt.Key.Key_Down)
    assert session.experiment == replace(before, training=replace(before.training, precision="float32"))
    assert session.undo_stack.undoText() == "Precision"
    session.undo_stack.undo()
    assert session.experiment == before
    assert section.precision.currentData() == "float64"
    session.edit(with_model(before, PolynomialSpec(3, "exact")), "")
    assert not section.precision.isEnabled()  # the solver always takes 64 bit


def test_seeds_and_device_can_be_seen_without_unfolding(session: Session, panel: SettingsPanel) -> None:
    session.edit(with_sample(session.experiment, Truth(), Sampling()), "")
    section = panel.training.seed_and_device
    for control in (section.seed, section.device, panel.data.generator.form.seed):
        assert control.isVisible()
