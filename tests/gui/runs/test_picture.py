"""The small picture of a run: its marks and colours, crisp, and whatever the numbers are."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import KeptRun
from nnviz.core.experiment import with_model
from nnviz.core.models import FormulaSpec, MLPSpec
from nnviz.core.presets import preset
from nnviz.core.training.steps import Checkpoint
from nnviz.core.truths import Truth
from nnviz.gui.frame import Frame
from nnviz.gui.runs import picture
from nnviz.gui.runs.picture import SIZE, draw_run
from nnviz.gui.theme import DARK, LIGHT, Theme

LINE = preset("five-dots-line")
Known = Callable[..., KeptRun]


def draw(run: KeptRun, theme: Theme = LIGHT, ratio: float = 1.0) -> QImage:
    return draw_run(run, theme, ratio).toImage()


def count(image: QImage, colour: str) -> int:
    """Pixels that are nearly of this colour."""
    wanted = QColor(colour)
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return sum(
        abs(p.red() - wanted.red()) + abs(p.green() - wanted.green()) + abs(p.blue() - wanted.blue()) < 40
        for p in pixels
        if p.alpha() == 255
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_points_and_curve_in_their_colours(qtbot: QtBot, known: Known, theme: Theme) -> None:
    image = draw(known(), theme)
    assert (image.width(), image.height()) == (SIZE.width(), SIZE.height())
    for colour in (theme.training, theme.validation, theme.curve, theme.plot):
        assert count(image, colour) > 5, colour
    assert count(image, theme.truth) == 0


def test_the_truth_where_it_is_known(qtbot: QtBot, known: Known) -> None:
    image = draw(known(replace(LINE, truth=Truth("line", (0.5, 0.5), 0.3))), ratio=2.0)
    assert count(image, LIGHT.truth) > 5


def test_as_many_pixels_as_the_screen_has(qtbot: QtBot, known: Known) -> None:
    picture = draw_run(known(), LIGHT, 2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (2 * SIZE.width(), 2.0)
    once, twice = draw(known()), draw(known(), ratio=2.0)
    assert count(twice, LIGHT.training) > 3 * count(once, LIGHT.training)


@pytest.mark.parametrize("weight", [np.nan, np.inf, 1e300, -1e300, 0.0])
def test_hostile_weights_are_drawn_without_complaint(qtbot: QtBot, known: Known, weight: float) -> None:
    run = replace(known(), kept=(Checkpoint(10, np.full(2, weight)),))
    assert count(draw(run), LIGHT.training) > 5


def test_a_formula_without_values_everywhere_has_gaps(qtbot: QtBot, known: Known) -> None:
    draw(known(with_model(replace(LINE, domain=(-10.0, 10.0)), FormulaSpec("a*log(x)"))))


def test_without_points(qtbot: QtBot, known: Known) -> None:
    assert count(draw(known(replace(LINE, dataset=Dataset.from_xy()))), LIGHT.curve) > 5


def test_many_points_and_large_models_do_not_hold_the_window_up(
    qtbot: QtBot, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A blur of points is drawn as a few of them, and a slow curve is computed at a few places."""
    marks: list[object] = []
    places: list[int] = []
    draw_mark, predict = picture._draw_mark, Frame.predict

    def counted_mark(*mark: Any) -> None:
        marks.append(mark)
        draw_mark(*mark)

    def counted_places(frame: Frame, x: np.ndarray) -> np.ndarray:
        places.append(len(x))
        return predict(frame, x)

    monkeypatch.setattr(picture, "_draw_mark", counted_mark)
    monkeypatch.setattr(Frame, "predict", counted_places)
    rng = np.random.default_rng(0)
    many = Dataset.from_xy(rng.uniform(0, 8, (20_000, 2)))
    large = with_model(replace(LINE, dataset=many), MLPSpec((512,) * 3))
    draw(known(large), ratio=2.0)
    assert len(marks) == picture.MOST_POINTS[Role.TRAINING]
    assert places == [picture.PLACES_OF_LARGE]
