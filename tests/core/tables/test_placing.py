"""The points of a table in an experiment: added or in place of others, with an x range that holds them."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.dataset import MAX_POINTS, Dataset, Role
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput
from nnviz.core.tables.placing import with_points_added, with_points_replaced

FIVE = preset("five-dots-line")
SINE = preset("sine-degree-3")


def points(*x: float) -> Dataset:
    return Dataset.from_xy([(each, 1.0) for each in x])


def test_added_points_come_last_and_widen_the_range() -> None:
    more = with_points_added(FIVE, points(2.0, 100.0))
    assert len(more.dataset) == len(FIVE.dataset) + 2
    assert more.dataset.x.tolist()[-2:] == [2.0, 100.0]
    assert more.dataset.roles[-1] == Role.TRAINING
    assert more.domain == (FIVE.domain[0], 100.0)


def test_more_than_can_be_held_are_refused() -> None:
    many = Dataset(np.zeros((MAX_POINTS - 3, 1)), np.zeros(MAX_POINTS - 3), np.zeros(MAX_POINTS - 3, np.int8))
    with pytest.raises(BadInput, match="7 points and 19,997 from the table"):
        with_points_added(FIVE, many)


@pytest.mark.parametrize(
    ("x", "domain"),
    [
        ((1.0, 7.0), FIVE.domain),  # they fill it
        ((100.0, 120.0), (100.0, 120.0)),
        ((0.0, 0.001), (0.0, 0.001)),
        ((2.0, 2.0), FIVE.domain),
        ((50.0, 50.0), (FIVE.domain[0], 50.0)),
        ((1e9, 1e9 - 1e-7), (FIVE.domain[0], 1e9)),
        ((0.0, 5e-324), FIVE.domain),
        ((-1e9, 1e9), (-1e9, 1e9)),
    ],
)
def test_points_in_place_of_others_get_a_range_of_their_own(
    x: tuple[float, ...], domain: tuple[float, float]
) -> None:
    new = with_points_replaced(FIVE, points(*x))
    assert new.dataset == points(*x)
    assert new.domain == domain


def test_of_other_points_no_truth_is_known() -> None:
    assert SINE.truth is not None
    new = with_points_replaced(SINE, points(0.0, 1.0))
    assert new.truth is None
    assert new.sampling is None
    assert new.replicas.resample == "bootstrap"
    assert replace(new, dataset=Dataset.from_xy()) != new


def test_other_points_are_not_called_what_the_example_was() -> None:
    new = with_points_replaced(SINE, points(0.0, 1.0))
    assert (new.name, new.note) == ("", "")
    assert with_points_replaced(replace(SINE, name="Mine"), points(0.0, 1.0)).name == "Mine"
    assert with_points_added(SINE, points(0.0, 1.0)).name == SINE.name
