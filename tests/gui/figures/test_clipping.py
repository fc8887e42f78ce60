"""Lines and areas end at the edges of the plot."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from nnviz.gui.figures.clipping import area_within, lines_within

FRAME = QRectF(0, 0, 10, 10)
places = st.floats(-1e12, 1e12) | st.floats(-20, 20) | st.just(float("nan"))


def lines(
    x: list[float], y: list[float], joined: list[bool] | None = None
) -> list[list[tuple[float, float]]]:
    connected = np.ones(len(x) - 1, bool) if joined is None else np.array(joined)
    found = lines_within(FRAME, np.array(x), np.array(y), connected)
    return [[(p.x(), p.y()) for p in line] for line in found]


def test_what_is_inside_stays_one_line() -> None:
    assert lines([1, 2, 3], [1, 5, 2]) == [[(1, 1), (2, 5), (3, 2)]]


def test_what_leaves_and_comes_back_is_two() -> None:
    assert lines([1, 3, 5], [5, 15, 5]) == [[(1, 5), (2, 10)], [(4, 10), (5, 5)]]


def test_a_line_across_is_cut_at_both_ends_and_one_outside_is_gone() -> None:
    assert lines([-5, 15], [5, 5]) == [[(0, 5), (10, 5)]]
    assert lines([-5, 15], [11, 12]) == []
    assert lines([11, 11], [0, 9]) == []


def test_gaps_stay_gaps() -> None:
    assert lines([1, 2, 3, 4], [1, 1, 1, 1], [True, False, True]) == [[(1, 1), (2, 1)], [(3, 1), (4, 1)]]
    assert lines([1, 2, 3, 4, 5], [1, 1, np.nan, 1, 1]) == [[(1, 1), (2, 1)], [(4, 1), (5, 1)]]


@given(st.lists(st.tuples(places, places), min_size=2, max_size=8))
def test_nothing_is_ever_outside(points: list[tuple[float, float]]) -> None:
    x, y = zip(*points, strict=True)
    for line in lines([*x], [*y]):
        for px, py in line:
            assert -1e-3 <= px <= 10.001
            assert -1e-3 <= py <= 10.001


def test_an_area_is_cut_at_the_edges() -> None:
    area = area_within(FRAME, np.array([2.0, 8.0, 8.0, 2.0]), np.array([-1e12, -1e12, 1e12, 1e12]))
    assert area.boundingRect() == QRectF(2, 0, 6, 10)
    assert area.contains(QPointF(5, 5))
