"""Bias², variance, noise and total in the ERRORS panel: curves, bands, medians, legend, numbers."""

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document
from nnviz.core.models import PolynomialSpec
from nnviz.core.replicas import Replicas
from nnviz.core.training.history import History
from nnviz.core.training.steps import COLUMNS, Ending
from nnviz.core.truths import Truth
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.errors.curves import CURVES
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import DARK, LIGHT

EPOCHS = 100
B = 50
KNOWN = ("bias_squared", "variance", "noise", "total")


def rows(**columns: float | np.ndarray) -> np.ndarray:
    """A history [k, columns] of plausible numbers, with a truth; others as told."""
    epochs = np.arange(EPOCHS)
    fall = np.exp(-epochs / 20)
    given = {
        "epoch": epochs, "train_error": fall + 0.1, "validation_error": fall + 0.2, "penalty": 0.0,
        "last_batch_loss": 0.0, "bias_squared": fall, "variance": 0.1 - 0.05 * fall, "noise": 0.09,
        "total": 0.95 * fall + 0.19, "measured_total": 0.95 * fall + 0.2, "bias_squared_se": 0.02,
        "variance_se": 0.01, "noise_se": 0.0, "total_se": 0.015, "measured_total_se": 0.02,
        "median_bias_squared": 0.8 * fall, "median_variance": 0.04, "median_total": 0.7 * fall + 0.1,
        "replicas": B,
    } | columns  # fmt: skip
    made = np.full((EPOCHS, len(COLUMNS)), np.nan)
    for name, values in given.items():
        made[:, COLUMNS.index(name)] = values
    return made


def bootstrapped() -> np.ndarray:
    nothing = dict.fromkeys(("bias_squared", "bias_squared_se", "noise", "measured_total"), np.nan)
    return rows(
        **nothing, bias_squared_plus_noise=0.2, bias_squared_plus_noise_se=0.02, median_bias_squared=np.nan
    )


def show(
    session: Session, history: np.ndarray, replicas: Replicas | None = None, lost: Iterable[int] = ()
) -> None:
    """Have the session show such a run, the last epochs of which lack some replicas."""
    chosen = replicas or Replicas(B)
    truth = Truth(noise=0.3) if chosen.needs_truth else None
    session.document = Document(replace(session.experiment, replicas=chosen, truth=truth))
    stack = np.zeros((1 + chosen.count, session.experiment.model.parameter_count))
    for number in lost:
        stack[number] = np.nan
    run = History()
    run.add(history, {0: stack, EPOCHS - 1: stack})
    session.show_run(run, Ending.FINISHED)


def drawn(panel: ErrorsPanel, name: str) -> np.ndarray:
    return np.asarray(panel.chart.curve(name).getData()[1])


def legend(panel: ErrorsPanel) -> list[str]:
    return [box.text() for box in panel.legend.boxes.values() if not box.isHidden()]


def test_every_curve_of_the_split_is_drawn(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows())
    assert legend(panel) == ["training error", "validation error", "bias²", "variance", "noise", "total"]
    for name in KNOWN:
        assert panel.chart.curve(name).isVisible()
        inside = drawn(panel, name) <= panel.chart.getViewBox().viewRange()[1][1]
        assert drawn(panel, name)[inside] == pytest.approx(session.history.column(name)[inside])


def test_bands_reach_one_standard_error_to_either_side(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows(bias_squared=0.3))
    for name in ("bias_squared", "variance", "total"):
        assert panel.chart.band(name).isVisible()
        x, low, high = panel.chart.band(name).edges()
        value, error = session.history.column(name), session.history.column(f"{name}_se")
        assert x.tolist() == list(range(EPOCHS))
        assert low == pytest.approx(value - error)
        inside = value + error < panel.chart.getViewBox().viewRange()[1][1]
        assert high[inside] == pytest.approx((value + error)[inside])
        assert not panel.chart.band(name).path().isEmpty()
    area = panel.chart.band("bias_squared").path().boundingRect()
    assert (area.left(), area.right()) == (0, EPOCHS - 1)
    assert (area.top(), area.bottom()) == pytest.approx((0.28, 0.32))


