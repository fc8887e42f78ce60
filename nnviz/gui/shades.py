"""Decision regions as an image: each class's colour, the stronger the more probable it is than any other."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from nnviz.core.regions import Floats, Regions, margins
from nnviz.gui.marks import COLOURS
from nnviz.gui.theme import Theme

STRONGEST = {"light": 0.32, "dark": 0.36}  # opacity where a class is certain
THICKEST = 0.6  # opacity of the fog where half of the replicas disagree
EDGE = 4  # places over which it thins out at the edge of what is known, not to end like a wall
RISE = 0.7  # exponent of the margin: below 1 the shade rises soon beyond the border


def shaded(probabilities: Floats, theme: Theme) -> NDArray[np.uint8]:
    """Pixels [H, W, 4] as Qt's ARGB32_Premultiplied has them in memory (blue first), for [H, W, K].

    Opacity is 0 where two classes are equally probable, so that the colours of two regions never meet in a
    hard edge, which an image could only show as stairs.
    """
    winner, margin = margins(probabilities)
    opacity = STRONGEST[theme.name] * margin.astype(np.float32) ** RISE
    colours = np.array([_blue_green_red(each) for each in COLOURS[theme.name]], np.float32)
    pixels = np.empty((*winner.shape, 4), np.uint8)
    np.multiply(colours[winner], opacity[..., None], out=pixels[..., :3], casting="unsafe")
    np.multiply(opacity, 255, out=pixels[..., 3], casting="unsafe")
    return pixels


def _blue_green_red(colour: str) -> tuple[int, int, int]:
    parts = QColor(colour)
    return parts.blue(), parts.green(), parts.red()


def picture(regions: Regions, theme: Theme) -> QImage:
    """Of one pixel for each cell, the highest row first."""
    return _image(np.ascontiguousarray(shaded(regions.probabilities, theme)[::-1]))


def fog(share: NDArray[np.floating], colour: QColor) -> QImage:
    """A picture in one colour, the less transparent the larger a share [H, W] is; thickest at one half."""
    known = np.nan_to_num(share, nan=0.0)
    opacity = THICKEST * np.minimum(1.0, 2 * known[::-1])
    for axis in (0, 1):
        count = opacity.shape[axis]
        to_edge = np.minimum(np.arange(count), np.arange(count)[::-1])
        opacity = opacity * np.expand_dims(np.minimum(1.0, (to_edge + 0.5) / EDGE), 1 - axis)
    pixels = np.empty((*opacity.shape, 4), np.uint8)
    parts = np.array([*_blue_green_red(colour.name()), 255])
    np.multiply(opacity[..., None], parts, out=pixels, casting="unsafe")
    return _image(pixels)


def _image(pixels: NDArray[np.uint8]) -> QImage:
    """Of premultiplied pixels [H, W, 4], the highest row first."""
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # the array goes, the image stays
