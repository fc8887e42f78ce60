"""Starting the window, and drawing one into a picture."""

from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from nnviz.app import PICTURE_SIZE, write_picture
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput
from nnviz.core.training.exact import solve
from nnviz.core.training.history import History
from nnviz.core.training.run import train
from nnviz.core.training.steps import Ending
from nnviz.gui.theme import LIGHT


def run_of(name: str) -> History:
    history = History()
    step = next(solve(preset(name)))
    assert step.epoch is not None
    history.add(np.array([step.epoch.row]), {0: step.state.stack()})
    return history


def test_the_picture_shows_the_window_in_its_theme(qtbot: QtBot, tmp_path: Path) -> None:
    colours = {}
    for theme in ("light", "dark"):
        path = tmp_path / f"{theme}.png"
        write_picture(preset("bishop-table"), run_of("bishop-table"), Ending.SOLVED, path, theme)
        image = QImage(str(path))
        assert (image.width(), image.height()) == PICTURE_SIZE
        colours[theme] = image.pixelColor(700, 40).lightness()
    assert colours["light"] > 200
    assert colours["dark"] < 60


def test_drawing_a_picture_leaves_the_users_settings_alone(qtbot: QtBot, tmp_path: Path) -> None:
    write_picture(preset("bishop-table"), run_of("bishop-table"), Ending.SOLVED, tmp_path / "a.png")
    assert not (tmp_path / "settings.ini").exists()
    assert not (tmp_path / "config").exists()


def test_the_picture_of_classes_is_taken_when_all_is_drawn(qtbot: QtBot, tmp_path: Path) -> None:
    """Regions in every corner of the plane, and the confusion matrix."""
    some, history = preset("two-classes-by-hand"), History()
    *_, last = islice(train(some), 21)
    assert last.epoch is not None
    history.add(np.array([last.epoch.row]), {1: last.state.stack()})
    write_picture(some, history, Ending.FINISHED, tmp_path / "a.png")
    image = QImage(str(tmp_path / "a.png"))
    plain = QColor(LIGHT.plot).rgb()
    corners = [image.pixel(x, y) for x in (430, 780) for y in (190, 380)]
    assert plain not in corners
    matrix = {image.pixel(x, y) for x in range(900, 1270, 3) for y in range(150, 260, 3)}
    assert len(matrix) > 10


def test_a_picture_that_cannot_be_written_is_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="could not be written"):
        write_picture(
            preset("bishop-table"), run_of("bishop-table"), Ending.SOLVED, tmp_path / "no" / "a.png"
        )
