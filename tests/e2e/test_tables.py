"""The real window with tables: dropped, pasted, typed, selected, exported."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QFileDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import Session
from nnviz.gui.tables.points_board import PointsBoard
from nnviz.gui.theme import Themes


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    session = Session(preset("five-dots-line"))
    window = MainWindow(session, Themes(app, "light"), Preferences())
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    session.open()
    yield window
    window.close()


def points(window: MainWindow, qtbot: QtBot) -> PointsBoard:
    window.docks.show("points")
    qtbot.waitUntil(lambda: window.tables.panel.board is not None)
    board = window.tables.panel.board
    assert board is not None
    return board


def test_settings_stand_before_the_points_at_first(window: MainWindow, qtbot: QtBot) -> None:
    assert window.docks["settings"] in window.tabifiedDockWidgets(window.docks["points"])
    assert not window.settings.visibleRegion().isEmpty()
    assert window.tables.panel.board is None
    board = points(window, qtbot)
    qtbot.waitUntil(lambda: not board.visibleRegion().isEmpty())  # the tabs are laid out a moment later
    assert window.settings.visibleRegion().isEmpty()
    assert board.width() <= 440


def test_what_takes_tables_in_and_out_is_made_when_it_is_wanted() -> None:
    code = "import sys; import nnviz.app; print(sorted(m for m in sys.modules if 'core.tables.' in m))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_dropped_table_asks_how_it_is_read(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "मेरे बिंदु.csv"
    path.write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    window.documents.table_dropped.emit(path)
    dialog = window.tables.incoming.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    assert len(window.session.experiment.dataset) == 9


def test_an_open_dialog_does_not_keep_the_window_from_closing(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("1,2\n" + "a,b\n" * 100_000, encoding="utf-8")
    window.tables.import_table(path)
    window.close()
    assert window.tables.incoming.dialog is None


def test_points_are_pasted_by_key_over_the_plot(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("1\t2\n3\t4\n")
    window.fit.canvas.setFocus()
    QTest.keyClick(window.fit.canvas, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.session.experiment.dataset.x.tolist()[-2:] == [1, 3]
    assert window.fit.canvas.selection.tolist() == [7, 8]


def test_pasting_into_a_field_pastes_into_the_field(window: MainWindow) -> None:
    QGuiApplication.clipboard().setText("1\t2\n3\t4\n")
    field = next(f for f in window.settings.findChildren(QLineEdit) if f.isVisible() and f.isEnabled())
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert len(window.session.experiment.dataset) == 7
    QTest.keyClick(field, Qt.Key.Key_Escape)


def test_digits_belong_to_the_table_and_letters_to_the_tools(window: MainWindow, qtbot: QtBot) -> None:
    board = points(window, qtbot)
    board.view.setFocus()
    board.view.setCurrentIndex(board.view.points.index(0, 1))
    QTest.keyClick(board.view, Qt.Key.Key_B)
    assert window.actions_by_name["brush"].isChecked()
    QTest.keyClicks(board.view, ".")  # also the key for one step
    editor = board.view.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.session.experiment.dataset.y[0] == 0.5)
    assert window.session.history.last_epoch == 0
    QTest.keyClick(board.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.experiment.dataset.y[0] == 1.69


def test_one_selection_for_table_plot_and_menu(window: MainWindow, qtbot: QtBot) -> None:
    board = points(window, qtbot)
    assert not window.actions_by_name["to-validation"].isEnabled()
    board.view.selectRow(2)
    assert window.fit.canvas.selection.tolist() == [2]
    window.actions_by_name["to-validation"].trigger()
    assert board.view.points.index(2, 2).data() == "validation"
    window.fit.canvas.select_all()
    assert len(board.view.selectionModel().selectedRows()) == 7
    assert board.view.points.index(0, 0).data() == "1.22"


def test_what_can_be_exported_is_in_the_file_menu(window: MainWindow) -> None:
    (export,) = (m for m in window.menuBar().findChildren(QMenu) if m.title() == "Export")
    texts = [action.text() for action in export.actions()]
    for words in ("Points", "Curves", "Errors", "Split at each x", "Parameters"):
        assert f"{words} as CSV…" in texts
    window.actions_by_name["export-points"].trigger()
    (dialog,) = window.findChildren(QFileDialog)
    dialog.reject()


def test_every_control_of_the_table_and_the_dialog_says_what_it_is(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "some.csv"
    path.write_text("x,y\n1,2\n", encoding="utf-8")
    board = points(window, qtbot)
    window.tables.import_table(path)
    dialog = window.tables.incoming.dialog
    assert dialog is not None
    for parent in (board, dialog):
        controls = [w for kind in (QAbstractButton, QComboBox) for w in parent.findChildren(kind)]
        assert len(controls) > 3
        for control in controls:
            interface = QAccessible.queryAccessibleInterface(control)
            assert interface.text(QAccessible.Text.Name), control
    dialog.reject()
