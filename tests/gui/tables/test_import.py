"""The import dialog: what it shows and says of a table, and the one edit that it makes."""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import MAX_POINTS, Dataset, Role
from nnviz.core.document import Document
from nnviz.core.files.sharing import shared
from nnviz.core.sentences import Sentence
from nnviz.core.tables.reading import Reading, reading
from nnviz.gui.session import Session
from nnviz.gui.tables import Tables, import_dialog
from nnviz.gui.tables.import_dialog import ImportDialog
from nnviz.gui.theme import LIGHT
from nnviz.gui.widgets import ComboBox

Open = Callable[[str], ImportDialog]
GERMAN = "Zeit (s);Weg (m);Zweck\n0,5;1,25;train\n1,5;abc;train\n2,5;3;test\n"


@pytest.fixture
def tables(session: Session, qtbot: QtBot) -> Iterator[Tables]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    tables = Tables(session, LIGHT, window)
    yield tables
    tables.close()


@pytest.fixture
def opened(tables: Tables, qtbot: QtBot, tmp_path: Path) -> Open:
    """Import a file with this text, and wait until it is read."""

    def open_it(words: str) -> ImportDialog:
        path = tmp_path / "my table.csv"
        path.write_text(words, encoding="utf-8")
        tables.import_table(path)
        dialog = dialog_of(tables)
        qtbot.waitUntil(lambda: "Reading" not in dialog.said.text())
        return dialog

    return open_it


def dialog_of(tables: Tables) -> ImportDialog:
    assert tables.incoming.dialog is not None
    return tables.incoming.dialog


def choose(box: ComboBox, key: object) -> None:
    """As a user does."""
    box.show_key(key)
    assert box.currentData() == key
    box.activated.emit(box.currentIndex())


def names(box: ComboBox) -> list[str]:
    return [box.itemText(i) for i in range(box.count())]


def test_a_table_is_understood_and_added(session: Session, opened: Open) -> None:
    start = session.experiment
    dialog = opened("x,y,role\n1,2,train\n30,4,val\n")
    assert dialog.said.text() == ("2 points: 1 for training, 1 for validation. The x range becomes 0 to 30.")
    assert names(dialog.form.role_column) == ["none", "x", "y", "role"]
    assert session.experiment == start
    dialog.ok.click()
    wanted = start.dataset.with_points([(1, 2)], Role.TRAINING).with_points([(30, 4)], Role.VALIDATION)
    assert session.experiment.dataset == wanted
    assert session.experiment.domain == (0, 30)
    assert session.undo_stack.undoText() == "Import a table"
    session.undo_stack.undo()
    assert session.experiment == start


def test_points_of_a_test_are_kept_for_the_end_which_is_said(session: Session, opened: Open) -> None:
    dialog = opened("x,y,role\n1,2,train\n3,4,test\n")
    assert dialog.said.text() == "2 points: 1 for training, 0 for validation, 1 for the test."
    dialog.form.replaces.setChecked(True)
    assert "There are no validation points to choose by" in dialog.said.text()
    dialog.ok.click()
    assert session.experiment.dataset.roles.tolist() == [Role.TRAINING, Role.TEST]


def test_the_points_can_take_the_place_of_the_others(session: Session, opened: Open) -> None:
    dialog = opened("1;2\n30;4\n")
    dialog.form.replaces.setChecked(True)
    assert "The x range becomes 1 to 30." in dialog.said.text()
    dialog.accept()
    assert session.experiment.dataset == Dataset.from_xy([(1, 2), (30, 4)])
    assert session.undo_stack.count() == 1


def test_lines_without_a_point_are_said_and_can_be_skipped(session: Session, opened: Open) -> None:
    dialog = opened(GERMAN + "x;;\n")
    assert dialog.said.text() == (
        "Line 3, column “Weg (m)”: “abc” is not a number. In all, 2 lines hold no point. "
        "Correct the table, choose other columns, or skip them."
    )
    assert dialog.said.property("warning")
    assert not dialog.ok.isEnabled()
    dialog.form.skip.setChecked(True)
    assert dialog.said.text().startswith(
        "2 points: 1 for training, 0 for validation, 1 for the test. 2 lines are skipped."
    )
    assert not dialog.said.property("warning")
    dialog.ok.click()
    assert session.experiment.dataset.x.tolist()[-2:] == [0.5, 2.5]


