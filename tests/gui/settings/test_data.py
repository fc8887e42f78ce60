"""The Data section: counts, the x range, and samples that never silently replace drawn points."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.resampling import without_truth
from nnviz.core.truths import DEFAULT_RANGES, FORMS, Sampling, Truth, TruthKind, sample
from nnviz.gui.session import Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.settings.generator import with_sample

HILL = Truth("drawn", (1.0, 0.0, 3.0, 4.0, 7.0, 1.0), 0.3)


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
    enter(qtbot, sampled.data.generator.form.n_training.lineEdit(), "7")
    assert session.experiment is drawn
    assert sampled.data.generator.replace_points.isVisible()


def test_forgetting_the_truth_keeps_the_points(session: Session, sampled: SettingsPanel) -> None:
    before = session.experiment
    choose(sampled, "unknown")
    assert session.experiment == without_truth(before)
    assert session.experiment.dataset == before.dataset
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


# --- a truth that was drawn by hand -----------------------------------------------------------------


@pytest.fixture
def over_points(session: Session, panel: SettingsPanel) -> SettingsPanel:
    """A drawn truth over the user's own points."""
    session.edit(replace(session.experiment, truth=HILL), "Draw truth")
    return panel


def test_a_drawn_truth_shows_its_noise_and_no_numbers(over_points: SettingsPanel) -> None:
    generator = over_points.data.generator
    form = generator.form
    assert generator.kind.currentText() == "drawn by hand"
    assert form.noise.isVisible()
    assert form.noise.value() == 0.3
    assert not any(box.isVisible() for box in (*form.coefficients, form.powers))
    assert generator.note.text() == (
        "Your points stay as they are until you replace them.\n"
        "The truth is known from x = 1 to 7. Replicas, and the split into bias², variance and noise, "
        "are made only there."
    )


def test_a_truth_known_over_the_whole_range_needs_no_word(session: Session, panel: SettingsPanel) -> None:
    wide = Truth("drawn", (0.0, 0.0, 8.0, 4.0), 0.3)
    session.edit(replace(session.experiment, truth=wide), "Draw truth")
    assert panel.data.generator.note.text() == "Your points stay as they are until you replace them."


@pytest.mark.parametrize("truth", [HILL, Truth("line", (1.0, 0.0), 0.3)])
def test_noise_takes_effect_at_once_over_own_points(
    qtbot: QtBot, session: Session, panel: SettingsPanel, truth: Truth
) -> None:
    session.edit(replace(session.experiment, truth=truth), "Truth")
    before, form = session.experiment, panel.data.generator.form
    enter(qtbot, form.n_training.lineEdit(), "7")
    assert session.experiment is before
    enter(qtbot, form.noise.lineEdit(), "0.8")
    assert session.experiment == replace(before, truth=replace(truth, noise=0.8))
    assert session.undo_stack.undoText() == "Noise"
    assert form.n_training.value() == 7  # what was being prepared stays
    enter(qtbot, form.noise.lineEdit(), "-1")
    assert "must be 0 or more" in form.last_note.text()
    session.undo_stack.undo()
    assert session.experiment == before
    assert form.noise.value() == 0.3
    assert form.n_training.value() == 7


def test_noise_of_another_function_waits_for_the_button(
    qtbot: QtBot, session: Session, over_points: SettingsPanel
) -> None:
    before = session.experiment
    choose(over_points, "sine")
    enter(qtbot, over_points.data.generator.form.noise.lineEdit(), "0.8")
    assert session.experiment is before
    choose(over_points, "drawn")
    assert over_points.data.generator.form.noise.value() == 0.3
    assert over_points.data.generator.replace_points.isVisible()


def test_points_are_drawn_from_a_drawn_truth(
    qtbot: QtBot, session: Session, over_points: SettingsPanel
) -> None:
    generator = over_points.data.generator
    generator.replace_points.click()
    sampling = Sampling(low=1, high=7)
    assert session.experiment.dataset == sample(HILL, sampling)
    assert (session.experiment.truth, session.experiment.sampling) == (HILL, sampling)
    assert session.experiment.domain == (1, 7)
    enter(qtbot, generator.form.noise.lineEdit(), "0.5")
    assert session.experiment.dataset == sample(replace(HILL, noise=0.5), sampling)
    generator.new_sample.click()
    assert session.experiment.sampling == replace(sampling, seed=2)


def test_points_beyond_a_drawn_truth_are_refused(
    qtbot: QtBot, session: Session, over_points: SettingsPanel
) -> None:
    before, generator = session.experiment, over_points.data.generator
    enter(qtbot, generator.form.high.lineEdit(), "7.5")
    generator.replace_points.click()
    assert "drawn from x = 1 to 7 only" in generator.form.last_note.text()
    assert session.experiment is before


def test_noise_over_an_empty_plane_draws_no_points(
    qtbot: QtBot, session: Session, over_points: SettingsPanel
) -> None:
    session.edit_points(Dataset.from_xy(), "")
    enter(qtbot, over_points.data.generator.form.noise.lineEdit(), "0.5")
    assert session.experiment.truth.noise == 0.5
    assert len(session.experiment.dataset) == 0
    enter(qtbot, over_points.data.generator.form.n_training.lineEdit(), "5")
    assert len(session.experiment.dataset) == 15


@pytest.mark.parametrize("has_sample", [False, True])
def test_drawn_by_hand_before_anything_is_drawn(
    session: Session, panel: SettingsPanel, has_sample: bool
) -> None:
    generator = panel.data.generator
    if has_sample:
        session.edit(with_sample(session.experiment, Truth.of_kind("sine"), Sampling(7)), "")
    before = session.experiment
    choose(panel, "drawn")
    assert session.experiment is before
    assert generator.note.text() == "Draw it in the FIT panel with the Truth tool (D)."
    assert generator.kind.currentData() == "drawn"
    for widget in (generator.form, generator.new_sample, generator.replace_points):
        assert not widget.isVisible()
    session.edit_points(before.dataset.moved([0], 0, 1), "Move point")
    assert generator.kind.currentData() == "drawn"
    session.edit(replace(session.experiment, truth=HILL, sampling=None), "Draw truth")
    assert generator.form.isVisible()
    assert generator.form.n_training.value() == (7 if has_sample else 20)
    assert (generator.form.low.value(), generator.form.high.value()) == (1, 7)
    choose(panel, "unknown")
    choose(panel, "drawn")
    assert generator.note.text().startswith("Draw it")
    choose(panel, "sine")
    assert generator.form.isVisible()
