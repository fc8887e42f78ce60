"""File ▸ Export ▸ Python script: what the dialog shows, copies and saves."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.presets import preset, preset_names
from nnviz.core.script.pieces import FORMS
from nnviz.core.script.script import python_script
from nnviz.core.sentences import Sentence
from nnviz.gui.documents.answer import Answer
from nnviz.gui.main_window import MainWindow
from nnviz.gui.script_colours import ScriptColours
from nnviz.gui.script_dialog import MOST_LINES, ScriptDialog
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import DARK, LIGHT, Themes


class Answers:
    """Remembers what was told, and lets changes go."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def keep_changes(self, title: str) -> Answer:
        return Answer.DISCARD

    def tell(self, sentence: Sentence, advice: str = "") -> None:
        self.told.append(str(sentence))


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def window(qtbot: QtBot, answers: Answers) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    session = Session(preset("five-dots-degree-6"), in_process=True)
    window = MainWindow(session, Themes(app, "light"))
    window.documents.asking = answers
    qtbot.addWidget(window)
    window.show()
    session.open()
    yield window
    window.close()


@pytest.fixture
def dialog(window: MainWindow) -> Iterator[ScriptDialog]:
    yield opened(window)
    for each in window.findChildren(ScriptDialog):
        each.reject()


def opened(window: MainWindow) -> ScriptDialog:
    window.actions_by_name["export-script"].trigger()
    (dialog,) = [each for each in window.findChildren(ScriptDialog) if each.isVisible()]
    return dialog


def test_it_promises_the_errors_on_the_screen_only_where_it_prints_them(
    window: MainWindow, qtbot: QtBot
) -> None:
    session = window.session
    session.edit(replace(session.experiment, training=replace(session.experiment.training, epochs=5)), "")
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED)
    first = opened(window)
    assert "ends with the errors that nnviz shows" in first.said.text()
    first.reject()
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 1.0), "Move point")
    again = opened(window)
    assert "nnviz shows" not in again.said.text()
    assert "as they are now" in again.said.text()
    again.reject()


def test_both_forms_are_shown(window: MainWindow, dialog: ScriptDialog) -> None:
    experiment = window.session.experiment
    assert dialog.forms["low"].isChecked()
    assert dialog.preview.toPlainText() + "\n" == python_script(experiment, "low")
    dialog.forms["high"].click()
    assert dialog.preview.toPlainText() + "\n" == python_script(experiment, "high")
    assert dialog.said.text().startswith("It needs torch. Run it")
    dialog.reject()
    again = opened(window)
    assert again.forms["high"].isChecked()
    again.reject()


def test_every_preset_is_shown(window: MainWindow) -> None:
    for name in preset_names():
        window.session.edit(preset(name), "Open")
        dialog = opened(window)
        for form in FORMS:
            dialog.forms[form].click()
            dialog.copy.click()
            assert QGuiApplication.clipboard().text() == python_script(preset(name), form)
        dialog.reject()


def test_it_is_saved_and_the_window_says_how_to_run_it(
    window: MainWindow, dialog: ScriptDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, suggested = tmp_path / "प्रयोग 1.py", []
    monkeypatch.setattr(window.scripts, "ask_for_file", lambda where: suggested.append(where) or path)
    dialog.save.click()
    assert path.read_text(encoding="utf-8") == python_script(window.session.experiment, "low")
    assert [each.name for each in suggested] == ["Five dots and degree 6.py"]
    assert str(window.session.notice).endswith('Run it with: python "प्रयोग 1.py"')
    assert not dialog.isVisible()


def test_what_cannot_be_written_is_told_and_the_dialog_stays(
    window: MainWindow,
    dialog: ScriptDialog,
    answers: Answers,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(window.scripts, "ask_for_file", lambda where: None)
    dialog.save.click()
    monkeypatch.setattr(window.scripts, "ask_for_file", lambda where: tmp_path / "no" / "script.py")
    dialog.save.click()
    assert dialog.isVisible()
    assert len(answers.told) == 1
    assert "cannot be written" in answers.told[0]


def test_without_points_there_is_a_sentence_and_nothing_to_save(window: MainWindow) -> None:
    window.session.edit_points(Dataset.from_xy(), "Clear")
    dialog = opened(window)
    assert dialog.preview.toPlainText() == ""
    assert "no training points" in dialog.said.text()
    assert not dialog.save.isEnabled()
    assert not dialog.copy.isEnabled()
    dialog.reject()


def test_after_a_whole_run_the_script_says_what_to_expect(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.edit(preset("line-120"), "Open")
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED)
    dialog = opened(window)
    assert (
        f"# nnviz ended with training error {session.history.rows[-1, 1]:.12g}."
        in dialog.preview.toPlainText()
    )
    dialog.reject()
    training = replace(session.experiment.training, l2=0.1)
    session.edit(replace(session.experiment, training=training), "L2")
    dialog = opened(window)
    assert "nnviz ended with" not in dialog.preview.toPlainText()
    dialog.reject()


def test_a_change_while_it_trains_leaves_nothing_to_expect(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    session.step()
    qtbot.waitUntil(lambda: session.history.last_epoch == 1)
    training = replace(session.experiment.training, epochs=5, l2=0.1)
    session.edit(replace(session.experiment, training=training), "L2")
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED)
    dialog = opened(window)
    assert "nnviz ended with" not in dialog.preview.toPlainText()
    dialog.reject()


def test_of_a_very_long_script_the_beginning_is_shown(window: MainWindow) -> None:
    points = np.random.default_rng(1).uniform(0, 1, (5_000, 2))
    window.session.edit(replace(preset("sine-mlp"), dataset=Dataset.from_xy(points)), "Open")
    dialog = opened(window)
    lines = dialog.preview.toPlainText().splitlines()
    assert len(lines) == MOST_LINES + 1
    assert lines[-1].endswith("more lines")
    dialog.copy.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) > 5_000
    dialog.reject()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_comments_texts_and_words_have_colours(qtbot: QtBot, theme: object) -> None:
    from PySide6.QtGui import QTextDocument

    document = QTextDocument()
    colours = ScriptColours(document, theme)
    document.setPlainText(
        'def f(x):\n    """First.\n\n    for now.\n    """\n    return "a # b"  # for\n# "c"\n"""'
    )
    colours.rehighlight()

    def colour_at(line: int, text: str) -> str:
        block = document.findBlockByNumber(line)
        place = block.text().index(text)
        for part in block.layout().formats():
            if part.start <= place < part.start + part.length:
                return str(part.format.foreground().color().name())
        return ""

    assert colour_at(0, "def") == theme.accent
    assert colour_at(0, "f(x)") == ""
    for line, words in ((1, "First"), (3, "for"), (4, '"""'), (5, "a # b")):
        assert colour_at(line, words) == theme.truth
    assert colour_at(5, "return") == theme.accent
    assert colour_at(5, "# for") == colour_at(6, '"c"') == theme.quiet


def test_it_stands_in_the_export_menu(window: MainWindow) -> None:
    (export,) = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "Export"]
    assert window.actions_by_name["export-script"] in export.actions()
