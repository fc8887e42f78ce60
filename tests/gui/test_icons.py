"""Icons: every file draws, in the theme's colour, at every size."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from pytestqt.qtbot import QtBot

from nnviz.gui.icons import icon
from nnviz.gui.theme import DARK, LIGHT, Theme
from nnviz.resources import resource

NAMES = (
    "select", "training-point", "validation-point", "brush", "eraser", "truth", "play", "pause", "step",
    "stop", "reset", "new-weights", "undo", "redo", "fit-view", "residuals", "replicas", "best", "first",
    "last", "split", "previous", "next", "close", "more", "zoom-in", "zoom-out", "pin", "pinned", "square",
)  # fmt: skip


def solid_colours(image: QImage) -> list[QColor]:
    """The colours of the pixels that nothing shines through."""
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return [colour for colour in pixels if colour.alpha() == 255]


def differs(a: QColor, b: QColor) -> int:
    return max(abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue()))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
@pytest.mark.parametrize("name", NAMES)
def test_is_drawn_in_the_text_colour(qtbot: QtBot, name: str, theme: Theme) -> None:
    image = icon(name, theme).pixmap(QSize(48, 48)).toImage()
    wanted, drawn = QColor(theme.text).getRgb(), solid_colours(image)
    assert theme.text in drawn
    for colour in drawn:  # blending rounds
        assert QColor(colour).getRgb() == pytest.approx(wanted, abs=2)


def test_every_file_is_named_here() -> None:
    assert {path.stem for path in resource("icons").glob("*.svg")} >= set(NAMES)


def test_is_faint_where_disabled(qtbot: QtBot) -> None:
    image = icon("stop", LIGHT).pixmap(QSize(24, 24), 1.0, QIcon.Mode.Disabled).toImage()
    centre = image.pixelColor(12, 12)
    assert centre.alpha() == pytest.approx(130, abs=2)
    assert QColor(LIGHT.quiet).lightness() == pytest.approx(centre.lightness(), abs=4)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
def test_has_a_pixmap_for_every_pixel_ratio(qtbot: QtBot, ratio: float) -> None:
    pixmap = icon("play", LIGHT).pixmap(QSize(20, 20), ratio)
    assert pixmap.width() >= 20 * ratio - 4


def test_an_unknown_name_is_an_error(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no such icon", LIGHT)