def test_a_band_has_gaps_where_nothing_is_known(session: Session, panel: ErrorsPanel) -> None:
    errors = np.where(np.abs(np.arange(EPOCHS) - 50) < 3, np.nan, 0.02)
    show(session, rows(bias_squared=0.3, bias_squared_se=errors))
    parts = [part.boundingRect() for part in panel.chart.band("bias_squared").path().toSubpathPolygons()]
    assert [(part.left(), part.right()) for part in parts] == [(0, 47), (53, EPOCHS - 1)]


def test_a_restless_band_would_be_a_blur(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows(variance=np.random.default_rng(0).uniform(0.2, 0.9, EPOCHS)))
    assert panel.chart.curve("variance").isVisible()
    assert not panel.chart.band("variance").isVisible()
    assert panel.chart.band("total").isVisible()


def test_a_click_on_its_word_hides_curve_and_band(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows())
    box = panel.legend.boxes["variance"]
    for wanted in (False, True):
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
        assert panel.chart.curve("variance").isVisible() is wanted
        assert panel.chart.band("variance").isVisible() is wanted


def test_without_the_truth_bias_and_noise_are_one_curve(session: Session, panel: ErrorsPanel) -> None:
    show(session, bootstrapped(), Replicas(B, "bootstrap"))
    assert legend(panel) == ["training error", "validation error", "bias² + noise", "variance", "total"]
    assert panel.chart.band("bias_squared_plus_noise").isVisible()
    assert not panel.chart.curve("noise").isVisible()


def test_without_replicas_there_is_nothing_of_a_split(
    session: Session, panel: ErrorsPanel, qtbot: QtBot
) -> None:
    show(session, rows(), Replicas(B))
    qtbot.waitUntil(lambda: panel.numbers.check.isVisible())
    session.edit(replace(session.experiment, replicas=Replicas(0)), "Off")
    qtbot.waitUntil(lambda: panel.numbers.check.isHidden())
    assert legend(panel) == ["training error", "validation error"]
    assert panel.legend.medians.isHidden()


def test_the_legend_is_there_before_the_run(session: Session, panel: ErrorsPanel) -> None:
    truth = Truth(noise=0.3)
    session.edit(replace(session.experiment, replicas=Replicas(B), truth=truth), "Replicas")
    assert legend(panel) == ["training error", "validation error", "bias²", "variance", "noise", "total"]
    session.edit(replace(session.experiment, replicas=Replicas(B, "bootstrap")), "Bootstrap")
    assert legend(panel) == ["training error", "validation error", "bias² + noise", "variance", "total"]


def test_a_negative_bias_is_a_gap_on_a_logarithmic_axis_and_drawn_on_the_other(
    session: Session, panel: ErrorsPanel
) -> None:
    bias = np.where(np.arange(EPOCHS) < 50, 0.02, -0.01)
    show(session, rows(bias_squared=bias))
    panel.legend.log_y.setChecked(True)
    logarithms = drawn(panel, "bias_squared")
    assert logarithms[:50] == pytest.approx(np.log10(0.02))
    assert np.isnan(logarithms[50:]).all()
    _, low, high = panel.chart.band("bias_squared").edges()
    assert high[50:] == pytest.approx(np.log10(0.01)), "the band still reaches above 0"
    assert low.max() <= panel.chart.getViewBox().viewRange()[1][0]
    panel.legend.log_y.setChecked(False)
    assert drawn(panel, "bias_squared")[50:] == pytest.approx(-0.01)
    assert panel.chart.getViewBox().viewRange()[1][0] <= -0.01, "not below the axis"


def test_medians_take_the_place_of_means_without_bands(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows())
    panel.legend.medians.setChecked(True)
    for name in ("bias_squared", "variance", "total"):
        assert drawn(panel, name)[1:] == pytest.approx(session.history.column(f"median_{name}")[1:])
        assert not panel.chart.band(name).isVisible()
    assert drawn(panel, "noise") == pytest.approx(0.09)
    panel.legend.medians.setChecked(False)
    assert panel.chart.band("total").isVisible()


def test_medians_are_offered_only_where_there_are_any(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows())
    panel.legend.medians.setChecked(True)
    none = dict.fromkeys(("median_bias_squared", "median_variance", "median_total"), np.nan)
    show(session, rows(**none))
    assert panel.legend.medians.isHidden()
    assert panel.chart.band("total").isVisible(), "what cannot be seen is not chosen"


