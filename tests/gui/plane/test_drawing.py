"""Drawing in the plane: points of the chosen class, by mouse and by key; classes that come and go."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QToolButton

from nnviz.core.dataset import Dataset, Role
from nnviz.gui.drawing.menu import PointsMenu
from nnviz.gui.drawing.tool import Touch
from nnviz.gui.plane import PlanePanel
from nnviz.gui.plane.axes_bar import COMPONENTS, Sight
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT, style_sheet

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def dataset(panel: PlanePanel) -> Dataset:
    return panel.canvas.dataset


def pixel(panel: PlanePanel, x: float, y: float) -> QPoint:
    return panel.canvas.getViewBox().mapViewToScene(QPointF(x, y)).toPoint()


def drag(panel: PlanePanel, start: QPoint, *stops: QPoint) -> None:
    view = panel.canvas.viewport()
    QTest.mousePress(view, LEFT, NONE, start)
    for stop in stops:
        QTest.mouseMove(view, stop)
    QTest.mouseRelease(view, LEFT, NONE, stops[-1] if stops else start)


def menu_at(panel: PlanePanel, x: float, y: float) -> PointsMenu:
    return PointsMenu(panel.canvas, Touch(QPointF(pixel(panel, x, y)), x, y, NONE), panel)


def entry(menu: QMenu, words: str) -> object:
    return next(action for action in menu.actions() if action.text() == words)


@pytest.mark.parametrize(("key", "number"), [(Qt.Key.Key_1, 0), (Qt.Key.Key_3, 2)])
@pytest.mark.parametrize(
    ("tool", "role"), [("training-point", Role.TRAINING), ("validation-point", Role.VALIDATION)]
)
def test_a_click_adds_a_point_of_the_class_chosen_by_key(
    panel: PlanePanel, session: Session, key: Qt.Key, number: int, tool: str, role: Role
) -> None:
    QTest.keyClick(panel.canvas, key)
    panel.canvas.choose(tool)
    drag(panel, pixel(panel, 0.3, -0.6))
    added = dataset(panel)
    assert added.features[-1] == pytest.approx([0.3, -0.6], abs=0.02)
    assert (added.classes[-1], added.roles[-1]) == (number, role)
    assert panel.classes.buttons[number].isChecked()
    assert session.undo_stack.count() == 1


def test_a_button_chooses_the_class(panel: PlanePanel) -> None:
    panel.classes.buttons[1].click()
    panel.canvas.choose("brush")
    drag(panel, QPoint(200, 200), QPoint(240, 200), QPoint(300, 220))
    assert dataset(panel).classes[6:].tolist() == [1, 1, 1]
    assert panel.canvas.session.undo_stack.undoText() == "Spray points"


def test_keys_beyond_the_classes_say_how_to_add_one(panel: PlanePanel, session: Session) -> None:
    QTest.keyClick(panel.canvas, Qt.Key.Key_0)
    assert session.notice is not None
    assert "There are 3 classes" in str(session.notice)
    assert panel.canvas.class_number == 0


def test_selected_points_turn_into_the_chosen_class(panel: PlanePanel, session: Session) -> None:
    panel.canvas.select(np.array([0, 5]))
    QTest.keyClick(panel.canvas, Qt.Key.Key_2)
    assert dataset(panel).classes.tolist() == [1, 0, 1, 2, 2, 1]
    assert session.undo_stack.undoText() == "Turn into class “top”"
    session.undo_stack.undo()
    assert dataset(panel).classes.tolist() == [0, 0, 1, 2, 2, 0]


def test_dragging_moves_a_point_and_is_one_undo(panel: PlanePanel, session: Session) -> None:
    drag(panel, pixel(panel, 0.5, 2.0), pixel(panel, 0.0, 1.0), pixel(panel, -0.5, 0.5))
    assert dataset(panel).features[2] == pytest.approx([-0.5, 0.5], abs=0.03)
    assert session.undo_stack.count() == 1
    assert len(dataset(panel)) == 6


def test_erasing_and_deleting(panel: PlanePanel) -> None:
    panel.canvas.choose("eraser")
    drag(panel, pixel(panel, 2.0, 1.0), pixel(panel, 1.5, 0.0))
    assert len(dataset(panel)) == 4
    panel.canvas.select_all()
    QTest.keyClick(panel.canvas, Qt.Key.Key_Delete)
    assert len(dataset(panel)) == 0
    assert dataset(panel).class_names == ("left", "top", "right")


def test_clearing_keeps_the_classes(panel: PlanePanel) -> None:
    panel.canvas.clear_points()
    assert len(dataset(panel)) == 0
    drag(panel, pixel(panel, 0.0, 0.0))
    assert len(dataset(panel)) == 1


def test_points_are_added_and_moved_by_key(panel: PlanePanel) -> None:
    QTest.keyClick(panel.canvas, Qt.Key.Key_Insert)
    before = dataset(panel).features[-1].copy()
    QTest.keyClick(panel.canvas, Qt.Key.Key_Up)
    assert dataset(panel).features[-1][0] == before[0]
    assert dataset(panel).features[-1][1] > before[1]


def test_the_menu_changes_role_and_class(panel: PlanePanel) -> None:
    panel.canvas.select(np.array([2]))
    menu = menu_at(panel, 0.5, 2.0)
    texts = [action.text() for action in menu.actions()]
    assert "Turn into a validation point" in texts
    entry(menu, "Turn into a test point").trigger()
    assert dataset(panel).roles[2] == Role.TEST
    classes = menu.findChild(QMenu).actions()
    assert [action.text() for action in classes] == ["left", "top", "right"]
    classes[2].trigger()
    assert dataset(panel).classes[2] == 2


def test_the_menu_of_a_place_adds_test_points_too(panel: PlanePanel) -> None:
    menu = menu_at(panel, -1.0, -0.5)
    entry(menu, "Add a test point here").trigger()
    assert dataset(panel).roles[-1] == Role.TEST


def test_points_drawn_among_principal_components_lie_in_their_plane(
    panel: PlanePanel, session: Session
) -> None:
    features = np.random.default_rng(1).normal(size=(40, 5)) * [5, 4, 1, 1, 1]
    classes = np.arange(40) % 2
    session.edit_points(Dataset(features, classes, np.zeros(40), ("a", "b")), "Use")
    panel.look(Sight(COMPONENTS))
    before = panel.canvas.plane
    drag(panel, pixel(panel, *panel.canvas.places[3]), pixel(panel, 0.0, 0.5), pixel(panel, 1.0, 1.0))
    moved = dataset(panel).features[3] - features[3]
    across = np.linalg.lstsq(before.directions.T, moved, rcond=None)[0]
    assert moved == pytest.approx(across @ before.directions)
    assert before.places(dataset(panel).features[3:4])[0] == pytest.approx([1.0, 1.0], abs=0.1)
    assert panel.canvas.plane is not before  # it follows when the mouse lets go


# --- classes ---------------------------------------------------------------------------------------------


def test_a_class_can_be_added_and_drawn_at_once(panel: PlanePanel, session: Session) -> None:
    panel.classes.more.click()
    assert dataset(panel).class_names == ("left", "top", "right", "D")
    assert session.experiment.model.n_out == 4
    assert panel.canvas.class_number == 3
    assert [button.isVisible() for button in panel.classes.buttons].count(True) == 4
    drag(panel, pixel(panel, 0.3, -0.6))
    assert dataset(panel).classes[-1] == 3
    for _ in range(6):
        panel.classes.more.click()
    assert dataset(panel).class_count == 10
    assert not panel.classes.more.isVisible()


def test_a_class_can_be_renamed_but_not_like_another(panel: PlanePanel, session: Session) -> None:
    panel.classes.rename(1, " upper ")
    assert dataset(panel).class_names == ("left", "upper", "right")
    assert panel.classes.buttons[1].text() == "upper"
    panel.classes.rename(0, "right")
    assert dataset(panel).class_names == ("left", "upper", "right")
    assert session.notice is not None


def test_a_class_goes_with_its_points_and_later_ones_move_up(panel: PlanePanel, session: Session) -> None:
    panel.canvas.choose_class(2)
    panel.classes.remove(1)
    assert dataset(panel).class_names == ("left", "right")
    assert dataset(panel).classes.tolist() == [0, 0, 1, 1, 0]
    assert panel.canvas.class_number == 0
    session.undo_stack.undo()
    assert len(dataset(panel)) == 6


def test_the_button_with_the_focus_does_not_look_chosen(panel: PlanePanel) -> None:
    panel.classes.setStyleSheet(style_sheet(LIGHT))
    first, second = panel.classes.buttons[:2]
    second.click()
    first.setFocus()

    def accents(button: QToolButton) -> int:
        image = button.grab().toImage()
        row = (image.pixelColor(x, 0).name() for x in range(image.width()))
        return sum(colour == LIGHT.accent.lower() for colour in row)

    assert first.hasFocus()
    assert accents(second) > 10
    assert accents(first) == 0
