"""Icons: the SVG files of resources/icons, drawn in the colours of the theme."""

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.gui.theme import Theme
from nnviz.resources import resource

DRAWN_IN = "#000"  # the one colour in the files
SIZES = (
    16,
    20,
    24,
    32,
    40,
    48,
    64,
    96,
)  # pixels; what buttons ask for at usual pixel ratios


def icon(name: str, theme: Theme) -> QIcon:
    """The icon in the theme's text colour, in the quiet one where disabled; crisp at any pixel ratio.

    Raises FileNotFoundError for a name that has no file.
    """
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    faint = QColor(theme.quiet)
    faint.setAlpha(130)
    result = QIcon()
    for mode, colour in ((QIcon.Mode.Normal, QColor(theme.text)), (QIcon.Mode.Disabled, faint)):
        tinted = QSvgRenderer(QByteArray(drawing.replace(DRAWN_IN, colour.name()).encode()))
        for size in SIZES:
            result.addPixmap(_pixmap(tinted, size, colour.alpha()), mode)
    return result


def _pixmap(renderer: QSvgRenderer, size: int, alpha: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    # Faded as a whole: stroke and fill of one shape overlap, and would show through each other.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.fillRect(pixmap.rect(), QColor(0, 0, 0, alpha))
    painter.end()
    return pixmap
