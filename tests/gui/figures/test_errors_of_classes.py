"""Figures of points with classes: both graphs of ERRORS, their levels, and what the caption tells."""

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from nnviz.core.presets import preset
from nnviz.gui.figures.captions import caption
from nnviz.gui.figures.panels import ErrorsFigure
from nnviz.gui.picture_formats import image_of, svg
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT

Lay = Callable[..., SimpleNamespace]
SIZE = QSize(560, 420)


def words_of(file: bytes) -> str:
    return " ".join(ElementTree.fromstring(file).itertext()).replace("\xa0", " ")


def like(image: QImage, colour: str) -> np.ndarray:
    """Where pixels have (almost) this colour, [height, width]."""
    pixels = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    wanted = QColor(colour)
    rgb = np.array([wanted.blue(), wanted.green(), wanted.red()])
    return np.abs(pixels[:, :, :3].astype(int) - rgb).max(axis=2) < 40


def test_loss_and_accuracy_stand_one_above_the_other(lay: Lay) -> None:
    desk = lay("two-classes-2-5-1")
    image = image_of(ErrorsFigure(desk.maker.stage, LIGHT, SIZE), 1)
    rows = np.flatnonzero(like(image, LIGHT.training).any(axis=1))
    upper, lower = rows[(rows > 60) & (rows < 235)], rows[rows > 250]
    assert len(upper) > 20
    assert len(lower) > 20
    both = words_of(svg(ErrorsFigure(desk.maker.stage, LIGHT, SIZE)))
    for words in ("cross-entropy", "accuracy", "class shares alone", "most frequent class: 53.3 %"):
        assert words in both, words
    assert "training error" not in both


def test_the_level_is_a_dotted_line_across_the_plot(lay: Lay) -> None:
    desk = lay("two-classes-2-5-1")
    figure = ErrorsFigure(desk.maker.stage, LIGHT, SIZE)
    image = image_of(figure, 2)
    accuracy = desk.maker.stage.errors.charts[1]
    place = accuracy.getViewBox().mapViewToScene(accuracy.getViewBox().viewRect().center())
    assert place.x() > 0
    dots = like(image, LIGHT.quiet)
    assert max(np.count_nonzero(row) for row in dots) > 150, "a third of the width"


def test_the_caption_tells_loss_and_share(lay: Lay) -> None:
    desk = lay("two-classes-2-5-1")
    moment, model = caption(desk.session)
    told = moment.replace("&nbsp;", " ")
    scores = desk.session.scores()
    assert f"training loss {scores.train_error:.3g}, " in told
    assert " · validation loss " in told
    assert told.endswith(" %")
    assert model == "perceptron 2-5-1 (tanh), 21 parameters, 70 training points"


def test_a_single_layer_is_called_one(lay: Lay) -> None:
    iris = preset("iris-4-3")
    session = Session(replace(iris, training=replace(iris.training, epochs=2)), in_process=True)
    assert caption(session)[1] == "single layer 4-3, 15 parameters, 90 training points"
    session.close()
