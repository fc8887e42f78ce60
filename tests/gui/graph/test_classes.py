"""The GRAPH panel for points with classes: every level, what it is about, slow motion, curves and back."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.graph.dot import dot_text
from nnviz.core.graph.graph import Node
from nnviz.core.graph.graph_json import graph_json
from nnviz.core.graph.question import Question
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.gui.graph import GraphPanel
from nnviz.gui.graph.board import GraphBoard
from nnviz.gui.graph.map_picture import map_picture
from nnviz.gui.theme import DARK, LIGHT

OpenPanel = Callable[..., GraphPanel]
LEVELS = ("network", "layers", "operations")
NAMES = ("setosa", "versicolor", "virginica", "d", "e", "f", "g", "h", "i", "j")


def clouds(classes: int, features: int = 2, n: int = 12) -> Dataset:
    rng = np.random.default_rng(classes + features)
    numbers = np.arange(n) % classes
    places = 2 * rng.standard_normal((classes, features))[numbers] + rng.standard_normal((n, features))
    return Dataset(places, numbers.astype(float), np.full(n, Role.TRAINING, np.int8), NAMES[:classes])


def of_classes(classes: int = 3, features: int = 2, hidden: tuple[int, ...] = (5,)) -> dict[str, object]:
    """What makes an experiment one with classes."""
    made = with_dataset(Experiment(model=MLPSpec(hidden)), clouds(classes, features))
    return {"dataset": made.dataset, "model": made.model, "scaling": "standard"}


def keys(board: GraphBoard) -> list[str]:
    return [node.key for node in board.shown.graph.nodes]


def drawn(board: GraphBoard, qtbot: QtBot) -> None:
    """Wait until what is shown is what is drawn."""
    qtbot.waitUntil(lambda: [*board.view.drawing.nodes] == keys(board) and not board.view.busy)


@pytest.mark.parametrize(
    ("classes", "features"), [(2, 2), (3, 2), (3, 4), (10, 64), (2, 1)], ids=lambda number: str(number)
)
def test_every_level_is_drawn_and_every_node_told(
    open_panel: OpenPanel, qtbot: QtBot, classes: int, features: int
) -> None:
    board = open_panel("network", **of_classes(classes, features)).board
    for level in LEVELS:
        QTest.mouseClick(board.bar.levels[level], Qt.MouseButton.LeftButton)
        drawn(board, qtbot)
        for key in keys(board):
            board.view.select(key)
            board.view.node_clicked.emit(key)
            assert board.details.isVisible()
            assert board.details.words.text()
        for number in range(0, len(board.shown.graph.edges), 7):
            board.view.edge_clicked.emit(number)
        board.grab()


def test_what_it_is_about_names_features_and_classes(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = open_panel(**of_classes())
    board, session = panel.board, panel.session
    assert board.about.text() == "Mean over 12 training points · epoch 0"
    session.focus_on(Question(point=1))
    qtbot.waitUntil(lambda: "alone" in board.about.text())
    x1, x2 = session.experiment.dataset.features[1]
    assert board.about.text() == f"Point 2 (x1 {x1:.3g}, x2 {x2:.3g}: versicolor) alone · epoch 0"
    session.focus_on(Question(place=(0.25, -1.0)))
    qtbot.waitUntil(lambda: "no target" in board.about.text())
    assert board.about.text().startswith("x1 0.25, x2 -1, no target: gradients of p(")
    session.focus_on(Question(x=0.3))  # of a curve
    qtbot.waitUntil(lambda: board.about.text() == "Mean over 12 training points · epoch 0")


def test_of_many_features_the_place_is_not_told_one_by_one(open_panel: OpenPanel, qtbot: QtBot) -> None:
    panel = open_panel(**of_classes(features=9))
    panel.session.focus_on(Question(point=1))
    qtbot.waitUntil(lambda: panel.board.about.text() == "Point 2 (versicolor) alone · epoch 0")
    panel.session.focus_on(Question(place=(0.5,) * 9))
    qtbot.waitUntil(lambda: panel.board.about.text().startswith("A place, no target: gradients of p("))


@pytest.mark.parametrize("level", LEVELS)
def test_curves_become_classes_and_come_back(open_panel: OpenPanel, qtbot: QtBot, level: str) -> None:
    """By edits, undo and redo, with a point and with a place in focus."""
    panel = open_panel(level)
    board, session = panel.board, panel.session
    curve = session.experiment
    there = {"network": "p(setosa)", "layers": "probabilities", "operations": "probabilities softmax"}[level]
    for question in (Question(), Question(point=11), Question(place=(0.1, 0.2))):
        session.edit(replace(curve, **of_classes()), "Classes")
        session.focus_on(question)
        qtbot.waitUntil(lambda: board.shown.graph is not None and there in keys(board))
        drawn(board, qtbot)
        session.undo_stack.undo()
        qtbot.waitUntil(lambda: board.shown.graph is None or there not in keys(board))
        session.focus_on(Question())
        qtbot.waitUntil(lambda: board.shown.graph is not None)
        drawn(board, qtbot)
        assert there not in keys(board)
        board.grab()


def test_a_curve_and_classes_of_one_feature_have_the_same_parameters(
    open_panel: OpenPanel, qtbot: QtBot
) -> None:
    panel = open_panel("network")
    session = panel.session
    session.edit(replace(session.experiment, **of_classes(2, 1, (3,))), "Classes")
    qtbot.waitUntil(lambda: panel.board.shown.graph is not None and "p(versicolor)" in keys(panel.board))
    drawn(panel.board, qtbot)
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: "output" in keys(panel.board))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("classes", [2, 3])
def test_a_step_in_slow_motion(open_panel: OpenPanel, qtbot: QtBot, level: str, classes: int) -> None:
    panel = open_panel(level, **of_classes(classes))
    board = panel.board
    QTest.mouseClick(board.slow_motion.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: board.slow_motion.on_air)
    drawn(board, qtbot)
    assert board.about.text() == "Next step: all 12 training points · epoch 0"
    for count in range(board.shown.moments):
        board.slow_motion.on()
        assert board.shown.count == count + 1
    assert not board.shown.lit.gradients
    session, before = panel.session, panel.session.shown.parameters
    QTest.mouseClick(board.slow_motion.make, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.shown.parameters is not before and board.shown.count == 0)


def test_an_output_tells_where_its_gradient_arrives(open_panel: OpenPanel, qtbot: QtBot) -> None:
    board = open_panel("network", **of_classes()).board
    board.view.node_clicked.emit("p(setosa)")
    assert "gradient by z" in board.details.words.text()
    assert "that is where the gradient arrives" in board.details.words.text()
    QTest.mouseClick(board.bar.levels["operations"], Qt.MouseButton.LeftButton)
    drawn(board, qtbot)
    board.view.node_clicked.emit("probabilities softmax")
    assert "To be read only" in board.details.words.text()


def test_it_is_saved_in_every_format(open_panel: OpenPanel, tmp_path: Path) -> None:
    board = open_panel("network", **of_classes()).board
    for suffix, write in (("svg", board._saving.write_svg), ("pdf", board._saving.write_pdf)):
        board._saving.write_to(tmp_path / f"graph.{suffix}", write)
        assert (tmp_path / f"graph.{suffix}").stat().st_size > 1000
    assert "p(setosa)" in (tmp_path / "graph.svg").read_text(encoding="utf-8")
    assert "p(setosa)" in dot_text(board.shown.graph)
    assert "p(setosa)" in board.view.outline()
    read = json.loads(graph_json(board.shown.graph))
    assert len(read["y"]) == 24
    assert read["nodes"][-3]["gradient_by"] == "z"


def test_a_place_of_a_map_is_where_it_is_in_the_plane() -> None:
    """The highest row of the picture is that of the largest second feature."""
    unit = Node("p(a)", "p(a)", "unit", "softmax", of_class=0)
    p = np.zeros((3, 3))
    p[2, 0] = 1.0  # largest y, smallest x
    for theme in (LIGHT, DARK):
        picture = map_picture(unit, p, theme)
        colours = {(x, y): picture.pixelColor(x, y).name() for x in range(3) for y in range(3)}
        assert [place for place, colour in colours.items() if colour != theme.plot] == [(0, 0)]


def test_a_logistic_unit_s_map_has_the_colours_of_both_classes() -> None:
    unit = Node("p(b)", "p(b)", "unit", "sigmoid", of_class=1)
    picture = map_picture(unit, np.array([[0.0, 0.5, 1.0]]), LIGHT)
    first, border, second = (picture.pixelColor(x, 0).name() for x in range(3))
    assert border == LIGHT.plot
    assert len({first, border, second}) == 3


def test_presets_of_curves_look_as_before(open_panel: OpenPanel) -> None:
    board = open_panel("network", **{"model": preset("sine-mlp").model}).board
    assert "output" in keys(board)
    assert board.shown.graph.node("output").by == ""
