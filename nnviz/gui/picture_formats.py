"""A figure as a picture, as PNG, SVG or PDF."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import (
    QFont,
    QFontInfo,
    QImage,
    QImageWriter,
    QPageSize,
    QPaintDevice,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from nnviz.core.sentences import require
from nnviz.gui.figure import Figure

LARGEST_SIDE = 16_000  # pixels: larger images are refused by many programs, and by Qt at 32,767
DOTS_PER_INCH = 96  # at which a pixel of a figure is a pixel of the screen
FINE = 1200  # dots per inch of a PDF, to which its coordinates are rounded
INCH = 0.0254  # metres
FAMILY = re.compile(rb'font-family="([^"]+)"')
FORBIDDEN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")  # in XML, which Qt writes
UNKNOWN = "\N{REPLACEMENT CHARACTER}".encode()
POINTS_PER_INCH = 72


def image_size(figure: Figure, scale: float) -> QSize:
    """How many pixels it has at this scale; fewer than asked for where a side would be too long."""
    longest = max(figure.size.width(), figure.size.height())
    return (figure.size * min(scale, LARGEST_SIDE / longest)).toSize()


def image_of(figure: Figure, scale: float = 1.0) -> QImage:
    """Drawn anew at this scale. Raises `BadInput` where there is no memory for it."""
    size = image_size(figure, scale)
    image = QImage(size, QImage.Format.Format_RGB32)
    require(
        not image.isNull(),
        "There is not enough memory for a picture of {width:,} × {height:,} pixels. Choose a smaller scale.",
        width=size.width(), height=size.height(),
    )  # fmt: skip
    image.fill(0xFFFFFF)
    ratio = size.width() / figure.size.width()
    image.setDevicePixelRatio(ratio)
    with painting(image) as painter:
        figure.draw(painter)
    image.setDevicePixelRatio(1)
    image.setDotsPerMeterX(round(ratio * DOTS_PER_INCH / INCH))  # documents show it as large at any scale
    image.setDotsPerMeterY(round(ratio * DOTS_PER_INCH / INCH))
    return image


def png(figure: Figure, scale: float) -> bytes:
    buffer = _buffer()
    QImageWriter(buffer, QByteArray(b"PNG")).write(image_of(figure, scale))
    return _bytes(buffer)


def svg(figure: Figure) -> bytes:
    buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(DOTS_PER_INCH)
    generator.setSize(figure.size.toSize())
    generator.setViewBox(QRectF(0, 0, figure.size.width(), figure.size.height()))
    generator.setTitle(figure.title)
    with painting(generator) as painter:
        figure.draw(painter)
    return FORBIDDEN.sub(UNKNOWN, FAMILY.sub(_families, _bytes(buffer)))


def _families(named: re.Match[bytes]) -> bytes:
    """What "Sans Serif" stands for here, as other programs do not know; and what to take without it."""
    family = QFontInfo(QFont(named[1].decode())).family()
    return f"font-family=\"'{family}', Arial, Helvetica, sans-serif\"".encode()


def pdf(figure: Figure) -> bytes:
    """One page as large as the figure."""
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setResolution(FINE)
    in_points = figure.size * (POINTS_PER_INCH / DOTS_PER_INCH)
    writer.setPageSize(
        QPageSize(QSizeF(in_points), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    )
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setTitle(figure.title)
    writer.setCreator("nnviz")
    with painting(writer) as painter:
        painter.scale(FINE / DOTS_PER_INCH, FINE / DOTS_PER_INCH)
        figure.draw(painter)
    return _bytes(buffer)


@contextmanager
def painting(device: QPaintDevice) -> Iterator[QPainter]:
    """A painter that ends whatever happens: Qt crashes where its device goes before it."""
    painter = QPainter(device)
    try:
        yield painter
    finally:
        painter.end()


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _bytes(buffer: QBuffer) -> bytes:
    return bytes(buffer.data().data())
