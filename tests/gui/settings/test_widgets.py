"""Number boxes read what people type; wheels scroll the panel unless a control has the focus."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui.widgets import (
    ComboBox,
    LineEdit,
    LogSpinBox,
    NumberBox,
    Slider,
    read_number,
    read_whole,
    written,
)


def type_into(qtbot: QtBot, box: NumberBox, text: str) -> None:
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def turn_wheel(widget: QWidget) -> QWheelEvent:
    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)
    return event


@pytest.fixture
def rate(qtbot: QtBot) -> LogSpinBox:
    box = LogSpinBox(1e-6, 1e3)
    box.show_value(0.1)
    qtbot.addWidget(box)
    return box


@pytest.mark.parametrize("text", ["0.001", "1e-3", "0,001", " .001 ", "1E-03"])
def test_a_small_number_can_be_typed_in_many_ways(qtbot: QtBot, rate: LogSpinBox, text: str) -> None:
    with qtbot.waitSignal(rate.edited) as edited:
        type_into(qtbot, rate, text)
    assert edited.args == [0.001]
    assert rate.text() == "0.001"


@pytest.mark.parametrize("text", ["rubbish", "1e", "nan", "inf", "0.1.2", ""])
def test_rubbish_is_refused_and_the_value_stays(qtbot: QtBot, rate: LogSpinBox, text: str) -> None:
    with qtbot.assertNotEmitted(rate.edited), qtbot.waitSignal(rate.refused) as refused:
        rate.selectAll()
        qtbot.keyClick(rate, Qt.Key.Key_Delete)
        type_into(qtbot, rate, text)
    assert refused.args == [text]
    assert rate.value() == 0.1


@pytest.mark.parametrize(
    ("start", "steps", "end"),
    [(0.1, 1, 0.2), (0.2, 1, 0.5), (0.5, 1, 1.0), (0.1, -1, 0.05), (0.03, 1, 0.05), (0.03, -1, 0.02),
     (0.001, 3, 0.01), (1e3, 1, 1e3), (1e-6, -1, 1e-6)],
)  # fmt: skip
def test_steps_go_1_2_5(rate: LogSpinBox, start: float, steps: int, end: float) -> None:
    rate.show_value(start)
    rate.stepBy(steps)
    assert rate.value() == pytest.approx(end, rel=1e-12)


def test_zero_is_a_word_below_the_first_step(qtbot: QtBot) -> None:
    box = LogSpinBox(1e-5, 1e3, zero="off")
    qtbot.addWidget(box)
    assert box.text() == "off"
    box.stepBy(1)
    assert box.text() == "0.00001"
    box.stepBy(-1)
    assert (box.value(), box.text()) == (0, "off")
    type_into(qtbot, box, "0.3")
    type_into(qtbot, box, "OFF")
    assert box.value() == 0


def test_numbers_read_and_written() -> None:
    assert read_whole("1,000") == read_whole("1 000") == read_whole("1e3") == 1000
    assert read_whole("12,345,678") == 12_345_678
    assert read_number("−2,5") == -2.5
    for text in ("2.5", "1,0000.5", "1e300", "x"):
        with pytest.raises(ValueError, match=r".*"):
            read_whole(text)
    assert [written(v) for v in (0.00001, 1e-7, 16, -0.5, 2**32 - 1, 1e9)] == [
        "0.00001", "1e-07", "16", "-0.5", "4294967295", "1000000000",
    ]  # fmt: skip


def test_a_value_keeps_all_its_digits_while_nobody_types(qtbot: QtBot) -> None:
    box = NumberBox(-10, 10, 0.5, whole=False)
    qtbot.addWidget(box)
    box.show_value(1 / 3)
    with qtbot.assertNotEmitted(box.edited):
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 1 / 3


@pytest.mark.parametrize("kind", ["box", "combo", "slider"])
def test_the_wheel_changes_nothing_unless_focused(qtbot: QtBot, kind: str) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    box, combo, slider = NumberBox(0, 30, parent=outer), ComboBox((("a", 1), ("b", 2)), outer), Slider(outer)
    box.show_value(5)
    combo.show_key(2)
    slider.setValue(5)
    before = 5, 2, 5
    widget: QWidget = {"box": box, "combo": combo, "slider": slider}[kind]
    outer.show()
    qtbot.waitExposed(outer)
    outer.setFocus()
    event = turn_wheel(widget)
    assert not event.isAccepted()
    assert (box.value(), combo.currentData(), slider.value()) == before
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    turn_wheel(widget)
    assert (box.value(), combo.currentData(), slider.value()) != before


@pytest.mark.parametrize("kind", ["box", "line"])
def test_undo_reaches_the_window_once_the_number_is_entered(qtbot: QtBot, kind: str) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    field = NumberBox(0, 30, parent=outer) if kind == "box" else LineEdit(outer)
    undone: list[str] = []
    for key in ("Ctrl+Z", "Ctrl+Shift+Z"):
        QShortcut(QKeySequence(key), outer, lambda key=key: undone.append(key))
    outer.show()
    qtbot.waitExposed(outer)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.selectAll()
    qtbot.keyClicks(field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == [], "the text being typed has its own undo"
    field.selectAll()
    qtbot.keyClicks(field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClick(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    shift = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(field, Qt.Key.Key_Z, shift)
    assert undone == ["Ctrl+Z", "Ctrl+Shift+Z"]


def test_a_long_text_is_shown_from_its_start(qtbot: QtBot) -> None:
    line = LineEdit()
    qtbot.addWidget(line)
    line.show_text("512, " * 20)
    assert line.cursorPosition() == 0
