"""The player: play, pause, step, edit, and what its snapshots hold."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.splitter import splitter_for
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput
from nnviz.core.training import player as module
from nnviz.core.training import steps as steps_module
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.run import train
from nnviz.core.training.steps import COLUMNS, ERROR_COLUMNS, Checkpoint, Ending
from nnviz.core.truths import Sampling, Truth, sample

DOTS = Dataset.from_xy([(0.1, 1.0), (0.3, -0.5), (0.5, 2.0), (0.9, 0.3)], [(0.2, 0.4), (0.7, 1.0)])


def experiment(model: object = None, **training: object) -> Experiment:
    settings = replace(Training(epochs=20), **training)
    return Experiment(dataset=DOTS, model=model or PolynomialSpec(3), training=settings)


def play(player: Player, most: int = 10_000) -> None:
    player.play()
    for _ in range(most):
        if not player.active:
            return
        player.advance()


def reference(some: Experiment, steps: int) -> np.ndarray:
    run = train(some)
    return np.array([next(run).parameters() for _ in range(steps + 1)])


def test_it_waits_to_be_told() -> None:
    player = Player(experiment())
    assert not player.active
    first = player.snapshot()
    assert (first.epoch, first.playing, first.ending) == (0, False, None)
    assert first.rows.shape == (1, len(ERROR_COLUMNS))
    assert list(first.kept) == [0]
    assert not player.has_news


def test_it_plays_to_the_last_epoch() -> None:
    player = Player(experiment(batch_size=3))
    play(player)
    last = player.snapshot()
    assert (last.epoch, last.playing, last.ending) == (20, False, Ending.FINISHED)
    assert last.rows[:, 0].tolist() == list(range(21))
    assert_array_equal(last.parameters, reference(experiment(batch_size=3), 40)[-1])


def test_play_again_goes_on_for_as_many_epochs() -> None:
    player = Player(experiment())
    play(player)
    player.snapshot()
    play(player)
    again = player.snapshot()
    assert (again.epoch, again.ending) == (40, Ending.FINISHED)
    assert again.rows[:, 0].tolist() == list(range(21, 41))


def test_pause_and_go_on_change_nothing() -> None:
    player = Player(experiment(MLPSpec((4,), dropout=0.2), optimiser="Adam", batch_size=2))
    player.play()
    for _ in range(7):
        player.advance()
    player.pause()
    assert not player.active
    assert player.has_news
    assert player.snapshot().steps_per_second == 0
    player.play()
    for _ in range(6):
        player.advance()
    expected = reference(experiment(MLPSpec((4,), dropout=0.2), optimiser="Adam", batch_size=2), 13)
    assert_array_equal(player.snapshot().parameters, expected[-1])


def test_one_step_is_one_update_even_within_an_epoch() -> None:
    player = Player(experiment(batch_size=3))
    player.snapshot()
    player.advance_once()
    assert player.active
    player.advance()
    assert not player.active
    snapshot = player.snapshot()
    assert (snapshot.epoch, len(snapshot.rows)) == (0, 0)
    assert_array_equal(snapshot.parameters, reference(experiment(batch_size=3), 1)[-1])


def test_steps_asked_for_together_are_all_made() -> None:
    player = Player(experiment())
    for _ in range(3):
        player.advance_once()
    while player.active:
        player.advance()
    assert player.snapshot().epoch == 3


def test_a_step_after_the_end_reopens_the_run() -> None:
    player = Player(experiment())
    play(player)
    player.advance_once()
    assert player.active
    player.advance()
    assert (player.snapshot().epoch, player.ending, player.active) == (21, None, False)


def test_patience_stops_early() -> None:
    some = Experiment(
        dataset=DOTS, model=PolynomialSpec(3), training=Training(patience=3, epochs=1000, learning_rate=0.05)
    )
    player = Player(some)
    play(player)
    snapshot, history = player.snapshot(), History()
    history.add(snapshot.rows, snapshot.kept)
    assert snapshot.ending is Ending.STOPPED_EARLY
    assert snapshot.epoch == history.best_epoch + 3
    assert history.nearest(history.best_epoch).epoch == history.best_epoch


def test_an_edit_waits_for_the_next_step() -> None:
    player, frozen = (
        Player(experiment()),
        replace(experiment(), training=Training(epochs=2, learning_rate=1e-12)),
    )
    player.play()
    player.advance()
    before = player.snapshot().parameters
    player.edit(frozen)
    assert not player.has_news
    player.advance()
    after = player.snapshot()
    np.testing.assert_allclose(after.parameters, before, atol=1e-9)
    assert after.ending is Ending.FINISHED  # the edited number of epochs counts too


def test_other_points_make_patience_and_the_best_begin_again() -> None:
    harder = replace(experiment(patience=30, epochs=1000), dataset=DOTS.moved([4, 5], 0.0, 50.0))
    player, history = Player(experiment(patience=30, epochs=1000)), History()
    player.play()
    for _ in range(25):
        player.advance()
    assert player.playing
    player.edit(harder)
    for _ in range(20):
        player.advance()
    assert player.playing, "the least error of the old points must not use up the patience"
    play(player)
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept, snapshot.measured_from)
    validation = history.column("validation_error")
    assert snapshot.measured_from == 26
    assert history.best_epoch == 26 + int(np.argmin(validation[26:]))
    assert validation[:26].min() < validation[26:].min() / 10
    assert history.nearest(history.best_epoch).epoch == history.best_epoch
    assert snapshot.ending is Ending.STOPPED_EARLY


def test_test_points_change_nothing_in_a_run() -> None:
    points = DOTS.with_points([(0.6, 3.0)], Role.TEST)
    some = replace(experiment(patience=30, epochs=1000, batch_size=3), dataset=points)
    player, same = Player(some), Player(some)
    for each in (player, same):
        each.play()
        for _ in range(25):
            each.advance()
    player.edit(replace(some, dataset=points.moved([6], 0.0, 50.0)))
    for each in (player, same):
        play(each)
    one, other = player.snapshot(), same.snapshot()
    assert (one.measured_from, one.epoch, one.ending) == (0, other.epoch, other.ending)
    assert_array_equal(one.rows, other.rows)


def test_divergence_ends_at_the_last_good_epoch() -> None:
    player = Player(experiment(learning_rate=10.0, epochs=1000))
    play(player)
    last = player.snapshot()
    assert last.ending is Ending.DIVERGED
    assert last.epoch == last.rows[-1, 0] < 1000
    assert np.isfinite(last.parameters).all()
    assert_array_equal(last.parameters, last.kept[last.epoch][0])
    player.play()
    assert not player.active


def test_an_exact_solution_is_reported_and_over() -> None:
    player = Player(experiment(PolynomialSpec(1, "exact")))
    play(player)
    assert player.ending is Ending.SOLVED
    snapshot = player.snapshot()
    assert (snapshot.epoch, len(snapshot.rows), list(snapshot.kept)) == (0, 1, [0])


def test_it_goes_on_from_a_checkpoint() -> None:
    start = Checkpoint(7, np.array([1.0, 2.0, 3.0, 4.0]))
    player = Player(experiment(), start)
    assert_array_equal(player.snapshot().parameters, start.parameters)
    play(player)
    assert player.snapshot().epoch == 27


def test_snapshots_together_hold_every_epoch_and_the_best() -> None:
    player, history, some = Player(experiment(epochs=500)), History(), experiment(epochs=500)
    player.play()
    while player.active:
        for _ in range(7):
            if player.active:
                player.advance()
        snapshot = player.snapshot()
        history.add(snapshot.rows, snapshot.kept)
    assert history.column("epoch").tolist() == list(range(501))
    expected = reference(some, 500)
    for epoch in (0, history.best_epoch, 250, 500):
        found = history.nearest(epoch)
        assert found.epoch == epoch
        assert_array_equal(found.parameters, expected[epoch])


def test_snapshots_belong_to_their_receiver() -> None:
    player = Player(experiment())
    player.play()
    snapshot = player.snapshot()
    parameters = snapshot.parameters.copy()
    for _ in range(5):
        player.advance()
    assert_array_equal(snapshot.parameters, parameters)


def test_no_training_points_is_bad_input() -> None:
    for model in (PolynomialSpec(1), PolynomialSpec(1, "exact")):
        with pytest.raises(BadInput, match="no training points"):
            Player(replace(experiment(model), dataset=DOTS.of(Role.VALIDATION)))


# --- replicas ------------------------------------------------------------------------------------

SINE = Truth("sine", (1.0, 1.0, 0.0), 0.3)


def with_replicas(count: int = 8, model: object = None, **training: object) -> Experiment:
    sampling = Sampling(12, 6, seed=3)
    some = experiment(model or MLPSpec((4,)), **training)
    return replace(
        some, dataset=sample(SINE, sampling), truth=SINE, sampling=sampling, replicas=Replicas(count)
    )


def test_every_recorded_epoch_has_its_split() -> None:
    some = with_replicas(batch_size=5)
    player = Player(some)
    play(player)
    last, splitter = player.snapshot(), splitter_for(some)
    assert last.rows.shape == (21, len(COLUMNS))
    epochs = [step for step in islice(train(some), 61) if step.epoch]
    assert len(epochs) == 21
    run = train(some)
    for _ in range(61):
        step = next(run)
        if step.epoch:
            assert_array_equal(
                last.rows[step.epoch.number, len(ERROR_COLUMNS) :], splitter.measure(step.state).row
            )
    assert last.kept[20].shape == (9, some.model.parameter_count)
    assert_array_equal(last.kept[20][0], last.parameters)


def test_snapshots_bring_the_replicas_curves() -> None:
    player = Player(with_replicas())
    assert player.snapshot().spread.epoch == 0
    play(player)
    last = player.snapshot()
    assert (last.spread.epoch, last.spread.count, last.spread.lost) == (20, 8, ())
    assert Player(experiment()).snapshot().spread is None
    one = Player(with_replicas(1)).snapshot()
    assert (one.spread.count, one.rows.shape) == (1, (1, len(ERROR_COLUMNS)))


def test_while_it_plays_curves_take_a_share_of_the_time_only(monkeypatch: pytest.MonkeyPatch) -> None:
    player = Player(with_replicas(epochs=1000))
    monkeypatch.setattr(module, "CURVES_SHARE", 1e-9)
    player.play()
    assert player.snapshot().spread is not None
    player.advance()
    assert player.snapshot().spread is None
    player.pause()
    assert player.snapshot().spread.epoch == 1


def test_replicas_that_cannot_be_made_are_bad_input() -> None:
    with pytest.raises(BadInput, match="need the function behind the points"):
        Player(replace(with_replicas(), truth=None, sampling=None))


def test_an_edit_of_the_noise_reaches_the_replicas_at_the_next_step() -> None:
    some = with_replicas(learning_rate=0.01, epochs=1000)
    player = Player(some)
    player.play()
    for _ in range(5):
        player.advance()
    louder = replace(some, truth=replace(SINE, noise=3.0))
    player.edit(louder, 1)
    player.advance()
    rows = player.snapshot().rows
    assert rows[5, COLUMNS.index("noise")] == pytest.approx(0.09)
    assert rows[6, COLUMNS.index("noise")] == pytest.approx(9.0)
    assert player.snapshot().rows.shape[1] == len(COLUMNS)


def test_exact_replicas_are_solved_anew_with_each_edit() -> None:
    some = with_replicas(30, PolynomialSpec(3, "exact"))
    player = Player(some)
    first = player.snapshot()
    assert first.rows.shape == (1, len(COLUMNS))
    player.edit(replace(some, replicas=Replicas(30, "fresh-x")), 1)
    player.advance()
    second = player.snapshot()
    assert second.rows[0, COLUMNS.index("variance")] != first.rows[0, COLUMNS.index("variance")]
    assert_array_equal(first.parameters, second.parameters)


def test_a_run_goes_on_from_a_checkpoint_with_its_replicas() -> None:
    some = with_replicas()
    whole = Player(some)
    play(whole)
    kept = whole.snapshot()
    rest = Player(some, Checkpoint.of_stack(12, kept.kept[12]))
    rest.play()
    for _ in range(8):
        rest.advance()
    again = rest.snapshot()
    assert_array_equal(again.rows[:, 5:], kept.rows[12:, 5:])


def test_in_the_middle_of_an_epoch_the_last_split_is_the_one_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Epoch 5 is not recorded, and the replicas have gone beyond it."""
    monkeypatch.setattr(steps_module, "EVERY_ONE_WITH_REPLICAS", 4)
    player, history = Player(with_replicas(batch_size=5)), History()
    player.play()
    for _ in range(3 * 5 + 1):
        player.advance()
    snapshot = player.snapshot()
    history.add(snapshot.rows, snapshot.kept, provisional=snapshot.provisional)
    assert (history.last_epoch, snapshot.provisional) == (5, True)
    assert history.split(5).variance == history.split(4).variance > 0


def test_epochs_that_are_not_recorded_are_only_told_while_they_are_the_present(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps_module, "EVERY_ONE_WITH_REPLICAS", 4)
    player, history = Player(with_replicas()), History()
    player.play()
    while player.active:
        player.advance()
        snapshot = player.snapshot()
        history.add(snapshot.rows, snapshot.kept, provisional=snapshot.provisional)
        assert history.last_epoch == snapshot.epoch
        assert np.isfinite(history.split(snapshot.epoch).variance)
    assert history.column("epoch").tolist() == [0, 1, 2, 3, 4, 6, 8, 12, 16, 20]
