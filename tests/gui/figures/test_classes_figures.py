"""Figures of CLASSES and HIDDEN: what is in them, in any colours, as vectors; why there may be none."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Role
from nnviz.core.experiment import with_model
from nnviz.core.hidden import View
from nnviz.core.models import MLPSpec
from nnviz.core.sentences import BadInput
from nnviz.gui import picture_formats
from nnviz.gui.figures.animation_dialog import AnimationDialog
from nnviz.gui.figures.subjects import Look
from nnviz.gui.hidden.choice import Choice
from nnviz.gui.theme import DARK, LIGHT

Lay = Callable[..., SimpleNamespace]


def words_in(figure: object) -> str:
    return " ".join(ElementTree.fromstring(picture_formats.svg(figure)).itertext())


@pytest.fixture
def desk(lay: Lay) -> SimpleNamespace:
    return lay("moons", epochs=10)


def test_the_matrix_has_its_counts_names_and_numbers(desk: SimpleNamespace) -> None:
    figure = desk.maker.make("classes", Look(LIGHT), LIGHT)
    words = words_in(figure)
    for each in ("Validation points", "recall %", "precision %", "epoch 10", "true ↓"):
        assert each.replace(" ", "\xa0") in words or each in words
    assert "epoch" not in words_in(desk.maker.make("classes", Look(LIGHT, with_caption=False), LIGHT))


def test_it_is_about_the_points_that_the_panel_is_about(desk: SimpleNamespace, qtbot: QtBot) -> None:
    desk.classes.make()
    desk.classes.board.choose_role(Role.TRAINING)
    assert "Training points" in words_in(desk.maker.make("classes", Look(LIGHT), LIGHT)).replace("\xa0", " ")


@pytest.mark.parametrize("shape", ["screen", "slide", "page", "square"])
@pytest.mark.parametrize("subject", ["classes", "hidden"])
def test_every_shape_in_both_colours(desk: SimpleNamespace, subject: str, shape: str) -> None:
    for theme in (LIGHT, DARK):
        figure = desk.maker.make(subject, Look(theme, shape), LIGHT)
        image = QImage.fromData(picture_formats.png(figure, 2))
        assert image.size() == QSize(2 * int(figure.size.width()), 2 * int(figure.size.height()))
        assert image.pixelColor(2, 2).name() == theme.plot
        assert picture_formats.pdf(figure).startswith(b"%PDF")


def test_digits_have_the_misread_ones_as_pictures(lay: Lay) -> None:
    desk = lay("digits-64-32-10", epochs=1)
    figure = desk.maker.make("classes", Look(LIGHT, "slide"), LIGHT)
    root = ElementTree.fromstring(picture_formats.svg(figure))
    names = [each.tag.rpartition("}")[2] for each in root.iter()]
    assert names.count("image") >= 2


def test_the_hidden_layer_is_the_one_that_the_panel_shows(desk: SimpleNamespace, qtbot: QtBot) -> None:
    words = words_in(desk.maker.make("hidden", Look(LIGHT), LIGHT))
    assert "component 1 of hidden layer 1" in words
    desk.hidden.make()
    desk.hidden.board.bar.choose(Choice(components=False, units=(2, 5)))
    desk.maker.take()
    figure = desk.maker.make("hidden", Look(DARK), LIGHT)
    assert "unit 3 of hidden layer 1" in words_in(figure)
    assert desk.maker.stage.hidden.answer.bent.view == View(0, (2, 5))


def test_why_there_is_none(desk: SimpleNamespace, lay: Lay) -> None:
    session = desk.session
    session.edit(with_model(session.experiment, MLPSpec((), n_in=2)), "Model")
    with pytest.raises(BadInput, match="no two units"):
        desk.maker.make("hidden", Look(LIGHT), LIGHT)
    session.edit_points(session.experiment.dataset.of(Role.VALIDATION), "Fewer")
    desk.classes.make()
    desk.classes.board.choose_role(Role.TEST)
    with pytest.raises(BadInput, match="no such points"):
        desk.maker.make("classes", Look(LIGHT), LIGHT)
    curve = lay(trained=False)
    for subject in ("classes", "hidden"):
        with pytest.raises(BadInput, match="no classes"):
            curve.maker.make(subject, Look(LIGHT), LIGHT)


def test_test_points_wait_until_the_run_rests(lay: Lay, qtbot: QtBot) -> None:
    desk = lay("moons", trained=False)
    session = desk.session
    dataset = session.experiment.dataset.with_role([0, 1], Role.TEST)
    session.edit(replace(session.experiment, dataset=dataset), "Test points")
    desk.classes.make()
    desk.classes.board.choose_role(Role.TEST)
    desk.maker.take()
    desk.maker.make("classes", Look(LIGHT), LIGHT)
    session.open()
    session.play()
    with pytest.raises(BadInput, match="when the training rests"):
        desk.maker.make("classes", Look(LIGHT), LIGHT)


def test_pictures_of_a_run_that_goes_on_tell_nothing_of_test_points(lay: Lay, qtbot: QtBot) -> None:
    desk = lay("moons", trained=False)
    session = desk.session
    dataset = session.experiment.dataset.with_role(range(0, 40), Role.TEST)
    session.edit(replace(session.experiment, dataset=dataset), "Test points")
    session.open()
    session.play()
    for running in (True, False):
        desk.maker.take()
        for subject in ("fit", "hidden"):
            picture_formats.png(desk.maker.make(subject, Look(LIGHT), LIGHT), 1)
        stage, roles = desk.maker.stage, dataset.roles
        crossed = set(zip(*stage.plane.points._crosses.getData(), strict=True))
        tests = set(map(tuple, dataset.features[roles == Role.TEST].tolist()))
        assert bool(crossed & tests) is not running
        assert (Role.TEST in roles[stage.hidden.answer.points]) is not running
        session.stop()


def test_the_hidden_layer_moves(desk: SimpleNamespace, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = AnimationDialog(desk.maker, desk.window)
    dialog.begin()
    dialog.subject.show_key("hidden")
    dialog._show()
    dialog.seconds.show_value(1)
    dialog.rate.setCurrentIndex(0)
    dialog.measures.setCurrentIndex(0)
    path = tmp_path / "run.gif"
    dialog.film(path)
    qtbot.waitUntil(lambda: not dialog.is_filming, timeout=30_000)
    with Image.open(path) as film:
        frames = [np.asarray(frame.convert("L")) for frame in ImageSequence.Iterator(film)]
    assert any((frames[0] != frame).any() for frame in frames[1:])
    dialog.close()


def test_a_curve_has_no_hidden_layer_to_film(lay: Lay) -> None:
    desk = lay()
    dialog = AnimationDialog(desk.maker, desk.window)
    dialog.begin()
    dialog.subject.show_key("hidden")
    dialog._show()
    assert "no classes" in dialog.note.text()
    assert not dialog.save.isEnabled()
    dialog.close()
