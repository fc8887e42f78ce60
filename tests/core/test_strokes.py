"""Strokes that become a truth: known shapes, jitter, turning back, and joining what was there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.knots import MOST_KNOTS
from nnviz.core.sentences import BadInput
from nnviz.core.strokes import KNOTS, Stroke, knots_of, merged, with_stroke
from nnviz.core.truths import Sampling, Truth

EMPTY = Experiment(domain=(0.0, 8.0))
SPACING = 8.0 / KNOTS


def stroke(x: np.ndarray, y: np.ndarray) -> Stroke:
    return list(zip(x.tolist(), np.broadcast_to(y, x.shape).tolist(), strict=True))


def level(first: float, last: float, height: float) -> Stroke:
    return [(first, height), (last, height)]


def drawn(*strokes: Stroke) -> Truth:
    experiment = EMPTY
    for one in strokes:
        experiment = with_stroke(experiment, one, experiment.truth, 0.3)
    assert experiment.truth is not None
    return experiment.truth


@pytest.mark.parametrize("backwards", [False, True])
def test_a_parabola_comes_out_as_it_was_drawn(backwards: bool) -> None:
    x = np.linspace(0, 8, 300)[:: -1 if backwards else 1]
    truth = drawn(stroke(x, (x - 3) ** 2))
    assert truth.range == (0, 8)
    assert truth.noise == 0.3
    knots = np.array(truth.coefficients).reshape(-1, 2)
    np.testing.assert_allclose(knots[:, 0], np.linspace(0, 8, KNOTS + 1))
    np.testing.assert_allclose(knots[:, 1], (knots[:, 0] - 3) ** 2, atol=2e-3)


def test_a_trembling_hand_is_evened_out() -> None:
    rng = np.random.default_rng(1)
    x = np.linspace(0, 8, 500)
    shaken = stroke(x + rng.normal(0, 0.02, 500), np.sin(x) + rng.normal(0, 0.05, 500))
    error = drawn(shaken)(x) - np.sin(x)
    assert np.sqrt(np.mean(error**2)) < 0.02
    assert np.abs(error).max() < 0.06


def test_where_the_stroke_turns_back_the_later_part_counts() -> None:
    truth = drawn([(1, 0), (7, 0), (7, 2), (4, 2)])
    assert truth(2.0) == pytest.approx(0, abs=1e-6)
    assert truth(6.0) == pytest.approx(2, abs=1e-6)
    assert truth.range == (1, 7)


def test_what_is_drawn_outside_the_x_range_is_not_there() -> None:
    x = np.linspace(-3, 20, 300)
    truth = drawn(stroke(x, 2 * x))
    assert truth.range == (0, 8)
    np.testing.assert_allclose(truth([0, 5, 8]), [0, 10, 16], atol=1e-3)


def test_a_stroke_that_nearly_reaches_the_edge_reaches_it() -> None:
    assert drawn(level(0.15, 7.9, 1)).range == (0, 8)
    assert drawn(level(0.3, 7.7, 1)).range == (0.3, 7.7)
    over_formula = with_stroke(EMPTY, level(0.15, 7.9, 1), Truth("line", (1, 0)), 0.3)
    assert over_formula.truth.range == (0, 8)


def test_knots_are_numbers_that_can_be_read() -> None:
    assert set(drawn(level(1, 7, 4)).coefficients[1::2]) == {4.0}
    x = np.linspace(0, 8, 100)
    assert all(len(str(number)) <= 7 for number in drawn(stroke(x, np.sin(x))).coefficients)


@pytest.mark.parametrize(
    "short", [[(3.0, 1.0)], [(3.0, 1.0), (3.0, 5.0)], level(3, 3.14, 1), level(9, 12, 1)]
)
def test_a_click_is_no_curve(short: Stroke) -> None:
    with pytest.raises(BadInput, match=r"too short to be a curve.*between 0 and 8"):
        with_stroke(EMPTY, short, None, 0.3)
    assert drawn(level(3, 3.2, 1)).range == pytest.approx((3, 3.2), abs=0.02)


def test_a_second_stroke_replaces_what_it_covers_and_nothing_else() -> None:
    x = np.linspace(0, 8, 401)
    before = drawn(stroke(x, np.sin(x)))
    after = drawn(stroke(x, np.sin(x)), level(3, 5, 4))
    assert after.range == (0, 8)
    assert after(np.linspace(3.1, 4.9, 50)) == pytest.approx(4)
    rest = x[(x < 3 - 3 * SPACING) | (x > 5 + 3 * SPACING)]
    np.testing.assert_allclose(after(rest), before(rest))
    joint = after(np.linspace(2.5, 3, 200))
    assert np.abs(np.diff(joint)).max() < 0.1  # 3.5 higher, in steps of a smooth curve
    assert np.all(np.diff(joint) >= -1e-9) or joint.min() >= before(2.5) - 0.1


@pytest.mark.parametrize("others", [(5.0, 7.0), (2.9, 7.0), (3.05, 7.0)])
def test_a_stroke_beside_the_curve_extends_it(others: tuple[float, float]) -> None:
    for truth in (drawn(level(1, 3, 0), level(*others, 2)), drawn(level(*others, 2), level(1, 3, 0))):
        assert truth.range == (1, 7)
        between = truth(np.linspace(1, 7, 601))
        assert np.all(np.diff(between) >= -1e-12)  # from 0 to 2 without a bump
        assert np.diff(between).max() < 0.2  # and without a cliff
        assert truth([1.5, 6.5]) == pytest.approx([0, 2])


def test_the_end_of_the_old_curve_is_reached_or_kept() -> None:
    assert drawn(level(1, 7, 0), level(4, 6.9, 2)).range == (1, 7)
    assert drawn(level(1, 7, 0), level(4, 6.9, 2))(7.0) == pytest.approx(2)
    assert drawn(level(1, 7, 0), level(4, 6.75, 2))(7.0) == pytest.approx(0, abs=1e-9)


def test_noise_and_points_stay_and_the_sampling_goes() -> None:
    dataset = Dataset.from_xy([(1, 2)])
    experiment = Experiment(
        dataset=dataset, domain=(0, 8), truth=Truth("line", (1, 0), 0.7), sampling=Sampling()
    )
    after = with_stroke(experiment, level(2, 6, 1), experiment.truth, 0.1)
    assert after.truth == Truth("drawn", after.truth.coefficients, 0.7)
    assert after.truth.range == (2, 6)
    assert after.sampling is None
    assert after.dataset is dataset


def test_there_are_never_too_many_knots() -> None:
    old = np.column_stack([np.linspace(0, 8, MOST_KNOTS), np.arange(MOST_KNOTS)])
    both = merged(old, knots_of(level(0.1, 0.2, 5), (0.0, 0.4), (0.0, 8.0)), 0.01)
    assert len(both) <= MOST_KNOTS
    assert both[[0, -1], 0].tolist() == [0, 8]


places = st.floats(-1e9, 1e9)


@given(
    st.lists(st.lists(st.tuples(places, places), max_size=20), min_size=1, max_size=4),
    st.lists(st.tuples(places, st.floats(1e-9, 1e9)), min_size=1, max_size=4),
)
def test_any_strokes_in_any_ranges_make_a_truth_or_a_sentence(
    strokes: list[Stroke], domains: list[tuple[float, float]]
) -> None:
    truth = None
    for one, (low, width) in zip(strokes, domains, strict=False):
        try:
            experiment = Experiment(domain=(low, low + width), truth=truth)
            truth = with_stroke(experiment, one, truth, 0.1).truth
        except BadInput:
            continue
        assert np.isfinite(truth(np.linspace(*truth.range, 20))).all()
