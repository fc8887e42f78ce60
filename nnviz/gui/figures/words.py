"""Words of labels in a figure."""

from html import escape

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QPainter, QTextDocument, QTextOption
from PySide6.QtWidgets import QLabel

from nnviz.gui.figures.pens import in_pixels
from nnviz.gui.theme import Theme


def document_of(words: str, font: QFont, colour: str, width: float = -1.0) -> QTextDocument:
    """HTML, in this colour where it names none. width: of its lines; without one there is a single line."""
    document = QTextDocument()
    document.setDefaultFont(in_pixels(font))
    document.setDocumentMargin(0)
    document.setHtml(f'<span style="color:{colour}">{words}</span>')
    document.setTextWidth(width)
    return document


def draw_label(painter: QPainter, label: QLabel, place: QPointF, theme: Theme) -> None:
    """A label as it is on the screen, its top left corner at `place`."""
    rich = label.textFormat() is Qt.TextFormat.RichText
    colour = theme.quiet if label.property("quiet") else theme.text
    words = label.text() if rich else escape(label.text())
    document = document_of(words, label.font(), colour, label.width() if label.wordWrap() else -1.0)
    document.setDefaultTextOption(QTextOption(label.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask))
    painter.save()
    painter.translate(place + QPointF(0.0, max(0.0, (label.height() - document.size().height()) / 2)))
    document.drawContents(painter)
    painter.restore()
