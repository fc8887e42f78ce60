"""Files that are dropped on to the window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractScrollArea, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document
from nnviz.core.files.experiment_file import to_json
from nnviz.core.presets import preset
from nnviz.gui.main_window import MainWindow

from .conftest import Answers

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def drop(widget: QWidget, *urls: str) -> bool:
    """Drop addresses on to a widget as Qt would; whether somebody takes them."""
    data = QMimeData()
    data.setUrls([QUrl(url) for url in urls])
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, LEFT, NONE)
    enter.ignore()
    QCoreApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, LEFT, NONE)
        QCoreApplication.sendEvent(widget, event)
        QCoreApplication.processEvents()
    return enter.isAccepted()


def local(path: Path) -> str:
    return QUrl.fromLocalFile(str(path)).toString()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "पाठ #1 50%.nnviz"
    path.write_text(to_json(Document(preset("sine-mlp"))), encoding="utf-8")
    return path


def test_an_experiment_is_opened_wherever_it_is_dropped(window: MainWindow, path: Path) -> None:
    for widget in (window, window.fit.canvas.viewport(), window.graph, *window.findChildren(QLineEdit)[:2]):
        window.documents.new()
        assert drop(widget, local(path))
        assert window.session.experiment == preset("sine-mlp")
        assert window.documents.file.path == path


def test_no_part_of_the_window_takes_drops_for_itself(window: MainWindow) -> None:
    parts = [*window.findChildren(QAbstractScrollArea), *window.findChildren(QLineEdit)]
    assert len(parts) > 5
    assert not [part for part in parts if part.acceptDrops()]


def test_a_table_is_passed_on(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    for name in ("a.csv", "b.TSV", "c.txt"):
        with qtbot.waitSignal(window.documents.table_dropped) as heard:
            drop(window, local(tmp_path / name))
        assert heard.args == [tmp_path / name]
        assert name in str(window.session.notice)  # the tables say that it is not there


def test_what_cannot_be_opened_is_said(
    window: MainWindow, answers: Answers, path: Path, tmp_path: Path
) -> None:
    before = window.session.experiment
    for urls, said in (
        ((local(path), local(path)), "2 files"),
        ((local(tmp_path),), "folder"),
        (("https://example.org/a.nnviz",), "this computer"),
    ):
        assert drop(window, *urls)
        assert said in answers.told[-1]
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\0")
    drop(window, local(picture))
    assert "a.png" in answers.told[-1]
    assert window.session.experiment is before


def test_text_is_left_alone(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("1 2 3")
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, LEFT, NONE)
    enter.ignore()
    QCoreApplication.sendEvent(window, enter)
    assert not enter.isAccepted()
