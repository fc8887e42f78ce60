"""The themes: what is read can be read, colours stay apart for colour-blind eyes, the system is followed."""

import gc
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui.theme import DARK, LIGHT, Theme, Themes, style_sheet

# Viénot, Brettel & Mollon 1999: what a deuteranope and a protanope see of linear RGB.
COLOUR_BLIND = {
    "deuteranopia": np.array([[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]),
    "protanopia": np.array([[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]]),
}
DATA = ("training", "validation", "curve", "truth", "penalty", "bias", "variance", "noise", "total")
PINS = ("pin_1", "pin_2", "pin_3", "pin_4")  # thin lines and names in text
AREAS = ("bias", "variance", "noise")  # drawn on top of each other
BOTH = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def linear(colour: str) -> np.ndarray:
    """Linear RGB, 0 to 1 (IEC 61966-2-1)."""
    rgb = np.array(QColor(colour).getRgbF()[:3])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def lab(rgb: np.ndarray) -> np.ndarray:
    """CIELAB, where distances are as large as they look, of linear RGB (CIE 1976, white D65)."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ np.clip(rgb, 0, 1) / (0.9505, 1, 1.089)
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distance(one: str, other: str, seen_by: np.ndarray) -> float:
    return float(np.linalg.norm(lab(seen_by @ linear(one)) - lab(seen_by @ linear(other))))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.1."""
    light, dark = sorted((float(linear(c) @ (0.2126, 0.7152, 0.0722)) for c in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@BOTH
def test_text_can_be_read(theme: Theme) -> None:
    for text in (theme.text, theme.quiet, theme.warning, theme.gradient):
        for ground in (theme.window, theme.panel, theme.plot, theme.field):
            assert contrast(text, ground) >= 4.5, (text, ground)
    assert contrast(theme.on_accent, theme.accent) >= 4.5


@BOTH
def test_curves_and_points_stand_out(theme: Theme) -> None:
    for name in (*DATA, "accent"):
        assert contrast(getattr(theme, name), theme.plot) >= 3, name


@BOTH
@pytest.mark.parametrize("kind", ["all colours", *COLOUR_BLIND])
def test_pins_can_be_read_and_stay_apart_even_for_colour_blind_eyes(theme: Theme, kind: str) -> None:
    eyes = COLOUR_BLIND.get(kind, np.eye(3))
    for name in PINS:
        assert contrast(getattr(theme, name), theme.plot) >= 4.5, name
        assert distance(getattr(theme, name), theme.curve, eyes) > 20
        assert distance(getattr(theme, name), theme.truth, eyes) > 18
        for other in DATA:  # from which they differ in their dashes, too
            assert distance(getattr(theme, name), getattr(theme, other), eyes) > 10, (name, other)
    for one, other in combinations(PINS, 2):
        assert distance(getattr(theme, one), getattr(theme, other), eyes) > 15, (one, other)


@BOTH
@pytest.mark.parametrize("kind", COLOUR_BLIND)
def test_training_and_validation_stay_apart_for_colour_blind_eyes(theme: Theme, kind: str) -> None:
    seen = [COLOUR_BLIND[kind] @ linear(colour) for colour in (theme.training, theme.validation)]
    assert np.linalg.norm(seen[0] - seen[1]) > 0.25


@BOTH
@pytest.mark.parametrize("kind", ["all colours", *COLOUR_BLIND])
def test_all_data_colours_stay_apart_even_for_colour_blind_eyes(theme: Theme, kind: str) -> None:
    eyes = COLOUR_BLIND.get(kind, np.eye(3))
    for one, other in combinations(DATA, 2):
        assert distance(getattr(theme, one), getattr(theme, other), eyes) > 13, (one, other)
    for one, other in combinations(AREAS, 2):
        assert distance(getattr(theme, one), getattr(theme, other), eyes) > 20, (one, other)


@BOTH
@pytest.mark.parametrize("kind", ["all colours", *COLOUR_BLIND])
def test_signs_and_gradients_in_the_graph_stay_apart_even_for_colour_blind_eyes(
    theme: Theme, kind: str
) -> None:
    eyes = COLOUR_BLIND.get(kind, np.eye(3))
    for name in ("positive", "negative"):
        assert contrast(getattr(theme, name), theme.plot) >= 3, name
        assert distance(getattr(theme, name), theme.field, eyes) > 30  # which stands for zero
    assert distance(theme.positive, theme.negative, eyes) > 40
    assert distance(theme.gradient, theme.text, eyes) > 20
    assert contrast(theme.parameter, theme.field) >= 3


@BOTH
def test_the_style_sheet_names_only_colours_that_exist(theme: Theme) -> None:
    assert "@" not in style_sheet(theme)


@pytest.fixture
def app(qtbot: QtBot) -> Iterator[QApplication]:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    palette = app.palette()
    yield app
    app.setStyleSheet("")
    app.setPalette(palette)


def test_the_system_is_followed_until_the_user_chooses(
    app: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    themes = Themes(app, "system")
    changed: list[Theme] = []
    themes.changed.connect(changed.append)
    monkeypatch.setattr("nnviz.gui.theme.system_is_dark", lambda: True)
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert changed == [DARK]
    assert app.palette().color(QPalette.ColorRole.Window).name() == DARK.window
    themes.choose("light")
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert changed == [DARK, LIGHT]


class Busy(QWidget):
    """Allocates enough for Python to collect garbage, if it may, whenever its look changes."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def changeEvent(self, event: QEvent) -> None:
        self.times += 1
        _kept = [[] for _ in range(3 * gc.get_threshold()[0])]


def test_no_widget_dies_while_all_widgets_are_dressed(app: QApplication, qtbot: QtBot) -> None:
    """Qt walks through a list of them: one that died meanwhile crashed the program."""
    busy, collections = Busy(), []
    qtbot.addWidget(busy)
    themes = Themes(app, "light")

    def count(phase: str, info: dict[str, int]) -> None:
        collections.append(phase)

    gc.callbacks.append(count)
    try:
        themes.dress()
        themes.choose("dark")
    finally:
        gc.callbacks.remove(count)
    assert busy.times >= 2
    assert gc.isenabled()
    assert not collections
