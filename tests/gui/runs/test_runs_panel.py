"""The RUNS panel on a real session: what is listed, and what mouse, keys and menu ask for."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.document import KeptRun
from nnviz.core.experiment import with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.training.steps import Ending
from nnviz.gui.run_log import MOST_RUNS
from nnviz.gui.runs import RunsPanel, drawing
from nnviz.gui.runs.board import RunsBoard
from nnviz.gui.runs.drawing import pin_place
from nnviz.gui.runs.picture import draw_run
from nnviz.gui.runs.rows import rows_of
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import DARK, LIGHT, Theme

LINE = preset("five-dots-line")
LEFT = Qt.MouseButton.LeftButton
Known = Callable[..., KeptRun]


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> RunsPanel:
    panel = RunsPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(335, 500)
    panel.show()
    qtbot.waitExposed(panel)
    qtbot.waitUntil(lambda: panel.board is not None)
    return panel


@pytest.fixture
def board(panel: RunsPanel) -> RunsBoard:
    assert panel.board is not None
    return panel.board


def log(session: Session, *runs: KeptRun) -> None:
    for run in runs:
        session.runs.note(run, 0)
        session.runs.leave()


def texts(board: RunsBoard) -> list[str]:
    return [row.text for row in board.model.rows]


def listed(board: RunsBoard, qtbot: QtBot, count: int) -> None:
    qtbot.waitUntil(lambda: len(board.model.rows) == count, timeout=2_000)


def middle(board: RunsBoard, place: int) -> QPoint:
    return board.view.visualRect(board.model.index(place, 0)).center()


def pin_button(board: RunsBoard, place: int) -> QPoint:
    return pin_place(board.view.visualRect(board.model.index(place, 0))).center()


def test_empty_says_what_will_be_there(board: RunsBoard) -> None:
    assert board.empty.isVisible()
    assert "Press Play" in board.empty.text()
    assert not board.clear.isEnabled()
    assert not board.unpin_all.isEnabled()


def test_a_real_run_appears_marked_as_the_shown_one(session: Session, board: RunsBoard, qtbot: QtBot) -> None:
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    listed(board, qtbot, 1)
    (row,) = board.model.rows
    assert row.text.startswith("degree 1 · SGD 0.1 · 30 epochs. training ")
    assert row.text.endswith("run 1, shown now · 2 parameters, 5 points")
    session.reset()
    qtbot.waitUntil(lambda: not board.model.rows[0].shown)


def test_the_newest_is_at_the_top_and_pins_above_all(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    runs = [known(epochs=epochs) for epochs in (6, 7, 8)]
    log(session, *runs)
    listed(board, qtbot, 3)
    assert [row.run.last.epoch for row in board.model.rows] == [8, 7, 6]
    session.edit_pins((replace(runs[1], label="mine"),), "Pin")
    qtbot.waitUntil(lambda: board.model.rows[0].slot == 0)
    assert [row.run.last.epoch for row in board.model.rows] == [7, 8, 6]
    assert texts(board)[0].startswith("mine · degree 1 · SGD 0.1 · 7 epochs")
    assert "run 2" in texts(board)[0]


def test_a_label_with_which_the_models_words_begin_is_not_said_twice(session: Session, known: Known) -> None:
    run = known(preset("iris-4-10-3"))
    for label in ("4-10-3", "4-10-3 tanh"):
        session.edit_pins((replace(run, label=label),), "Pin")
        assert rows_of(session)[0].text.startswith("4-10-3 tanh · Adam")
    session.edit_pins((replace(run, label="4"),), "Pin")
    assert rows_of(session)[0].text.startswith("4 · 4-10-3 tanh · Adam")


def test_pins_of_a_file_are_listed_though_the_log_is_empty(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    session.open_document(replace(session.document, pins=(known(epochs=6), known(epochs=7))))
    listed(board, qtbot, 2)
    assert [row.slot for row in board.model.rows] == [0, 1]
    assert [row.number for row in board.model.rows] == [None, None]
    assert not board.clear.isEnabled()


def test_a_click_brings_a_run_back(session: Session, board: RunsBoard, known: Known, qtbot: QtBot) -> None:
    six = known(with_model(LINE, PolynomialSpec(6)))
    log(session, six, known())
    listed(board, qtbot, 2)
    QTest.mouseClick(board.view.viewport(), LEFT, pos=middle(board, 1))
    assert session.experiment == six.experiment
    assert session.shown.epoch == 10
    assert "Undo brings those before back" in str(session.notice)
    qtbot.waitUntil(lambda: board.model.rows[1].shown)
    session.undo_stack.undo()
    assert session.experiment.model == LINE.model


def test_keys_walk_bring_back_pin_and_remove(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    log(session, *(known(epochs=epochs) for epochs in (6, 7, 8)))
    listed(board, qtbot, 3)
    board.view.setFocus()
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(board.view, key)
    assert session.shown.epoch == 7
    QTest.keyClick(board.view, Qt.Key.Key_P)
    assert [pin.last.epoch for pin in session.pins] == [7]
    qtbot.waitUntil(lambda: board.model.rows[0].slot == 0)
    assert board.view.row is board.model.rows[0], "the chosen row moves to the top with its run"
    QTest.keyClick(board.view, Qt.Key.Key_Space)
    assert session.pins == ()
    qtbot.waitUntil(lambda: board.model.rows[0].slot is None)
    QTest.keyClick(board.view, Qt.Key.Key_Delete)
    assert [run.last.epoch for run in session.runs.runs] == [6, 8]


@pytest.mark.parametrize("walking", [False, True])
def test_a_new_run_is_marked_unless_keys_walk_through_the_list(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot, walking: bool
) -> None:
    log(session, known(epochs=6))
    listed(board, qtbot, 1)
    board.view.setFocus()
    qtbot.waitUntil(board.view.hasFocus)
    QTest.keyClick(board.view, Qt.Key.Key_Home)
    if not walking:
        board.clear.setFocus()
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    listed(board, qtbot, 2)
    qtbot.waitUntil(lambda: board.model.rows[0].shown)
    assert board.view.row is board.model.rows[1 if walking else 0]


def test_delete_unpins_a_pinned_run_first(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    run = known()
    log(session, run)
    session.edit_pins((run,), "Pin")
    listed(board, qtbot, 1)
    board.remove(board.model.rows[0])
    assert (session.pins, session.runs.runs) == ((), (run,))


def test_the_pins_button_pins_and_brings_nothing_back(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    log(session, known())
    listed(board, qtbot, 1)
    QTest.mouseClick(board.view.viewport(), LEFT, pos=pin_button(board, 0))
    assert len(session.pins) == 1
    assert session.state is RunState.READY
    qtbot.waitUntil(lambda: board.unpin_all.isEnabled())
    QTest.mouseClick(board.view.viewport(), LEFT, pos=pin_button(board, 0))
    assert session.pins == ()


def test_a_press_that_ends_elsewhere_does_nothing(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    log(session, known(epochs=6), known(epochs=7))
    listed(board, qtbot, 2)
    QTest.mousePress(board.view.viewport(), LEFT, pos=middle(board, 0))
    QTest.mouseRelease(board.view.viewport(), LEFT, pos=middle(board, 1))
    QTest.mouseClick(board.view.viewport(), LEFT, pos=QPoint(50, board.view.height() - 5))
    assert session.state is RunState.READY


def test_the_menu(session: Session, board: RunsBoard, known: Known, qtbot: QtBot) -> None:
    log(session, known())
    listed(board, qtbot, 1)

    def entries() -> dict[str, Callable[[], None]]:
        menu = board.menu(board.model.rows[0])
        return {action.text(): action.trigger for action in menu.actions() if action.text()}

    assert list(entries()) == ["Bring back", "Pin", "Remove from the list"]
    entries()["Bring back"]()
    assert session.shown.epoch == 10
    entries()["Pin"]()
    qtbot.waitUntil(lambda: board.model.rows[0].slot == 0)
    assert list(entries()) == ["Bring back", "Unpin", "Rename the pin…"]
    entries()["Unpin"]()
    qtbot.waitUntil(lambda: board.model.rows[0].slot is None)
    entries()["Remove from the list"]()
    listed(board, qtbot, 0)


def test_the_menu_opens_where_it_is_asked_for(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    log(session, known(epochs=6), known(epochs=7))
    listed(board, qtbot, 2)
    asked: list[int] = []
    board.view.menu_wanted.disconnect()
    board.view.menu_wanted.connect(lambda row, _: asked.append(row.run.last.epoch))
    for reason in (QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard):
        board.view.setCurrentIndex(board.model.index(0, 0))
        event = QContextMenuEvent(reason, middle(board, 1), board.view.mapToGlobal(middle(board, 1)))
        QApplication.sendEvent(board.view.viewport(), event)
    assert asked == [6, 7]


def test_a_pin_is_renamed(session: Session, board: RunsBoard, known: Known, qtbot: QtBot) -> None:
    session.edit_pins((known(),), "Pin")
    dialog = board.ask_for_name(session.pins[0])
    assert dialog.textValue() == "degree 1"
    dialog.findChild(QLineEdit).setText("a line")
    dialog.accept()
    assert session.pins[0].label == "a line"
    qtbot.waitUntil(lambda: texts(board) and texts(board)[0].startswith("a line · degree 1"))


def test_clear_forgets_the_log_and_keeps_the_pins(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    runs = [known(epochs=epochs) for epochs in (6, 7)]
    log(session, *runs)
    session.edit_pins((runs[0],), "Pin")
    listed(board, qtbot, 2)
    qtbot.waitUntil(lambda: board.clear.isEnabled())
    QTest.mouseClick(board.clear, LEFT)
    assert session.runs.runs == ()
    listed(board, qtbot, 1)
    QTest.mouseClick(board.unpin_all, LEFT)
    listed(board, qtbot, 0)
    assert board.empty.isVisible()


def test_rows_and_buttons_say_what_they_are(
    session: Session, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    run = known()
    log(session, run)
    session.edit_pins((run,), "Pin")
    qtbot.waitUntil(lambda: bool(board.model.rows and board.model.rows[0].slot == 0))
    board.view.setCurrentIndex(board.model.index(0, 0))
    spoken = QAccessible.queryAccessibleInterface(board.view)
    assert spoken.text(QAccessible.Text.Name) == "Runs"
    row = spoken.child(0)
    assert row.text(QAccessible.Text.Name).startswith("degree 1 · SGD 0.1 · 10 epochs. training 0.5")
    assert row.state().checked
    for button in board.findChildren(QPushButton):
        assert button.text()
        assert button.toolTip()
    assert "Unpin (P)" in board.view._tip(pin_button(board, 0))
    assert "brings it back" in board.view._tip(middle(board, 0))


def test_hidden_it_waits_and_catches_up(
    session: Session, panel: RunsPanel, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    log(session, known(epochs=6))
    listed(board, qtbot, 1)
    panel.hide()
    log(session, known(epochs=7))
    board._pace.hurry()
    assert len(board.model.rows) == 1
    panel.show()
    assert len(board.model.rows) == 2


def test_both_themes_draw_diverged_runs_too(
    session: Session, panel: RunsPanel, board: RunsBoard, known: Known, qtbot: QtBot
) -> None:
    log(session, known(ending=Ending.DIVERGED))
    listed(board, qtbot, 1)
    light = panel.grab().toImage()
    panel.show_theme(DARK)
    assert panel.grab().toImage() != light


def test_twenty_large_runs_do_not_hold_the_window_up(
    session: Session,
    panel: RunsPanel,
    board: RunsBoard,
    known: Known,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each picture is drawn once, however often the list is."""
    drawn: list[KeptRun] = []

    def counted(run: KeptRun, theme: Theme, ratio: float) -> QPixmap:
        drawn.append(run)
        return draw_run(run, theme, ratio)

    monkeypatch.setattr(drawing, "draw_run", counted)
    rng = np.random.default_rng(0)
    for number in range(MOST_RUNS):
        many = Dataset.from_xy(rng.uniform(0, 8, (20_000, 2)))
        log(session, known(with_model(replace(LINE, dataset=many), MLPSpec((64, 64))), epochs=5 + number))
    panel.resize(335, 2_000)
    for _ in range(3):
        board._show()
        panel.grab()
    assert len(drawn) == len({id(run) for run in drawn}) == MOST_RUNS
