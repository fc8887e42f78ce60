"""What a figure is: a size, and how it is drawn at any scale."""

from abc import ABC, abstractmethod
from collections.abc import Generator, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter

Steps = Generator[None, None, None]  # drawing in small portions: all is drawn when it has come to its end


@contextmanager
def unchanged(painter: QPainter) -> Iterator[None]:
    """Afterwards the painter is as before, also where drawing is given up."""
    painter.save()
    try:
        yield
    finally:
        painter.restore()


class Figure(ABC):
    """size: in pixels at scale 1. title: what it shows, for programs that read files aloud.

    is_vector: whether lines and letters are told as such, where the kind of file can.
    """

    size: QSizeF
    title: str
    is_vector = True

    @abstractmethod
    def steps(self, painter: QPainter) -> Steps:
        """Draw all of it, its top left corner at (0, 0), in pixels at scale 1.

        The painter stays as it was left until the next step.
        """

    def draw(self, painter: QPainter) -> None:
        """All steps at once."""
        for _ in self.steps(painter):
            pass
