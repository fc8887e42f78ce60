"""Widgets that are set like words."""

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui.flow import FlowLayout

HEIGHT, GAP, ROW_GAP = 20, 10, 5


def laid(qtbot: QtBot, width: int, *widths: int) -> list[QRect]:
    """Where widgets of these widths stand."""
    outer = QWidget()
    qtbot.addWidget(outer)
    layout = FlowLayout(outer, GAP, ROW_GAP)
    layout.setContentsMargins(0, 0, 0, 0)
    widgets = [QWidget(outer) for _ in widths]
    for widget, wide in zip(widgets, widths, strict=True):
        widget.setFixedSize(wide, HEIGHT)
        layout.addWidget(widget)
    outer.resize(width, layout.heightForWidth(width))
    outer.show()
    lowest = max(widget.geometry().bottom() + 1 for widget in widgets)
    assert lowest == outer.height()
    return [widget.geometry() for widget in widgets]


def test_the_last_one_stands_at_the_right_end(qtbot: QtBot) -> None:
    assert [(each.x(), each.y()) for each in laid(qtbot, 200, 50, 50, 40)] == [(0, 0), (60, 0), (160, 0)]


def test_the_last_one_takes_no_row_of_its_own_if_an_earlier_one_has_room(qtbot: QtBot) -> None:
    *_, last = laid(qtbot, 200, 50, 190, 180, 40)
    assert (last.x(), last.y()) == (160, 0)
    *_, last = laid(qtbot, 200, 180, 190, 40)
    assert (last.x(), last.y()) == (160, 50), "there is no room above"
