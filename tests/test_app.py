"""Starting the window, and drawing one into a picture."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from nnviz.app import PICTURE_SIZE, write_picture
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput
from nnviz.core.training.exact import solve
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending


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


def test_a_picture_that_cannot_be_written_is_a_sentence(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="could not be written"):
        write_picture(
            preset("bishop-table"), run_of("bishop-table"), Ending.SOLVED, tmp_path / "no" / "a.png"
        )
