"""The truth, drawn by hand with the mouse."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Role
from nnviz.core.document import Document
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import from_json, to_json
from nnviz.core.truths import Sampling, Truth, sample
from nnviz.gui.fit import FitPanel

LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
Places = list[tuple[float, float]]
WAVE: Places = [(x, 3 + np.sin(x)) for x in np.linspace(1.0, 7.0, 80)]


@pytest.fixture
def pencil(panel: FitPanel) -> FitPanel:
    panel.canvas.choose("truth")
    return panel


def experiment(panel: FitPanel) -> Experiment:
    return panel.canvas.session.experiment


def truth(panel: FitPanel) -> Truth:
    present = experiment(panel).truth
    assert present is not None
    return present


def pixel(panel: FitPanel, x: float, y: float) -> QPoint:
    return panel.canvas.getViewBox().mapViewToScene(QPointF(x, y)).toPoint()


def press(panel: FitPanel, x: float, y: float) -> None:
    QTest.mousePress(panel.canvas.viewport(), LEFT, PLAIN, pixel(panel, x, y))


def move(panel: FitPanel, places: Places) -> None:
    for x, y in places:
        QTest.mouseMove(panel.canvas.viewport(), pixel(panel, x, y))


def let_go(panel: FitPanel, x: float, y: float) -> None:
    QTest.mouseRelease(panel.canvas.viewport(), LEFT, PLAIN, pixel(panel, x, y))


def draw(panel: FitPanel, places: Places) -> None:
    press(panel, *places[0])
    move(panel, places[1:])
    let_go(panel, *places[-1])


def test_choosing_it_prepares_the_first_curve_elsewhere(
    panel: FitPanel, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    prepared: list[str] = []
    here = threading.current_thread().name
    monkeypatch.setattr(
        "nnviz.gui.fit.truth_tool.curve_through", lambda _: prepared.append(threading.current_thread().name)
    )
    panel.canvas.choose("truth")
    qtbot.waitUntil(lambda: len(prepared) == 1)
    assert here not in prepared


def test_a_stroke_becomes_the_truth_and_is_one_undo(pencil: FitPanel) -> None:
    before = experiment(pencil)
    draw(pencil, WAVE)
    x = np.linspace(1.2, 6.8, 50)
    np.testing.assert_allclose(truth(pencil)(x), 3 + np.sin(x), atol=0.05)
    assert truth(pencil).kind == "drawn"
    assert truth(pencil).range == pytest.approx((1, 7), abs=0.05)
    assert experiment(pencil) == replace(before, truth=truth(pencil))  # nothing else
    stack = pencil.canvas.session.undo_stack
    assert (stack.count(), stack.undoText()) == (1, "Draw truth")
    stack.undo()
    assert experiment(pencil) == before
    stack.redo()
    document = Document(experiment(pencil))
    assert from_json(to_json(document)) == document


def test_the_dashed_curve_grows_under_the_mouse(pencil: FitPanel) -> None:
    view = pencil.canvas.getViewBox().viewRange()
    press(pencil, *WAVE[0])
    ends = []
    for stop in (20, 40, 79):
        move(pencil, WAVE[stop - 19 : stop + 1])
        x, y = pencil._truth.getData()
        ends.append(float(x[np.isfinite(y)].max()))
    assert pencil._truth.isVisible()
    assert ends == pytest.approx([WAVE[i][0] for i in (20, 40, 79)], abs=0.1)
    x, y = pencil._truth.getData()
    assert np.isnan(y[(x < 0.9) | (x > 7.1)]).all()
    let_go(pencil, *WAVE[-1])
    assert pencil.canvas.getViewBox().viewRange() == view


def test_a_new_truth_has_noise_that_can_be_seen(pencil: FitPanel) -> None:
    pencil.canvas.getViewBox().setRange(yRange=(0, 7.3), padding=0)
    draw(pencil, WAVE)
    assert truth(pencil).noise == 0.7
    pencil.canvas.session.undo_stack.undo()
    line = replace(experiment(pencil), truth=Truth("line", (1, 0), 0.03))
    pencil.canvas.session.edit(line, "Truth")
    draw(pencil, WAVE)
    assert truth(pencil).noise == 0.03
    assert truth(pencil).range[0] > 0.9  # of the line nothing is left


def test_points_of_a_sample_stay_and_are_one_no_longer(pencil: FitPanel) -> None:
    line, sampling = Truth("line", (1, 0), 0.1), Sampling(low=0, high=8)
    points = sample(line, sampling)
    sampled = replace(experiment(pencil), truth=line, sampling=sampling, dataset=points)
    pencil.canvas.session.edit(sampled, "Sample")
    draw(pencil, WAVE)
    assert experiment(pencil).dataset is points
    assert experiment(pencil).sampling is None


def test_a_second_stroke_corrects_a_part(pencil: FitPanel) -> None:
    draw(pencil, WAVE)
    first = truth(pencil)
    draw(pencil, [(x, 6.0) for x in np.linspace(5.0, 3.0, 40)])
    assert truth(pencil)(4.0) == pytest.approx(6.0, abs=0.05)
    assert truth(pencil)([1.5, 6.5]).tolist() == pytest.approx(first([1.5, 6.5]).tolist())
    assert truth(pencil).range == first.range
    assert pencil.canvas.session.undo_stack.count() == 2
    pencil.canvas.session.undo_stack.undo()
    assert truth(pencil) == first


def test_a_click_draws_nothing_and_says_so(pencil: FitPanel) -> None:
    before = experiment(pencil)
    draw(pencil, [(3.0, 3.0), (3.02, 4.0)])
    assert experiment(pencil) is before
    assert "too short to be a curve" in str(pencil.canvas.session.notice)
    draw(pencil, WAVE)
    assert pencil.canvas.session.notice is None


def test_undo_during_a_stroke_ends_it(pencil: FitPanel) -> None:
    before = experiment(pencil)
    press(pencil, *WAVE[0])
    move(pencil, WAVE[1:40])
    assert experiment(pencil) != before
    pencil.canvas.session.undo_stack.undo()
    move(pencil, WAVE[40:])
    let_go(pencil, *WAVE[-1])
    assert experiment(pencil) == before
    assert pencil.canvas.session.notice is None


def test_clearing_during_a_stroke_ends_it(pencil: FitPanel) -> None:
    press(pencil, *WAVE[0])
    move(pencil, WAVE[1:40])
    pencil.canvas.clear_points()
    move(pencil, WAVE[40:])
    let_go(pencil, *WAVE[-1])
    assert experiment(pencil).truth is None


def test_other_edits_during_a_stroke_are_kept(pencil: FitPanel) -> None:
    session = pencil.canvas.session
    press(pencil, *WAVE[0])
    move(pencil, WAVE[1:40])
    session.edit_points(experiment(pencil).dataset.with_points([(4, 4)], Role.TRAINING), "Add")
    move(pencil, WAVE[40:])
    let_go(pencil, *WAVE[-1])
    assert len(experiment(pencil).dataset) == 8
    assert truth(pencil).range[1] == pytest.approx(7, abs=0.05)


def test_a_stroke_past_the_edge_ends_there(pencil: FitPanel) -> None:
    draw(pencil, [(-0.2, 2.0), (4.0, 2.0), (8.2, 4.0)])
    assert truth(pencil).range == experiment(pencil).domain == (0, 8)


def test_the_view_holds_what_is_known_of_the_truth(pencil: FitPanel) -> None:
    session, box = pencil.canvas.session, pencil.canvas.getViewBox()
    high = Truth("drawn", (2.0, 50.0, 3.0, 80.0), 0.2)
    session.edit(replace(experiment(pencil), truth=high), "Truth")
    assert box.viewRange()[1][1] > 80
    elsewhere = Truth("drawn", (20.0, 5.0, 30.0, 8.0), 0.2)
    session.edit(replace(experiment(pencil), truth=elsewhere), "Truth")
    assert np.isfinite(box.viewRange()).all()
    assert box.viewRange()[1][1] < 20
    assert np.isnan(pencil._truth.getData()[1]).all()
    pencil.canvas.grab()  # nothing to draw is no warning


def test_another_noise_does_not_move_the_view(pencil: FitPanel) -> None:
    session, box = pencil.canvas.session, pencil.canvas.getViewBox()
    high = Truth("drawn", (1.0, 50.0, 7.0, 50.0), 0.2)
    session.edit(replace(experiment(pencil), truth=high), "Truth")
    draw(pencil, WAVE)  # the view is higher now than it need be
    before = box.viewRange()
    session.edit(replace(experiment(pencil), truth=replace(truth(pencil), noise=0.01)), "Noise")
    assert box.viewRange() == before
    session.edit(replace(experiment(pencil), truth=Truth("line", (0.1, 0), 0.01)), "Truth")
    assert box.viewRange()[1][1] < before[1][1]
