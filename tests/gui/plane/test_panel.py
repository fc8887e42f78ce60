"""The PLANE panel: what it shows of points, regions and planes, and what it says."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.disagreement import Disagreement
from nnviz.core.graph.question import Question
from nnviz.core.planes import principal
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.gui.class_points import mark_size
from nnviz.gui.drawing.tool import Touch
from nnviz.gui.marks import class_colour
from nnviz.gui.plane import PlanePanel
from nnviz.gui.plane.axes_bar import COMPONENTS, Sight
from nnviz.gui.plane.header import percent
from nnviz.gui.plane.layers import share_at
from nnviz.gui.plane.menu import PlaneMenu
from nnviz.gui.plane.view import has_one_scale, still_fits, view_range
from nnviz.gui.session import RunState, Session
from nnviz.gui.shades import THICKEST
from nnviz.gui.theme import DARK, LIGHT

RNG = np.random.default_rng(2)


def places(item: object) -> list[list[float]]:
    return np.column_stack(item.getData()).round(6).tolist()


def four_features(n: int = 30) -> Dataset:
    features = RNG.normal(size=(n, 4)) * [1.0, 2.0, 0.5, 3.0] + [5.0, 4.0, 1.0, 0.0]
    roles = np.zeros(n, np.int8)
    return Dataset(features, np.arange(n) % 2, roles, ("a", "b"), ("length", "width", "depth", "age"))


def use(session: Session, dataset: Dataset) -> None:
    session.edit_points(dataset, "Use")


# --- points ----------------------------------------------------------------------------------------------


def test_each_class_and_role_has_a_look_of_its_own(panel: PlanePanel) -> None:
    marks = panel.points._marks
    assert places(marks[0, Role.TRAINING]) == [[-2.0, -1.0]]
    assert places(marks[2, Role.TEST]) == places(panel.points._dots[2]) == [[2.0, 1.0]]
    assert places(marks[0, Role.VALIDATION]) == [[-1.0, 1.0]]
    filled, hollow = marks[0, Role.TRAINING].opts, marks[0, Role.VALIDATION].opts
    assert filled["brush"].color().name() == hollow["pen"].color().name() == class_colour(LIGHT, 0)
    assert hollow["brush"].color().name() == LIGHT.plot
    assert filled["symbol"] != marks[2, Role.TRAINING].opts["symbol"]


def test_misread_points_are_crossed_out(panel: PlanePanel) -> None:
    assert places(panel.points._crosses) == places(panel.points._halo) == [[1.5, 0.0]]
    panel.canvas.session.edit_points(panel.canvas.dataset.with_class([5], 2), "Right")
    assert places(panel.points._crosses) == []


def told(panel: PlanePanel) -> str:
    return panel.header.roles.words


def test_test_points_are_judged_only_at_rest(panel: PlanePanel, session: Session, qtbot: QtBot) -> None:
    session._set_state(RunState.RUNNING)
    assert places(panel.points._crosses) == []
    qtbot.waitUntil(lambda: "2 test: —" in told(panel))
    session._set_state(RunState.PAUSED)
    assert places(panel.points._crosses) == [[1.5, 0.0]]
    qtbot.waitUntil(lambda: "2 test: 50 %" in told(panel))
    assert "3 training: 100 % right" in told(panel)


def test_many_points_have_small_marks(panel: PlanePanel, session: Session) -> None:
    assert mark_size(100, 400) > mark_size(1_000, 400) > mark_size(20_000, 400) >= 4
    assert mark_size(100, 150) < mark_size(100, 400)
    features = RNG.normal(size=(3_000, 2))
    use(session, replace(session.experiment.dataset, features=features, targets=np.zeros(3_000),
                         roles=np.zeros(3_000, np.int8)))  # fmt: skip
    assert panel.points._marks[0, Role.TRAINING].opts["size"] == mark_size(3_000, 400)


def test_the_dark_theme_reaches_marks_and_regions(panel: PlanePanel) -> None:
    light = panel.layers.shading.image
    panel.show_theme(DARK)
    assert panel.points._marks[0, Role.TRAINING].opts["brush"].color().name() == class_colour(DARK, 0)
    assert panel.layers.shading.image != light


# --- regions ---------------------------------------------------------------------------------------------


def test_borders_are_where_two_logits_are_equal(panel: PlanePanel) -> None:
    x, y = panel.layers.borders.getData()
    left_right = (np.abs(x) < 1e-6) & (4 * y - 4 < 0)
    left_top, right_top = np.abs(4 * y - 4 + 3 * x) < 2e-2, np.abs(4 * y - 4 - 3 * x) < 2e-2
    assert left_right.any()
    assert np.mean(left_right | left_top | right_top) > 0.98  # all but the corner where three meet


def test_the_regions_fill_the_view_and_follow_it(panel: PlanePanel) -> None:
    box = panel.canvas.getViewBox()
    box.setRange(xRange=(-10.0, 10.0), yRange=(-10.0, 10.0), padding=0)
    (left, right), (bottom, top) = box.viewRange()
    area = panel.layers.shading.area
    assert (area.left(), area.right(), area.top(), area.bottom()) == pytest.approx((left, right, bottom, top))
    assert panel.layers.shading.image.width() * panel.layers.shading.image.height() == pytest.approx(
        40_000, rel=0.02
    )


def test_regions_are_those_of_the_epoch_that_is_looked_at(panel: PlanePanel, session: Session) -> None:
    before = panel.layers.shading.image
    session.edit(replace(session.experiment, initial=tuple(np.zeros(9))), "All alike")
    assert panel.layers.shading.image != before
    assert panel.layers.shading.image.pixelColor(3, 3).alpha() == 0
    assert (
        len(panel.layers.borders.getData()[0] if panel.layers.borders.getData()[0] is not None else []) == 0
    )


def test_a_diverged_model_has_no_regions_and_gets_all_wrong(panel: PlanePanel, session: Session) -> None:
    session.edit(replace(session.experiment, initial=tuple(np.full(9, np.inf))), "Diverged")
    assert panel.layers.shading.image.pixelColor(50, 50).alpha() == 0
    assert len(places(panel.points._crosses)) == 6


def test_regions_come_from_the_thread_too(qtbot: QtBot, session: Session) -> None:
    panel = PlanePanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.show()
    qtbot.waitUntil(lambda: not panel.layers.shading.image.isNull())
    qtbot.waitUntil(lambda: places(panel.points._crosses) == [[1.5, 0.0]])
    panel.stop()


@pytest.mark.parametrize("sight", [Sight(), Sight(COMPONENTS)])
def test_a_drawn_point_is_judged_at_once(qtbot: QtBot, session: Session, sight: Sight) -> None:
    dataset = four_features()
    if sight.first == COMPONENTS:
        use(session, dataset)
    panel = PlanePanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.show()
    panel.look(sight)
    qtbot.waitUntil(lambda: "—" not in panel.header.roles.words)
    for place in ((0.2, 0.2), (-0.3, -0.4), (0.7, 0.9)):
        at = panel.canvas.getViewBox().mapViewToScene(QPointF(*place)).toPoint()
        QTest.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    count = len(session.experiment.dataset)
    qtbot.waitUntil(lambda: len(panel.header.roles._wrong) == count)
    qtbot.waitUntil(lambda: "—" not in panel.header.roles.words)
    shown = session.shown.probabilities(session.experiment.dataset.features)
    wrong = shown.argmax(axis=1) != session.experiment.dataset.classes
    assert places(panel.points._crosses) == panel.canvas.places[wrong].round(6).tolist()
    panel.stop()


def test_a_curve_leaves_the_plane_as_it_is(panel: PlanePanel, session: Session) -> None:
    before = places(panel.points._marks[0, Role.TRAINING])
    session.edit(preset("five-dots-line"), "Curve")
    panel.resize(500, 500)
    panel.show_theme(DARK)
    session.selection.choose([1])
    assert places(panel.points._marks[0, Role.TRAINING]) == before
    session.undo_stack.undo()
    assert places(panel.points._crosses) == [[1.5, 0.0]]


def disagreement(session: Session) -> Disagreement:
    """Of ten replicas five say otherwise at the right, none at the left."""
    x1, x2 = np.linspace(-3.0, 3.0, 13), np.linspace(-2.0, 3.0, 11)
    share = np.broadcast_to(np.clip(x1 / 6, 0.0, 0.5), (11, 13)).astype(np.float32)
    mean = np.full((11, 13, 3), 1 / 3, np.float32)
    found = Disagreement(0, x1, x2, share, mean, 10, ())
    session.edit(replace(session.experiment, replicas=Replicas(10, "bootstrap")), "Replicas")
    session._run.curves.advance(found, playing=False)
    session.spread_changed.emit()
    return found


def test_a_fog_lies_where_replicas_disagree(panel: PlanePanel, session: Session, qtbot: QtBot) -> None:
    found = disagreement(session)
    fog = panel.layers.doubt
    assert fog.isVisible()
    assert (fog.area.left(), fog.area.right()) == pytest.approx((-3.25, 3.25))
    assert (fog.area.top(), fog.area.bottom()) == pytest.approx((-2.25, 3.25))
    assert fog.image.pixelColor(1, 5).alpha() == 0
    assert fog.image.pixelColor(12, 5).alpha() < 255 * THICKEST / 4  # it thins out at the edge
    assert fog.image.pixelColor(8, 5).alpha() == pytest.approx(255 * THICKEST / 3, abs=1)  # a sixth disagree
    assert share_at(found, 3.0, 0.0) == 0.5
    assert np.isnan(share_at(found, 9.0, 0.0))
    panel.canvas.pointed.emit(3.0, 0.0)
    qtbot.waitUntil(lambda: "50 % of replicas disagree" in panel.header.values.words)
    panel.show_disagreement(False)
    assert not fog.isVisible()


def test_the_menu_offers_what_can_be_shown(panel: PlanePanel, session: Session) -> None:
    touch = Touch(QPointF(), 9.0, 9.0, Qt.KeyboardModifier.NoModifier)
    shown = {action.text(): action for action in PlaneMenu(panel, touch).actions() if action.isCheckable()}
    assert list(shown) == ["Lines of equal probability"]
    shown["Lines of equal probability"].trigger()
    assert len(panel.layers.contours.getData()[0]) > 10
    disagreement(session)
    shown = {action.text(): action for action in PlaneMenu(panel, touch).actions() if action.isCheckable()}
    shown["Where replicas disagree"].trigger()
    assert not panel.layers.doubt.isVisible()


# --- what is said ----------------------------------------------------------------------------------------


def test_the_values_at_the_mouse(panel: PlanePanel, qtbot: QtBot) -> None:
    panel.canvas.pointed.emit(0.5, -1.0)
    odds = np.exp(-3.0)
    assert 100 / (1 + odds) == pytest.approx(95.3, abs=0.05)
    wanted = "x1 0.5 · x2 −1 · P(right) 95 % · P(left) 5 %"
    qtbot.waitUntil(lambda: panel.header.values.words.startswith(wanted))
    panel.canvas.left.emit()
    qtbot.waitUntil(lambda: panel.header.values.words == "")


def test_in_little_room_the_accuracies_come_first(panel: PlanePanel, qtbot: QtBot) -> None:
    line = panel.header.roles
    qtbot.waitUntil(lambda: line.text().endswith("✕ misread"))
    panel.resize(300, 500)
    qtbot.waitUntil(lambda: line.text().startswith("● training 100 %"))
    assert "3 training: 100 % right" in line.toolTip()
    panel.canvas.pointed.emit(0.0, 0.0)
    assert not line.isVisible()
    panel.canvas.left.emit()
    assert line.isVisible()


def test_the_legend_of_marks_goes_after_the_counts(
    panel: PlanePanel, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = disagreement(session)
    monkeypatch.setattr(type(session), "disagreement", property(lambda _: found))
    line = panel.header.roles
    session.spread_changed.emit()
    qtbot.waitUntil(lambda: line.words.endswith("✕ misread   ▒ replicas disagree"))
    ruler = line.fontMetrics()
    longest = next(text for text in line._variants[1:] if "✕ misread" in text and "▒" in text)
    panel.resize(ruler.horizontalAdvance(longest) + 24, 500)
    qtbot.waitUntil(lambda: line.text() == longest)
    assert "● training 100 %" in line.text()
    assert "▒" in line.toolTip()
    assert "✕" in line.toolTip()


def test_percents_tell_sure_from_certain() -> None:
    assert [percent(p) for p in (0.5, 0.995, 0.9999, 0.004, 1.0, 0.0, 0.99996)] == [
        "50 %", "99.5 %", "99.99 %", "0.4 %", "> 99.99 %", "< 0.01 %", "> 99.99 %",
    ]  # fmt: skip


# --- planes ----------------------------------------------------------------------------------------------


def test_of_many_features_two_are_the_axes(panel: PlanePanel, session: Session) -> None:
    dataset = four_features()
    use(session, dataset)
    assert panel.axes.isVisible()
    assert panel.sight.first == COMPONENTS  # until one chooses
    panel.look(Sight(3, 1))
    assert panel.canvas.getAxis("bottom").labelText == "age"
    assert panel.canvas.getAxis("left").labelText == "width"
    assert panel.canvas.places == pytest.approx(dataset.features[:, [3, 1]])
    mean = panel.canvas.plane.features(np.array([[1.0, 2.0]]))[0]
    assert mean == pytest.approx([dataset.features[:, 0].mean(), 2.0, dataset.features[:, 2].mean(), 1.0])


def test_words_before_the_axes_are_explained(panel: PlanePanel, session: Session) -> None:
    use(session, four_features())
    panel.look(Sight(0, 1))
    words = [label for label in panel.axes.findChildren(QLabel) if label.isVisible()]
    assert [label.text() for label in words] == ["Axes →", "↑", "others at"]
    assert all(label.toolTip() == label.buddy().toolTip() != "" for label in words)


def test_the_others_are_held_as_in_a_chosen_point(panel: PlanePanel, session: Session) -> None:
    dataset = four_features()
    use(session, dataset)
    panel.look(Sight(0, 1))
    panel.axes.held.show_value(7)
    panel.axes.held.edited.emit(7.0)
    assert panel.sight == Sight(0, 1, 6)
    assert panel.canvas.plane.features(np.array([[1.0, 2.0]]))[0, 2:] == pytest.approx(
        dataset.features[6, 2:]
    )
    panel.canvas.hold_wanted.emit(4)
    assert panel.axes.held.value() == 5


def test_principal_components_say_so_on_the_axes(panel: PlanePanel, session: Session) -> None:
    dataset = four_features()
    use(session, dataset)
    panel.look(Sight(COMPONENTS))
    assert panel.canvas.places == pytest.approx(principal(dataset.features).places(dataset.features))
    assert panel.canvas.getAxis("bottom").labelText.startswith("component 1 (")
    assert not panel.axes.second.isVisible()
    panel.canvas.pointed.emit(0.0, 0.0)
    assert panel.canvas.axis_names == ("component 1", "component 2")


def test_components_follow_the_scaling(panel: PlanePanel, session: Session) -> None:
    use(session, four_features())
    panel.look(Sight(COMPONENTS))
    session.edit(replace(session.experiment, scaling="min-max"), "Scaling")
    scale = np.array(session.experiment.space.scale)
    wanted = principal(session.experiment.dataset.features, scale)
    assert panel.canvas.plane.directions == pytest.approx(wanted.directions)
    assert panel.canvas.plane.titles == wanted.titles
    shown = panel.canvas.getViewBox().viewRange()
    low, high = panel.canvas.places.min(axis=0), panel.canvas.places.max(axis=0)
    assert shown[0][0] < low[0] < high[0] < shown[0][1]
    assert (high - low)[0] > 0.3 * (shown[0][1] - shown[0][0])
    assert places(panel.points._marks[0, Role.TRAINING]) == pytest.approx(panel.canvas.places[::2], abs=1e-5)


def test_where_there_are_no_components_it_says_why(panel: PlanePanel, session: Session) -> None:
    dataset = four_features()
    line = np.multiply.outer(np.arange(30.0), [1.0, 2.0, 3.0, 4.0])
    use(session, replace(dataset, features=line))
    panel.look(Sight(COMPONENTS))
    assert session.notice is not None
    assert "on one line" in str(session.notice)
    assert panel.sight == Sight()


def test_fewer_features_bring_the_first_two_back(panel: PlanePanel, session: Session) -> None:
    use(session, four_features())
    panel.look(Sight(3, 2))
    session.undo_stack.undo()
    assert panel.sight == Sight()
    assert not panel.axes.isVisible()
    assert panel.canvas.getAxis("bottom").labelText == "x1"


def test_choosing_one_feature_twice_makes_room(panel: PlanePanel, session: Session) -> None:
    use(session, four_features())
    panel.look(Sight(0, 1))
    panel.axes.second.setCurrentIndex(0)
    panel.axes.second.activated.emit(0)
    assert {panel.sight.first, panel.sight.second} == {0, 1}


# --- the view --------------------------------------------------------------------------------------------


def test_both_axes_have_one_scale_where_they_can(panel: PlanePanel) -> None:
    box = panel.canvas.getViewBox()
    width, height = box.viewPixelSize()
    assert width == pytest.approx(height, rel=1e-6)
    assert has_one_scale(((0.0, 4.0), (0.0, 2.0)), 1.0)
    assert not has_one_scale(((11.0, 15.0), (300.0, 1_700.0)), 1.0)
    assert not has_one_scale(((0.0, 2.0), (0.0, 2.0)), 3.0)  # most of a low plot would be empty


def test_the_view_holds_all_points_with_a_margin() -> None:
    points = np.array([[0.0, 0.0], [10.0, 1.0]])
    (left, right), (bottom, top) = view_range(points)
    assert (left, right, bottom, top) == pytest.approx((-1.2, 11.2, -0.12, 1.12))
    assert view_range(points[:0]) == ((-3.0, 3.0), (-3.0, 3.0))
    one = view_range(points[1:])
    assert one[0][0] < 10.0 < one[0][1]
    flat = view_range(np.array([[0.0, 5.0], [4.0, 5.0]]))
    assert flat[1][0] < 5.0 < flat[1][1]


def test_the_view_moves_only_where_it_must() -> None:
    view = (0.0, 10.0), (0.0, 10.0)
    assert still_fits(view, np.array([[1.0, 1.0], [8.0, 8.0]]))
    assert not still_fits(view, np.array([[1.0, 1.0], [11.0, 8.0]]))
    assert not still_fits(view, np.array([[1.0, 1.0], [2.0, 2.0]]))
    assert still_fits(view, np.array([[1.0, 1.0], [2.0, 2.0]]), is_drawn=True)


def test_the_view_holds_still_while_an_empty_plane_is_drawn_on(panel: PlanePanel, session: Session) -> None:
    panel.canvas.clear_points()
    panel.fit_view()
    before = panel.canvas.getViewBox().viewRange()
    for place in ((1.0, 1.0), (1.4, 1.2), (-0.5, 0.2)):
        at = panel.canvas.getViewBox().mapViewToScene(QPointF(*place)).toPoint()
        QTest.mouseClick(panel.canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert panel.canvas.getViewBox().viewRange() == before
        assert panel.canvas.places[-1] == pytest.approx(place, abs=0.02)
    for _ in range(3):
        session.undo_stack.undo()
        assert panel.canvas.getViewBox().viewRange() == before
    QTest.keyClick(panel.canvas, Qt.Key.Key_Insert)
    assert panel.canvas.getViewBox().viewRange() == before


def test_other_points_of_the_same_names_are_looked_at_closely(panel: PlanePanel, session: Session) -> None:
    dataset = session.experiment.dataset
    use(session, replace(dataset, features=dataset.features / 7))
    assert panel.canvas.getViewBox().viewRange()[0][1] < 1.0


def test_an_empty_plane_says_what_to_do(panel: PlanePanel, session: Session) -> None:
    assert not panel.hint.isVisible()
    panel.canvas.clear_points()
    assert panel.hint.isVisible()
    assert panel.hint.text() == "Click here to draw points of the chosen class."
    panel.resize(500, 400)
    middle = panel.canvas.rect().center()
    assert (panel.hint.geometry().center() - middle).manhattanLength() < 3
    session.undo_stack.undo()
    assert not panel.hint.isVisible()


@pytest.mark.parametrize("sight", [Sight(), Sight(COMPONENTS)])
def test_the_view_comes_back_when_a_point_outside_is_gone(
    panel: PlanePanel, session: Session, sight: Sight
) -> None:
    use(session, four_features())
    panel.look(sight)
    before = panel.canvas.getViewBox().viewRange()
    session.edit_points(panel.canvas.added(1e5, 1.0, Role.TRAINING), "Add")
    session.edit_points(panel.canvas.added(3e5, 1.0, Role.TRAINING), "Add")
    assert panel.canvas.getViewBox().viewRange()[0][1] > 1e5
    panel.resize(650, 500)
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert panel.canvas.getViewBox().viewRange() == [pytest.approx(each, rel=0.2) for each in before]


def test_a_point_outside_moves_the_view(panel: PlanePanel, session: Session) -> None:
    before = panel.canvas.getViewBox().viewRange()
    session.edit_points(panel.canvas.added(1.0, 1.0, Role.TRAINING), "Add")
    assert panel.canvas.getViewBox().viewRange() == before
    session.edit_points(panel.canvas.added(9.0, 1.0, Role.TRAINING), "Add")
    assert panel.canvas.getViewBox().viewRange()[0][1] > 9.0


def test_one_selected_point_is_what_the_graph_is_about(panel: PlanePanel, session: Session) -> None:
    panel.canvas.select(np.array([2]))
    assert session.focus.point == 2
    assert places(panel.points._selected) == places(panel.points._focused) == [[0.5, 2.0]]
    panel.canvas.select(np.array([2, 3]))
    assert session.focus.point is None


def test_the_mouse_asks_the_graph_about_its_place(panel: PlanePanel) -> None:
    session = panel.canvas.session
    panel.canvas.pointed.emit(0.5, -1.0)
    assert session.focus.place == (0.5, -1.0)
    session.selection.choose([2])  # the selected point comes first
    assert (session.focus.point, session.focus.place) == (2, None)
    session.selection.clear()
    assert session.focus.place == (0.5, -1.0)
    panel.canvas.left.emit()
    assert session.focus == Question()


def test_of_many_features_the_place_is_where_the_plane_lies(panel: PlanePanel) -> None:
    session = panel.canvas.session
    use(session, four_features())
    panel.canvas.pointed.emit(0.5, -1.0)
    expected = panel.canvas.plane.features(np.array([0.5, -1.0]))
    assert session.focus.place == tuple(expected)
    assert len(expected) == 4


def test_of_a_curve_it_asks_nothing(panel: PlanePanel) -> None:
    session = panel.canvas.session
    use(session, Dataset.from_xy([(0.0, 1.0), (1.0, 2.0)]))
    session.focus_on(Question(x=0.5))
    panel.canvas.left.emit()
    assert session.focus == Question(x=0.5)


def test_pointing_needs_no_model_that_fits(panel: PlanePanel, session: Session) -> None:
    """Between two experiments the shown model may be that of the one before."""
    assert panel.canvas.fits(session.shown)
    other = Session(Experiment(), in_process=True)
    assert not panel.canvas.fits(other.shown)
    panel.header.values.point_at(QPointF(0.0, 0.0))
    other.close()
