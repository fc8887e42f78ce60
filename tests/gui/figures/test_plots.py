"""Figures of FIT and ERRORS: what is in them, at which scale, in which theme; and as which kind of file."""

import re
from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize
from PySide6.QtGui import QColor, QImage

from nnviz.core.dataset import Dataset
from nnviz.core.generalization.spread import Spread
from nnviz.gui.figures.main import SideBySide
from nnviz.gui.figures.panels import ErrorsFigure, FitFigure
from nnviz.gui.picture_formats import image_of, pdf, png, svg
from nnviz.gui.plots import Plot
from nnviz.gui.theme import DARK, LIGHT

Lay = Callable[..., SimpleNamespace]
SIZE = QSize(500, 340)
SVG = "{http://www.w3.org/2000/svg}"


def like(image: QImage, colour: str, tolerance: int = 40) -> np.ndarray:
    """Where pixels have (almost) this colour, [height, width]."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    wanted = QColor(colour)
    rgb = np.array([wanted.blue(), wanted.green(), wanted.red()])
    return np.abs(pixels[:, :, :3].astype(int) - rgb).max(axis=2) < tolerance


def words_of(file: bytes) -> str:
    return " ".join(ElementTree.fromstring(file).itertext()).replace("\xa0", " ")


def place_in(figure: FitFigure, plot: Plot, x: float, y: float) -> QPointF:
    """Where a place of the plane stands in a figure that was drawn."""
    pixel = plot.getViewBox().mapViewToScene(QPointF(x, y)) + QPointF(plot.viewport().pos())
    below = figure.size.height() - figure.panel.height() - 6  # what is left under the panel: half a margin
    return pixel + QPointF(plot.mapTo(figure.panel, QPoint())) + QPointF(0, below)


@pytest.mark.parametrize("scale", [1, 3])
def test_it_is_drawn_anew_at_any_scale(desk: SimpleNamespace, scale: int) -> None:
    figure = FitFigure(desk.maker.stage, LIGHT, SIZE)
    image = QImage.fromData(png(figure, scale))
    assert (image.width(), image.height()) == (500 * scale, 340 * scale)
    x = desk.session.experiment.dataset.x[0]
    point = place_in(figure, desk.maker.stage.fit.canvas, x, desk.session.experiment.dataset.y[0])
    assert image.pixelColor((point * scale).toPoint()) == QColor(LIGHT.training)
    middle = place_in(
        figure, desk.maker.stage.fit.canvas, 0.2, float(desk.session.predict(np.array([0.2]))[0])
    )
    column = like(image, LIGHT.curve)[:, round(middle.x() * scale)]
    near = np.flatnonzero(column) / scale - middle.y()
    assert len(near[np.abs(near) < 8]) == pytest.approx(figure_thickness(desk) * scale, rel=0.5)


def figure_thickness(desk: SimpleNamespace) -> float:
    """How many pixels of a column the curve takes at x = 0.2, at scale 1: 2, and more where it is steep."""
    box = desk.maker.stage.fit.canvas.getViewBox()
    y = desk.session.predict(np.array([0.19, 0.21]))
    places = [box.mapViewToScene(QPointF(x, v)) for x, v in zip((0.19, 0.21), y.tolist(), strict=True)]
    slope = (places[1].y() - places[0].y()) / (places[1].x() - places[0].x())
    return 2 * float(np.hypot(1, slope))


def test_it_has_the_chosen_theme_and_leaves_the_window_alone(desk: SimpleNamespace) -> None:
    before = desk.fit.grab().toImage()
    dark = image_of(FitFigure(desk.maker.stage, DARK, SIZE))
    light = image_of(FitFigure(desk.maker.stage, LIGHT, SIZE))
    assert dark.pixelColor(1, 1) == QColor(DARK.plot)
    assert light.pixelColor(1, 1) == QColor(LIGHT.plot)
    assert like(dark, DARK.training).sum() == pytest.approx(like(light, LIGHT.training).sum(), rel=0.1)
    assert desk.fit.grab().toImage() == before


def test_legend_axes_and_numbers_are_words_in_svg(lay: Lay) -> None:
    desk = lay("sine-degree-3", 30, replicas=20)
    words = words_of(svg(FitFigure(desk.maker.stage, LIGHT, SIZE)))
    for each in ("training points", "validation points", "fitted curve", "truth", "replicas (20)",
                 "their mean ± 1 sd", "epoch 30", "training error", "polynomial of degree 3"):  # fmt: skip
        assert each in words
    assert {"x", "y"} <= set(words.split())
    words = words_of(svg(ErrorsFigure(desk.maker.stage, LIGHT, SIZE)))
    for each in ("training error", "bias²", "variance", "noise", "total", "± 1 standard error", "epoch",
                 "mean squared error", "(squared units of y)", "least validation error"):  # fmt: skip
        assert each in words


def test_the_numbers_can_be_left_out(desk: SimpleNamespace) -> None:
    words = words_of(svg(FitFigure(desk.maker.stage, LIGHT, SIZE, with_caption=False)))
    assert "training points" in words
    assert "epoch" not in words


def test_svg_names_fonts_that_other_programs_know(desk: SimpleNamespace) -> None:
    families = set(re.findall(rb'font-family="([^"]+)"', svg(FitFigure(desk.maker.stage, LIGHT, SIZE))))
    assert families
    assert all(family.endswith(b", Arial, Helvetica, sans-serif") for family in families)
    assert not any(family.startswith(b"'Sans") for family in families)


def test_pdf_has_one_page_of_its_size_with_its_fonts(desk: SimpleNamespace) -> None:
    data = pdf(FitFigure(desk.maker.stage, LIGHT, SIZE))
    assert data.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", data)) == 1
    (box,) = re.findall(rb"/MediaBox \[([^\]]+)\]", data)
    assert [float(n) for n in box.split()] == pytest.approx([0, 0, 375, 255], abs=1)
    assert b"/FontFile2" in data


def test_a_curve_that_leaves_the_plot_is_cut_off_at_its_edges(desk: SimpleNamespace) -> None:
    desk.fit.canvas.getViewBox().setRange(xRange=(1.0, 6.0), yRange=(2.0, 4.0), padding=0)
    desk.maker.take()
    figure = FitFigure(desk.maker.stage, LIGHT, SIZE)
    root = ElementTree.fromstring(svg(figure))
    lines = [re.split(r"[ ,]+", each.get("points", "").strip()) for each in root.iter(f"{SVG}polyline")]
    curves = [np.array(line, float) for line in lines if len(line) > 4]  # axes and their ticks have two ends
    assert curves
    assert min(curve.min() for curve in curves) > -1
    assert max(curve[1::2].max() for curve in curves) < 341
    assert max(curve.max() for curve in curves) < 501


def test_lines_at_the_mouse_and_the_selection_are_not_in_it(desk: SimpleNamespace) -> None:
    before = png(FitFigure(desk.maker.stage, LIGHT, SIZE), 1)
    desk.fit.canvas.select_all()
    desk.fit.canvas.pointed.emit(3.0, 0.0)
    desk.maker.take()
    assert png(FitFigure(desk.maker.stage, LIGHT, SIZE), 1) == before


def test_it_shows_the_part_of_the_plane_that_is_looked_at(desk: SimpleNamespace) -> None:
    desk.fit.canvas.getViewBox().setRange(xRange=(2.0, 3.0), yRange=(2.0, 5.0), padding=0)
    desk.fit.show_residuals(True)
    desk.maker.take()
    figure = FitFigure(desk.maker.stage, LIGHT, SIZE, with_caption=False)
    words = words_of(svg(figure))
    assert "2.6" in words
    assert "7" not in words.split()
    assert like(image_of(figure), LIGHT.warning).any()


def test_the_split_stands_below_the_points(lay: Lay) -> None:
    desk = lay("sine-degree-3", 30, replicas=20)
    desk.fit.show_split(True)
    desk.maker.take()
    figure = FitFigure(desk.maker.stage, LIGHT, SIZE)
    assert figure.size.height() >= 450
    words = words_of(svg(figure))
    assert "at each x, in squared units of y" in words
    image = image_of(figure)
    rows = np.flatnonzero(like(image, LIGHT.noise).sum(axis=1) > 200)
    assert rows.min() > image.height() / 2


def test_a_split_of_which_nothing_is_known_is_left_out(desk: SimpleNamespace) -> None:
    desk.fit.show_split(True)
    desk.maker.take()
    words = words_of(svg(FitFigure(desk.maker.stage, LIGHT, SIZE)))
    assert "Turn Replicas on" not in words


def test_an_earlier_epoch_is_told_and_marked(desk: SimpleNamespace) -> None:
    assert not like(image_of(ErrorsFigure(desk.maker.stage, DARK, SIZE)), DARK.accent, 12).any()
    desk.session.show_epoch(20)
    desk.maker.take()
    figure = ErrorsFigure(desk.maker.stage, DARK, SIZE)
    assert "epoch 20" in words_of(svg(figure))
    assert like(image_of(figure), DARK.accent, 12).sum() > 150
    assert desk.errors.chart.cursor_place is not None  # in the window as before


def test_errors_have_the_axes_and_curves_of_the_panel(desk: SimpleNamespace) -> None:
    desk.errors.legend.log_x.setChecked(True)
    desk.errors.legend.boxes["validation_error"].setChecked(False)
    desk.maker.take()
    words = words_of(svg(ErrorsFigure(desk.maker.stage, LIGHT, SIZE, with_caption=False)))
    assert "epoch + 1" in words
    assert "validation error" not in words


def test_both_stand_side_by_side_with_the_numbers_once(desk: SimpleNamespace) -> None:
    figure = SideBySide(desk.maker.stage, LIGHT, QSize(900, 360))
    assert (figure.size.width(), figure.size.height()) == (900, 360)
    words = words_of(svg(figure))
    assert words.count("epoch 60") == 1
    assert words.count("training points") == 2  # in the legend, and how many
    assert "mean squared error" in words


def test_the_label_of_the_best_epoch_is_never_cut_off(desk: SimpleNamespace) -> None:
    figure = ErrorsFigure(desk.maker.stage, LIGHT, QSize(360, 270))
    chart = desk.maker.stage.errors.chart
    image_of(figure)
    middle = float(np.mean(chart.getViewBox().viewRange()[0]))
    chart.show_best(middle * 1.02, "least validation error, epoch 1,234,567")
    root = ElementTree.fromstring(svg(figure))
    (label,) = (each for each in root.iter(f"{SVG}text") if "1,234,567" in "".join(each.itertext()))
    parents = {child: parent for parent in root.iter() for child in parent}
    moved = re.findall(r"[-\d.]+", parents[label].get("transform", ""))
    assert float(moved[4]) + float(label.get("x", "0")) >= 60  # right of the axis


def test_much_is_written_small(desk: SimpleNamespace) -> None:
    rng = np.random.default_rng(0)
    points = np.column_stack([rng.uniform(0, 8, 2000), rng.normal(3, 1, 2000)]).tolist()
    dataset = Dataset.from_xy(points[:1000], points[1000:])
    desk.session.edit_points(dataset, "Many")
    x = np.linspace(0, 8, 300)
    curves = (3 + np.cumsum(rng.normal(0, 0.1, (100, 300)), axis=1)).astype(np.float32)
    flat = np.ones(300)
    spread = Spread(60, x, curves, 100, 3 * flat, flat, 3 * flat, flat, ())
    desk.maker.take()
    desk.maker.stage.session._run.curves.advance(spread, playing=False)
    desk.maker.stage.session.spread_changed.emit()
    figure = FitFigure(desk.maker.stage, LIGHT, SIZE)
    for write, most in ((svg, 3e6), (pdf, 4e6)):
        assert 100_000 < len(write(figure)) < most


def test_names_with_any_character_leave_an_svg_whole(desk: SimpleNamespace) -> None:
    """A file may hold what XML does not allow, and Qt writes it as it is."""
    kept = desk.session.whole_document().run
    desk.session.edit_pins((replace(kept, label="a\x01b\ufffe<i>&]]>"),), "Pin")
    desk.maker.take()
    figure = FitFigure(desk.maker.stage, LIGHT, SIZE)
    figure.title = "\x1b<b>"
    assert "a\ufffdb\ufffd<i>&]]>" in words_of(svg(figure))
    assert "\ufffd<b>" in words_of(svg(figure))


def test_pinned_runs_are_in_both_figures(desk: SimpleNamespace) -> None:
    kept = desk.session.whole_document().run
    desk.session.edit_pins((replace(kept, label="my <first> one"),), "Pin")
    desk.session.show_epoch(5)
    desk.maker.take()
    for figure in (FitFigure(desk.maker.stage, LIGHT, SIZE), ErrorsFigure(desk.maker.stage, LIGHT, SIZE)):
        assert "my <first> one" in words_of(svg(figure)).replace("\N{NON-BREAKING HYPHEN}", "-")
        assert like(image_of(figure), LIGHT.pin_1).sum() > 20
    assert "their validation error" in words_of(svg(ErrorsFigure(desk.maker.stage, LIGHT, SIZE)))
    desk.errors.legend.pins[0].setChecked(False)
    desk.maker.take()
    assert "my <first> one" not in words_of(svg(ErrorsFigure(desk.maker.stage, LIGHT, SIZE)))
