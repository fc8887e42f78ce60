"""Figures of the plane: regions as a picture, borders and marks as vectors, and a legend of its own."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui import picture_formats
from nnviz.gui.figure import Figure
from nnviz.gui.figures.main import SideBySide, main_figure
from nnviz.gui.figures.plane import PlaneFigure
from nnviz.gui.marks import class_colour
from nnviz.gui.theme import DARK, LIGHT

SIZE = QSize(500, 420)


@pytest.fixture
def desk(lay: object, qtbot: QtBot) -> SimpleNamespace:
    desk = lay("moons", epochs=40)
    qtbot.waitUntil(lambda: not desk.view.plane.layers.shading.image.isNull())
    return desk


def drawn(figure: Figure, scale: float = 1.0) -> QImage:
    image = QImage((figure.size * scale).toSize(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    painter = QPainter(image)
    figure.draw(painter)
    painter.end()
    return image


def share_like(image: QImage, colour: str, tolerance: int = 12) -> float:
    """The share of pixels in which the tint of this colour over white prevails."""
    bits = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)[..., 2::-1]
    tint = 255 - 0.32 * (255 - np.array(QColor(colour).getRgb()[:3]))
    return float(np.mean(np.abs(bits.astype(int) - tint).max(axis=-1) < tolerance))


def test_it_is_of_the_plane_where_points_have_classes(desk: SimpleNamespace) -> None:
    figure = main_figure(desk.maker.stage, LIGHT, SIZE)
    assert isinstance(figure, PlaneFigure)
    image = drawn(figure)
    for number in (0, 1):
        assert share_like(image, class_colour(LIGHT, number)) > 0.1


def test_the_legend_names_classes_and_roles(desk: SimpleNamespace) -> None:
    figure = main_figure(desk.maker.stage, LIGHT, SIZE)
    words = [entry.words for entry in figure.entries()]
    names = list(desk.session.experiment.dataset.class_names)
    assert words[:2] == names
    assert {"training", "validation", "decision border"} <= set(words)


def test_pinned_runs_are_in_it_with_their_borders(desk: SimpleNamespace) -> None:
    session, stage = desk.session, desk.maker.stage
    run = session.shown_run()
    before = picture_formats.svg(main_figure(stage, LIGHT, SIZE)).decode()
    session.edit_pins((run, replace(run, label="again")), "Pin")
    desk.maker.take()
    figure = main_figure(stage, LIGHT, SIZE)
    assert [entry.words for entry in figure.entries()][-2:] == ["2-10-1 tanh", "again"]
    svg = picture_formats.svg(figure).decode()
    assert svg.count(LIGHT.pin_1) >= 2, "a sample in the legend, and the border"
    assert svg.count("<polyline") >= before.count("<polyline") + 2
    assert len(stage.plane.pins.lines[0].getData()[0]) == len(stage.plane.layers.borders.getData()[0])
    session.edit_pins((), "Unpin")
    desk.maker.take()
    assert LIGHT.pin_1 not in picture_formats.svg(main_figure(stage, LIGHT, SIZE)).decode()


def test_vectors_have_the_border_as_a_line_and_the_regions_as_a_picture(desk: SimpleNamespace) -> None:
    figure = main_figure(desk.maker.stage, LIGHT, SIZE)
    svg = picture_formats.svg(figure).decode()
    assert svg.count("<image") == 1
    assert svg.count("<path") > 100  # the marks
    assert "<polyline" in svg


def test_the_stage_shows_the_part_and_the_plane_of_the_window(desk: SimpleNamespace) -> None:
    plane = desk.view.plane
    plane.canvas.getViewBox().setRange(xRange=(0.0, 1.0), yRange=(0.0, 1.0), padding=0)
    plane._on_view_moved()
    desk.maker.take()
    drawn(main_figure(desk.maker.stage, LIGHT, SIZE))
    left, right = desk.maker.stage.plane.canvas.getViewBox().viewRange()[0]
    assert (left, right) == pytest.approx(tuple(plane.canvas.getViewBox().viewRange()[0]))


def test_another_epoch_has_other_regions(desk: SimpleNamespace) -> None:
    stage = desk.maker.stage
    figure = main_figure(stage, LIGHT, SIZE)
    last = drawn(figure)
    stage.session.show_at(0, None)
    first = drawn(figure)
    assert first != last
    stage.session.show_at(desk.session.history.last_epoch, None)
    assert drawn(figure) == last


def test_a_dark_figure_beside_the_errors(desk: SimpleNamespace) -> None:
    image = drawn(SideBySide(desk.maker.stage, DARK, QSize(900, 400)))
    assert image.pixelColor(2, 2).name() == DARK.plot


def test_a_curve_that_follows_is_drawn_as_one(desk: SimpleNamespace) -> None:
    desk.session.edit(preset("five-dots-line"), "Curve")
    desk.maker.take()
    assert not isinstance(main_figure(desk.maker.stage, LIGHT, SIZE), PlaneFigure)
