"""The misread points: as pictures where the features are pixels, else in words; the surest mistakes first."""

from dataclasses import dataclass
from html import escape

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor, QImage

from nnviz.core.judgement import Judgement
from nnviz.core.pictures import picture_shape, shades
from nnviz.gui.readout import whole_percent
from nnviz.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
MOST = 60  # that are listed; more are not looked at one by one
MISREAD = Qt.ItemDataRole.UserRole
SHADES = 256


@dataclass(frozen=True, eq=False)
class Misread:
    """A point that the model takes for another class.

    point: its index in the data set. own, said: classes, and how probable they are. picture: [rows, columns]
    of its pixels, 0 … 255, if it is one.
    """

    point: int
    own: int
    said: int
    own_share: float
    said_share: float
    names: tuple[str, str]
    picture: np.ndarray | None

    def text(self) -> str:
        words = _tr(
            "Point {point:,}: “{own}”, taken for “{said}” with {share} %. Its own class has {rest} %."
        )
        return words.format(
            point=self.point + 1, own=self.names[0], said=self.names[1],
            share=whole_percent(self.said_share), rest=whole_percent(self.own_share),
        )  # fmt: skip


def misread_of(judgement: Judgement) -> list[Misread]:
    """The surest mistakes, at most `MOST`."""
    chosen = judgement.misread[:MOST]
    dataset, points = judgement.dataset, judgement.points[chosen]
    shape = picture_shape(dataset)
    pictures = (
        None if shape is None else np.rint(shades(dataset, points, shape) * (SHADES - 1)).astype(np.uint8)
    )
    found = []
    for number, (at, point) in enumerate(zip(chosen.tolist(), points.tolist(), strict=True)):
        own, said = int(judgement.classes[at]), int(judgement.said[at])
        shares = judgement.probabilities[at]
        names = dataset.class_names[own], dataset.class_names[said]
        picture = None if pictures is None else pictures[number]
        found.append(Misread(point, own, said, float(shares[own]), float(shares[said]), names, picture))
    return found


def image_of(picture: np.ndarray, colours: list[int]) -> QImage:
    """One pixel for each of the picture, whose values choose one of the `shade_colours`."""
    height, width = picture.shape
    padded = np.zeros((height, (width + 3) // 4 * 4), np.uint8)  # Qt's lines begin at multiples of 4 bytes
    padded[:, :width] = picture
    image = QImage(padded.data, width, height, padded.shape[1], QImage.Format.Format_Indexed8)
    image.setColorTable(colours)
    return image.copy()  # the array goes, the image stays


def shade_colours(theme: Theme) -> list[int]:
    """Nothing has the colour of the plot, the most that of letters."""
    paper, ink = QColor(theme.plot), QColor(theme.text)
    return [_between(paper, ink, k / (SHADES - 1)).rgb() for k in range(SHADES)]


def _between(one: QColor, other: QColor, share: float) -> QColor:
    return QColor.fromRgbF(
        one.redF() + share * (other.redF() - one.redF()),
        one.greenF() + share * (other.greenF() - one.greenF()),
        one.blueF() + share * (other.blueF() - one.blueF()),
    )


class MisreadModel(QAbstractListModel):
    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.found: list[Misread] = []

    def show_found(self, found: list[Misread]) -> None:
        self.beginResetModel()
        self.found = found
        self.endResetModel()

    def rowCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.found)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self.found):
            return None
        misread = self.found[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return misread.text()
            case Qt.ItemDataRole.ToolTipRole:
                return f"<p>{escape(misread.text())}</p>"
            case _ if role == MISREAD:
                return misread
        return None


def _tr(words: str) -> str:
    return QCoreApplication.translate("Misread", words)
