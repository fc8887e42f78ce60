"""A layout that sets widgets like words: as many in a row as fit."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Its height depends on its width; widgets that are hidden take no room.

    last_at_end: whether the last one stands at the right end of a row: of the last row with room for it.
    """

    def __init__(self, parent: QWidget, gap: int, row_gap: int, last_at_end: bool = True) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap, self._row_gap, self._last_at_end = gap, row_gap, last_at_end

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        """One row as wide as the widest widget."""
        size = QSize()
        for item in self._items:
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _place(self, rect: QRect, move: bool) -> int:
        """Put the widgets into `rect`, or only say how high they stand."""
        margins = self.contentsMargins()
        left, right = rect.left() + margins.left(), rect.left() + rect.width() - margins.right()
        x, y, height = left, rect.top() + margins.top(), 0
        ends: list[QPoint] = []  # of the full rows: where the next widget would stand
        seen = [item for item in self._items if not item.isEmpty()]
        for item in seen:
            size = item.sizeHint()
            to_end = self._last_at_end and item is self._items[-1]
            if x > left and x + size.width() > right:
                free = next((end for end in reversed(ends) if end.x() + size.width() <= right), None)
                if to_end and free is not None:
                    if move:
                        item.setGeometry(QRect(QPoint(right - size.width(), free.y()), size))
                    break
                ends.append(QPoint(x, y))
                x, y, height = left, y + height + self._row_gap, 0
            if to_end:
                x = max(left, right - size.width())
            if move:
                item.setGeometry(QRect(QPoint(x, y), size))
            x, height = x + size.width() + self._gap, max(height, size.height())
        return y + height + margins.bottom() - rect.top()
