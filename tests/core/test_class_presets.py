"""The presets with classes: their points come from where they say, and each shows what its note says."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from nnviz.core.classes import confusion, predicted
from nnviz.core.dataset import Role
from nnviz.core.models import MLPSpec
from nnviz.core.patterns.sampling import is_pattern_sample
from nnviz.core.presets import preset
from nnviz.core.tables.bundled import bundled_dataset
from nnviz.core.training.errors import share_right
from nnviz.core.training.history import History
from tests.played import played

PATTERNS = ("moons", "circles", "xor", "spirals", "three-blobs", "blobs-replicas")


@cache
def record(name: str, hidden: tuple[int, ...] | None = None) -> History:
    some = preset(name)
    if hidden is not None:
        assert isinstance(some.model, MLPSpec)
        some = replace(some, model=replace(some.model, hidden_sizes=hidden))
    return played(some)[0]


def last(name: str, column: str, hidden: tuple[int, ...] | None = None) -> float:
    return float(record(name, hidden).column(column)[-1])


@pytest.mark.parametrize("name", PATTERNS)
def test_the_points_of_a_pattern_are_its_sample(name: str) -> None:
    some = preset(name)
    assert some.pattern is not None
    assert is_pattern_sample(some.dataset, some.pattern)


@pytest.mark.parametrize("name", ["iris", "digits"])
def test_tables_are_dealt_out_by_class_and_scaled(name: str) -> None:
    dataset = bundled_dataset(name, (0.6, 0.2, 0.2), "stratified", 1)
    for hidden in ("4-3", "4-10-3", "4-100-3", "4-100-100-100-3") if name == "iris" else (
        "64-10", "64-32-10", "64-128-10", "64-128-128-10",
    ):  # fmt: skip
        some = preset(f"{name}-{hidden}")
        assert some.dataset == dataset
        assert "-".join(map(str, some.model.sizes)) == hidden
        assert some.scaling == "standard"


def test_hidden_units_bend_the_line_of_the_two_classes() -> None:
    five, ten = record("two-classes-2-5-1"), record("two-classes-2-10-1")
    assert 80 <= (five.best_epoch or 0) <= 120
    assert 10 <= (ten.best_epoch or 0) <= 20
    for history in (five, ten):
        validation, training = history.column("validation_error"), history.column("train_error")
        assert validation[-1] > 1.1 * validation.min()
        assert training[-1] < training[history.best_epoch or 0]


def test_one_layer_cannot_part_what_no_line_parts() -> None:
    for name, at_most, at_least in (
        ("moons", 0.92, 0.98), ("circles", 0.7, 0.95), ("xor", 0.65, 0.9), ("spirals", 0.75, 0.99),
    ):  # fmt: skip
        assert last(name, "train_accuracy", ()) < at_most
        assert last(name, "train_accuracy") >= at_least


def test_three_lines_close_in_the_inner_ring_and_two_do_not() -> None:
    assert last("circles", "train_accuracy", (3,)) > 0.9 > last("circles", "train_accuracy", (2,))


def test_one_layer_tells_setosa_from_the_others() -> None:
    some, history = preset("iris-4-3"), record("iris-4-3")
    points = some.dataset
    at_last = history.nearest(200)
    assert at_last is not None
    found = predicted(some.predict(at_last.parameters, points.features), some.head)
    matrix = confusion(points.classes, found, 3)
    assert matrix[0, 0] >= 49
    assert matrix[1:, 0].sum() == 0
    assert 0 < matrix[1, 2] + matrix[2, 1] <= 6


def test_ten_hidden_units_do_no_better_on_iris() -> None:
    assert last("iris-4-10-3", "validation_accuracy") <= last("iris-4-3", "validation_accuracy")


@pytest.mark.parametrize("name", ["iris-4-100-3", "iris-4-100-100-100-3"])
def test_wide_layers_learn_every_flower_and_the_validation_loss_turns(name: str) -> None:
    history = record(name)
    assert last(name, "train_accuracy") == 1
    assert last(name, "validation_error") > 1.2 * history.column("validation_error").min()


@pytest.mark.parametrize(
    ("name", "read"), [("digits-64-10", 0.95), ("digits-64-32-10", 0.97), ("digits-64-128-10", 0.975)]
)
def test_so_many_digits_are_read(name: str, read: float) -> None:
    some, at_last = preset(name), record(name).nearest(40)
    assert at_last is not None
    shares = []
    for role in (Role.VALIDATION, Role.TEST):
        points = some.dataset.of(role)
        shares.append(share_right(some.predict(at_last.parameters, points.features), points, some.head))
    assert np.mean(shares) == pytest.approx(read, abs=0.015)
    if name != "digits-64-10":
        assert last(name, "train_accuracy") > 0.995


def test_a_second_hidden_layer_turns_early() -> None:
    assert 5 <= (record("digits-64-128-128-10").best_epoch or 0) <= 20


def test_bias_falls_and_variance_rises_among_replicas_of_classes() -> None:
    history = record("blobs-replicas")
    epochs = [10, 20, 100, 200, 500, 1000]
    parts = [history.split(epoch) for epoch in epochs]
    assert history.split(0).bias_squared > 50 * parts[0].bias_squared
    assert (np.diff([each.variance for each in parts]) > -0.001).all()
    assert parts[-1].variance > 0.15 > 20 * parts[-1].bias_squared
    for each in parts:
        assert abs(each.total - each.measured_total) < 4 * np.hypot(each.total_se, each.measured_total_se)
