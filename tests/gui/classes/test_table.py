"""What stands in the cells of the confusion matrix, and the points that they are about."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from nnviz.core.dataset import Dataset, Role
from nnviz.core.judgement import Judgement
from nnviz.gui.classes.table import Table
from nnviz.gui.readout import whole_percent


@pytest.fixture
def table() -> Table:
    """Two of “a” of which one is taken for “b”, one of “b”, none of “c”."""
    dataset = Dataset(np.zeros((3, 2)), np.array([0.0, 0, 1]), np.zeros(3, np.int8), ("a", "b", "c"))
    said = np.array([[0.9, 0.1, 0], [0.2, 0.8, 0], [0.1, 0.9, 0]])
    return Table(Judgement(dataset.with_role([0], Role.TEST), np.arange(3), said))


def test_all_cells(table: Table) -> None:
    cells = [[table.text(row, column) for column in range(table.columns)] for row in range(table.rows)]
    assert cells == [
        ["true ↓  said →", "a", "b", "c", "recall %", "points"],
        ["a", "1", "1", "0", "50", "2"],
        ["b", "0", "1", "0", "100", "1"],
        ["c", "0", "0", "0", "—", "0"],
        ["precision %", "100", "50", "—", "67", "3"],
    ]


def test_a_cells_share_is_that_of_its_row(table: Table) -> None:
    assert table.share(1, 2) == 0.5
    assert table.share(2, 2) == 1
    assert table.share(3, 3) == 0  # there are no points of this class


def test_cells_have_their_points(table: Table) -> None:
    assert_array_equal(table.points(1, 2), [1])
    assert_array_equal(table.points(1, 0), [0, 1])  # a class's name: all of it
    assert_array_equal(table.points(0, 2), [1, 2])  # over a column: all that are taken for it
    assert_array_equal(table.points(4, 5), [0, 1, 2])
    assert table.count(0, 2) == 2


def test_every_cell_says_what_it_means(table: Table) -> None:
    tips = [[table.tip(row, column) for column in range(table.columns)] for row in range(table.rows)]
    assert tips[1][2] == "1 of 2 points of “a” are taken for “b”."
    assert tips[1][1] == "1 of 2 points of “a” are taken for what they are."
    assert tips[1][4] == "Recall of “a”: 1 of its 2 points are taken for it (50 %)."
    assert tips[4][2] == "Precision of “b”: 1 of the 2 taken for it are of it (50 %)."
    assert tips[4][3] == "No point is taken for “c”, so it has no precision."
    assert tips[4][4] == "Accuracy: 2 of all 3 points are taken for what they are (66.7 %)."
    assert tips[3][4] == "There are no points of “c”, so it has no recall."
    assert all(tip.endswith(".") for row in tips for tip in row)


@pytest.mark.parametrize(
    ("share", "words"), [(0, "0"), (1, "100"), (0.001, "1"), (0.999, "99"), (0.666, "67"), (np.nan, "—")]
)
def test_only_all_is_100_percent_and_only_none_0(share: float, words: str) -> None:
    assert whole_percent(share) == words
