"""No file is replaced unasked, and each has the ending of its kind."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui.where_to_save import ask_where, file_name


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    return window


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *asked: (str(path), ""))


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ("a", "a.png"),
        ("a.png", "a.png"),
        ("a.PNG", "a.PNG"),
        ("fig 3.5", "fig 3.5.png"),
        ("a.svg", "a.svg.png"),
    ],
)
def test_the_ending_tells_what_is_in_it(
    window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chosen: str, wanted: str
) -> None:
    choose(monkeypatch, tmp_path / chosen)
    assert ask_where(window, "Save", "fit.png", "PNG (*.png)") == tmp_path / wanted


@pytest.mark.parametrize("answer", [QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No])
def test_a_file_that_was_called_by_half_its_name_is_asked_about(
    window: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: QMessageBox.StandardButton
) -> None:
    def answered(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return answer

    asked: list[str] = []
    there = tmp_path / "a.png"
    there.touch()
    choose(monkeypatch, tmp_path / "a")
    monkeypatch.setattr(QMessageBox, "exec", answered)
    path = ask_where(window, "Save", "fit.png", "PNG (*.png)")
    assert path == (there if answer is QMessageBox.StandardButton.Yes else None)
    assert asked == ["There is already a file “a.png”. Replace it?"]


def test_nowhere(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, "")
    assert ask_where(window, "Save", "fit.png", "PNG (*.png)") is None


@pytest.mark.parametrize(
    ("words", "wanted"),
    [("5/3 rule", "5-3 rule"), ("../../x", "-..-x"), ("a:b?", "a-b-"), ("लहर", "लहर"), ("x" * 200, "x" * 80)],
)
def test_any_name_of_an_experiment_can_be_a_file_s(words: str, wanted: str) -> None:
    assert file_name(words) == wanted
