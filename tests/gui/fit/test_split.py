"""Bias², variance and noise at each x, below the FIT plot."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from nnviz.core.generalization.spread import Spread
from nnviz.core.replicas import Replicas
from nnviz.core.truths import Truth
from nnviz.gui.fit import FitPanel
from nnviz.gui.fit.split import top_of

Show = Callable[..., Spread]
OFFSETS = (0.4, 1.0, 2.2)  # from the truth, at every x


@pytest.fixture
def split(panel: FitPanel) -> FitPanel:
    panel.show_split(True)
    QApplication.processEvents()
    return panel


def level(panel: FitPanel, name: str) -> np.ndarray:
    return panel.split.plot.areas[name].getData()[1]


def test_it_is_shown_on_demand(panel: FitPanel) -> None:
    assert panel.split is None  # the window opens sooner without it
    panel.show_split(True)
    assert panel.split.isVisible()
    panel.show_split(False)
    assert not panel.split.isVisible()


def test_noise_bias_and_variance_stand_on_top_of_each_other(split: FitPanel, show: Show) -> None:
    spread = show(*OFFSETS)
    variance = np.var(OFFSETS, ddof=1)
    bias = np.mean(OFFSETS) ** 2 - variance / 3
    x, noise = split.split.plot.areas["noise"].getData()
    assert x.tolist() == spread.x.tolist()
    assert noise == pytest.approx(np.full(len(x), 0.09))
    assert level(split, "bias") == pytest.approx(noise + bias)
    assert level(split, "variance") == pytest.approx(noise + bias + variance)
    painted = list(split.split.plot.areas)  # the lower ones over the higher ones
    assert painted == ["variance", "bias", "noise"]
    assert all(area.opts["fillLevel"] == 0 for area in split.split.plot.areas.values())
    assert split.split.plot.message == ""


def test_what_came_while_it_was_hidden_is_there_when_it_is_shown(panel: FitPanel, show: Show) -> None:
    show(*OFFSETS)
    panel.show_split(True)
    assert level(panel, "noise") == pytest.approx(0.09)


def test_a_negative_bias_has_no_height(split: FitPanel, show: Show) -> None:
    spread = show(-1.0, 0.1, 0.9)
    assert spread.bias_squared(spread.mean).max() < 0
    assert level(split, "bias") == pytest.approx(level(split, "noise"))
    assert level(split, "variance") == pytest.approx(0.09 + np.var([-1, 0.1, 0.9], ddof=1))


@pytest.mark.parametrize(
    ("truth", "words"), [(None, "Choose a known function"), (Truth("line", (0.8, 1), 0.3), "fresh noise")]
)
def test_a_bootstrap_tells_the_variance_alone_and_why(
    split: FitPanel, show: Show, truth: Truth | None, words: str
) -> None:
    show(*OFFSETS, truth=truth, resample="bootstrap")
    assert level(split, "variance") == pytest.approx(np.var(OFFSETS, ddof=1))
    assert not level(split, "bias").any()
    assert not level(split, "noise").any()
    assert words in split.split.plot.message
    assert "variance" in split.split.legend.text()
    assert "noise" not in split.split.legend.text()


def test_beyond_a_drawn_truth_is_a_gap(split: FitPanel, show: Show) -> None:
    show(*OFFSETS, truth=Truth("drawn", (1.0, 0.0, 4.5, 0.0), 0.2), resample="same-x")
    for area in split.split.plot.areas.values():
        x, y = area.getData()
        assert (x.min(), x.max()) == (pytest.approx(1.0, abs=0.1), pytest.approx(4.5, abs=0.1))
        assert np.isfinite(y).all()
    panel_x = split.canvas.getViewBox().viewRange()[0]
    assert split.split.plot.getViewBox().viewRange()[0] == panel_x


def test_medians_stack_what_wild_replicas_cannot_move(split: FitPanel, show: Show) -> None:
    spread = show(0.4, 1.0, 1.5, 1e5)
    split.show_robust(True)
    assert level(split, "variance") == pytest.approx(0.09 + 1.25**2 + spread.robust_variance)
    assert "by medians" in split.split.legend.text()
    assert "do not add up" in split.split.legend.toolTip()


def test_without_replicas_it_invites(split: FitPanel, show: Show) -> None:
    session = split.canvas.session
    assert "Turn Replicas on (P)" in split.split.plot.message
    assert not split.split.plot.getAxis("left").style["showValues"]
    session.edit(replace(session.experiment, replicas=Replicas(9, "bootstrap")), "Replicas")
    assert split.split.plot.message.startswith("Press Play")
    show(0.5)
    assert "One replica has no variance" in split.split.plot.message
    show(0.5, lost=(2, 3))
    assert "diverged" in split.split.plot.message
    assert not any(area.isVisible() for area in split.split.plot.areas.values())
    split.grab()


def test_the_two_plots_line_up(split: FitPanel, show: Show) -> None:
    show(*OFFSETS)
    upper, lower = split.canvas, split.split.plot
    for _ in range(2):
        boxes = [plot.getViewBox() for plot in (upper, lower)]
        edges = [
            (
                plot.mapToGlobal(box.sceneBoundingRect().topLeft().toPoint()).x(),
                plot.mapToGlobal(box.sceneBoundingRect().bottomRight().toPoint()).x(),
            )
            for plot, box in zip((upper, lower), boxes, strict=True)
        ]
        assert edges[0] == edges[1]
        assert boxes[0].viewRange()[0] == boxes[1].viewRange()[0]
        boxes[0].setRange(xRange=(2.0, 5.0), yRange=(-20_000, 1e5), padding=0)
        QApplication.processEvents()


def test_the_lower_plot_has_the_x_numbers(split: FitPanel) -> None:
    assert not split.canvas.getAxis("bottom").style["showValues"]
    assert split.split.plot.getAxis("bottom").style["showValues"]
    split.show_split(False)
    assert split.canvas.getAxis("bottom").style["showValues"]


def test_in_a_low_plot_numbers_do_not_touch(split: FitPanel) -> None:
    axis = split.split.plot.getAxis("left")
    for size in (20, 40, 60, 100):
        numbers = [value for _, values in axis.tickValues(0.0, 0.2, size) for value in values]
        assert np.diff(sorted(numbers)).min() * size / 0.2 > 12


def test_the_axis_starts_at_0_and_cuts_wild_edges_off(split: FitPanel, show: Show) -> None:
    show(*OFFSETS)
    low, high = split.split.plot.getViewBox().viewRange()[1]
    assert low == 0
    assert high >= level(split, "variance").max()
    assert split.split.note.text() == ""
    spread = show(*OFFSETS)
    wild = spread.variance.copy()
    wild[:20] = 1e5
    split.canvas.session._run.curves.advance(replace(spread, variance=wild), playing=False)
    split.canvas.session.spread_changed.emit()
    assert split.split.plot.getViewBox().viewRange()[1][1] < 20
    assert split.split.note.text() == "Higher parts are cut off."


def test_what_explodes_beyond_the_x_range_does_not_stretch_the_axis(split: FitPanel, show: Show) -> None:
    spread = show(*OFFSETS)
    before = split.split.plot.getViewBox().viewRange()[1]
    beyond = np.where(spread.x > 8, 1e6, spread.variance)
    split.canvas.session._run.curves.advance(replace(spread, variance=beyond), playing=False)
    split.canvas.session.spread_changed.emit()
    assert split.split.plot.getViewBox().viewRange()[1] == before
    assert split.split.note.text() == ""


@pytest.mark.parametrize(
    ("heights", "top", "cut"),
    [
        ([0.2, 0.3, 0.29], 0.3, False),
        ([1.0] * 9 + [7.9], 10.0, False),  # less than twice the height is not worth it
        ([1.0] * 9 + [8.1], 5.0, True),
        ([0.0] * 9 + [5.0], 5.0, False),
        ([np.nan], 1.0, False),
        ([0.0, 0.0], 1e-12, False),
        ([1e300] * 4, 1e12, True),
    ],
)
def test_where_the_axis_ends(heights: list[float], top: float, cut: bool) -> None:
    assert top_of(np.array(heights)) == (pytest.approx(top), cut)
