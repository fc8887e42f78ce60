"""The ERRORS panel on a real session: curves, marks, toggles, and going back by mouse and keys."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.models import PolynomialSpec
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import DARK

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def trained(session: Session, panel: ErrorsPanel, qtbot: QtBot) -> ErrorsPanel:
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    return panel


def drawn(panel: ErrorsPanel, name: str) -> tuple[np.ndarray, np.ndarray]:
    x, y = panel.chart.curve(name).getData()
    return np.asarray(x), np.asarray(y)


def place(panel: ErrorsPanel, x: float) -> QPoint:
    box = panel.chart.getViewBox()
    middle = sum(box.viewRange()[1]) / 2
    return box.mapViewToScene(QPointF(x, middle)).toPoint()


def show(session: Session, rows: np.ndarray, kept: tuple[int, ...] = ()) -> None:
    history = History()
    history.add(rows, {epoch: np.zeros((1, 7)) for epoch in kept or (0, int(rows[-1, 0]))})
    session.show_run(history, Ending.FINISHED)


def rows_of(train: np.ndarray, validation: np.ndarray | None = None, penalty: float = 0.0) -> np.ndarray:
    n = len(train)
    other = np.full(n, np.nan) if validation is None else validation
    return np.column_stack([np.arange(n), train, other, np.full(n, penalty), np.zeros(n)])


def test_empty_says_what_to_do(panel: ErrorsPanel) -> None:
    assert panel.chart.message == "Press Play (F5) and the errors appear here."
    assert not panel.chart.curve("train_error").isVisible()
    assert panel.chart.cursor_place is None
    assert panel.numbers.note.isHidden()


def test_shows_every_epoch_of_a_short_run(session: Session, trained: ErrorsPanel) -> None:
    x, y = drawn(trained, "validation_error")
    assert x.tolist() == list(range(201))
    inside = y <= trained.chart.getViewBox().viewRange()[1][1]
    assert y[inside] == pytest.approx(session.history.column("validation_error")[inside])
    assert trained.chart.message == ""
    assert trained.chart.cursor_place == 200


def test_follows_a_live_run(session: Session, panel: ErrorsPanel, qtbot: QtBot) -> None:
    training = replace(session.experiment.training, epochs=1_000_000)
    session.edit(replace(session.experiment, training=training), "Epochs")
    session.play()
    qtbot.waitUntil(
        lambda: panel.chart.curve("train_error").isVisible() and drawn(panel, "train_error")[0][-1] > 50
    )
    session.pause()
    qtbot.waitUntil(lambda: drawn(panel, "train_error")[0][-1] == session.history.last_epoch)


def test_marks_the_least_validation_error(session: Session, trained: ErrorsPanel) -> None:
    assert trained.chart.best_place == session.history.best_epoch
    trained.legend.boxes["validation_error"].setChecked(False)
    assert trained.chart.best_place is None


def test_boxes_toggle_their_curves_by_mouse_and_keyboard(trained: ErrorsPanel) -> None:
    for name in ("train_error", "validation_error"):
        QTest.keyClick(trained.legend.boxes[name], Qt.Key.Key_Space)
        assert not trained.chart.curve(name).isVisible()
        QTest.keyClick(trained.legend.boxes[name], Qt.Key.Key_Space)
        assert trained.chart.curve(name).isVisible()


def test_the_penalty_is_there_only_if_there_is_one(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows_of(np.linspace(2, 1, 50)))
    assert panel.legend.boxes["penalty"].isHidden()
    assert not panel.chart.curve("penalty").isVisible()
    show(session, rows_of(np.linspace(2, 1, 50), penalty=0.25))
    assert not panel.legend.boxes["penalty"].isHidden()
    assert np.all(drawn(panel, "penalty")[1] == 0.25)


def test_logarithmic_axes(session: Session, trained: ErrorsPanel) -> None:
    trained.legend.log_x.setChecked(True)
    trained.legend.log_y.setChecked(True)
    x, y = drawn(trained, "validation_error")
    assert x == pytest.approx(np.log10(np.arange(201) + 1))
    assert y == pytest.approx(np.log10(session.history.column("validation_error")))
    assert trained.chart.getAxis("bottom").labelText == "epoch + 1"
    assert trained.chart.cursor_place == pytest.approx(np.log10(201))


def test_clicking_and_dragging_goes_to_that_epoch(session: Session, trained: ErrorsPanel) -> None:
    QTest.mousePress(trained.chart.viewport(), LEFT, pos=place(trained, 50))
    assert session.shown.epoch == pytest.approx(50, abs=1)
    assert trained.chart.cursor_place == session.shown.epoch
    QTest.mouseMove(trained.chart.viewport(), place(trained, 120))
    QTest.mouseRelease(trained.chart.viewport(), LEFT, pos=place(trained, 120))
    assert session.shown.epoch == pytest.approx(120, abs=1)


def test_a_click_at_the_end_or_a_key_to_it_is_the_present(session: Session, trained: ErrorsPanel) -> None:
    QTest.mouseClick(trained.chart.viewport(), LEFT, pos=place(trained, 50))
    QTest.mouseClick(trained.chart.viewport(), LEFT, pos=place(trained, 200.4))
    assert session.shown_epoch is None
    QTest.keyClick(trained.chart, Qt.Key.Key_Left)
    assert session.shown_epoch == 199
    QTest.keyClick(trained.chart, Qt.Key.Key_Right)
    assert session.shown_epoch is None


def test_no_mark_where_the_points_have_changed(session: Session, trained: ErrorsPanel) -> None:
    assert trained.chart.best_place is not None
    session.history.forget_best()
    session.experiment_changed.emit()
    assert trained.chart.best_place is None


def test_clicking_on_a_logarithmic_axis(session: Session, trained: ErrorsPanel) -> None:
    trained.legend.log_x.setChecked(True)
    QTest.mouseClick(trained.chart.viewport(), LEFT, pos=place(trained, np.log10(21)))
    assert session.shown.epoch == pytest.approx(20, abs=1)


def test_the_cursor_stands_at_the_kept_epoch_that_is_shown(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows_of(np.linspace(2, 1, 1_001)), kept=(0, 256, 512, 768, 1_000))
    QTest.mouseClick(panel.chart.viewport(), LEFT, pos=place(panel, 700))
    assert session.shown_epoch == pytest.approx(700, abs=2)
    assert panel.chart.cursor_place == session.shown.epoch == 768


def test_keys_go_one_kept_epoch_at_a_time(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows_of(np.linspace(2, 1, 1_001)), kept=(0, 256, 512, 768, 1_000))
    for key, epoch in (
        (Qt.Key.Key_Left, 768), (Qt.Key.Key_Left, 512), (Qt.Key.Key_Right, 768), (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Left, 0), (Qt.Key.Key_End, 1_000),
    ):  # fmt: skip
        QTest.keyClick(panel.chart, key)
        assert session.shown.epoch == epoch
        assert panel.chart.cursor_place == epoch


def test_hovering_reads_the_numbers_and_leaving_returns_to_the_shown_ones(
    session: Session, trained: ErrorsPanel, qtbot: QtBot
) -> None:
    height = trained.numbers.readout.height()
    trained.chart.pointed.emit(30.0)
    qtbot.waitUntil(lambda: trained.numbers.readout.text().startswith("epoch 30 · training error"))
    assert trained.numbers.readout.height() == height
    trained.chart.left.emit()
    qtbot.waitUntil(lambda: trained.numbers.readout.text().startswith("epoch 200 ·"))


def test_an_exact_solution_is_two_levels(session: Session, panel: ErrorsPanel, qtbot: QtBot) -> None:
    session.edit(replace(session.experiment, model=PolynomialSpec(degree=6, solver="exact")), "Solve exactly")
    qtbot.waitUntil(lambda: panel.chart.message == "Solved exactly: no epochs.")
    qtbot.waitUntil(lambda: panel.numbers.readout.text().startswith("exact · "))
    level = session.history.column("validation_error")[0]
    x, y = drawn(panel, "validation_error")
    assert (x.tolist(), y.tolist()) == ([0, 1], [level, level])
    assert panel.chart.best_place is None
    assert not panel.legend.log_x.isEnabled()
    QTest.mouseClick(panel.chart.viewport(), LEFT, pos=place(panel, 0.5))
    assert session.shown_epoch is None


HOSTILE = [
    np.array([np.nan, np.nan, np.nan]),
    np.array([np.inf, 1.0, -np.inf]),
    np.array([1e300, 1e-300, 0.0]),
    np.array([0.0, 0.0, 0.0]),
    np.array([5e-324, 1e308, np.nan]),
]


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("values", HOSTILE)
def test_hostile_numbers_are_drawn_without_complaint(
    session: Session, panel: ErrorsPanel, values: np.ndarray, logarithmic: bool
) -> None:
    panel.legend.log_x.setChecked(logarithmic)
    panel.legend.log_y.setChecked(logarithmic)
    show(session, rows_of(values, values[::-1], penalty=float(values[0])))
    panel.grab()
    assert np.isfinite(panel.chart.getViewBox().viewRange()).all()


@pytest.mark.parametrize("logarithmic", [False, True])
def test_a_long_run_is_thinned(session: Session, panel: ErrorsPanel, logarithmic: bool) -> None:
    panel.legend.log_x.setChecked(logarithmic)
    n = 100_000
    show(session, rows_of(1 + 1 / (1 + np.arange(n)), 2 + np.arange(n) / n))
    x, _ = drawn(panel, "train_error")
    assert 250 < len(x) <= 2_000
    assert panel.chart.cursor_place == x[-1]
    assert x[0] == 0


def test_a_restless_curve_is_drawn_thin_which_is_fast(session: Session, panel: ErrorsPanel) -> None:
    restless = np.random.default_rng(0).uniform(0.5, 1.5, 1_000)
    show(session, rows_of(restless, np.linspace(2, 1, 1_000)))
    assert panel.chart.curve("train_error").thickness == 1
    assert panel.chart.curve("validation_error").thickness == 1, "one thickness for all"
    show(session, rows_of(np.linspace(2, 1, 1_000)))
    assert panel.chart.curve("train_error").thickness == 2


def test_a_giant_start_is_cut_off_and_it_says_so(session: Session, panel: ErrorsPanel) -> None:
    train = np.linspace(1, 0.5, 1_000)
    train[0] = 1e9
    show(session, rows_of(train))
    assert panel.chart.getViewBox().viewRange()[1][1] < 10
    assert panel.numbers.note.isVisible()
    panel.legend.log_y.setChecked(True)
    assert panel.numbers.note.isHidden()


def test_what_rounding_left_is_practically_0(session: Session, panel: ErrorsPanel, qtbot: QtBot) -> None:
    show(session, rows_of(np.geomspace(10, 4.45e-24, 100)))
    qtbot.waitUntil(lambda: "training error practically 0" in panel.numbers.readout.text())
    assert "4.45e-24" in panel.numbers.readout.toolTip()


def test_hidden_it_waits_and_catches_up(session: Session, panel: ErrorsPanel) -> None:
    panel.hide()
    show(session, rows_of(np.linspace(2, 1, 50)))
    assert not panel.chart.curve("train_error").isVisible()
    panel.show()
    assert len(drawn(panel, "train_error")[0]) == 50


def test_reset_empties_it(session: Session, trained: ErrorsPanel) -> None:
    session.reset()
    assert trained.chart.message.startswith("Press Play")
    assert trained.chart.best_place is None


def test_both_themes_draw(trained: ErrorsPanel) -> None:
    light = trained.grab().toImage()
    trained.show_theme(DARK)
    assert trained.grab().toImage() != light
    assert trained.chart.curve("train_error").opts["pen"].color().name() == DARK.training


def test_in_a_low_plot_the_axis_has_two_numbers_that_do_not_touch(panel: ErrorsPanel) -> None:
    axis = panel.chart.getAxis("left")
    assert axis.tickValues(-0.02, 0.7, 40) == [(0.7, [0.0, 0.7])]
    assert len(axis.tickValues(-0.02, 0.7, 200)[0][1]) > 2
    axis.setLogMode(True)
    assert axis.tickValues(-3.4, 0.2, 40) == [(3.0, [-3.0, 0.0])]
