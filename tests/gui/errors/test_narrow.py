"""ERRORS where there is little width: nothing touches, nothing of weight is left out."""

from itertools import pairwise

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.split import Split
from nnviz.core.replicas import Replicas
from nnviz.gui.errors.chart import ErrorsChart
from nnviz.gui.errors.check import check_of
from nnviz.gui.errors.fitted import FittedLabel, Part, joined
from nnviz.gui.errors.numbers import Numbers
from nnviz.gui.errors.scale import Scale
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT, Theme


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


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_curves_show_through_the_ground_of_words(qtbot: QtBot, theme: Theme) -> None:
    chart = ErrorsChart(theme)
    qtbot.addWidget(chart)
    chart.show_labels("", "loss<br>(a long title that has no room)", (True, True), ["name of the graph"])
    chart.resize(400, 90)
    chart.show()
    chart.show_scale(Scale(False, False, 0.0, 1.0, False), (0.0, 20.0))
    chart.show_best(18.0, "least loss")
    chart.show_level(0.5, "level")
    assert chart._level is not None
    grounds = [words.fill.color() for words in (chart._best.words, chart._level.words)]
    assert [ground.alpha() for ground in grounds] == [153, 153]
    assert [ground.name() for ground in grounds] == [QColor(theme.plot).name()] * 2
    assert f"#name {{ background: #99{theme.plot[1:]}" in chart.styleSheet()


@pytest.mark.parametrize("width", [155, 220, 470])
@pytest.mark.parametrize("name", ["cross-entropy (nats)", "squared error of probabilities", "accuracy (%)"])
def test_the_name_in_the_corner_is_inside_the_plot(qtbot: QtBot, name: str, width: int) -> None:
    chart = ErrorsChart(LIGHT)
    qtbot.addWidget(chart)
    low = name.startswith("accuracy")
    chart.show_labels("", name.replace(" ", "<br>", 1), (True, True), [name, name[:4]], low)
    chart.show()
    for height in (54, 62, 80, 90):
        chart.resize(width, height)
        chart.grab()
        label = chart.findChild(QLabel, "name")
        if label.isVisible():
            inside = chart.getViewBox().sceneBoundingRect().toRect()
            assert inside.contains(label.geometry()), (height, label.geometry(), inside)
            assert label.sizeHint().width() <= label.width()
            assert label.text() == name if width == 470 else label.text() in (name, name[:4])
        else:
            assert not chart.name


def test_what_its_place_says_as_well_leaves_no_mark_behind() -> None:
    parts = [
        Part("training", 9),
        Part("loss", 2, " ", filler=True),
        Part("0.2", 9, " "),
        Part("penalty 1", 3),
    ]
    assert joined(parts) == "training loss 0.2 · penalty 1"
    assert joined(parts, 3) == "training 0.2 · penalty 1"
    assert joined(parts, 4) == "training 0.2 …"


def test_a_sum_without_room_leaves_out_its_errors_and_then_its_terms(qtbot: QtBot) -> None:
    split = Split(
        bias_squared=0.002, bias_squared_se=0.0015, variance=0.179, variance_se=0.009, noise=0.201,
        total=0.382, total_se=0.01, measured_total=0.38, measured_total_se=0.02, replicas=50,
    )  # fmt: skip
    label = FittedLabel()
    qtbot.addWidget(label)
    label.show()
    label.show_parts(check_of(Experiment(replicas=Replicas(50)), split, ()))
    whole = label.whole
    plain = "bias² 0.0020 + variance 0.179 + noise 0.201 = 0.382 …"
    for words in (plain, "total 0.382 ± 0.010 …"):
        label.resize(label.fontMetrics().horizontalAdvance(words) + 1, 20)
        assert label.text() == words
    label.resize(5_000, 20)
    assert label.text() == whole


def test_a_note_without_room_is_shorter(session: Session, qtbot: QtBot) -> None:
    numbers = Numbers(session)
    qtbot.addWidget(numbers)
    numbers.show()
    numbers.show_cut_off(True)
    said = []
    for width in (950, 200, 60):
        numbers.resize(width, 40)
        assert numbers.note.isVisible()
        said.append(numbers.note.text())
    assert said[0] == numbers.note.toolTip()
    assert len(said[0]) > len(said[1]) > len(said[2])
