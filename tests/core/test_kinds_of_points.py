"""Points turn from a curve into classes and back, come from patterns and tables, and are dealt out."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.class_edits import with_class_renamed
from nnviz.core.class_sources import is_from, source_of, with_table
from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.kinds_of_points import (
    as_classes,
    as_curve,
    can_be_had_again,
    with_pattern_sample,
    without_pattern,
)
from nnviz.core.models import MLPSpec
from nnviz.core.patterns import Pattern
from nnviz.core.presets import preset, preset_names, without_preset_words
from nnviz.core.resampling import obstacle
from nnviz.core.sentences import BadInput
from nnviz.core.shares import Shares, shares_of, with_shares
from nnviz.core.splitting import SPLITTINGS

FIVE = preset("five-dots-line")
MOONS = as_classes(FIVE, None)


def moved(experiment: Experiment) -> Experiment:
    return with_dataset(experiment, experiment.dataset.moved([0], 0.5, 0.5))


def test_a_curve_turns_into_classes_with_a_model_that_can_tell_them_apart() -> None:
    assert MOONS.dataset.class_count == 2
    assert MOONS.pattern == Pattern.of_kind("moons")
    assert isinstance(MOONS.model, MLPSpec)
    assert MOONS.model.sizes == (2, 16, 1)
    assert (MOONS.training.optimiser, MOONS.training.learning_rate) == ("Adam", 0.01)
    assert obstacle(replace(MOONS, replicas=replace(MOONS.replicas, count=5))) is None


def test_and_back_into_the_same_points_and_model() -> None:
    back = as_curve(MOONS, FIVE)
    assert (back.dataset, back.domain, back.model, back.pattern) == (
        FIVE.dataset, FIVE.domain, FIVE.model, None,
    )  # fmt: skip
    assert back.training == FIVE.training
    assert as_classes(back, MOONS) == MOONS


def test_what_an_example_is_called_goes_with_its_points() -> None:
    moons = preset("moons")
    spirals = with_pattern_sample(moons, Pattern.of_kind("spirals"))
    for other in (spirals, with_table(moons, "iris", Shares()), as_curve(moons, None), MOONS):
        assert (other.name, other.note) == ("", "")
    back = as_curve(MOONS, FIVE)
    assert (back.name, back.note) == (FIVE.name, FIVE.note)


def test_more_of_the_same_points_are_called_the_same() -> None:
    moons, iris = preset("moons"), preset("iris-4-3")
    again = with_pattern_sample(moons, replace(Pattern.of_kind("moons"), seed=9))
    assert (again.name, again.note) == (moons.name, moons.note)
    assert with_table(iris, "iris", Shares("random")).name == iris.name


@pytest.mark.parametrize("name", preset_names())
def test_a_name_that_was_given_stays(name: str) -> None:
    example = preset(name)
    assert not without_preset_words(example).name
    assert not without_preset_words(example).note
    named = replace(example, name="My flowers")
    iris = with_table(named, "wine", Shares())
    assert (iris.name, iris.note) == ("My flowers", "")
    assert as_curve(iris, FIVE).name == "My flowers"


def test_without_a_curve_before_there_is_a_sine() -> None:
    curve = as_curve(MOONS, None)
    assert curve.truth is not None
    assert can_be_had_again(curve)
    assert obstacle(replace(curve, replicas=replace(curve.replicas, count=5))) is None


def test_a_curve_far_away_does_not_hinder_the_sine() -> None:
    far = with_dataset(FIVE, FIVE.dataset.moved(range(7), 100, 0))
    assert as_curve(far, None).domain == (0, 1)


def test_of_a_sine_turned_into_classes_no_truth_is_left() -> None:
    turned = as_classes(preset("sine-degree-3"), None)
    assert (turned.truth, turned.sampling) == (None, None)


def test_classes_keep_their_names_when_the_pattern_is_drawn_again() -> None:
    named = with_dataset(MOONS, with_class_renamed(MOONS.dataset, 0, "up"))
    again = with_pattern_sample(named, replace(Pattern.of_kind("moons"), seed=5))
    assert again.dataset.class_names == ("up", "1")
    three = with_pattern_sample(named, Pattern.of_kind("blobs", 3))
    assert three.dataset.class_names == ("0", "1", "2")
    assert three.model.sizes == (2, 16, 3)


def test_the_source_of_points_is_seen() -> None:
    assert source_of(MOONS) == MOONS.pattern
    assert is_from(MOONS, MOONS.pattern)
    assert not is_from(moved(MOONS), MOONS.pattern)
    iris = with_table(FIVE, "iris", Shares())
    assert source_of(iris) == "iris"
    assert source_of(with_dataset(iris, with_shares(iris.dataset, Shares("random")))) == "iris"
    assert source_of(moved(iris)) is None
    assert not can_be_had_again(moved(iris))
    assert is_from(with_dataset(iris, iris.dataset.without(range(150))), None)


def test_a_table_is_scaled_and_dealt_out() -> None:
    iris = with_table(MOONS, "iris", Shares("stratified", 20, 20, seed=4))
    assert iris.scaling == "min-max"
    assert [iris.dataset.count(role) for role in Role] == [90, 30, 30]
    assert iris.model.sizes == (4, 16, 3)
    assert iris.pattern is None
    assert iris.replicas.resample == "bootstrap"
    assert with_table(replace(MOONS, scaling="standard"), "wine", Shares()).scaling == "standard"


def test_without_its_pattern_replicas_become_bootstraps() -> None:
    assert MOONS.replicas.needs_truth
    assert without_pattern(MOONS).replicas.resample == "bootstrap"


@pytest.mark.parametrize("how", SPLITTINGS)
@pytest.mark.parametrize("parts", [(20, 20), (0, 30), (12.5, 0)])
def test_a_split_is_known_again(how: str, parts: tuple[float, float]) -> None:
    dataset = with_table(FIVE, "iris", Shares(how, *parts)).dataset
    found = shares_of(dataset)
    assert found is not None
    assert with_shares(dataset, found) == dataset
    assert found.how == how


@pytest.mark.parametrize("how", SPLITTINGS)
@pytest.mark.parametrize("parts", [(20, 20), (30, 10), (10, 0), (0, 40), (15, 20)])
@pytest.mark.parametrize("n", [37, 43, 93, 150])
def test_shares_come_back_as_the_round_numbers_they_were(
    how: str, parts: tuple[float, float], n: int
) -> None:
    iris = with_table(FIVE, "iris", Shares()).dataset
    kept = np.linspace(0, 149, n).astype(int)
    dealt = with_shares(iris.without(np.setdiff1d(range(150), kept)), Shares(how, *parts))
    found = shares_of(dealt)
    assert found is not None
    assert (found.validation, found.test) == parts
    assert with_shares(dealt, found) == dealt


def test_roles_of_ones_own_are_no_split() -> None:
    iris = with_table(FIVE, "iris", Shares()).dataset
    assert shares_of(iris.with_role([0, 1, 2], Role.TEST)) is None
    empty = Dataset(np.empty((0, 2)), np.empty(0), np.empty(0, np.int8), ("A", "B"))
    assert shares_of(empty) is None
    assert shares_of(iris.with_role(range(150), Role.TEST)) is None


def test_shares_that_leave_nothing_to_learn_from() -> None:
    iris = with_table(FIVE, "iris", Shares()).dataset
    with pytest.raises(BadInput, match="Without points for training"):
        with_shares(iris, Shares(validation=60, test=40))
    with pytest.raises(BadInput, match="none below 0"):
        with_shares(iris, Shares(validation=60, test=60))
