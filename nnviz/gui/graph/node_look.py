"""How large a node is drawn, in which fonts, and what it says; none of it depends on its numbers."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QFont, QFontMetricsF

from nnviz.core.graph.graph import Node
from nnviz.core.graph.layout import Size
from nnviz.core.graph.network_columns import INPUTS
from nnviz.core.graph.summary import shape_text
from nnviz.gui.readout import with_even_digits

NAME, NUMBER, SMALL = 13, 13, 10  # heights of the fonts in pixels
# Of the full size: below FAR only names are written, below MIDDLE names and numbers, from NEAR on everything.
FAR, MIDDLE, NEAR = 0.28, 0.5, 0.72
MARGIN = 7.0
HEADER = 36.0  # name and what it is
CELL = 39.0  # a number, what it is above it, and its range below
PICTURE = 26.0  # side of a tensor's picture
NARROWEST, WIDEST = 118.0, 176.0
UNIT: Size = (216.0, 46.0)
CURVE: Size = (48.0, 36.0)  # of a unit's curve, at its left


def node_size(node: Node) -> Size:
    """Width and height in pixels. Equal for graphs of one structure, so that a layout serves all of them."""
    if compact(node):
        return UNIT if node.curve is not None else (UNIT[0] - CURVE[0] - 5, UNIT[1])
    name = QFontMetricsF(font(NAME, bold=True)).horizontalAdvance(node.name)
    stated = QFontMetricsF(font(SMALL)).horizontalAdvance("" if leaf(node) else what_it_is(node))
    width = min(max(name + 2 * MARGIN + 3, stated + 2 * MARGIN + 3, NARROWEST), WIDEST)
    return width, HEADER + cells(node) * CELL + 3


def compact(node: Node) -> bool:
    """Whether it is drawn low, as one of a column: a unit, or one of the features."""
    return node.kind == "unit" or (node.kind == "input" and node.layer == INPUTS)


def gradient_title(node: Node, short: bool = False) -> str:
    """What its gradient is by, where that is not its value."""
    if node.by:
        words = "∂L/∂{symbol}" if short else QCoreApplication.translate("graph", "gradient by {symbol}")
        return words.format(symbol=node.by)
    return QCoreApplication.translate("graph", "gradient")


def leaf(node: Node) -> bool:
    return node.kind in ("input", "target", "parameter", "constant")


def cells(node: Node) -> int:
    """A value and a gradient; constants have none, nor has a layer that only stands for hidden units."""
    if node.kind == "constant":
        return 1
    return 0 if node.kind == "layer" and not node.inner else 2


def fitting(words: str, width: float, largest: int, bold: bool = False) -> QFont:
    """The largest font, up to `largest` pixels, in which the words are no wider than this."""
    needed = QFontMetricsF(font(NUMBER, bold)).horizontalAdvance(words)
    return font(max(1, min(int(NUMBER * width / max(needed, 1.0)), largest)), bold)


def font(pixels: int, bold: bool = False) -> QFont:
    made = with_even_digits(QFont())
    made.setPixelSize(pixels)
    made.setBold(bold)
    return made


def short_name(node: Node) -> str:
    """A unit's name without that of its layer, which stands above the column."""
    if node.kind == "unit" and node.layer and node.name.startswith(f"{node.layer} "):
        return node.name[len(node.layer) + 1 :]
    return node.name


def what_it_is(node: Node) -> str:
    """The quiet line under the name: a formula, or what kind of leaf, with its shape."""
    if node.kind == "layer" and node.parameters:
        words = QCoreApplication.translate("graph", "{operation}, {count} parameters")
        return words.format(operation=node.operation, count=f"{node.parameters:,}")
    if node.layer == "loss" and node.kind == "layer" and node.operation != "mean squared error":
        return node.operation  # its formula is long
    if not leaf(node):
        return node.formula or node.operation
    kind = {
        "input": QCoreApplication.translate("graph", "input"),
        "target": QCoreApplication.translate("graph", "target"),
        "parameter": QCoreApplication.translate("graph", "parameter"),
        "constant": QCoreApplication.translate("graph", "constant"),
    }[node.kind]
    shape = shape_text(node.shape) if node.value.size > 1 else ""
    return ", ".join(part for part in (node.formula, shape, kind) if part)  # what is cut is the kind
