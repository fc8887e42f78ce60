"""The sentence bar: what it says, its remedies, and the report of a failure."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.sentences import Sentence
from nnviz.core.training.steps import Ending
from nnviz.gui.sentence_bar import LINES, ReportDialog, SentenceBar
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import DARK, LIGHT
from nnviz.gui.translate import text

FIVE_DOTS = Dataset.from_xy([(1.2, 1.7), (2.6, 4.1), (3.2, 2.4), (4.9, 5.4), (7.2, 6.2)], [(4.0, 4.6)])
DEGREE_6 = Experiment(dataset=FIVE_DOTS, domain=(0.0, 10.0), model=PolynomialSpec(degree=6))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(replace(DEGREE_6, training=replace(DEGREE_6.training, epochs=400)), in_process=True)
    session.open()
    yield session
    session.close()


@pytest.fixture
def bar(session: Session, qtbot: QtBot) -> SentenceBar:
    bar = SentenceBar(session, LIGHT)
    qtbot.addWidget(bar)
    bar.resize(1280, 60)
    bar.show()
    qtbot.waitExposed(bar)
    return bar


def words(bar: SentenceBar) -> str:
    (label,) = [label for label in bar.findChildren(QLabel) if label.accessibleName() == "What happened"]
    return label.text().replace("\u00a0", " ")


def button(bar: SentenceBar, start: str) -> QPushButton | None:
    shown = [b for b in bar.findChildren(QPushButton) if b.isVisible() and b.text().startswith(start)]
    return shown[0] if shown else None


def run_to_end(session: Session, qtbot: QtBot) -> None:
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)


def test_says_what_happened(session: Session, bar: SentenceBar, qtbot: QtBot) -> None:
    assert "Press Play" in words(bar)
    run_to_end(session, qtbot)
    qtbot.waitUntil(lambda: words(bar) == text(session.diagnosis().sentence))


def test_a_notice_comes_first_and_at_once(session: Session, bar: SentenceBar) -> None:
    session.tell(Sentence("The file has {n} points.", {"n": 12}))
    assert words(bar) == "The file has 12 points."


def test_divergence_is_mended_with_one_click(session: Session, bar: SentenceBar, qtbot: QtBot) -> None:
    training = replace(session.experiment.training, learning_rate=50.0)
    session.edit(replace(session.experiment, training=training), "Learning rate")
    run_to_end(session, qtbot)
    assert session.ending is Ending.DIVERGED
    qtbot.waitUntil(lambda: button(bar, "Start again with") is not None)
    remedy = session.diagnosis().remedy
    assert remedy is not None
    QTest.mouseClick(button(bar, "Start again with"), Qt.MouseButton.LeftButton)
    assert session.experiment.training.learning_rate == remedy.value < 50
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    assert session.ending is Ending.FINISHED
    session.undo_stack.undo()
    assert session.experiment.training.learning_rate == 50


def test_the_best_epoch_is_looked_at_then_kept(session: Session, bar: SentenceBar, qtbot: QtBot) -> None:
    run_to_end(session, qtbot)
    best = session.history.best_epoch
    assert best is not None
    assert 0 < best < 400
    qtbot.waitUntil(lambda: button(bar, f"Go to epoch {best}") is not None)
    QTest.mouseClick(button(bar, "Go to epoch"), Qt.MouseButton.LeftButton)
    assert session.shown_epoch == best
    QTest.mouseClick(button(bar, f"Keep epoch {best}"), Qt.MouseButton.LeftButton)
    assert session.history.last_epoch == best == session.shown.epoch
    assert button(bar, "Keep epoch") is None


def test_a_report_can_be_read_and_copied(session: Session, bar: SentenceBar, qtbot: QtBot) -> None:
    assert button(bar, "Details") is None
    session.tell(Sentence("The device was lost."), "Traceback: line 1\nline 2")
    QTest.mouseClick(button(bar, "Details"), Qt.MouseButton.LeftButton)
    dialog = bar.findChild(ReportDialog)
    assert dialog is not None
    assert dialog.report.toPlainText() == "Traceback: line 1\nline 2"
    (copy,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "Copy"]
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "Traceback: line 1\nline 2"
    dialog.reject()
    session.tell(Sentence("Fine again."))
    assert button(bar, "Details") is None


@pytest.mark.parametrize("width", [640, 1280])
def test_no_sentence_is_cut_off(session: Session, bar: SentenceBar, qtbot: QtBot, width: int) -> None:
    bar.resize(width, bar.height())
    session.tell(Sentence("word " * 60))
    (label,) = [label for label in bar.findChildren(QLabel) if label.accessibleName() == "What happened"]
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    session.tell(Sentence("Short."))
    assert label.minimumHeight() == LINES * label.fontMetrics().lineSpacing()


def test_a_button_under_the_pointer_keeps_what_it_does(
    session: Session, bar: SentenceBar, qtbot: QtBot
) -> None:
    run_to_end(session, qtbot)
    qtbot.waitUntil(lambda: button(bar, "Go to epoch") is not None)
    mend = button(bar, "Go to epoch")
    assert mend is not None
    before = mend.text()
    mend.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    session.tell(Sentence("Another sentence, without a remedy."))
    assert words(bar).startswith("Another")
    assert (mend.isVisible(), mend.text()) == (True, before)
    mend.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    qtbot.waitUntil(lambda: not mend.isVisible(), timeout=3_000)


def test_both_themes_draw(bar: SentenceBar) -> None:
    light = bar.grab().toImage()
    bar.show_theme(DARK)
    assert bar.grab().toImage() != light
