"""One step in slow motion: forwards and backwards, at every level, and then the same step for real."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.graph.story import PHASES
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.sentences import Sentence
from nnviz.gui.by_hand import set_parameter
from nnviz.gui.graph import GraphPanel
from nnviz.gui.graph.board import GraphBoard
from nnviz.gui.graph.table import lines_for
from nnviz.gui.session import Session

OpenPanel = Callable[..., GraphPanel]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def slow(board: GraphBoard, qtbot: QtBot) -> GraphBoard:
    begin(board, qtbot)
    return board


def begin(board: GraphBoard, qtbot: QtBot) -> None:
    QTest.mouseClick(board.slow_motion.begin, LEFT)
    qtbot.waitUntil(lambda: board.slow_motion.on_air)


def test_it_begins_before_the_first_moment(slow: GraphBoard) -> None:
    assert slow.shown.count == 0
    assert slow.shown.lit.values == frozenset()
    assert "Nothing is computed yet" in slow.slow_motion.sentence.text()
    assert slow.slow_motion.begin.isHidden()
    assert not slow.slow_motion.previous.isEnabled()
    assert slow.about.text() == "Next step: all 5 training points · epoch 0"


def test_moments_go_on_and_back_by_key_and_button(slow: GraphBoard) -> None:
    bar, sentences, lit = slow.slow_motion, [], []
    for count in range(slow.shown.moments + 1):
        assert slow.shown.count == count
        sentences.append(bar.sentence.text())
        lit.append(set(slow.shown.lit.values))
        QTest.keyClick(slow.view, Qt.Key.Key_PageDown)
    assert slow.shown.count == slow.shown.moments  # at the end it stays there
    assert not bar.next.isEnabled()
    for count in reversed(range(slow.shown.moments)):
        QTest.mouseClick(bar.previous, LEFT) if count % 2 else QTest.keyClick(slow.view, Qt.Key.Key_PageUp)
        assert slow.shown.count == count
        assert bar.sentence.text() == sentences[count]
        assert set(slow.shown.lit.values) == lit[count]
    QTest.keyClick(slow.view, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ShiftModifier)
    assert slow.shown.count == slow.shown.moments
    QTest.keyClick(slow.view, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ShiftModifier)
    assert slow.shown.count == 0


def test_phases_can_be_jumped_to_and_the_present_one_is_marked(slow: GraphBoard) -> None:
    for phase in PHASES:
        QTest.mouseClick(slow.slow_motion.phases[phase], LEFT)
        assert slow.shown.lit.moment.phase == phase
        marked = [each for each, button in slow.slow_motion.phases.items() if button.isChecked()]
        assert marked == [phase]
    QTest.mouseClick(slow.slow_motion.phases["zero"], LEFT)  # again: it stays marked
    assert slow.slow_motion.phases["zero"].isChecked()


def test_page_down_goes_on_wherever_slow_motion_was_begun(board: GraphBoard, qtbot: QtBot) -> None:
    panel = board.parent()
    board.bar.search.setFocus()
    panel.slow_motion()
    qtbot.waitUntil(lambda: board.slow_motion.on_air)
    QTest.keyClick(panel.window().focusWidget(), Qt.Key.Key_PageDown)
    assert board.shown.count == 1


def test_all_that_a_moment_is_about_lights(slow: GraphBoard) -> None:
    slow.shown.go_to(1)
    lit = {key for key, item in slow.view.drawing.nodes.items() if item.lit_now}
    assert lit == {"x", "target"}


def test_the_step_is_shown_whatever_was_wrong_with_the_epoch(slow: GraphBoard, session: Session) -> None:
    """The points of a batch may fit into a graph where those of all do not."""
    session.recordings.problem = Sentence("The graph is too large.")
    slow._show()
    assert slow._pages.currentWidget() is slow.view


def test_what_is_not_known_yet_is_not_told(slow: GraphBoard) -> None:
    slow.details.show_node("tanh 1 tanh")
    assert "not computed yet" in slow.details.words.text()
    assert slow.details.numbers.isHidden()
    slow.shown.go_to_phase("loss")
    assert "not computed yet" not in slow.details.words.text()
    assert "none yet" in slow.details.words.text()
    assert [name for name, _ in slow.details.numbers.table.columns] == ["value"]
    slow.shown.go_to_phase("update")
    assert "none yet" not in slow.details.words.text()


def test_the_update_is_told_line_by_line_and_is_what_the_optimiser_does(
    slow: GraphBoard, session: Session, qtbot: QtBot
) -> None:
    slow.shown.go_to_phase("update")
    slow.details.show_node("layer 1 weight")
    table = slow.details.numbers.table
    assert [name for name, _ in table.columns] == ["w", "new w"]
    words = re.sub(r"<[^>]+>", " ", slow.details.words.text())
    for part in ("How the optimiser changes layer 1 weight 1→1", "gradient", "v before", "new w"):
        assert part in words, part
    new = table.columns[1][1].copy()
    with qtbot.waitSignal(session.frame_changed):
        QTest.mouseClick(slow.slow_motion.make, LEFT)
    assert session.shown.parameters[:3] == pytest.approx(new, rel=1e-9)


def test_each_parameter_has_lines_of_its_own(slow: GraphBoard, session: Session) -> None:
    slow.shown.go_to_phase("update")
    parameters = session.shown.parameters
    new = [lines_for(index, slow.shown.updates)[-1][1] for index in range(len(parameters))]
    old = [lines_for(index, slow.shown.updates)[0][1] for index in range(len(parameters))]
    assert old == parameters.tolist()
    assert len(set(new)) == len(parameters)
    assert lines_for(len(parameters), slow.shown.updates) == []


def test_a_bias_and_a_weight_of_the_network_tell_their_update(open_panel: OpenPanel, qtbot: QtBot) -> None:
    board = open_panel("network").board
    begin(board, qtbot)
    board.shown.go_to_phase("update")
    board.details.show_node("layer 1 unit 2")
    assert "How the optimiser changes layer 1 bias 2" in board.details.words.text()
    place = next(i for i, edge in enumerate(board.shown.graph.edges) if edge.target == "output")
    board.details.show_edge(place)
    assert "How the optimiser changes layer 2 weight 1→1" in board.details.words.text()


@pytest.mark.parametrize(
    "changes",
    [{}, {"model": MLPSpec(hidden_sizes=(3,), dropout=0.5)}, {"model": PolynomialSpec(degree=3)}],
    ids=["perceptron", "dropout", "polynomial"],
)
def test_make_this_step_is_the_step_that_the_session_makes(
    open_panel: OpenPanel, qtbot: QtBot, changes: dict[str, object]
) -> None:
    panel = open_panel(**changes)
    begin(panel.board, qtbot)
    shown = panel.board.shown
    for epoch in (1, 2):
        QTest.mouseClick(panel.board.slow_motion.make, LEFT)
        qtbot.waitUntil(lambda epoch=epoch: shown.story is not None and shown.graph.setting.epoch == epoch)
        assert shown.count == 0
    other = Session(panel.session.experiment, in_process=True)
    other.open()
    for epoch in (1, 2):
        other.step()
        qtbot.waitUntil(lambda epoch=epoch: other.shown.epoch == epoch)
    assert np.array_equal(panel.session.shown.parameters, other.shown.parameters)
    other.close()


def test_another_level_goes_on_in_the_same_phase(slow: GraphBoard) -> None:
    slow.shown.go_to_phase("backward")
    slow.slow_motion.on()
    for level in ("layers", "network", "operations"):
        slow.shown.choose_level(level)
        assert slow.shown.lit.moment.phase == "backward"
        assert slow.shown.story.graph is slow.shown.graph


def test_it_plays_to_the_end_and_stops(slow: GraphBoard) -> None:
    bar = slow.slow_motion
    bar.speed.setCurrentIndex(bar.speed.count() - 1)
    QTest.mouseClick(bar.play, LEFT)
    assert bar._timer.isActive()
    assert bar._timer.interval() == 200
    for _ in range(slow.shown.moments):
        bar._timer.timeout.emit()
    assert slow.shown.count == slow.shown.moments
    assert not bar._timer.isActive()
    QTest.mouseClick(bar.play, LEFT)  # once more from the start
    assert slow.shown.count == 0
    bar.on()
    assert not bar._timer.isActive()


def test_what_happens_is_brought_into_sight(slow: GraphBoard) -> None:
    slow.view.zoom(6)
    for _ in range(slow.shown.moments):
        slow.slow_motion.on()
        box = slow.view.drawing.box_of(slow.shown.lit.moment.node)
        assert slow.view.sight.viewRect().contains(box.center())


def test_ending_it_shows_everything_again(slow: GraphBoard, qtbot: QtBot) -> None:
    slow.shown.go_to_phase("backward")
    QTest.mouseClick(slow.slow_motion.end, LEFT)
    assert slow.shown.story is None
    assert slow.shown.lit is None
    assert slow.slow_motion.begin.isVisible()
    qtbot.waitUntil(lambda: slow.about.text().startswith("Mean over"))


def test_an_edit_ends_it(slow: GraphBoard, session: Session) -> None:
    slow.shown.go_to_phase("backward")
    set_parameter(session, 0, 1.0)
    assert slow.shown.story is None
    assert slow.slow_motion.begin.isVisible()


def test_a_batch_is_named(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = open_panel()
    training = replace(panel.session.experiment.training, batch_size=2)
    panel.session.edit(replace(panel.session.experiment, training=training), "")
    begin(panel.board, qtbot)
    qtbot.waitUntil(lambda: panel.board.about.text() == "Next step: a batch of 2 points · epoch 0")


def test_a_solved_polynomial_has_no_steps_and_says_why(open_panel: OpenPanel) -> None:
    board = open_panel(model=PolynomialSpec(degree=1, solver="exact")).board
    assert not board.slow_motion.begin.isEnabled()
    assert "exactly" in board.slow_motion.begin.toolTip()
