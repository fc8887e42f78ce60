"""Icons: the SVG files of resources/icons, drawn in the colours of the theme."""

from PySide6.QtCore import QByteArray, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from nnviz.gui.theme import Theme
from nnviz.resources import resource

DRAWN_IN = "#000"  # the one colour in the files
FAINT = 130  # opacity of a disabled icon, of 255


def icon(name: str, theme: Theme, colour: str | None = None) -> QIcon:
    """The icon in `colour`, by default the theme's text colour; fainter where disabled.

    Raises FileNotFoundError for a name that has no file.
    """
    drawing = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(_Drawing(drawing, QColor(colour or theme.text), QColor(theme.quiet)))


class _Drawing(QIconEngine):
    """Draws the SVG when a size is asked for: crisp at any pixel ratio, nothing drawn in advance."""

    def __init__(self, drawing: str, colour: QColor, faint: QColor) -> None:
        super().__init__()
        self._drawing, self._colour, self._faint = drawing, colour, faint

    def clone(self) -> QIconEngine:
        return _Drawing(self._drawing, self._colour, self._faint)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        off = mode is QIcon.Mode.Disabled
        tinted = self._drawing.replace(DRAWN_IN, (self._faint if off else self._colour).name())
        return _pixmap(QSvgRenderer(QByteArray(tinted.encode())), size, FAINT if off else 255)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self.pixmap(rect.size() * ratio, mode, state))


def _pixmap(renderer: QSvgRenderer, size: QSize, alpha: int) -> QPixmap:
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    # Faded as a whole: stroke and fill of one shape overlap, and would show through each other.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.fillRect(pixmap.rect(), QColor(0, 0, 0, alpha))
    painter.end()
    return pixmap