def test_all_numbers_of_an_epoch_are_read_off(session: Session, panel: ErrorsPanel, qtbot: QtBot) -> None:
    panel.resize(1400, 300)
    show(session, rows())
    panel.chart.pointed.emit(20.0)
    expected = (
        "epoch 20 · training error 0.468 · validation error 0.568 · bias² 0.368 · variance 0.0816 · noise "
        "0.09 · total 0.539"
    )
    qtbot.waitUntil(lambda: panel.numbers.readout.text().startswith(expected))
    assert panel.numbers.check.text().startswith(
        "bias² 0.368 ± 0.020 + variance 0.082 ± 0.010 + noise 0.09 ="
    )
    panel.legend.boxes["noise"].setChecked(False)
    panel.legend.medians.setChecked(True)
    qtbot.waitUntil(lambda: "median bias² 0.294 · median variance 0.04 ·" in panel.numbers.readout.text())
    assert panel.numbers.check.text().startswith("Means: bias² 0.368")
    assert "noise" not in panel.numbers.readout.text()


def test_in_a_narrow_panel_what_matters_least_is_left_out(
    session: Session, panel: ErrorsPanel, qtbot: QtBot
) -> None:
    panel.resize(560, 300)
    show(session, rows())
    readout, check = panel.numbers.readout, panel.numbers.check
    qtbot.waitUntil(lambda: "training error 0.107" in readout.text())
    assert "validation error 0.207" in readout.text()
    assert "noise" not in readout.text()
    assert readout.text().endswith(" …")
    assert "noise 0.09" in readout.toolTip()
    assert check.text().startswith("bias² 0.007 ± 0.020 + variance")
    assert "measured" not in check.text()
    assert "measured on fresh points: 0.207 ± 0.020. B = 50" in check.toolTip()
    for label in (readout, check):
        assert label.fontMetrics().horizontalAdvance(label.text()) <= label.width()


def test_hardly_any_room_does_not_widen_the_window(
    session: Session, panel: ErrorsPanel, qtbot: QtBot
) -> None:
    show(session, rows())
    qtbot.waitUntil(lambda: "measured" in panel.numbers.check.text())
    panel.resize(300, 300)
    assert panel.width() == 300


@pytest.mark.parametrize("width", [600, 620, 700, 800, 900, 1400])
def test_no_word_of_the_legend_is_cut_off(session: Session, panel: ErrorsPanel, width: int) -> None:
    panel.resize(width, 300)
    show(session, rows(penalty=0.1))
    panel.grab()  # lays it out
    boxes = [*panel.legend.boxes.values(), panel.legend.medians, panel.legend.log_x, panel.legend.log_y]
    seen = [box for box in boxes if box.isVisible()]
    assert len(seen) == 10
    places = []
    for box in seen:
        assert box.width() >= box.sizeHint().width()
        place = box.rect().translated(box.mapTo(panel, box.rect().topLeft()))
        assert panel.legend.geometry().contains(place), box.text()
        assert not any(place.intersects(other) for other in places), box.text()
        places.append(place)
    assert len({place.y() for place in places}) <= 3


def test_a_low_panel_has_one_line_of_numbers(session: Session, panel: ErrorsPanel, qtbot: QtBot) -> None:
    show(session, rows())
    panel.resize(900, 130)
    qtbot.waitUntil(lambda: panel.numbers.check.isVisible())
    assert not panel.numbers.readout.isVisible()
    panel.chart.pointed.emit(20.0)
    qtbot.waitUntil(lambda: panel.numbers.readout.isVisible())
    assert not panel.numbers.check.isVisible()
    panel.chart.left.emit()
    qtbot.waitUntil(lambda: panel.numbers.check.isVisible())


def test_lost_replicas_are_named_in_the_panel(session: Session, panel: ErrorsPanel, qtbot: QtBot) -> None:
    show(session, rows(replicas=B - 1), lost=[17])
    qtbot.waitUntil(lambda: "1 replica diverged and is left out: number 17" in panel.numbers.check.text())


def test_one_replica_is_told_to_be_too_few(session: Session, panel: ErrorsPanel, qtbot: QtBot) -> None:
    nothing = dict.fromkeys([name for name in COLUMNS[5:] if name != "replicas"], np.nan)
    show(session, rows(**nothing), Replicas(1))
    qtbot.waitUntil(lambda: panel.numbers.check.text().startswith("One replica has no variance"))
    assert legend(panel) == ["training error", "validation error"]


