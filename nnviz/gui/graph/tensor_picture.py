"""A tensor as a small picture: a square for each number, coloured by sign and size; zero in the middle."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from nnviz.core.graph.graph import Array
from nnviz.gui.theme import Theme

MOST_SQUARES = 24  # along each side; of a larger tensor each square is the mean of a block


def tensor_picture(values: Array, theme: Theme) -> QImage:
    """At most 24 × 24 pixels: one row for a vector, and the first dimension downwards for anything else.

    The largest magnitude has the full colour of its sign, zero that of the ground; NaN and ∞ are grey.
    """
    squares = reduced(values)
    known = np.isfinite(squares)
    largest = float(np.abs(squares[known]).max(initial=0.0))
    strength = np.where(known, squares, 0.0) / largest if largest else np.zeros(squares.shape)
    ground, above, below = (rgb(colour) for colour in (theme.field, theme.positive, theme.negative))
    share = np.abs(strength)[..., None]
    colours = ground * (1 - share) + np.where(strength[..., None] >= 0, above, below) * share
    colours[~known] = rgb(theme.noise)
    return image_of(np.asarray(colours.round(), np.uint8))


def image_of(colours: NDArray[np.uint8]) -> QImage:
    """One pixel for each of `colours` [rows, columns, 3], red first."""
    rows, columns, _ = colours.shape
    pixels = np.full((rows, columns, 4), 255, np.uint8)
    pixels[..., :3] = colours
    return QImage(pixels.tobytes(), columns, rows, 4 * columns, QImage.Format.Format_RGBA8888).copy()


def reduced(values: Array) -> Array:
    """The values as a matrix of at most 24 × 24, each the mean of a block of equal share."""
    matrix = values.reshape(1, -1) if values.ndim < 2 else values.reshape(values.shape[0], -1)
    for axis in (0, 1):
        length = matrix.shape[axis]
        if length > MOST_SQUARES:
            starts = np.arange(MOST_SQUARES) * length // MOST_SQUARES
            counts = np.diff(np.append(starts, length)).reshape((-1, 1) if axis == 0 else (1, -1))
            matrix = np.add.reduceat(matrix, starts, axis=axis) / counts
    return matrix


def rgb(colour: str) -> NDArray[np.float64]:
    """Red, green and blue, 0 … 255."""
    made = QColor(colour)
    return np.array([made.red(), made.green(), made.blue()], np.float64)
