"""Copy as text and Open copied text, in the real window."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document
from nnviz.core.files.sharing import LONGEST_WITH_RUN, opened, shared
from nnviz.core.presets import preset, preset_names
from nnviz.core.sentences import Sentence
from nnviz.gui.documents.answer import Answer
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import Themes


class Answers:
    """Says whether changes may be lost, and remembers what was told."""

    def __init__(self) -> None:
        self.about_changes = Answer.DISCARD
        self.told: list[str] = []

    def keep_changes(self, title: str) -> Answer:
        return self.about_changes

    def tell(self, sentence: Sentence, advice: str = "") -> None:
        self.told.append(str(sentence))


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def window(qtbot: QtBot, answers: Answers) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    session = Session(preset("five-dots-line"), in_process=True)
    window = MainWindow(session, Themes(app, "light"))
    window.documents.asking = answers
    qtbot.addWidget(window)
    window.show()
    session.open()
    yield window
    answers.about_changes = Answer.DISCARD
    window.close()


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


def choose(window: MainWindow, name: str) -> None:
    window.actions_by_name[name].trigger()


def test_a_copied_document_comes_back(window: MainWindow, answers: Answers) -> None:
    for name in preset_names():
        window.documents.open_example(name)
        choose(window, "copy-as-text")
        notice = str(window.session.notice)
        assert notice.startswith(
            f"“{preset(name).name}” is on the clipboard, {len(clipboard()):,} characters"
        )
        window.documents.new()
        assert window.session.experiment != preset(name)
        choose(window, "open-copied-text")
        assert answers.told == []
        assert window.session.experiment == preset(name)
        assert window.documents.unsaved
        assert window.windowTitle() == f"{preset(name).name}[*] – nnviz"


def test_a_short_run_comes_along_and_a_long_one_does_not(window: MainWindow, qtbot: QtBot) -> None:
    session = window.session
    window.documents.open_example("line-120")
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED)
    run = session.whole_document().run
    choose(window, "copy-as-text")
    assert "too long" not in str(session.notice)
    window.documents.new()
    choose(window, "open-copied-text")
    assert session.whole_document().run == run
    window.documents.open_example("sine-mlp")
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED)
    choose(window, "copy-as-text")
    assert "without what was trained and pinned" in str(session.notice)
    assert len(clipboard()) <= LONGEST_WITH_RUN
    assert opened(clipboard()) == Document(preset("sine-mlp"))


def test_another_text_on_the_clipboard_opens_nothing(window: MainWindow, answers: Answers) -> None:
    others = ("", "some words", shared(Document(preset("bowl"))).line[:-3], "nnviz9:abc.abcdefgh")
    for text in others:
        QGuiApplication.clipboard().setText(text)
        choose(window, "open-copied-text")
    assert len(answers.told) == len(others)
    assert window.session.experiment == preset("five-dots-line")
    assert not window.documents.unsaved


def test_unsaved_changes_are_asked_about(window: MainWindow, answers: Answers) -> None:
    session = window.session
    QGuiApplication.clipboard().setText(shared(Document(preset("bowl"))).line)
    changed = replace(session.experiment, note="changed")
    session.edit(changed, "Note")
    answers.about_changes = Answer.CANCEL
    choose(window, "open-copied-text")
    assert session.experiment == changed
    answers.about_changes = Answer.DISCARD
    choose(window, "open-copied-text")
    assert session.experiment == preset("bowl")


def test_what_is_not_known_in_a_copied_document_is_told(window: MainWindow) -> None:
    line = shared(Document(preset("bowl"), extra={"later": 1})).line
    QGuiApplication.clipboard().setText(line)
    choose(window, "open-copied-text")
    assert "later" in str(window.session.notice)


def test_both_stand_in_the_file_menu(window: MainWindow) -> None:
    (menu,) = [menu for menu in window.menuBar().findChildren(QMenu) if menu.title() == "&File"]
    actions = menu.actions()
    names = [window.actions_by_name[name] for name in ("copy-as-text", "open-copied-text")]
    assert actions.index(names[1]) == actions.index(names[0]) + 1
