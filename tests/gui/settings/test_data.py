"""The Data section: counts, the x range, and samples that never silently replace drawn points."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.truths import DEFAULT_RANGES, FORMS, Sampling, Truth, TruthKind, sample
from nnviz.gui.session import Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.settings.generator import with_sample


def enter(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(panel: SettingsPanel, kind: str) -> None:
    combo = panel.data.generator.kind
    combo.setCurrentIndex(combo.findData(kind))
    combo.activated.emit(combo.currentIndex())  # what a click on the entry does


@pytest.fixture
def sampled(session: Session, panel: SettingsPanel) -> SettingsPanel:
    session.edit(with_sample(session.experiment, Truth.of_kind("sine"), Sampling()), "")
    return panel


def test_points_are_counted(session: Session, panel: SettingsPanel) -> None:
    assert panel.data.count.text() == "5 training points, 2 validation points"
    session.edit_points(Dataset.from_xy([(1, 2)]), "")
    assert panel.data.count.text() == "1 training point, 0 validation points"
    session.edit_points(Dataset.from_xy([], [(1, 2)]), "")
    assert panel.data.count.text() == "0 training points, 1 validation point"


def test_the_x_range(qtbot: QtBot, session: Session, panel: SettingsPanel) -> None:
    before = session.experiment
    enter(qtbot, panel.data.high.lineEdit(), "12.5")
    assert session.experiment.domain == (before.domain[0], 12.5)
    assert session.undo_stack.undoText() == "x range"
    session.undo_stack.undo()
    assert session.experiment == before
    assert panel.data.high.value() == before.domain[1]


def test_an_x_range_that_leaves_points_out_is_refused(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    before = session.experiment
    enter(qtbot, panel.data.high.lineEdit(), "2")
    note = panel.data.range.note
    assert note.text() == "The points lie outside the x range 0 to 2. Widen the range."
    assert note.is_warning
    assert session.experiment is before


def test_both_ends_may_be_typed_one_after_the_other(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    session.edit_points(Dataset.from_xy(), "")
    enter(qtbot, panel.data.low.lineEdit(), "50")
    assert panel.data.range.note.is_warning
    enter(qtbot, panel.data.high.lineEdit(), "60")
    assert session.experiment.domain == (50, 60)
    assert not panel.data.range.note.isVisible()


def test_drawn_points_stay_until_they_are_replaced(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    before, generator = session.experiment, panel.data.generator
    assert not generator.form.isVisible()
    choose(panel, "sine")
    assert session.experiment is before
    assert generator.replace_points.isVisible()
    button = generator.replace_points
    qtbot.waitUntil(lambda: not button.visibleRegion().isEmpty())
    assert button.visibleRegion().boundingRect() == button.rect()
    assert not generator.new_sample.isVisible()
    session.edit_points(before.dataset.moved([0], 0, 1), "Move point")  # drawing goes on meanwhile
    assert generator.kind.currentData() == "sine"
    generator.replace_points.click()
    truth, sampling = Truth.of_kind("sine"), Sampling()
    assert session.experiment.dataset == sample(truth, sampling)
    assert (session.experiment.truth, session.experiment.sampling) == (truth, sampling)
    assert session.experiment.domain == DEFAULT_RANGES["sine"]
    assert session.undo_stack.undoText() == "New sample"
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.experiment == before


def test_a_sample_is_drawn_again_at_once(qtbot: QtBot, session: Session, sampled: SettingsPanel) -> None:
    before, form = session.experiment, sampled.data.generator.form
    enter(qtbot, form.noise.lineEdit(), "0.5")
    assert session.experiment.truth == replace(before.truth, noise=0.5)
    assert session.experiment.dataset == sample(session.experiment.truth, session.experiment.sampling)
    assert session.experiment.dataset != before.dataset
    session.undo_stack.undo()
    assert session.experiment == before
    assert form.noise.value() == 0.2


def test_another_sample_of_the_same_truth(session: Session, sampled: SettingsPanel) -> None:
    before = session.experiment
    sampled.data.generator.new_sample.click()
    sampled.data.generator.new_sample.click()
    assert session.experiment.truth == before.truth
    assert session.experiment.sampling == replace(before.sampling, seed=3)
    session.undo_stack.undo()
    assert session.experiment.sampling.seed == 2  # each click is an undo step of its own


@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind != "sine"])
def test_a_kind_brings_its_numbers_and_range(
    session: Session, sampled: SettingsPanel, kind: TruthKind
) -> None:
    choose(sampled, kind)
    assert session.experiment.truth == Truth.of_kind(kind)
    assert session.experiment.domain == DEFAULT_RANGES[kind]
    boxes = sampled.data.generator.form.coefficients
    shown = [box.accessibleName().lower() for box in boxes if box.isVisible()]
    assert shown == ([] if kind == "polynomial" else list(FORMS[kind].names))


def test_all_fields_of_a_sample(qtbot: QtBot, session: Session, sampled: SettingsPanel) -> None:
    form = sampled.data.generator.form
    for box, text in (
        (form.coefficients[1], "2"),
        (form.n_training, "7"),
        (form.n_validation, "0"),
        (form.high, "3"),
        (form.low, "-1"),
        (form.seed, "11"),
    ):
        enter(qtbot, box.lineEdit(), text)
    qtbot.keyClick(form.spacing, Qt.Key.Key_Down)
    truth, sampling = Truth("sine", (1, 2, 0)), Sampling(7, 0, -1, 3, "random", 11)
    assert (session.experiment.truth, session.experiment.sampling) == (truth, sampling)
    assert session.experiment.dataset == sample(truth, sampling)
    assert session.experiment.domain == (-1, 3)


def test_polynomial_coefficients_are_a_list(qtbot: QtBot, session: Session, sampled: SettingsPanel) -> None:
    choose(sampled, "polynomial")
    form = sampled.data.generator.form
    enter(qtbot, form.powers, "1, 0, -2.5")
    assert session.experiment.truth.coefficients == (1, 0, -2.5)
    enter(qtbot, form.powers, "0,5; 2")
    assert session.experiment.truth.coefficients == (0.5, 2)
    before = session.experiment
    enter(qtbot, form.powers, "1, two")
    assert form.last_note.is_warning
    assert "“1, two”" in form.last_note.text()
    assert session.experiment is before


def test_bad_numbers_of_a_sample_are_answered(qtbot: QtBot, session: Session, sampled: SettingsPanel) -> None:
    before, form = session.experiment, sampled.data.generator.form
    for box, text, words in (
        (form.noise, "-1", "must be 0 or more"),
        (form.n_training, "30000", "at most 20,000"),
        (form.low, "5", "from a smaller to a larger number"),
    ):
        enter(qtbot, box.lineEdit(), text)
        assert words in form.last_note.text()
        assert form.last_note.is_warning
        assert session.experiment is before
        choose(sampled, "sine")  # the fields show what is in force again
        assert not form.last_note.text()


def test_points_changed_by_hand_are_no_longer_a_sample(
    qtbot: QtBot, session: Session, sampled: SettingsPanel
) -> None:
    session.edit_points(session.experiment.dataset.moved([0], 0, 1), "Move point")
    drawn = session.experiment
    enter(qtbot, sampled.data.generator.form.noise.lineEdit(), "1")
    assert session.experiment is drawn
    assert sampled.data.generator.replace_points.isVisible()


def test_forgetting_the_truth_keeps_the_points(session: Session, sampled: SettingsPanel) -> None:
    before = session.experiment
    choose(sampled, "by hand")
    assert session.experiment == replace(before, truth=None, sampling=None)
    session.undo_stack.undo()
    assert sampled.data.generator.kind.currentData() == "sine"


def test_an_empty_experiment_is_filled_at_once(session: Session, panel: SettingsPanel) -> None:
    session.edit_points(Dataset.from_xy(), "")
    choose(panel, "bump")
    assert len(session.experiment.dataset) == 30


def test_quick_steps_of_two_fields_are_two_undo_steps(session: Session, sampled: SettingsPanel) -> None:
    form, before = sampled.data.generator.form, session.undo_stack.count()
    form.n_training.stepBy(1)
    form.n_training.stepBy(1)
    form.n_validation.stepBy(1)
    assert session.undo_stack.count() == before + 2
    session.undo_stack.undo()
    assert (session.experiment.sampling.n_training, session.experiment.sampling.n_validation) == (22, 10)
