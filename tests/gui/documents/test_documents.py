"""New, open, save, save as: nothing unsaved goes without a question, and what is opened is what was saved."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment, with_new_weights
from nnviz.core.files.experiment_file import read_document, to_json
from nnviz.core.presets import preset, preset_names
from nnviz.core.sentences import Sentence
from nnviz.gui.documents.answer import Answer
from nnviz.gui.documents.asking import with_suffix
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import MOST_RECENT, Preferences
from nnviz.gui.session import RunState
from nnviz.gui.widgets import LogSpinBox

from .conftest import Answers

HINDI = "पाठ १ – underfitting & noise"


def edit(window: MainWindow) -> None:
    session = window.session
    session.edit(with_new_weights(session.experiment), "New weights")


def run_of(window: MainWindow, qtbot: QtBot) -> KeptRun:
    """What the window keeps of a short run."""
    session = window.session
    short = replace(session.experiment.training, epochs=20)
    session.edit(replace(session.experiment, training=short), "Epochs")
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    run = session.whole_document().run
    assert run is not None
    return run


def saved(window: MainWindow, answers: Answers, path: Path) -> Path:
    answers.path = path
    assert window.documents.save()
    return path


def test_the_first_example_is_a_document_without_a_file(window: MainWindow) -> None:
    assert window.windowTitle() == "Five dots and a line[*] – nnviz"
    assert not window.isWindowModified()


def test_what_was_found_at_the_start_is_said_together(window: MainWindow) -> None:
    window.documents.begin(None, (Sentence("One."), None, Sentence("Two.")))
    assert str(window.session.notice) == "One. Two."


def test_an_edit_marks_the_window_and_undo_takes_the_mark_away(window: MainWindow) -> None:
    edit(window)
    assert window.isWindowModified()
    window.session.undo_stack.undo()
    assert not window.isWindowModified()


def test_training_alone_is_not_unsaved_but_is_saved(
    window: MainWindow, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    path = saved(window, answers, tmp_path / "a.nnviz")
    assert read_document(path).run is None
    window.session.play()
    qtbot.waitUntil(lambda: window.session.state is RunState.ENDED, timeout=20_000)
    assert not window.isWindowModified()
    assert window.documents.save()
    assert read_document(path).run == window.session.whole_document().run is not None


def test_every_example_comes_back_as_it_was_saved(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    for name in preset_names():
        window.documents.open_example(name)
        assert window.session.experiment == preset(name)
        saved(window, answers, tmp_path / f"{HINDI} {name}.nnviz")
        window.documents.new()
        window.documents.open_file(tmp_path / f"{HINDI} {name}.nnviz")
        assert window.session.experiment == preset(name)
        assert window.windowTitle() == f"{HINDI} {name}[*] – nnviz"
    assert not answers.asked
    assert not answers.told


def test_pins_and_run_come_back_stopped(
    window: MainWindow, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    run, session = run_of(window, qtbot), window.session
    session.edit_pins((replace(run, label="a line"),), "Pin")
    path = saved(window, answers, tmp_path / "a.nnviz")
    document = session.whole_document()
    window.documents.new()
    assert not session.pins
    window.documents.open_file(path)
    assert session.whole_document() == document
    assert session.state is RunState.ENDED
    assert session.shown.epoch == 20


def test_leaving_with_unsaved_changes_asks_and_names_the_document(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    documents = window.documents
    other = tmp_path / "other.nnviz"
    other.write_text(to_json(Document(Experiment())), encoding="utf-8")
    edit(window)
    before = window.session.experiment
    for leave in (
        documents.new,
        lambda: documents.open_file(other),
        lambda: documents.open_example("sine-mlp"),
        lambda: documents.open_unsaved(Document(Experiment()), "pasted"),
        window.close,
    ):
        answers.asked.clear()
        leave()
        assert answers.asked == ["Five dots and a line"]
        assert window.session.experiment == before
        assert window.isVisible()
    answers.about_changes = Answer.DISCARD
    documents.new()
    assert len(window.session.experiment.dataset) == 0
    assert window.windowTitle() == "Untitled[*] – nnviz"


def test_saving_on_the_way_out_saves_or_stays(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    answers.about_changes = Answer.SAVE
    edit(window)
    before = window.session.experiment
    window.close()  # and no file is named
    assert window.isVisible()
    answers.path = tmp_path / "nowhere" / "a.nnviz"
    window.close()
    assert window.isVisible()
    assert "cannot be written" in answers.told[-1]
    assert "still unsaved" in answers.told[-1]
    assert window.isWindowModified()
    answers.path = tmp_path / "a.nnviz"
    window.close()
    assert not window.isVisible()
    assert read_document(tmp_path / "a.nnviz").experiment == before


def test_an_error_while_closing_keeps_the_window_open(
    window: MainWindow, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, error, trace: heard.append(kind))
    edit(window)
    with monkeypatch.context() as broken:
        broken.setattr(answers, "keep_changes", lambda title: 1 // 0)
        window.close()
    assert heard == [ZeroDivisionError]
    assert window.isVisible()


def test_closing_while_it_trains_asks_for_changes_only(window: MainWindow, answers: Answers) -> None:
    window.session.play()
    window.close()
    assert not answers.asked
    assert not window.isVisible()


def test_a_number_that_is_typed_but_not_entered_is_saved(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    window.activateWindow()
    (rate,) = (b for b in window.settings.findChildren(LogSpinBox) if b.accessibleName() == "Learning rate")
    rate.setFocus()
    rate.selectAll()
    QTest.keyClicks(rate, "0.025")
    saved(window, answers, tmp_path / "a.nnviz")
    assert read_document(tmp_path / "a.nnviz").experiment.training.learning_rate == 0.025


def test_a_cell_that_is_being_edited_is_saved(
    window: MainWindow, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    window.docks.show("points")
    qtbot.waitUntil(lambda: window.tables.panel.board is not None)
    board = window.tables.panel.board
    assert board is not None
    qtbot.waitUntil(board.view.isVisible)
    board.view.setFocus()
    board.view.edit(board.view.model().index(0, 0))
    field = board.view.findChild(QLineEdit)
    assert field is not None
    qtbot.waitUntil(field.hasFocus)
    field.setText("0.125")
    saved(window, answers, tmp_path / "a.nnviz")
    assert QApplication.focusWidget() is board.view
    assert read_document(tmp_path / "a.nnviz").experiment.dataset.x[0] == 0.125


def test_what_was_opened_is_saved_into_its_file(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    path = saved(window, answers, tmp_path / "a b.nnviz")
    assert window.windowFilePath() == str(path)
    answers.path = None
    edit(window)
    assert window.documents.save()
    assert str(window.session.notice) == "“a b.nnviz” is saved."
    assert not window.isWindowModified()
    assert read_document(path).experiment == window.session.experiment


def test_save_as_goes_on_with_the_new_file(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    first = saved(window, answers, tmp_path / "first.nnviz")
    before = first.read_bytes()
    edit(window)
    answers.path = tmp_path / "second.nnviz"
    assert window.documents.save_as()
    assert answers.suggested == first
    assert first.read_bytes() == before
    assert window.windowTitle() == "second[*] – nnviz"
    assert not list(tmp_path.glob(".first*"))  # its lock is gone


def test_the_suggested_name_can_be_a_file_on_every_system(window: MainWindow, answers: Answers) -> None:
    window.documents.open_unsaved(Document(Experiment()), 'is 1/2 < "x"?')
    window.documents.save()
    assert answers.suggested is not None
    assert answers.suggested.name == "is 1-2 - -x--.nnviz"
    assert window.isWindowModified()


def test_a_run_json_is_opened_but_not_written_over(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    path = tmp_path / "run.json"
    inside = json.loads(to_json(Document(preset("sine-mlp"))))
    path.write_text(json.dumps({"format": 1, "experiment": inside}), encoding="utf-8")
    window.documents.open_file(path)
    assert window.session.experiment == preset("sine-mlp")
    before = path.read_bytes()
    edit(window)
    assert not window.documents.save()
    assert answers.suggested == tmp_path / "run.nnviz"
    assert path.read_bytes() == before


def test_with_suffix() -> None:
    names = {
        "a": "a.nnviz",
        "a.nnviz": "a.nnviz",
        "a.json": "a.nnviz",
        "a.csv": "a.csv.nnviz",
        "1.5": "1.5.nnviz",
    }
    assert {name: with_suffix(Path(name)).name for name in names} == names


def test_what_cannot_be_opened_leaves_the_document(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    edit(window)
    answers.about_changes = Answer.DISCARD
    before, title = window.session.experiment, window.windowTitle()
    bad = tmp_path / "bad.nnviz"
    bad.write_text("{", encoding="utf-8")
    for path in (bad, tmp_path, tmp_path / "none.nnviz"):
        window.documents.open_file(path)
        assert path.name in answers.told[-1]
        assert window.session.experiment is before
        assert window.windowTitle() == title


def test_unknown_fields_are_told_and_kept(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    path = tmp_path / "a.nnviz"
    values = json.loads(to_json(Document(preset("five-dots-line"))))
    path.write_text(json.dumps(values | {"colour": "red"}), encoding="utf-8")
    window.documents.open_file(path)
    assert "colour" in str(window.session.notice)
    assert window.documents.save()
    assert json.loads(path.read_text(encoding="utf-8"))["colour"] == "red"


def test_the_recent_files_are_the_last_ten_and_a_missing_one_goes(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    paths = [saved_again(window, answers, tmp_path / f"{i}&.nnviz") for i in range(MOST_RECENT + 2)]
    menu = window.documents.recent_menu
    menu.aboutToShow.emit()
    assert labels(menu)[0] == f"&1 {MOST_RECENT + 1}&&.nnviz"
    assert list(Preferences().recent_files) == paths[:1:-1]
    paths[-2].unlink()
    menu.actions()[1].trigger()
    assert "no file" in answers.told[-1]
    assert paths[-2] not in Preferences().recent_files
    menu.aboutToShow.emit()
    menu.actions()[1].trigger()
    assert window.documents.file.path == paths[-3]
    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()
    menu.aboutToShow.emit()
    assert labels(menu) == ["No files yet"]


def test_recent_files_of_one_name_are_told_apart(window: MainWindow, tmp_path: Path) -> None:
    menu = window.documents.recent_menu
    for folder, name in (("one", "a.nnviz"), ("two", "a.nnviz"), ("two", "b.nnviz")):
        menu.remember(tmp_path / folder / name)
    menu.aboutToShow.emit()
    assert labels(menu)[:3] == ["&1 b.nnviz", "&2 a.nnviz – two", "&3 a.nnviz – one"]


def saved_again(window: MainWindow, answers: Answers, path: Path) -> Path:
    answers.path = path
    assert window.documents.save_as()
    return path


def labels(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def test_the_keys_do_it(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    canvas, control = window.fit.canvas, Qt.KeyboardModifier.ControlModifier
    canvas.setFocus()
    answers.path = tmp_path / "keys.nnviz"
    QTest.keyClick(canvas, Qt.Key.Key_S, control)
    assert answers.path.exists()
    QTest.keyClick(canvas, Qt.Key.Key_N, control)
    assert window.windowTitle() == "Untitled[*] – nnviz"
    QTest.keyClick(canvas, Qt.Key.Key_O, control)
    assert window.windowTitle() == "keys[*] – nnviz"
