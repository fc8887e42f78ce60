"""Name and note of an experiment, as the user types them."""

from pathlib import Path

from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import read_document
from nnviz.gui.documents.naming import NamingDialog
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import RunState

from .conftest import Answers


def test_the_dialog_shows_both_and_gives_them_back(qtbot: QtBot) -> None:
    dialog = NamingDialog(Experiment("Mine", "Watch it."))
    qtbot.addWidget(dialog)
    assert dialog.texts() == ("Mine", "Watch it.")
    dialog.name.setText("  मेरे\n points ")
    dialog.note.setPlainText("Two\nlines.\n")
    assert dialog.texts() == ("मेरे points", "Two\nlines.")
    dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok).click()
    assert dialog.result() == NamingDialog.DialogCode.Accepted


def test_they_are_in_the_file_and_the_title_and_can_be_undone(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    answers.texts = ("Lesson one", "Pull the slider.")
    window.actions_by_name["describe"].trigger()
    assert window.windowTitle().startswith("Lesson one")
    assert window.documents.unsaved
    answers.path = tmp_path / "lesson.nnviz"
    assert window.documents.save()
    saved = read_document(answers.path).experiment
    assert (saved.name, saved.note) == answers.texts
    window.session.undo_stack.undo()
    assert window.session.experiment.name == "Five dots and a line"


def test_cancel_changes_nothing(window: MainWindow) -> None:
    window.documents.describe()
    assert not window.documents.unsaved


def test_another_name_does_not_touch_the_run(window: MainWindow, answers: Answers, qtbot: QtBot) -> None:
    session = window.session
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    sentence = session.diagnosis().sentence
    answers.texts = ("Lesson one", "")
    window.documents.describe()
    assert session.state is RunState.ENDED
    assert session.history.last_epoch == session.experiment.training.epochs
    assert session.settings_held
    assert session.diagnosis().sentence == sentence
    run = session.whole_document().run
    assert run is not None
    assert run.experiment == session.experiment
