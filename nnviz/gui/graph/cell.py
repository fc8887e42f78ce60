"""A node's value or gradient as it is written."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from nnviz.core.graph.graph import Array
from nnviz.core.graph.summary import plain_number, summary
from nnviz.gui.graph.tensor_picture import tensor_picture
from nnviz.gui.theme import Theme


@dataclass(frozen=True)
class Cell:
    """A number as it is written: what it is, itself, its range, and a picture of all elements."""

    title: str
    number: str
    spread: str = ""
    picture: QImage | None = None


def cell_of(title: str, values: Array | None, theme: Theme, small: bool) -> Cell:
    """A tensor by its mean, range and picture. small: without the picture."""
    if values is None or not values.size:
        return Cell(title, "")
    if values.size == 1:
        return Cell(title, plain_number(float(values.flat[0])))
    brief = summary(values)
    mean = QCoreApplication.translate("graph", "mean {what}").format(what=title)
    spread = f"{plain_number(brief.low, 2)} … {plain_number(brief.high, 2)}"
    if brief.lost:
        spread = QCoreApplication.translate("graph", "{n} not finite").format(n=brief.lost)
    picture = None if small else tensor_picture(values, theme)
    return Cell(mean, plain_number(brief.mean), spread, picture)
