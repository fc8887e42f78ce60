"""Runs of points with classes in the RUNS panel: their words, and a small picture of their regions."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.core.training.steps import Checkpoint
from nnviz.gui.marks import class_colour
from nnviz.gui.runs.board import RunsBoard
from nnviz.gui.runs.class_picture import plane_of
from nnviz.gui.runs.drawing import pin_place
from nnviz.gui.runs.picture import SIZE, draw_run
from nnviz.gui.runs.pinning import Pinning
from nnviz.gui.runs.words import errors_at_the_end, how_it_went, plain, what_was_trained
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT, Theme

Known = Callable[..., KeptRun]
TWO = preset("two-classes-2-1")
ACCURACIES = {"train_accuracy": 13 / 14, "validation_accuracy": 0.8}


def image_of(run: KeptRun, theme: Theme = LIGHT) -> QImage:
    return draw_run(run, theme, 1.0).toImage()


def near(image: QImage, x: int, y: int, colour: str) -> bool:
    """Whether a pixel is nearer to this colour than to grey."""
    pixel, wanted = image.pixelColor(x, y), QColor(colour)
    return abs((pixel.hue() - wanted.hue() + 180) % 360 - 180) < 40 and pixel.saturation() > 15


def test_words_tell_what_is_right_and_the_losses(known: Known) -> None:
    run = known(TWO, **ACCURACIES)
    assert plain(what_was_trained(run)).startswith("2-1 · SGD 0.05 · 10 epochs")
    assert plain(errors_at_the_end(run)) == "training 92.9 % · validation 80 %"
    assert plain(how_it_went(run)) == "loss 0.5 | 0.75 · best 0.25 at epoch 5"


def test_a_model_is_called_by_all_its_sizes(known: Known) -> None:
    iris = preset("iris-4-10-3")
    assert plain(what_was_trained(known(iris))).startswith("4-10-3 tanh · Adam")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_picture_shows_where_it_decides_for_which_class(qtbot: QtBot, known: Known, theme: Theme) -> None:
    run = known(TWO)
    steep = replace(run, kept=(Checkpoint(10, np.array([9.0, 0.0, 0.0])),))  # the second class at the right
    image = image_of(steep, theme)
    assert (image.width(), image.height()) == (SIZE.width(), SIZE.height())
    corners = [(4, 4), (4, SIZE.height() - 5), (SIZE.width() - 5, 4), (SIZE.width() - 5, SIZE.height() - 5)]
    expected = [0, 0, 1, 1]
    for (x, y), number in zip(corners, expected, strict=True):
        assert near(image, x, y, class_colour(theme, number)), (x, y)


def test_many_features_are_seen_along_their_principal_components(qtbot: QtBot, known: Known) -> None:
    iris = preset("iris-4-10-3")
    assert "component 1" in str(plane_of(iris).titles[0])
    assert not image_of(known(iris)).isNull()


def test_whatever_the_points_there_is_a_picture(qtbot: QtBot, known: Known) -> None:
    line = Dataset(
        np.outer(np.arange(4.0), (1, 1, 1)), np.array([0.0, 1, 0, 1]), np.zeros(4, np.int8), ("a", "b")
    )
    same = Dataset(np.ones((4, 2)), np.array([0.0, 1, 0, 1]), np.full(4, Role.TEST, np.int8), ("a", "b"))
    for dataset in (line, same):
        some = Experiment(dataset=dataset, model=MLPSpec((3,), n_in=dataset.feature_count))
        lost = replace(known(some), kept=(Checkpoint(10, np.full(some.model.parameter_count, np.nan)),))
        assert not image_of(known(some)).isNull()
        assert not image_of(lost).isNull()


def test_a_pin_of_classes_is_said_to_have_a_border(qtbot: QtBot, session: Session, known: Known) -> None:
    session.edit_pins((known(TWO),), "Pin")
    board = RunsBoard(session, Pinning(session, session), LIGHT)
    qtbot.addWidget(board)
    board.resize(320, 300)
    board.show()
    qtbot.waitExposed(board)
    place = pin_place(board.view.visualRect(board.model.index(0, 0))).center()
    assert (
        board.view._tip(place) == "Unpin (P): its border leaves FIT, its loss and its accuracy leave ERRORS."
    )
