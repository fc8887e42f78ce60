"""Setting one parameter by hand: the curve moves at once, and undo brings it back."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.experiment import with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.gui.by_hand import set_parameter
from nnviz.gui.session import RunState, Session

LINE = preset("five-dots-line")


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    some = replace(LINE, model=MLPSpec((3,)), training=replace(LINE.training, epochs=60))
    session = Session(some, in_process=True)
    session.open()
    yield session
    session.close()


@pytest.fixture
def trained(session: Session, qtbot: QtBot) -> Session:
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    return session


def test_every_parameter_can_be_set(session: Session) -> None:
    for index in range(session.experiment.model.parameter_count):
        set_parameter(session, index, 0.25 + index)
        assert session.shown.parameters[index] == 0.25 + index
    assert session.undo_stack.undoText() == "Set layer 2 bias 1"


def test_after_a_run_undo_brings_the_curve_back_that_was_there(trained: Session) -> None:
    before, first = trained.shown.parameters.copy(), trained.experiment
    set_parameter(trained, 2, 5.0)
    expected = before.copy()
    expected[2] = 5.0
    np.testing.assert_array_equal(trained.shown.parameters, expected)
    assert "weights that you set" in str(trained.notice)
    assert trained.undo_stack.undoText() == "Set layer 1 weight 1→3"
    trained.undo_stack.undo()
    np.testing.assert_array_equal(trained.shown.parameters, before)
    assert trained.undo_stack.undoText() == "Start from the weights of epoch 60"
    trained.undo_stack.undo()
    assert trained.experiment == first


def test_an_epoch_that_is_looked_at_is_the_one_that_is_changed(trained: Session) -> None:
    trained.show_epoch(10)
    before = trained.shown.parameters.copy()
    set_parameter(trained, 0, -1.0)
    assert trained.shown_epoch is None
    np.testing.assert_array_equal(trained.shown.parameters[1:], before[1:])
    trained.undo_stack.undo()
    np.testing.assert_array_equal(trained.shown.parameters, before)


def test_changes_of_one_gesture_are_one_undo(trained: Session) -> None:
    before, gesture = trained.shown.parameters.copy(), trained.new_gesture()
    for value in (0.1, 0.2, 0.3):
        set_parameter(trained, 1, value, gesture)
    assert trained.shown.parameters[1] == 0.3
    trained.undo_stack.undo()
    np.testing.assert_array_equal(trained.shown.parameters, before)


def test_a_run_that_plays_goes_on_from_there(trained: Session, qtbot: QtBot) -> None:
    long = replace(trained.experiment.training, epochs=1_000_000)
    trained.edit(replace(trained.experiment, training=long), "Epochs")
    trained.play()
    qtbot.waitUntil(lambda: trained.history.last_epoch > 70, timeout=20_000)
    set_parameter(trained, 0, 3.0)
    assert trained.state is RunState.RUNNING
    qtbot.waitUntil(lambda: trained.history.last_epoch > 0, timeout=20_000)
    assert trained.experiment.initial[0] == 3.0


def test_the_same_value_is_no_edit(session: Session) -> None:
    set_parameter(session, 0, float(session.shown.parameters[0]))
    assert session.undo_stack.count() == 0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_a_sentence(session: Session, value: float) -> None:
    set_parameter(session, 0, value)
    assert "not infinite" in str(session.notice)
    assert session.undo_stack.count() == 0


def test_an_exact_solution_has_no_parameters_to_set(session: Session) -> None:
    session.edit(with_model(session.experiment, PolynomialSpec(2, "exact")), "Exact")
    set_parameter(session, 0, 1.0)
    assert "solved exactly" in str(session.notice)
    assert session.undo_stack.undoText() == "Exact"
