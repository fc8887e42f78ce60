"""What a mouse tool is: what it is told of the mouse, what it may ask of its canvas, when its stroke ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt

from nnviz.core.dataset import Dataset, Role
from nnviz.core.truths import Truth
from nnviz.gui.session import Session


@dataclass(frozen=True)
class Touch:
    """One mouse event: where in pixels and in data units, and which keys were held."""

    pixel: QPointF
    x: float
    y: float
    modifiers: Qt.KeyboardModifier

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)


class Canvas(Protocol):
    """What tools need to know of the panel they draw on."""

    session: Session
    selection: NDArray[np.intp]

    def pixels(self) -> NDArray[np.float64]:
        """The points' places on the screen, [n, 2]."""
        ...

    def data_at(self, pixel: QPointF) -> tuple[float, float]: ...

    def shown_height(self) -> float:
        """How much of y the view shows."""
        ...

    def added(self, x: float, y: float, role: Role) -> Dataset:
        """The points with one more."""
        ...

    def moved(self, indices: Sequence[int], dx: float, dy: float) -> Dataset:
        """The points with those at `indices` shifted."""
        ...

    def select(self, indices: NDArray[np.intp]) -> None: ...

    def show_band(self, band: QRectF | None) -> None: ...


class Tool:
    """A mouse tool. One press-drag-release is one gesture, and one undo.

    A stroke ends where what it draws changes by other hands than the tool's: by undo, a key or a menu.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._gesture = 0
        self._drawing = False  # whether there is a stroke
        self._left: Dataset | Truth | None = None  # what is drawn, as this stroke left it

    def press(self, touch: Touch) -> None:
        self._gesture = self.canvas.session.new_gesture()
        self._drawing, self._left = True, self.drawn

    def drag(self, touch: Touch) -> None:
        if self._drawing and self.drawn is self._left:
            self.go_on(touch)
        else:
            self.release(touch)

    def go_on(self, touch: Touch) -> None:
        """The mouse moved, and what is drawn is as this stroke left it."""

    def release(self, touch: Touch) -> None:
        self._drawing = False

    @property
    def dataset(self) -> Dataset:
        return self.canvas.session.experiment.dataset

    @property
    def drawn(self) -> Dataset | Truth | None:
        """What this tool changes."""
        return self.dataset

    def edit(self, dataset: Dataset, text: str) -> None:
        """Change the points as a part of the present stroke."""
        self.canvas.session.edit_points(dataset, text, self._gesture)
        self._left = self.drawn

    def near(self, touch: Touch, radius: float) -> NDArray[np.intp]:
        """The points within `radius` pixels, nearest first."""
        offsets = self.canvas.pixels() - (touch.pixel.x(), touch.pixel.y())
        distances = np.hypot(offsets[:, 0], offsets[:, 1])
        order = np.argsort(distances, kind="stable")
        return order[distances[order] <= radius]
