"""FIT's place: the curve's panel or the plane, whichever suits the points; tools and commands go there."""

import gc
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.presets import preset
from nnviz.gui.main_view import MainView
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT, Themes

FEATURES = np.array([[-1.0, 0.0], [1.0, 0.5], [0.0, 1.0]])
POINTS = Dataset(FEATURES, np.array([0, 1, 1]), np.zeros(3), ("a", "b"))


@pytest.fixture(autouse=True)
def garbage_waits() -> Iterator[None]:
    """As in the window: what Python collects in the thread that computes regions would die in it."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(preset("sine-mlp"), in_process=True)
    yield session
    session.close()


@pytest.fixture
def view(qtbot: QtBot, session: Session) -> Iterator[MainView]:
    view = MainView(session, LIGHT)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    yield view
    view.stop()


def test_the_panel_follows_the_kind_of_points(view: MainView, session: Session, qtbot: QtBot) -> None:
    assert view.currentWidget() is view.fit
    assert view._plane is None  # a window for curves need not wait for it
    with qtbot.waitSignal(view.kind_changed):
        session.edit_points(POINTS, "Classes")
    assert view.currentWidget() is view.plane
    qtbot.waitUntil(lambda: not view.plane.layers.shading.image.isNull())
    session.undo_stack.undo()
    assert view.currentWidget() is view.fit
    assert view.canvas is view.fit.canvas


def test_commands_go_to_the_panel_that_is_there(view: MainView, session: Session) -> None:
    session.edit_points(POINTS, "Classes")
    view.select_all()
    assert session.selection.indices.tolist() == [0, 1, 2]
    view.turn_selected(Role.TEST)
    assert session.experiment.dataset.count(Role.TEST) == 3
    view.delete_selected()
    assert len(session.experiment.dataset) == 0
    session.undo_stack.undo()
    view.clear_points()
    assert len(session.experiment.dataset) == 0
    assert session.experiment.dataset.is_classes
    view.fit_view()


def test_a_tool_stays_chosen_in_the_other_panel(
    view: MainView, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "nnviz.gui.fit.truth_tool.curve_through", lambda knots: None
    )  # in a thread of its own
    view.choose("eraser")
    session.edit_points(POINTS, "Classes")
    assert view.plane.canvas._tool_name == "eraser"
    session.undo_stack.undo()
    view.choose("truth")
    session.undo_stack.redo()
    assert view.plane.canvas._tool_name == "training-point"  # classes have no truth to draw


def test_the_plane_that_comes_later_has_the_theme_and_the_menu(view: MainView, session: Session) -> None:
    action = QAction("Copy", view)
    view.add_to_menus(action)
    view.show_theme(DARK)
    session.edit_points(POINTS, "Classes")
    assert view.plane._theme is DARK
    assert action in view.plane.canvas.actions()
    view.show_theme(LIGHT)
    assert view.plane._theme is LIGHT


def test_the_window_disables_what_classes_have_not(qtbot: QtBot, session: Session) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "light"))
    qtbot.addWidget(window)
    window.show()
    actions = window.actions_by_name
    assert actions["truth"].isEnabled()
    assert actions["split"].isEnabled()
    actions["select-all"].trigger()
    actions["to-test"].trigger()
    assert session.experiment.dataset.count(Role.TEST) == len(session.experiment.dataset)
    session.undo_stack.undo()
    window.view.canvas.select(np.array([], np.intp))
    session.edit_points(POINTS, "Classes")
    assert not actions["truth"].isEnabled()
    assert not actions["residuals"].isEnabled()
    assert not actions["to-test"].isEnabled()
    actions["select-all"].trigger()
    assert actions["to-test"].isEnabled()
    actions["to-test"].trigger()
    assert session.experiment.dataset.count(Role.TEST) == 3
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert actions["residuals"].isEnabled()
    window.close()


def test_a_window_that_closes_computes_nothing_any_more(qtbot: QtBot, session: Session) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = MainWindow(session, Themes(app, "light"))
    qtbot.addWidget(window)
    window.show()
    session.edit_points(POINTS, "Classes")
    for panel in (window.classes, window.hidden):
        panel.make()
    at_work = window.view.plane.asker, window.classes.board._latest, window.hidden.board._latest
    window.documents.may_close = lambda: True
    window.close()
    for latest in at_work:
        latest.ask(lambda: iter(["late"]))
        assert not latest._waiting
