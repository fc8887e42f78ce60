"""The presets: all there, their points as published, and each shows what its note says."""

from dataclasses import dataclass
from itertools import islice

import numpy as np
import pytest

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import with_weight_seed
from nnviz.core.presets import PRESET_GROUPS, preset, preset_names
from nnviz.core.sentences import BadInput
from nnviz.core.training.history import History
from nnviz.core.training.run import train
from nnviz.core.training.steps import Ending
from nnviz.core.truths import sample
from nnviz.resources import resource
from tests.played import played


def test_the_list_names_every_file() -> None:
    assert sorted(preset_names()) == sorted(path.stem for path in resource("presets").glob("*.nnviz"))


@pytest.mark.parametrize("name", preset_names())
def test_each_says_in_a_sentence_what_it_shows(name: str) -> None:
    assert preset(name).name
    assert preset(name).note.endswith(".")
    assert len(preset(name).note) <= 110


def test_a_wrong_name_gets_the_near_ones() -> None:
    with pytest.raises(BadInput, match=r"Did you mean sine-mlp.*See nnviz presets"):
        preset("Sine mpl")
    with pytest.raises(BadInput, match=r"no preset “zzz”\. See nnviz presets"):
        preset("zzz")


def test_the_points_of_line_120_come_from_the_published_generator() -> None:
    random = np.random.RandomState(13)
    x = np.linspace(0, 3, 120)
    y = 2 * x + 0.9 + 0.5 * random.randn(120)
    order = random.permutation(120)
    np.testing.assert_allclose(y[:3], [0.543805, 1.327303, 0.978589], atol=5e-7)
    assert y.sum() == pytest.approx(467.661670, abs=5e-7)
    for name in ("line-120", "line-120-full-batch"):
        dataset = preset(name).dataset
        assert dataset == Dataset.from_xy(np.column_stack([x, y])[order])
        assert dataset.count(Role.TRAINING) == 120


def test_the_five_dots_are_those_of_the_chapter() -> None:
    training = [(1.22, 1.69), (2.57, 4.13), (3.25, 2.37), (4.93, 5.45), (7.22, 6.21)]
    for name in ("five-dots-line", "five-dots-degree-6"):
        assert preset(name).dataset == Dataset.from_xy(training, [(3.97, 4.62), (6.28, 5.87)])
        assert preset(name).truth is None


@pytest.mark.parametrize("name", ["sine-mlp", "sine-formula"])
def test_the_sine_is_a_sample_of_its_truth(name: str) -> None:
    sine = preset(name)
    assert sine.truth is not None
    assert sine.sampling is not None
    drawn = sample(sine.truth, sine.sampling)
    np.testing.assert_allclose(sine.dataset.features, drawn.features, rtol=0, atol=1e-12)
    np.testing.assert_allclose(sine.dataset.targets, drawn.targets, rtol=0, atol=1e-12)


def test_the_sine_shows_a_good_fit_and_then_overfitting() -> None:
    history, ending = played(preset("sine-mlp"))
    train, validation = history.column("train_error"), history.column("validation_error")
    best = history.best_epoch
    assert ending is Ending.FINISHED
    assert best is not None
    assert 100 <= best <= 1000
    assert validation[best] < validation[0] / 4
    assert validation[-1] > 1.8 * validation[best]
    assert train[-1] < train[best] / 5
    fall = train[::100]
    assert (np.diff(fall) < 0).all(), "the training error falls all the way"
    rise = validation[best::200]
    assert (np.diff(rise) > 0).all(), "the validation error rises all the way from its minimum"


def test_degree_6_passes_through_the_dots_and_misses_the_others() -> None:
    line, _ = played(preset("five-dots-line"))
    degree_6, _ = played(preset("five-dots-degree-6"))
    assert degree_6.row(1000)[1] < 1e-6
    assert degree_6.row(1000)[2] > 10 * line.row(1000)[2]


def split(history: History, name: str, epochs: list[int]) -> np.ndarray:
    return np.array([getattr(history.split(epoch), name) for epoch in epochs])


@pytest.mark.parametrize("name", ["sine-degree-1", "sine-degree-3", "sine-degree-9", "sine-mlp-wide"])
def test_bias_falls_and_variance_rises_while_it_trains(name: str) -> None:
    history, _ = played(preset(name))
    epochs = [0, 10, 30, 100, history.last_epoch]
    if name == "sine-mlp-wide":
        epochs = [0, 60, 100, 300, 1000, history.last_epoch]  # its first steps bend all curves alike
    bias, variance = split(history, "bias_squared", epochs), split(history, "variance", epochs)
    assert (np.diff(bias) < split(history, "bias_squared_se", epochs)[1:]).all(), bias
    assert (np.diff(variance) > 0).all(), variance
    assert variance[0] < 1e-20
    assert preset(name).replicas.count == 50


def test_the_three_degrees_have_each_their_own_largest_part() -> None:
    last = {d: played(preset(f"sine-degree-{d}"))[0].split(300) for d in (1, 3, 9)}
    assert last[1].bias_squared > 0.2 > 10 * last[1].variance
    assert last[9].variance > 0.07 > 10 * last[9].bias_squared
    assert last[3].total < min(last[1].total, last[9].total) / 1.3
    for each in last.values():
        assert abs(each.measured_total - each.total) < 3 * np.hypot(each.measured_total_se, each.total_se)


def test_the_wide_perceptron_is_best_in_between() -> None:
    history, _ = played(preset("sine-mlp-wide"))
    total = history.column("total")
    best = int(history.column("epoch")[np.argmin(total)])
    assert 100 < best < 600
    assert total[-1] > 1.2 * total.min()


def test_where_the_formula_starts_decides_which_minimum_it_finds() -> None:
    found, slower = ended("sine-formula", seed=1), ended("sine-formula", seed=2)
    assert found.validation_error < 0.15 < 0.7 < slower.validation_error
    truth = preset("sine-formula").truth
    assert truth is not None
    height, cycles, offset = truth.coefficients
    np.testing.assert_allclose(found.parameters, [height, 2 * np.pi * cycles, offset], atol=0.1)


@dataclass
class Ended:
    parameters: np.ndarray
    validation_error: float


def ended(name: str, seed: int) -> Ended:
    some = with_weight_seed(preset(name), seed)
    *_, last = islice(train(some), some.training.epochs + 1)
    return Ended(last.state.first(), last.epoch.validation_error)


def test_the_groups_hold_each_preset_once() -> None:
    names = [name for _, group in PRESET_GROUPS for name in group]
    assert len(set(names)) == len(names) == len(preset_names())
