"""Errors that jump, runs that stopped early and runs that go on past their best epoch."""

from dataclasses import replace

import numpy as np

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.diagnosis import Change, Diagnosis, Kind, Remedy, diagnose
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.steps import Checkpoint, Ending

FIVE = Dataset.from_xy(
    [(1.22, 1.69), (2.57, 4.13), (3.25, 2.37), (4.93, 5.45), (7.22, 6.21)], [(3.97, 4.62), (6.28, 5.87)]
)
WIDE = Experiment(
    dataset=FIVE,
    domain=(0, 8),
    model=MLPSpec((50, 50)),
    training=Training(optimiser="Adam", learning_rate=0.01, epochs=600),
)


def recorded(train: np.ndarray, validation: np.ndarray) -> History:
    """A history of errors alone, whose weights are not kept."""
    epochs, zero = np.arange(len(train)), np.zeros(len(train))
    history = History()
    history.add(np.column_stack([epochs, train, validation, zero, zero]), {})
    return history


def played(player: Player, history: History) -> Ending | None:
    """Play to the end, adding to the history."""
    player.play()
    while player.active:
        player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept)
    return player.ending


def words(found: Diagnosis) -> str:
    return str(found.sentence)


def test_errors_that_swing_together_ask_for_a_smaller_rate() -> None:
    epochs = np.arange(120)
    swing = 10 + 7 * np.sin(epochs)
    train, validation = swing.copy(), 1.5 * swing
    train[73], validation[73] = 3.0, 0.4
    found = diagnose(WIDE, recorded(train, validation), Ending.FINISHED)
    assert found.kind is Kind.SWINGING
    assert found.remedy == Remedy(Change.SET_LEARNING_RATE, 0.002)
    assert words(found).startswith("The errors jump up and down: the learning rate 0.01 is too large.")


def test_a_training_error_that_rises_with_the_other_is_no_overfitting() -> None:
    epochs = np.arange(200)
    train = np.where(epochs < 60, 20 * np.exp(-epochs / 20), 13.1)
    found = diagnose(WIDE, recorded(train, 1.2 * train), Ending.FINISHED)
    assert found.kind is Kind.UNDERFITTING
    assert "jumped up and down at first: lower the learning rate to 0.002" in words(found)
    assert found.remedy == Remedy(Change.SET_LEARNING_RATE, 0.002)


def test_ripples_late_in_a_run_that_fits_are_no_swings() -> None:
    epochs = np.arange(600)
    train = np.exp(-epochs / 20) + 1e-3 * (epochs % 50 == 0)
    assert diagnose(WIDE, recorded(train, 3 - 2 * train), Ending.FINISHED).kind is Kind.OVERFITTING


def test_a_wide_gap_stays_overfitting_while_the_training_error_falls() -> None:
    epochs = np.arange(120)
    train = 20 * np.exp(-epochs / 16)
    validation = np.where(epochs < 100, 20 * np.exp(-epochs / 25), 5.0)
    for ending in (Ending.STOPPED_EARLY, Ending.FINISHED, None):
        found = diagnose(WIDE, recorded(train, validation), ending)
        assert found.kind is Kind.OVERFITTING
        assert found.remedy == Remedy(Change.GO_TO_EPOCH, 99)


def test_a_step_after_stopping_early_changes_no_verdict() -> None:
    experiment = replace(WIDE, training=replace(WIDE.training, patience=250))
    player, history = Player(experiment), History()
    ending = played(player, history)
    assert ending is Ending.STOPPED_EARLY
    before = diagnose(experiment, history, ending)
    assert before.kind is Kind.OVERFITTING
    assert before.remedy == Remedy(Change.GO_TO_EPOCH, history.best_epoch)
    start = "Stopped early: the validation error has not fallen for 250 epochs; it was least at epoch "
    assert words(before).startswith(f"{start}{history.best_epoch}. Overfitting")
    player.play()
    player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows[-1:], snapshot.kept)
    assert diagnose(experiment, history, None).kind is Kind.OVERFITTING


def test_going_on_from_the_best_epoch_is_not_praised() -> None:
    player, history = Player(WIDE), History()
    played(player, history)
    best = history.best_epoch
    assert best is not None
    kept = history.until(best)
    again = Player(WIDE, Checkpoint(best, history.nearest(best).parameters))
    again.play()
    for _ in range(8):
        again.advance()
        snapshot = again.snapshot()
        fresh = snapshot.rows[snapshot.rows[:, 0] > kept.last_epoch]
        kept.add(fresh, snapshot.kept)
        text = words(diagnose(WIDE, kept, None))
        assert "Go on training" not in text
        assert "good fit" not in text


def test_stopping_early_is_said_of_a_good_fit_too() -> None:
    experiment = replace(
        WIDE, model=PolynomialSpec(1), training=Training(epochs=1000, patience=20, learning_rate=0.1)
    )
    history = History()
    ending = played(Player(experiment), history)
    found = diagnose(experiment, history, ending)
    assert (ending, found.kind) == (Ending.STOPPED_EARLY, Kind.GOOD)
    assert words(found).startswith("Stopped early: the validation error has not fallen for 20 epochs;")
    assert "A good fit" in words(found)
