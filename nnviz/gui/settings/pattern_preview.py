"""A small picture of the points that a pattern would give, while the present ones stay."""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from nnviz.core.dataset import Dataset
from nnviz.core.patterns import Pattern, sample_pattern
from nnviz.gui.marks import draw_mark, mark_of
from nnviz.gui.plots import pen
from nnviz.gui.theme import Theme

HEIGHT = 150  # pixels
MARK, MARGIN = 6.0, 8.0  # pixels
MOST_DRAWN = 600  # points: more only make it darker


class PatternPreview(QWidget):
    """Both features to one scale, as the plane shows them."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pattern = Pattern()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("The points that would be drawn"))

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_pattern(self, pattern: Pattern) -> None:
        self._pattern = pattern
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen(self._theme.border, 1))
        painter.setBrush(QColor(self._theme.plot))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        dataset = _sample(self._pattern)
        if len(dataset):
            self._draw(painter, dataset)
        painter.end()

    def _draw(self, painter: QPainter, dataset: Dataset) -> None:
        low, high = dataset.features.min(axis=0), dataset.features.max(axis=0)
        room = np.array([self.width() - 2 * MARGIN - MARK, self.height() - 2 * MARGIN - MARK])
        scale = float((room / np.maximum(high - low, 1e-9)).min())
        middle = np.array([self.width() / 2, self.height() / 2])
        places = middle + (dataset.features - (low + high) / 2) * (scale, -scale)
        for (x, y), number, role in zip(
            places.tolist(), dataset.classes.tolist(), dataset.roles.tolist(), strict=True
        ):
            mark = mark_of(self._theme, number, role, MARK)
            painter.save()
            painter.translate(QPointF(x, y))
            draw_mark(painter, mark)
            painter.restore()


@lru_cache(maxsize=2)  # painted more often than changed
def _sample(pattern: Pattern) -> Dataset:
    dataset = sample_pattern(pattern)
    if len(dataset) <= MOST_DRAWN:
        return dataset
    every = np.linspace(0, len(dataset) - 1, MOST_DRAWN).astype(int)
    return Dataset(dataset.features[every], dataset.targets[every], dataset.roles[every], dataset.class_names)
