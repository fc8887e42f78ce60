"""The drawn graph: numbers change in place, mouse and keys find nodes and edges, pictures are whole."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from nnviz.core.graph.graph import Edge, Graph, Node, Setting
from nnviz.core.graph.story import Lit, Moment
from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.graph import export
from nnviz.gui.graph.sight import READABLE
from nnviz.gui.graph.view import GraphView
from nnviz.gui.theme import DARK, LIGHT

SATURATED = Sentence("This unit is saturated.")


def chain(value: float = 2.0, longer: int = 0) -> Graph:
    """x · w → tanh → loss, and more tanh in a row where it is to be longer."""
    nodes = [
        Node("x", "x", "input", value=np.array([[1.0], [-1.0]]), gradient=np.zeros((2, 1))),
        Node("w", "layer 1 weight", "parameter", value=np.array([[value]]), gradient=np.array([[0.5]])),
        Node("mul", "matmul", "operation", "matmul", "x · w", "layer 1", np.array([[value], [-value]]),
             np.full((2, 1), 0.25)),
    ]  # fmt: skip
    edges = [Edge("x", "mul", 0), Edge("w", "mul", 1, np.array([[0.5]]))]
    last = "mul"
    for number in range(1 + longer):
        key = f"tanh {number}"
        nodes.append(
            Node(key, "tanh", "operation", "tanh", "tanh(z)", value=np.array(0.5), gradient=np.array(1.0))
        )
        edges.append(Edge(last, key, 0, np.array(0.25)))
        last = key
    return Graph(tuple(nodes), tuple(edges), last)


def units(weights: tuple[float, float] = (1.0, -2.0)) -> Graph:
    x = Node("x", "x", "input", value=np.zeros(3), gradient=np.zeros(3))
    hidden = [
        Node(f"u{k}", f"layer 1 unit {k}", "unit", "tanh", layer="layer 1", value=np.zeros(3),
             gradient=np.zeros(3), curve=np.linspace(-1, 1, 60))
        for k in (1, 2)
    ]  # fmt: skip
    edges = [Edge("x", f"u{k}", weight=w, parameter=k - 1) for k, w in zip((1, 2), weights, strict=True)]
    return Graph((x, *hidden), tuple(edges), "u1", Setting(level="network"), np.linspace(0, 1, 60))


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[GraphView]:
    view = GraphView(LIGHT)
    qtbot.addWidget(view)
    view.resize(900, 420)
    view.show()
    qtbot.waitExposed(view)
    yield view
    qtbot.waitUntil(lambda: not view.busy)


def shown(view: GraphView, graph: Graph, qtbot: QtBot) -> None:
    view.show_graph(graph, {"mul": SATURATED})
    qtbot.waitUntil(lambda: not view.busy)


def on_screen(view: GraphView, place: QPointF) -> QPoint:
    return view.mapFromScene(view.sight.mapViewToScene(place))


def at_node(view: GraphView, key: str) -> QPoint:
    assert view.drawing is not None
    return on_screen(view, view.drawing.nodes[key].pos())


def numbers(view: GraphView, key: str) -> list[str]:
    assert view.drawing is not None
    return [cell.number for cell in view.drawing.nodes[key].cells]


def test_a_node_says_name_value_and_gradient(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(), qtbot)
    assert view.drawing is not None
    assert numbers(view, "w") == ["2", "0.5"]
    value, gradient = view.drawing.nodes["mul"].cells
    assert (value.title, value.number, value.spread) == ("mean value", "0", "−2 … 2")
    assert (gradient.title, gradient.number) == ("mean gradient", "0.25")
    assert value.picture is not None
    assert (value.picture.width(), value.picture.height()) == (1, 2)


def test_the_mouse_at_rest_tells_a_nodes_numbers(
    view: GraphView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [""]
    monkeypatch.setattr(QToolTip, "showText", lambda place, words, widget: told.append(words))
    monkeypatch.setattr(QToolTip, "hideText", lambda: told.append(""))

    def hint(place: QPoint) -> str:
        event = QHelpEvent(QEvent.Type.ToolTip, place, view.viewport().mapToGlobal(place))
        QCoreApplication.sendEvent(view.viewport(), event)
        return told[-1]

    shown(view, chain(), qtbot)
    assert "layer 1 weight" in hint(at_node(view, "w"))
    assert "This unit is saturated." in hint(at_node(view, "mul"))
    assert "−2 … 2, mean 0" in hint(at_node(view, "mul"))
    view.show_lit(Lit(values=frozenset({"x", "w"})))
    assert "not computed yet" in hint(at_node(view, "mul"))
    assert hint(QPoint(3, 3)) == ""


def test_numbers_change_without_another_layout(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(), qtbot)
    before = view.drawing
    view.show_graph(chain(3.5))
    assert not view.busy
    assert view.drawing is before
    assert numbers(view, "w")[0] == "3.5"


def test_the_old_picture_stays_until_the_new_one_is_laid_out(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(), qtbot)
    before = view.drawing
    with qtbot.waitSignal(view.drawn):
        view.show_graph(chain(longer=1))
        assert view.drawing is before
    assert view.drawing is not None
    assert "tanh 1" in view.drawing.nodes


def test_only_the_last_of_many_graphs_is_drawn(view: GraphView, qtbot: QtBot) -> None:
    drawn: list[int] = []
    view.drawn.connect(lambda: drawn.append(len(view.drawing.nodes) if view.drawing else 0))
    for longer in (1, 2, 3):
        view.show_graph(chain(longer=longer))
    qtbot.waitUntil(lambda: not view.busy)
    assert drawn == [7]
    view.show_graph(chain(longer=5))
    view.show_graph(chain(4.0, longer=3))  # what is drawn already: the longer one is not wanted any more
    qtbot.waitUntil(lambda: not view.busy)
    assert drawn == [7]
    assert numbers(view, "w")[0] == "4"


def test_slow_motion_shows_what_is_known(view: GraphView, qtbot: QtBot) -> None:
    graph = chain()
    shown(view, graph, qtbot)
    assert view.drawing is not None
    view.show_lit(Lit(values=frozenset({"x", "w"})))
    assert numbers(view, "w") == ["2", ""]
    assert numbers(view, "mul") == ["", ""]
    edge = graph.into("mul")[1]
    moment = Moment("backward", "mul", (edge,))
    now = Lit(frozenset({"x", "w", "mul"}), {"w": np.array([[0.1]])}, frozenset({"mul"}), {}, moment)
    view.show_lit(now)
    assert numbers(view, "w") == ["2", "0.1"]
    assert view.drawing.nodes["w"].cells[1].title == "gradient so far"
    assert view.drawing.nodes["mul"].lit_now
    assert view.drawing.edges.flow == {1: "0.5"}
    view.show_lit(Lit(frozenset({"w"}), {}, frozenset(), {"w": np.array([[1.9]])}, Moment("update", "w")))
    assert numbers(view, "w")[0] == "1.9"
    view.show_lit(None)
    assert numbers(view, "tanh 0") == ["0.5", "1"]
    assert view.drawing.edges.flow == {}


def test_a_click_selects_a_node_an_edge_or_nothing(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(), qtbot)
    with qtbot.waitSignal(view.node_clicked) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at_node(view, "w"))
    assert told.args == ["w"]
    assert view.selected == "w"
    assert view.drawing is not None
    middle = view.drawing.edges.middle(2)
    with qtbot.waitSignal(view.edge_clicked) as edge:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=on_screen(view, middle))
    assert edge.args == [2]
    assert (view.selected, view.selected_edge) == (None, 2)
    with qtbot.waitSignal(view.nothing_clicked):
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert view.selected_edge is None


def test_a_double_click_and_return_open_a_node(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(), qtbot)
    with qtbot.waitSignal(view.node_opened) as told:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at_node(view, "mul"))
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at_node(view, "mul"))
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at_node(view, "mul"))
    assert told.args == ["mul"]
    with qtbot.waitSignal(view.node_opened):
        qtbot.keyClick(view, Qt.Key.Key_Return)


def test_arrows_walk_along_the_edges_and_through_the_column(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(), qtbot)
    assert view.drawing is not None
    centres = view.drawing.layout.centres
    upper, lower = sorted(("x", "w"), key=lambda key: centres[key][1])
    steps = [
        (Qt.Key.Key_Down, "x"),  # from nowhere, the first node
        (Qt.Key.Key_Right, "mul"),
        (Qt.Key.Key_Right, "tanh 0"),
        (Qt.Key.Key_Right, "tanh 0"),  # nothing uses it
        (Qt.Key.Key_Left, "mul"),
        (Qt.Key.Key_Left, "x"),  # its first argument
    ]
    for key, expected in steps:
        qtbot.keyClick(view, key)
        assert view.selected == expected
    view.select(upper)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.selected == lower
    qtbot.keyClick(view, Qt.Key.Key_Up)
    assert view.selected == upper
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.selected is None


def test_what_is_not_found_fades(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(), qtbot)
    assert view.drawing is not None
    view.show_found(view.find("weight"))
    assert view.drawing.nodes["w"].opacity() == 1
    assert view.drawing.nodes["mul"].opacity() < 0.5
    view.show_found(None)
    assert view.drawing.nodes["mul"].opacity() == 1


def test_the_map_is_there_while_not_all_is_in_sight(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(longer=6), qtbot)
    overview = view.overview
    assert not overview.isVisible()
    view.zoom(4)
    assert overview.isVisible()
    before = view.sight.viewRect().center()
    qtbot.mouseClick(overview, Qt.MouseButton.LeftButton, pos=QPoint(3, overview.height() // 2))
    assert view.sight.viewRect().center().x() < before.x()
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert not overview.isVisible()


def test_keys_zoom_and_what_is_selected_comes_into_sight(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(longer=6), qtbot)
    fitted = view.sight.scale_shown
    qtbot.keyClick(view, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert view.sight.scale_shown == pytest.approx(1.25 * fitted)
    qtbot.keyClick(view, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert view.sight.scale_shown == pytest.approx(fitted)
    view.zoom(4)
    for key in ("x", "tanh 6"):
        view.select(key)
        assert view.drawing is not None
        assert view.sight.viewRect().adjusted(-1, -1, 1, 1).contains(view.drawing.box_of(key))


def test_a_fitted_graph_stays_fitted_when_the_view_is_resized(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(longer=6), qtbot)
    view.resize(500, 300)
    assert view.drawing is not None
    assert view.sight.viewRect().adjusted(-1, -1, 1, 1).contains(view.drawing.frame)


def test_slow_motion_is_followed_in_readable_letters(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(longer=20), qtbot)
    assert view.drawing is not None
    assert view.sight.scale_shown < READABLE
    for key in ("mul", "tanh 19"):
        view.show_lit(Lit(moment=Moment("forward", key, view.drawing.graph.into(key))))
        assert view.sight.scale_shown == pytest.approx(READABLE)
        for beside in {key, *(edge.source for edge in view.drawing.graph.into(key))}:
            assert view.sight.viewRect().contains(view.drawing.box_of(beside))
    view.show_lit(None)
    assert view.sight.fitted


def test_a_place_that_the_user_chose_is_kept_in_slow_motion(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(longer=20), qtbot)
    assert view.drawing is not None
    view.show_lit(Lit(moment=Moment("forward", "mul")))
    view.zoom(0.5)
    view.show_lit(Lit(moment=Moment("forward", "tanh 19")))
    assert view.sight.scale_shown == pytest.approx(READABLE / 2)
    assert view.sight.viewRect().contains(view.drawing.box_of("tanh 19"))
    view.show_lit(None)
    assert view.sight.scale_shown == pytest.approx(READABLE / 2)


def test_all_stays_in_sight_when_that_is_asked_for(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(longer=20), qtbot)
    assert view.drawing is not None
    view.show_lit(Lit(moment=Moment("forward", "mul")))
    view.show_all()
    view.show_lit(Lit(moment=Moment("forward", "tanh 19")))
    assert view.sight.fitted
    view.show_lit(None)
    view.show_lit(Lit(moment=Moment("forward", "mul")))  # of another step
    assert view.sight.scale_shown == pytest.approx(READABLE)


def test_an_edge_stays_selected_when_other_nodes_go(view: GraphView, qtbot: QtBot) -> None:
    whole = chain()
    part = Graph(whole.nodes[:-1], whole.edges[:2], "mul")
    shown(view, whole, qtbot)
    view.select_edge(1)
    view.show_graph(part)
    assert view.selected_edge == 1
    view.show_graph(whole)
    view.select_edge(2)
    view.show_graph(part)
    assert view.selected_edge is None


def test_nodes_stay_when_others_go_and_come_back(view: GraphView, qtbot: QtBot) -> None:
    """An x under the mouse has no target, and so no loss."""
    whole = chain(longer=1)
    part = Graph(whole.nodes[:-1], whole.edges[:-1], "tanh 0")
    shown(view, whole, qtbot)
    before = view.drawing
    assert before is not None
    for graph in (part, whole):
        view.show_graph(graph)
        assert not view.busy
        assert view.drawing is not None
        assert set(view.drawing.nodes) == {node.key for node in graph.nodes}
        for key, item in view.drawing.nodes.items():
            assert item.pos() == before.nodes[key].pos()
        assert view.drawing.frame == before.frame


def test_an_opened_node_stays_where_it_was(view: GraphView, qtbot: QtBot) -> None:
    graph = chain(longer=6)
    shown(view, graph, qtbot)
    view.zoom(2)
    view.select("mul")
    before = at_node(view, "mul")
    assert view.drawing is not None
    place = view.drawing.nodes["mul"].pos()
    scaled = Node("scaled", "mul", "operation", "mul", "2 · x", value=np.zeros((2, 1)))
    edges = (Edge("x", "scaled"), Edge("scaled", "mul", 0), *graph.edges[1:])
    shown(view, replace(graph, nodes=(graph.nodes[0], scaled, *graph.nodes[1:]), edges=edges), qtbot)
    assert view.drawing.nodes["mul"].pos().x() > place.x() + 50
    assert (at_node(view, "mul") - before).manhattanLength() <= 2


def test_weights_are_coloured_by_sign_and_wide_by_size(view: GraphView, qtbot: QtBot) -> None:
    shown(view, units(), qtbot)
    assert view.drawing is not None
    (up, thin), (down, thick) = view.drawing.edges.looks
    assert (up, down) == (LIGHT.positive, LIGHT.negative)
    assert thin < thick
    view.show_graph(units((-2.0, 1.0)))
    (first, wide), (second, narrow) = view.drawing.edges.looks
    assert (first, second) == (LIGHT.negative, LIGHT.positive)
    assert wide > narrow
    view.show_theme(DARK)
    assert view.drawing.edges.looks[0][0] == DARK.negative


def test_the_outline_is_told_to_screen_readers(view: GraphView, qtbot: QtBot) -> None:
    shown(view, chain(), qtbot)
    assert "layer 1 weight: value 2; gradient 0.5." in view.accessibleDescription()
    assert view.outline().count("\n") == 3


def test_pictures_hold_the_whole_graph(view: GraphView, qtbot: QtBot, tmp_path: Path) -> None:
    shown(view, chain(longer=6), qtbot)
    view.zoom(5)
    assert view.drawing is not None
    frame = view.drawing.frame
    image = export.picture(view.drawing, LIGHT)
    assert abs(image.width() - frame.width()) <= 1
    assert image.pixelColor(1, 1).name() == LIGHT.plot
    export.write_png(view.drawing, LIGHT, tmp_path / "graph.png", 2)
    assert QImage(str(tmp_path / "graph.png")).width() == pytest.approx(2 * frame.width(), abs=2)
    export.write_svg(view.drawing, LIGHT, "a graph", tmp_path / "graph.svg")
    text = (tmp_path / "graph.svg").read_text(encoding="utf-8")
    assert QSvgRenderer(str(tmp_path / "graph.svg")).isValid()
    for name in ("layer 1 weight", "matmul", "tanh(z)", "gradient"):
        assert name in text
    export.write_pdf(view.drawing, LIGHT, "a graph", tmp_path / "graph.pdf")
    assert (tmp_path / "graph.pdf").read_bytes().startswith(b"%PDF")
    with pytest.raises(BadInput, match="cannot be written"):
        export.write_png(view.drawing, LIGHT, tmp_path / "missing" / "graph.png")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("scale", [0.2, 0.5, 1.0], ids=["far", "near", "full"])
def test_everything_can_be_painted_at_any_size(
    view: GraphView, qtbot: QtBot, theme: object, scale: float
) -> None:
    view.show_theme(DARK if theme is DARK else LIGHT)
    strange = chain(float("nan"))
    odd = replace(strange.nodes[0], value=np.array([[np.inf], [1e300]]))
    for graph in (units(), replace(strange, nodes=(odd, *strange.nodes[1:]))):
        shown(view, graph, qtbot)
        view.select(graph.nodes[1].key)
        view.show_found([graph.nodes[0].key])
        view.sight.zoom(scale / view.sight.scale_shown)
        assert not view.grab().isNull()
