"""Pens and fonts of figures: measured in pixels of the figure, so that they grow with its scale."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontInfo, QPen


def grown(pen: QPen, one: float, thickness: float = 1.0) -> QPen:
    """A cosmetic pen of the screen as one that is scaled with the picture.

    one: pixels of the screen in a pixel of the window, for which the pen was made. thickness: how many lines
    are drawn side by side with it, see `Line`.
    """
    width = max(1.0, pen.widthF() * thickness / one)
    result = QPen(pen)
    result.setCosmetic(False)
    result.setWidthF(width)
    if pen.style() is Qt.PenStyle.CustomDashLine:
        result.setDashPattern([each * pen.widthF() / one / width for each in pen.dashPattern()])
    result.setJoinStyle(Qt.PenJoinStyle.RoundJoin)  # a mitre would stick out of a restless curve
    return result


def in_pixels(font: QFont) -> QFont:
    """The font with its size in pixels: points are of different size in each kind of file."""
    result, found = QFont(font), QFontInfo(font)
    result.setFamilies([found.family()])  # what "Sans Serif" stands for here, other programs do not know
    result.setPixelSize(found.pixelSize())
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)  # or letters jump at other scales
    return result
