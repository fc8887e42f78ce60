"""A window whose questions are answered by the test."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.experiment import Experiment
from nnviz.core.presets import preset
from nnviz.core.sentences import Sentence
from nnviz.gui.documents.answer import Answer
from nnviz.gui.documents.own_file import Holder
from nnviz.gui.documents.recovery_dialog import Choice
from nnviz.gui.documents.slots import SafetyCopy
from nnviz.gui.main_window import MainWindow
from nnviz.gui.preferences import Preferences
from nnviz.gui.session import Session
from nnviz.gui.theme import Themes


class Answers:
    """Gives the answers that are set, and remembers what was asked and told."""

    def __init__(self) -> None:
        self.about_changes = Answer.CANCEL
        self.about_others = Answer.CANCEL
        self.about_holder = Answer.CANCEL
        self.about_copies = (Choice.LATER, 0)
        self.offered: list[list[SafetyCopy]] = []
        self.texts: tuple[str, str] | None = None
        self.path: Path | None = None
        self.suggested: Path | None = None
        self.asked: list[str] = []
        self.told: list[str] = []

    def file_to_open(self, folder: Path) -> Path | None:
        self.suggested = folder
        return self.path

    def file_to_save(self, suggested: Path) -> Path | None:
        self.suggested = suggested
        return self.path

    def name_and_note(self, experiment: Experiment) -> tuple[str, str]:
        return self.texts or (experiment.name, experiment.note)

    def keep_changes(self, title: str) -> Answer:
        self.asked.append(title)
        return self.about_changes

    def changed_on_disk(self, path: Path) -> Answer:
        self.asked.append(f"changed {path.name}")
        return self.about_others

    def open_elsewhere(self, path: Path, holder: Holder) -> Answer:
        assert holder.since <= datetime.now()
        self.asked.append(f"elsewhere {path.name}")
        return self.about_holder

    def bring_back(self, copies: Sequence[SafetyCopy]) -> tuple[Choice, int]:
        self.offered.append(list(copies))
        return self.about_copies

    def tell(self, sentence: Sentence, advice: str = "") -> None:
        self.told.append(f"{sentence} {advice}")


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def window(qtbot: QtBot, answers: Answers) -> Iterator[MainWindow]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    session = Session(preset("five-dots-line"), in_process=True)
    window = MainWindow(session, Themes(app, "light"), Preferences())
    window.documents.asking = answers
    qtbot.addWidget(window)
    window.show()
    session.open()
    window.documents.begin(None)
    yield window
    answers.about_changes = Answer.DISCARD
    window.close()