def test_one_line_without_a_point_is_said_to_be_one(opened: Open) -> None:
    dialog = opened(GERMAN)
    dialog.form.skip.setChecked(True)
    assert "1 line is skipped: Line 3, column “Weg (m)”: “abc” is not a number." in dialog.said.text()


def test_the_preview_marks_what_is_taken_for_what(opened: Open) -> None:
    rows = opened(GERMAN).preview.rows
    heads = [rows.headerData(i, Qt.Orientation.Horizontal) for i in range(rows.columnCount())]
    assert heads == ["x\nZeit (s)", "y\nWeg (m)", "role\nZweck"]
    assert [rows.headerData(i, Qt.Orientation.Vertical) for i in range(rows.rowCount())] == [1, 2, 3, 4]
    bad = [(r, c) for r in range(4) for c in range(3) if not rows.is_usable(r, c)]
    assert bad == [(2, 1)]
    assert rows.index(2, 1).data(Qt.ItemDataRole.FontRole).bold()


def test_what_was_guessed_can_be_changed(session: Session, opened: Open, qtbot: QtBot) -> None:
    dialog = opened("a,b,c\n1,2,3\n4,5,6\n")
    choose(dialog.form.y_column, 2)
    qtbot.waitUntil(dialog.ok.isEnabled)
    choose(dialog.form.role, Role.VALIDATION)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.said.text().startswith("2 points: 0 for training, 2 for validation")
    dialog.form.header.edited.emit(0)
    dialog.form.header.show_value(0)
    dialog.form.header.edited.emit(0)
    qtbot.waitUntil(lambda: "Line 1" in dialog.said.text())
    assert "column 1: “a” is not a number" in dialog.said.text()
    dialog.form.header.show_value(1)
    dialog.form.header.edited.emit(1)
    qtbot.waitUntil(dialog.ok.isEnabled)
    dialog.ok.click()
    assert session.experiment.dataset.y.tolist()[-2:] == [3, 6]
    assert session.experiment.dataset.roles.tolist()[-2:] == [1, 1]


def test_another_delimiter_or_decimal_sign(opened: Open, qtbot: QtBot) -> None:
    dialog = opened("1,5;2,5\n2,5;3,5\n")
    choose(dialog.form.decimal, ".")
    qtbot.waitUntil(lambda: "decimal sign is “.”" in dialog.said.text())
    choose(dialog.form.delimiter, ",")
    qtbot.waitUntil(lambda: dialog.preview.rows.columnCount() == 3)
    choose(dialog.form.delimiter, ";")
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert dialog.form.format.decimal == ","


def test_the_same_column_twice_is_said(opened: Open, qtbot: QtBot) -> None:
    dialog = opened("1,2,3\n")
    choose(dialog.form.x_column, 1)
    qtbot.waitUntil(lambda: "same column" in dialog.said.text())
    assert not dialog.ok.isEnabled()


def test_too_many_points_are_refused(session: Session, opened: Open, qtbot: QtBot) -> None:
    dialog = opened("1,2\n" * (MAX_POINTS + 1))
    assert "“my table.csv” has more than the 20,000 points" in dialog.said.text()
    assert not dialog.ok.isEnabled()
    dialog.reject()
    dialog = opened("1,2\n" * MAX_POINTS)
    assert "7 points and 20,000 from the table are more" in dialog.said.text()
    dialog.form.replaces.setChecked(True)
    assert dialog.ok.isEnabled()
    dialog.ok.click()
    assert len(session.experiment.dataset) == MAX_POINTS


def test_cancelling_changes_nothing_and_leaves_no_thread(
    session: Session, tables: Tables, tmp_path: Path
) -> None:
    path = tmp_path / "long.csv"
    path.write_text("1,2\n" + "a,b\n" * 300_000, encoding="utf-8")
    start = session.experiment
    tables.import_table(path)
    dialog = dialog_of(tables)
    thread = dialog._thread
    assert thread is not None
    assert thread.isRunning()
    dialog.reject()
    assert dialog._thread is None
    assert tables.incoming.dialog is None
    assert session.experiment == start


