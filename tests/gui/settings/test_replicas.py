"""The Replicas section: every control is one undo step, and sentences say what a choice means."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.resampling import obstacle, smooth_degree
from nnviz.gui.session import Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.settings.replicas import ReplicasSection
from nnviz.gui.widgets import NumberBox


@pytest.fixture
def section(session: Session, panel: SettingsPanel) -> ReplicasSection:
    """Over points with a known truth, and no replicas yet."""
    session.edit(preset("sine-mlp"), "")
    return panel.replicas


def type_into(qtbot: QtBot, box: NumberBox, text: str) -> None:
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def with_replicas(experiment: Experiment, count: int = 50, **how: object) -> Experiment:
    return replace(experiment, replicas=replace(Replicas(count), **how))


def test_turning_them_on_by_the_arrow_takes_the_usual_number(
    qtbot: QtBot, session: Session, section: ReplicasSection
) -> None:
    before = session.experiment
    assert section.count.text() == "off"
    assert not section.made_by.isVisible()
    qtbot.keyClick(section.count, Qt.Key.Key_Up)
    assert session.experiment == replace(before, replicas=Replicas(50, "same-x"))
    assert session.undo_stack.undoText() == "Replicas"
    for control in (section.made_by, section.same_weights, section.seed):
        assert control.isVisible()
    session.undo_stack.undo()
    assert session.experiment == before
    assert section.count.text() == "off"
    assert not section.made_by.isVisible()


def test_they_are_stepped_in_tens_and_off_again(
    qtbot: QtBot, session: Session, section: ReplicasSection
) -> None:
    type_into(qtbot, section.count, "13")
    counts = []
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(section.count, key)
        counts.append(session.experiment.replicas.count)
    assert counts == [20, 10, 0, 0]
    assert section.count.text() == "off"


def test_a_count_over_points_without_a_truth_takes_a_bootstrap(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    before = session.experiment
    type_into(qtbot, panel.replicas.count, "40")
    assert session.experiment.replicas == Replicas(40, "bootstrap")
    assert panel.replicas.made_by.currentData() == "bootstrap"
    session.undo_stack.undo()
    assert session.experiment == before


@pytest.mark.parametrize(
    ("count", "words", "is_warning"),
    [
        ("1", "One replica has no variance: take 2 or more, 50 is usual.", True),
        ("2", "Fewer than 30: the standard errors are guesses themselves.", False),
        ("29", "Fewer than 30: the standard errors are guesses themselves.", False),
        ("30", "", False),
        ("1,000", "", False),
        ("1001", "The number of replicas must be from 0 (none) to 1,000, not 1,001.", True),
        ("-1", "The number of replicas must be from 0 (none) to 1,000, not -1.", True),
        ("many", "“many” is not a number that can be used here. Write it like 3, 0.001 or 1e-3.", True),
    ],
)
def test_every_count_is_answered(
    qtbot: QtBot, session: Session, section: ReplicasSection, count: str, words: str, is_warning: bool
) -> None:
    session.edit(with_replicas(session.experiment), "")
    before = session.experiment
    type_into(qtbot, section.count, count)
    note = section.count_row.note
    assert (note.text(), note.is_warning, note.isVisible()) == (words, is_warning, bool(words))
    refused = "not" in words
    assert (session.experiment is before) is refused
    if refused:
        session.edit(replace(before, weight_seed=7), "")
        assert (section.count.text(), note.text()) == ("50", "")  # what is in force


WAYS = {
    "same-x": "had the same experiment been repeated",
    "fresh-x": "wilder at the edges",
    "bootstrap": "draws as many of your points, some twice, some not at all",
    "residuals": "polynomial of degree {d} here",
}


def test_a_way_is_chosen_explained_and_undone(
    qtbot: QtBot, session: Session, section: ReplicasSection
) -> None:
    session.edit(with_replicas(session.experiment), "")
    before, note = session.experiment, section.rows["resample"].note
    degree = smooth_degree(before)
    for row, (way, words) in enumerate(WAYS.items()):
        if row:
            qtbot.keyClick(section.made_by, Qt.Key.Key_Down)
            assert session.undo_stack.undoText() == "Way to make replicas"
        assert session.experiment == with_replicas(before, resample=way)
        assert words.format(d=degree) in note.text()
        assert note.isVisible()
        assert not note.is_warning
    for _ in range(3):
        session.undo_stack.undo()
    assert session.experiment == before
    assert section.made_by.currentData() == "same-x"
    assert WAYS["same-x"] in note.text()


def test_what_stands_in_the_way_is_said_instead(session: Session, section: ReplicasSection) -> None:
    note = section.rows["resample"].note
    points = Dataset.from_xy(np.array([(0.2, 1.0), (0.4, 2.0)]))
    for way in ("same-x", "residuals"):
        hindered = replace(with_replicas(session.experiment, resample=way), truth=None, dataset=points)
        session.edit(hindered, "")
        assert note.text() == str(obstacle(hindered))
        assert note.is_warning
        assert note.isVisible()
    session.edit(with_replicas(preset("sine-mlp")), "")
    assert WAYS["same-x"] in note.text()
    assert not note.is_warning


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("same-x", "The noise is 0: all get the same points, and only initial weights can make them differ."),
        ("fresh-x", "The noise is 0: their points differ only in x."),
        ("bootstrap", ""),
    ],
)
def test_no_noise_is_spoken_of(session: Session, section: ReplicasSection, way: str, words: str) -> None:
    noisy = with_replicas(session.experiment, resample=way)
    assert noisy.truth is not None
    session.edit(noisy, "")
    note = section.rows["resample"].note
    assert "noise is 0" not in note.text()
    session.edit(replace(noisy, truth=replace(noisy.truth, noise=0.0)), "")
    assert WAYS[way] in note.text()
    assert note.text().endswith(words)
    assert ("noise is 0" in note.text()) is bool(words)


def test_same_initial_weights_and_the_seed(qtbot: QtBot, session: Session, section: ReplicasSection) -> None:
    session.edit(with_replicas(session.experiment), "")
    before = session.experiment
    middle = QPoint(8, section.same_weights.height() // 2)
    qtbot.mouseClick(section.same_weights, Qt.MouseButton.LeftButton, pos=middle)
    assert session.undo_stack.undoText() == "Same initial weights"
    type_into(qtbot, section.seed, "12")
    assert session.undo_stack.undoText() == "Replica seed"
    assert session.experiment == with_replicas(before, same_weights=True, seed=12)
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.experiment == before
    assert (section.same_weights.isChecked(), section.seed.text()) == (False, "1")
    type_into(qtbot, section.seed, "-1")
    assert section.rows["seed"].note.text().startswith("The replica seed must be a whole number from 0 to")
    assert session.experiment == before


def test_the_exact_solver_has_no_initial_weights(session: Session, section: ReplicasSection) -> None:
    session.edit(with_replicas(session.experiment), "")
    assert section.same_weights.isEnabled()
    session.edit(with_model(session.experiment, PolynomialSpec(3, "exact")), "")
    assert not section.same_weights.isEnabled()


def test_much_memory_is_spoken_of_and_too_much_is_warned_of(
    session: Session, section: ReplicasSection
) -> None:
    usual = with_replicas(session.experiment)
    session.edit(usual, "")
    assert not section.memory.isVisible()
    session.edit(with_replicas(with_model(usual, MLPSpec((128, 128))), 200), "")
    assert section.memory.text().startswith("About ")
    assert section.memory.text().endswith("MB of memory.")
    assert not section.memory.is_warning
    huge = with_model(usual, MLPSpec((512,) * 6))
    points = Dataset.from_xy(np.column_stack([np.linspace(0, 1, 20_000)] * 2))
    session.edit(with_replicas(replace(huge, dataset=points), 1_000), "")
    assert section.memory.text().startswith("1,000 replicas of this model need about ")
    assert section.memory.is_warning
    session.edit(replace(session.experiment, replicas=Replicas()), "")
    assert not section.memory.isVisible()
