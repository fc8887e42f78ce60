"""Pinned runs in ERRORS: their errors beside those of the present run, on any axis."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.training.history import History
from nnviz.core.training.steps import Checkpoint, Ending
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.pins import LOOKS
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT

TRAINING, VALIDATION = "train_error", "validation_error"
Pinned = Callable[..., KeptRun]


@pytest.fixture
def pinned(session: Session) -> Pinned:
    """A run with these training errors, by epoch, and validation errors twice as large."""

    def run_of(
        errors: np.ndarray, ending: Ending = Ending.FINISHED, experiment: Experiment | None = None
    ) -> KeptRun:
        n = len(errors)
        rows = np.column_stack([np.arange(n), errors, 2 * errors, np.zeros(n), np.zeros(n)])
        chosen = experiment or session.experiment
        weights = np.zeros(chosen.model.parameter_count)
        return KeptRun(chosen, rows, (Checkpoint(n - 1, weights),), ending)

    return run_of


def train(session: Session, errors: np.ndarray) -> None:
    """Show a run with these training errors, and validation errors three times as large."""
    n = len(errors)
    history = History()
    rows = np.column_stack([np.arange(n), errors, 3 * errors, np.zeros(n), np.zeros(n)])
    history.add(rows, {0: np.zeros((1, 7)), n - 1: np.zeros((1, 7))})
    session.show_run(history, Ending.FINISHED)


def drawn(panel: ErrorsPanel, slot: int, column: str) -> tuple[np.ndarray, np.ndarray]:
    x, y = panel.pins.lines[slot, column].getData()
    return np.asarray(x), np.asarray(y)


def x_end(panel: ErrorsPanel) -> float:
    return float(panel.chart.getViewBox().viewRange()[0][1])


def test_both_errors_of_a_pin_are_thin_lines_in_its_colour(
    session: Session, panel: ErrorsPanel, pinned: Pinned
) -> None:
    train(session, np.linspace(2, 1, 51))
    session.edit_pins((pinned(np.linspace(2, 0.5, 51)),), "Pin")
    for column, factor in ((TRAINING, 1), (VALIDATION, 2)):
        x, y = drawn(panel, 0, column)
        assert x.tolist() == list(range(51))
        assert y == pytest.approx(factor * np.linspace(2, 0.5, 51))
        line = panel.pins.lines[0, column]
        assert line.opts["pen"].color().name() == LIGHT.pin_1
        assert line.thickness < panel.chart.curve(column).thickness
    assert panel.pins.lines[0, TRAINING].opts["pen"].dashPattern() == []
    assert panel.pins.lines[0, VALIDATION].opts["pen"].dashPattern() == list(LOOKS[0].dashes)
    panel.show_theme(DARK)
    assert panel.pins.lines[0, TRAINING].opts["pen"].color().name() == DARK.pin_1
    session.edit_pins((), "Unpin")
    assert not any(line.isVisible() for line in panel.pins.lines.values())


def test_the_axes_hold_the_pins_too(session: Session, panel: ErrorsPanel, pinned: Pinned) -> None:
    train(session, np.linspace(2, 1, 51))
    assert x_end(panel) == pytest.approx(50, rel=0.05)
    session.edit_pins((pinned(np.linspace(9, 8, 201)),), "Pin")
    assert x_end(panel) == pytest.approx(200, rel=0.05)
    assert panel.chart.getViewBox().viewRange()[1][1] >= 18
    QTest.mouseClick(panel.legend.pins[0], Qt.MouseButton.LeftButton)
    assert x_end(panel) == pytest.approx(50, rel=0.05), "a hidden one takes no room"
    assert not panel.pins.lines[0, TRAINING].isVisible()


def test_logarithmic_axes(session: Session, panel: ErrorsPanel, pinned: Pinned) -> None:
    panel.legend.log_x.setChecked(True)
    panel.legend.log_y.setChecked(True)
    session.edit_pins((pinned(np.geomspace(1, 1e-6, 101)),), "Pin")
    train(session, np.linspace(2, 1, 51))
    x, y = drawn(panel, 0, TRAINING)
    assert x == pytest.approx(np.log10(np.arange(101) + 1))
    assert y == pytest.approx(np.log10(np.geomspace(1, 1e-6, 101)))
    assert panel.chart.getViewBox().viewRange()[1][0] < -5.8


def test_an_exact_pin_is_a_level(session: Session, panel: ErrorsPanel, pinned: Pinned) -> None:
    exact = replace(session.experiment, model=PolynomialSpec(2, "exact"))
    train(session, np.linspace(2, 1, 51))
    session.edit_pins((pinned(np.array([0.5]), Ending.SOLVED, exact),), "Pin")
    x, y = drawn(panel, 0, VALIDATION)
    assert (x.tolist(), y.tolist()) == ([0, 50], [1, 1])
    panel.legend.log_x.setChecked(True)
    assert drawn(panel, 0, VALIDATION)[0].tolist() == pytest.approx([0, np.log10(51)])


def test_beside_an_exact_solution_a_pin_shows_its_last_errors_as_levels(
    session: Session, panel: ErrorsPanel, pinned: Pinned, qtbot: QtBot
) -> None:
    session.edit_pins((pinned(np.linspace(2, 0.5, 51)),), "Pin")
    session.edit(replace(session.experiment, model=PolynomialSpec(6, "exact")), "Solve exactly")
    qtbot.waitUntil(lambda: session.ending is Ending.SOLVED)
    qtbot.waitUntil(lambda: panel.numbers.readout.text().startswith("exact · "))
    assert panel.chart.message == "", "words would lie across the levels"
    x, y = drawn(panel, 0, TRAINING)
    assert (x.tolist(), y.tolist()) == ([0, 1], [0.5, 0.5])


def test_pins_are_shown_though_nothing_is_trained(
    session: Session, panel: ErrorsPanel, pinned: Pinned
) -> None:
    session.edit_pins((pinned(np.linspace(2, 0.5, 51)),), "Pin")
    assert panel.pins.lines[0, TRAINING].isVisible()
    assert panel.chart.message == ""
    assert x_end(panel) == pytest.approx(50, rel=0.05)
    assert panel.chart.getAxis("bottom").style["showValues"]
    assert panel.chart.cursor_place is None
    session.edit_pins((), "Unpin")
    assert panel.chart.message.startswith("Press Play")


def test_the_boxes_of_errors_hide_those_of_pins(session: Session, panel: ErrorsPanel, pinned: Pinned) -> None:
    train(session, np.linspace(2, 1, 51))
    session.edit_pins((pinned(np.linspace(2, 0.5, 51)),), "Pin")
    panel.legend.boxes[VALIDATION].setChecked(False)
    assert panel.pins.lines[0, TRAINING].isVisible()
    assert not panel.pins.lines[0, VALIDATION].isVisible()


def test_the_legend_tells_the_last_errors_where_there_is_room(
    session: Session, panel: ErrorsPanel, pinned: Pinned
) -> None:
    run = pinned(np.linspace(2, 0.5, 51))
    session.edit_pins((replace(run, label="salt && pepper"), run), "Pin")
    first, second = panel.legend.pins[:2]
    assert first.text() == "salt &&&& pepper: 0.5 | 1"
    assert second.text() == "degree 6: 0.5 | 1"
    assert "training error, in the end 0.5" in second.toolTip()
    panel.resize(950, 120)
    assert second.text() == "degree 6"
    panel.resize(450, 120)
    assert second.text() == ""
    assert second.accessibleName() == "degree 6: 0.5 | 1"
    panel.resize(950, 300)
    assert second.text() == "degree 6: 0.5 | 1"
    session.edit_pins((run,), "Unpin")
    assert first.isVisible() + second.isVisible() == 1


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("error", [np.nan, 0.0, 1e300, 5e-324])
def test_hostile_errors_are_drawn_without_complaint(
    session: Session, panel: ErrorsPanel, pinned: Pinned, error: float, logarithmic: bool
) -> None:
    panel.legend.log_x.setChecked(logarithmic)
    panel.legend.log_y.setChecked(logarithmic)
    session.edit_pins((pinned(np.full(3, error)), pinned(np.array([1.0, error, 2.0]))), "Pin")
    panel.grab()
    train(session, np.linspace(2, 1, 51))
    panel.grab()
    assert np.isfinite(panel.chart.getViewBox().viewRange()).all()


def test_a_long_pin_is_thinned(session: Session, panel: ErrorsPanel, pinned: Pinned) -> None:
    session.edit_pins((pinned(np.linspace(2, 0.5, 1_000)),), "Pin")
    x, _ = drawn(panel, 0, TRAINING)
    assert 100 < len(x) <= 300
    assert (x[0], x[-1]) == (0, 999)


def test_a_document_with_pins_shows_them_from_the_start(
    session: Session, pinned: Pinned, qtbot: QtBot
) -> None:
    session.open_document(replace(session.document, pins=(pinned(np.linspace(2, 0.5, 51)),)))
    panel = ErrorsPanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(950, 300)
    panel.show()
    qtbot.waitExposed(panel)
    assert panel.pins.lines[0, VALIDATION].isVisible()
    assert panel.legend.pins[0].text() == "degree 6: 0.5 | 1"