def test_a_wild_variance_does_not_flatten_the_rest(session: Session, panel: ErrorsPanel) -> None:
    wild = np.geomspace(0.1, 1e6, EPOCHS)
    show(session, rows(variance=wild, total=1.2 + wild, variance_se=0.3 * wild, total_se=0.3 * wild))
    assert panel.chart.getViewBox().viewRange()[1][1] <= 10
    assert panel.numbers.note.isVisible()
    panel.grab()


def test_the_total_is_seen_whole_where_the_points_are_learned_by_heart(
    session: Session, panel: ErrorsPanel
) -> None:
    show(session, rows(train_error=1e-6, validation_error=np.nan, variance=0.4, total=0.5))
    assert panel.chart.getViewBox().viewRange()[1][1] >= 0.5


def test_chance_does_not_stretch_the_logarithmic_axis(session: Session, panel: ErrorsPanel) -> None:
    bias = np.full(EPOCHS, 0.02)
    bias[70] = 1e-9  # on its way through 0
    show(session, rows(bias_squared=bias))
    panel.legend.log_y.setChecked(True)
    assert panel.chart.getViewBox().viewRange()[1][0] > -3


def test_an_exact_solution_has_levels_with_bands(session: Session, panel: ErrorsPanel, qtbot: QtBot) -> None:
    exact = replace(
        session.experiment, model=PolynomialSpec(degree=1, solver="exact"), replicas=Replicas(10),
        truth=Truth(noise=0.3),
    )  # fmt: skip
    session.edit(exact, "Solve exactly")
    qtbot.waitUntil(lambda: session.state is RunState.ENDED and panel.chart.curve("total").isVisible())
    split = session.history.split(session.shown.epoch)
    assert drawn(panel, "variance").tolist() == [split.variance] * 2
    x, low, high = panel.chart.band("total").edges()
    assert x.tolist() == [0, 1]
    assert low == pytest.approx([split.total - split.total_se] * 2)
    assert high == pytest.approx([split.total + split.total_se] * 2)
    qtbot.waitUntil(lambda: "effective parameters 2.0 of 2" in panel.numbers.readout.text())
    assert "B = 10, fewer than 30" in panel.numbers.check.toolTip()


def test_effective_parameters_grow_with_the_epochs(
    session: Session, panel: ErrorsPanel, qtbot: QtBot
) -> None:
    plain = replace(session.experiment.training, optimiser="SGD", learning_rate=0.01, batch_size=0)
    session.document = Document(replace(session.experiment, training=plain))
    show(session, rows(), Replicas(B, "bootstrap"))
    panel.resize(1600, 300)
    panel.chart.pointed.emit(0.0)
    qtbot.waitUntil(lambda: "effective parameters 0.0 of 7" in panel.numbers.readout.text())
    assert "fewer directions" in panel.numbers.readout.toolTip()
    panel.chart.left.emit()
    qtbot.waitUntil(lambda: "effective parameters 0.0" not in panel.numbers.readout.text())
    adam = replace(session.experiment.training, optimiser="Adam")
    session.edit(replace(session.experiment, training=adam), "Adam")
    qtbot.waitUntil(lambda: "effective" not in panel.numbers.readout.text())


@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e308, -1e308, 5e-324, 0.0])
def test_hostile_numbers_are_drawn_without_complaint(
    session: Session, panel: ErrorsPanel, value: float, logarithmic: bool
) -> None:
    panel.legend.log_y.setChecked(logarithmic)
    wild = np.where(np.arange(EPOCHS) % 2, value, 0.1)
    show(session, rows(bias_squared=wild, bias_squared_se=np.abs(wild), variance=value, total=wild))
    panel.grab()
    assert np.isfinite(panel.chart.getViewBox().viewRange()).all()


def test_every_curve_has_its_own_dashes_and_colour(session: Session, panel: ErrorsPanel) -> None:
    show(session, rows())
    for theme in (LIGHT, DARK):
        panel.show_theme(theme)
        for curve in CURVES:
            pen = panel.chart.curve(curve.column).opts["pen"]
            assert pen.color().name() == getattr(theme, curve.colour)
            assert pen.dashPattern() == list(curve.dashes)
    apart = [curve for curve in CURVES if curve.column != "bias_squared"]  # never beside bias² + noise
    assert len({curve.dashes for curve in apart}) == len({curve.colour for curve in apart}) == len(apart)
    band = panel.chart.band("variance").brush().color()
    assert (band.name(), band.alpha() < 128) == (DARK.variance, True)