def test_progress_is_shown_while_a_long_table_is_read(
    tables: Tables, opened: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog, go_on = opened("1,2\n"), Event()

    def slow(*args: Any) -> Generator[float, None, Reading]:
        yield 0.25
        go_on.wait(10)
        return (yield from reading(*args))

    monkeypatch.setattr(import_dialog, "reading", slow)
    choose(dialog.form.role, Role.VALIDATION)
    qtbot.waitUntil(dialog.progress.isVisible)
    assert dialog.progress.value() == 250
    assert dialog.said.text() == "Reading …"
    assert not dialog.ok.isEnabled()
    go_on.set()
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert not dialog.progress.isVisible()


def test_a_reading_that_was_left_says_no_more(opened: Open, qtbot: QtBot) -> None:
    dialog = opened("1,2\n")
    first = dialog._number
    choose(dialog.form.decimal, ",")
    dialog._on_refused(first, Sentence("Late."))
    assert "Late" not in dialog.said.text()
    qtbot.waitUntil(dialog.ok.isEnabled)


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"", "is empty"), (b"PK\x03\x04", "is a spreadsheet"), (b'1,2\n3,"4\n', "quotation marks")],
)
def test_what_is_no_table_is_said_in_the_window(
    session: Session, tables: Tables, tmp_path: Path, data: bytes, words: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_bytes(data)
    tables.import_table(path)
    assert tables.incoming.dialog is None
    assert words in str(session.notice)
    tables.import_table(str(tmp_path))
    assert "is a folder" in str(session.notice)


def test_letters_that_were_guessed_are_said(
    session: Session, tables: Tables, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "old.csv"
    path.write_bytes("Größe;y\n1;2\n".encode("latin-1"))
    tables.import_table(path)
    dialog = dialog_of(tables)
    qtbot.waitUntil(dialog.ok.isEnabled)
    assert "not UTF-8" in dialog.said.text()
    assert "Größe" in names(dialog.form.x_column)


def test_without_a_path_a_file_is_asked_for(
    session: Session, tables: Tables, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "asked.csv"
    path.write_text("1,2\n", encoding="utf-8")
    tables.import_table()
    (asking,) = tables._window.findChildren(QFileDialog)
    asking.fileSelected.emit(str(path))
    asking.reject()
    qtbot.waitUntil(dialog_of(tables).ok.isEnabled)


# --- pasting ------------------------------------------------------------------------------------------


def paste(tables: Tables, words: str) -> None:
    QGuiApplication.clipboard().setText(words)
    tables.paste_points()


def test_cells_of_a_spreadsheet_are_pasted_at_once(session: Session, tables: Tables) -> None:
    start = session.experiment
    paste(tables, "x\ty\tset\n1,5\t2\ttrain\n2,5\t3\tvalid\n")
    assert session.experiment.dataset.x.tolist()[-2:] == [1.5, 2.5]
    assert session.experiment.dataset.roles.tolist()[-2:] == [0, 1]
    assert session.selection.indices.tolist() == [7, 8]
    assert str(session.notice) == "Points were pasted: 1 for training, 1 for validation."
    assert session.undo_stack.undoText() == "Paste points"
    session.undo_stack.undo()
    assert session.experiment == start


@pytest.mark.parametrize(
    "words", ["", "   ", "Hello world,\nthis is a letter.", "7", "nnviz:1:eJyrVkrLz1eyUkpKLFKqBQAdegQ0"]
)
def test_where_the_clipboard_holds_no_points_it_says_so(session: Session, tables: Tables, words: str) -> None:
    start = session.experiment
    paste(tables, words)
    assert str(session.notice) == (
        "The clipboard holds no points. Copy two columns of numbers, such as in a spreadsheet."
    )
    assert session.experiment == start


def test_a_copied_experiment_is_no_table(session: Session, tables: Tables) -> None:
    start = session.experiment
    paste(tables, f"Look:\n> {shared(Document(start)).line}\n")
    assert "File ▸ Open copied text opens it" in str(session.notice)
    assert session.experiment == start
    assert tables.incoming.dialog is None


@pytest.mark.parametrize("words", ["1\t2\t3\n", "1\t2\nabc\t3\n", "1,234\t2\n", "1\t2\n" * 30_000])
def test_where_there_is_a_choice_the_dialog_asks(
    session: Session, tables: Tables, qtbot: QtBot, words: str
) -> None:
    start = session.experiment
    paste(tables, words)
    dialog = dialog_of(tables)
    qtbot.waitUntil(lambda: "Reading" not in dialog.said.text())
    assert session.experiment == start


def test_too_many_pasted_points_are_said(session: Session, tables: Tables) -> None:
    session.edit_points(Dataset.from_xy([(1, 1)] * MAX_POINTS), "")
    paste(tables, "1\t2\n")
    assert "20,000 points and 1 from the table" in str(session.notice)
