"""Sizes of letters."""

from PySide6.QtGui import QFont


def smaller(font: QFont, times: float) -> QFont:
    """The font in another size, whether it is measured in points or in pixels."""
    made = QFont(font)
    if font.pointSizeF() > 0:
        made.setPointSizeF(font.pointSizeF() * times)
    else:
        made.setPixelSize(max(1, round(font.pixelSize() * times)))
    return made
