"""The widths of the confusion matrix: what has room in a narrow panel, and that no numbers touch."""

import numpy as np
import pytest
from PySide6.QtGui import QFont, QFontMetricsF
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.judgement import Judgement
from nnviz.gui.classes.matrix_drawing import GAP, SMALLER, WIDEST, Widths, least_width, widths_of
from nnviz.gui.classes.table import Table
from nnviz.gui.letters import smaller

HEIGHT = 300.0
PANEL = 446.0  # pixels of the matrix in a window of 1280 × 800


def digits(points: int = 600) -> Table:
    """Ten classes, all taken for what they are: 100 in each cell below and beside them."""
    own = np.arange(points) % 10
    dataset = Dataset(
        np.zeros((points, 2)), own.astype(float), np.zeros(points, np.int8), tuple(map(str, range(10)))
    )
    return Table(Judgement(dataset, np.arange(points), np.eye(10)[own]))


def room_for_numbers(widths: Widths, words: str, font: QFont) -> float:
    """Pixels of a class's column that a number leaves, in the letters that it gets."""
    return int(widths.columns[1]) - QFontMetricsF(smaller(font, SMALLER)).horizontalAdvance(words)


@pytest.mark.parametrize("size", [9, 10])
def test_ten_classes_have_room_in_a_narrow_panel(qtbot: QtBot, size: int) -> None:
    font = QFont()
    font.setPointSize(size)
    widths = widths_of(digits(), (PANEL, HEIGHT), font)
    assert sum(map(int, widths.columns)) <= PANEL
    assert room_for_numbers(widths, "100", font) >= GAP


@pytest.mark.parametrize("points", [600, 20_000])
def test_no_numbers_touch_however_narrow(qtbot: QtBot, points: int) -> None:
    font, table = QFont(), digits(points)
    widths = widths_of(table, (50, HEIGHT), font)
    assert room_for_numbers(widths, table.text(1, 1), font) >= GAP
    assert room_for_numbers(widths, "100", font) >= GAP


def test_columns_stay_where_they_are_while_a_model_learns(qtbot: QtBot) -> None:
    right = digits()
    judgement = right.judgement
    wrong = Table(Judgement(judgement.dataset, judgement.points, np.eye(10)[(judgement.classes + 1) % 10]))
    assert widths_of(right, (PANEL, HEIGHT), QFont()) == widths_of(wrong, (PANEL, HEIGHT), QFont())


def test_in_a_broad_panel_letters_keep_their_size(qtbot: QtBot) -> None:
    font, table = QFont(), digits()
    least = least_width(table, font)
    widths = widths_of(table, (least, HEIGHT), font)
    assert sum(widths.columns) == pytest.approx(least)
    metrics = QFontMetricsF(font)
    assert widths.columns[1] - metrics.horizontalAdvance("100") >= GAP
    assert widths.columns[-2] - metrics.horizontalAdvance("recall %") >= GAP
    assert widths_of(table, (5000, HEIGHT), font).columns[1] == WIDEST
