"""Where axes end."""

from nnviz.gui.axis_ends import nice_above


def test_axis_ends_are_round() -> None:
    assert [nice_above(v) for v in (1, 1.2, 0.034, 700, 701, 9e11)] == [1, 1.5, 0.05, 700, 1000, 1e12]
