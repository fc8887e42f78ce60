"""The columns that become features, each with a check mark."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

ROWS = 4  # that are seen at once


class FeatureList(QListWidget):
    """Emits `edited` when the user chooses; `chosen` are numbers of columns."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(ROWS * (self.fontMetrics().height() + 6) + 2 * self.frameWidth())
        self.itemChanged.connect(self._on_changed)

    @property
    def chosen(self) -> tuple[int, ...]:
        items = map(self.item, range(self.count()))
        return tuple(i for i, item in enumerate(items) if item.checkState() is Qt.CheckState.Checked)

    def show_columns(self, names: Sequence[str], chosen: Sequence[int]) -> None:
        with QSignalBlocker(self):
            if [self.item(i).text() for i in range(self.count())] != list(names):
                self.clear()
                self.addItems(list(names))
            for number in range(self.count()):
                there = number in chosen
                self.item(number).setToolTip(escape(names[number]))
                self.item(number).setCheckState(Qt.CheckState.Checked if there else Qt.CheckState.Unchecked)

    @Slot(QListWidgetItem)
    def _on_changed(self, _item: QListWidgetItem) -> None:
        self.edited.emit()
