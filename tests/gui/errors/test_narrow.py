"""ERRORS where there is little width: nothing touches, nothing of weight is left out."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from nnviz.gui.errors.chart import ErrorsChart
from nnviz.gui.errors.scale import Scale
from nnviz.gui.theme import LIGHT


def numbers(chart: ErrorsChart) -> list[tuple[float, float, str]]:
    """Where each number below the plot begins and ends, from left to right."""
    image = QImage(10, 10, QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    painter.setFont(chart.getAxis("bottom").style["tickFont"])
    _, _, texts = chart.getAxis("bottom").generateDrawSpecs(painter)
    painter.end()
    places = {words: (rect.left(), rect.right(), words) for rect, _, words in texts if words}
    return sorted(places.values())


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("width", [155, 200, 320, 470, 950])
def test_the_numbers_below_the_plot_never_touch(qtbot: QtBot, width: int, logarithmic: bool) -> None:
    chart = ErrorsChart(LIGHT)
    qtbot.addWidget(chart)
    chart.show_labels("", "", (True, True))
    chart.resize(width, 90)
    chart.show()
    for end in (1, 7, 20, 150, 300, 1_000, 4_500, 10_000, 99_000, 1_000_000):
        last = len(str(end)) - 1 + 0.3 if logarithmic else float(end)
        chart.show_scale(Scale(logarithmic, False, 0.0, 1.0, False), (0.0, last))
        chart.grab()
        shown = numbers(chart)
        assert [words for _, _, words in shown][:1] == ["1" if logarithmic else "0"], (width, end)
        assert logarithmic or not 1 < end < 10_000 or len(shown) > 1, (width, end)
        assert all(a[1] + 4 <= b[0] for a, b in pairwise(shown)), (width, end, shown)
