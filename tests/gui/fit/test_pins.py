"""Pinned runs in FIT: their curves where they are defined, computed once, named and read off."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.training.steps import Checkpoint, Ending
from nnviz.gui.fit import FitPanel
from nnviz.gui.fit.pins import PLACES, apart
from nnviz.gui.pins import LOOKS
from nnviz.gui.plots import LARGEST_PLOTTED
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT

LINE = preset("five-dots-line")


def pinned(experiment: Experiment = LINE, *weights: float, label: str = "") -> KeptRun:
    """A run with these weights, or with all of them 1."""
    parameters = np.array(weights or (1.0,) * experiment.model.parameter_count)
    rows = np.array([[10.0, 0.5, 0.25, 0.0, np.nan]])
    return KeptRun(experiment, rows, (Checkpoint(10, parameters),), Ending.FINISHED, label)


@pytest.fixture
def session(panel: FitPanel) -> Session:
    return panel.canvas.session


def test_a_pin_is_a_thin_dashed_line_of_its_own_colour(panel: FitPanel, session: Session) -> None:
    run = pinned()
    assert not any(line.isVisible() for line in panel.pins.lines)
    session.edit_pins((run,), "Pin")
    line = panel.pins.lines[0]
    assert line.isVisible()
    x, y = line.getData()
    assert y == pytest.approx(LINE.predict(run.last.parameters, np.asarray(x)))
    assert line.opts["pen"].color().name() == LIGHT.pin_1
    assert line.opts["pen"].dashPattern() == list(LOOKS[0].dashes)
    assert line.thickness < panel._curve.thickness
    session.undo_stack.undo()
    assert not line.isVisible()


def test_it_stays_as_it_is_while_the_present_run_is_another(panel: FitPanel, session: Session) -> None:
    session.edit_pins((pinned(),), "Pin")
    before = np.array(panel.pins.lines[0].getData())
    session.edit(with_model(LINE, PolynomialSpec(6)), "Degree")
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 1.0), "Move point")
    assert np.array_equal(np.array(panel.pins.lines[0].getData()), before)


def test_it_goes_as_far_as_its_own_x_range(panel: FitPanel, session: Session) -> None:
    session.edit_pins((pinned(replace(LINE, domain=(0.0, 8.0))),), "Pin")
    session.edit(replace(session.experiment, domain=(-10.0, 20.0)), "x range")
    panel.fit_view()
    x, _ = panel.pins.lines[0].getData()
    assert (x[0], x[-1]) == pytest.approx((-0.24, 8.24)), "with the margin that the view has"
    panel.canvas.getViewBox().setXRange(2.0, 4.0, padding=0)
    x, _ = panel.pins.lines[0].getData()
    assert (x[0], x[-1], len(x)) == (pytest.approx(2.0), pytest.approx(4.0), PLACES)
    panel.canvas.getViewBox().setXRange(12.0, 14.0, padding=0)
    x, _ = panel.pins.lines[0].getData()
    assert x is None or len(x) == 0


def test_its_curve_is_computed_once_and_not_with_every_frame(
    panel: FitPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[int] = []
    predict = PolynomialSpec.predict

    def counted(model: PolynomialSpec, parameters: np.ndarray, inputs: np.ndarray) -> np.ndarray:
        computed.append(model.degree)
        return predict(model, parameters, inputs)

    monkeypatch.setattr(PolynomialSpec, "predict", counted)
    session.edit_pins((pinned(with_model(LINE, PolynomialSpec(9))),), "Pin")
    assert computed.count(9) == 1
    for _ in range(10):
        session.frame_changed.emit()
        session.advanced.emit()
    panel.canvas.getViewBox().setYRange(-5, 5)
    panel.show_theme(DARK)
    assert computed.count(9) == 1
    panel.canvas.getViewBox().setXRange(2.0, 4.0, padding=0)
    assert computed.count(9) == 2


def test_a_large_model_is_computed_once_for_its_whole_range(
    panel: FitPanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.gui.fit.pins.LARGE", 10)
    session.edit_pins((pinned(with_model(LINE, MLPSpec((8,)))),), "Pin")
    before = panel.pins.lines[0].getData()[0]
    panel.canvas.getViewBox().setXRange(2.0, 4.0, padding=0)
    assert panel.pins.lines[0].getData()[0] is before
    assert (before[0], before[-1]) == pytest.approx((-0.24, 8.24))


@pytest.mark.parametrize("weight", [np.nan, 1e300, -1e300])
def test_hostile_weights_are_drawn_without_complaint(
    panel: FitPanel, session: Session, weight: float
) -> None:
    session.edit_pins((pinned(LINE, weight, weight),), "Pin")
    panel.grab()
    _, y = panel.pins.lines[0].getData()
    assert np.nanmax(np.abs(y), initial=0) <= LARGEST_PLOTTED
    assert not panel.pins.names[0].isVisible(), "nothing of it is in the view"


def test_a_formula_has_gaps_where_it_has_no_value(panel: FitPanel, session: Session) -> None:
    experiment = replace(with_model(LINE, FormulaSpec("a*log(x)")), domain=(-8.0, 8.0))
    session.edit_pins((pinned(experiment),), "Pin")
    session.edit(replace(session.experiment, domain=(-8.0, 8.0)), "x range")
    panel.fit_view()
    x, y = panel.pins.lines[0].getData()
    assert np.isnan(y[x < 0]).all()
    assert np.isfinite(y[x > 0]).all()
    panel.grab()


def test_the_legend_names_the_pins(panel: FitPanel, session: Session) -> None:
    net = pinned(with_model(LINE, MLPSpec((16,))))
    session.edit_pins((pinned(label="<b> & co"), net), "Pin")
    assert "&lt;b&gt;&nbsp;&amp;&nbsp;co" in panel.header.legend.text()
    assert "1‑16‑1&nbsp;tanh" in panel.header.legend.text(), "a name does not break"
    session.edit_pins((net,), "Unpin")
    assert "&amp;" not in panel.header.legend.text()
    assert LIGHT.pin_2 in panel.header.legend.text(), "the look stays with its pin"


def test_one_or_two_curves_have_their_names_at_their_ends(panel: FitPanel, session: Session) -> None:
    level = with_model(LINE, PolynomialSpec(0))
    session.edit_pins((pinned(level, 2.0), pinned(level, 2.1, label="other")), "Pin")
    names = panel.pins.names
    assert [names[slot].toPlainText() for slot in (0, 1)] == ["degree 0", "other"]
    box = panel.canvas.getViewBox()
    places = [box.mapViewToScene(names[slot].pos()) for slot in (0, 1)]
    frame = box.sceneBoundingRect()
    assert all(place.x() == pytest.approx(frame.right(), abs=3) for place in places)
    assert abs(places[0].y() - places[1].y()) >= 15, "no name on top of another"
    session.edit_pins((*session.pins, pinned(level, 3.0)), "Pin")
    assert not any(name.isVisible() for name in names.values()), "three would hide the curves"
    session.edit_pins((session.pins[0],), "Unpin")
    assert names[0].isVisible()
    panel.resize(900, 150)
    panel.canvas.resized.emit()
    assert not names[0].isVisible()


def test_the_values_at_x_tell_the_pins_too(panel: FitPanel, session: Session, qtbot: QtBot) -> None:
    level = with_model(LINE, PolynomialSpec(0))
    far = pinned(replace(with_model(LINE, PolynomialSpec(0)), domain=(0.0, 8.0)), 7.5, label="far")
    session.edit_pins((pinned(level, 2.0), far), "Pin")
    panel.canvas.pointed.emit(4.0, 0.0)
    qtbot.waitUntil(lambda: "degree 0 2 · far 7.5" in panel.header.values.words)
    session.edit_pins((pinned(level, np.nan),), "Pin")
    panel.canvas.pointed.emit(4.0, 0.0)
    qtbot.waitUntil(lambda: "degree 0" not in panel.header.values.words)


def test_a_document_with_pins_shows_them_from_the_start(qtbot: QtBot) -> None:
    session = Session(LINE, in_process=True)
    session.open_document(replace(session.document, pins=(pinned(),)))
    panel = FitPanel(session, LIGHT)
    qtbot.addWidget(panel)
    assert panel.pins.lines[0].isVisible()
    assert panel.pins.names[0].toPlainText() == "degree 1"
    session.close()


@pytest.mark.parametrize(
    "wanted", [[10.0, 12.0, 14.0], [5.0, 95.0], [96.0, 97.0, 98.0], [-50.0, 200.0], [50.0], []]
)
def test_names_keep_their_distance_within_the_plot(wanted: list[float]) -> None:
    places = apart(wanted, 16, 0, 100)
    assert all(0 <= place <= 100 for place in places)
    assert all(two - one >= 16 for one, two in pairwise(sorted(places)))
    assert sorted(range(len(wanted)), key=places.__getitem__) == list(range(len(wanted)))
