"""What a choice means for models of other sizes."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.hidden import View
from nnviz.core.models import MLPSpec
from nnviz.gui.hidden.choice import Choice, ChoiceBar


@pytest.mark.parametrize(
    ("choice", "sizes", "view"),
    [
        (Choice(), (4, 2), View(1, (0, 1))),  # the last layer; two units need no components
        (Choice(), (4, 5), View(1, None)),  # more than two: components
        (Choice(components=True), (4, 2), View(1, (0, 1))),
        (Choice(components=False, units=(3, 1)), (5,), View(0, (3, 1))),
        (Choice(components=False, units=(7, 1)), (5,), View(0, (4, 1))),  # there is no unit 8
        (Choice(components=False, units=(7, 9)), (5,), View(0, (0, 1))),
        (Choice(layer=0), (4, 2), View(0, None)),
        (Choice(layer=5), (4, 2), View(1, (0, 1))),
        (Choice(), (4, 1), None),
        (Choice(), (), None),
    ],
)
def test_what_is_seen(choice: Choice, sizes: tuple[int, ...], view: View | None) -> None:
    assert choice.view(MLPSpec(sizes, n_in=2)) == view


@pytest.mark.parametrize("choice", [Choice(), Choice(components=False)])
@pytest.mark.parametrize("width", [240, 300, 600])
def test_nothing_is_cut_off_in_a_narrow_panel(qtbot: QtBot, choice: Choice, width: int) -> None:
    panel = QWidget()
    qtbot.addWidget(panel)
    bar = ChoiceBar(panel)
    bar.choice = choice
    bar.show_model(MLPSpec((64, 64), n_in=2))
    bar.resize(width, max(bar.heightForWidth(width), bar.sizeHint().height()))
    panel.resize(bar.size())
    panel.show()
    qtbot.waitExposed(panel)
    for widget in (bar.layer, bar.components, *bar.units):
        if widget.isVisible():
            assert widget.width() >= min(widget.sizeHint().width(), widget.maximumWidth())
            place = widget.rect().translated(widget.mapTo(bar, QPoint()))
            assert bar.rect().contains(place)
