"""The list of runs: what mouse and keys ask for."""

from html import escape

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QToolTip, QWidget

from nnviz.core.document import KeptRun
from nnviz.gui.runs.drawing import RowDrawing, pin_place
from nnviz.gui.runs.rows import ROW, Row, RowsModel
from nnviz.gui.runs.words import plain
from nnviz.gui.theme import Theme

BRING_BACK = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
PIN = (Qt.Key.Key_P, Qt.Key.Key_Space)
REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class RunsView(QListView):
    """A click or Return brings a run back; P or a click on its pin pins it; Delete removes it."""

    chosen = Signal(object)  # a KeptRun to bring back
    pin_wanted = Signal(object)  # a KeptRun to pin or unpin
    remove_wanted = Signal(object)  # a Row
    menu_wanted = Signal(object, object)  # a Row, and where on the screen

    def __init__(self, model: RowsModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.drawing = RowDrawing(theme, self)
        self.setItemDelegate(self.drawing)
        self._pressed = QModelIndex()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Runs"))
        self.setAccessibleDescription(
            self.tr("Return brings a run back with its points and settings, P pins its curve.")
        )

    @property
    def row(self) -> Row | None:
        """The current one."""
        found: Row | None = self.currentIndex().data(ROW)
        return found

    def choose(self, run: KeptRun | None) -> None:
        """Make the row of this run the current one, if it is listed."""
        model = self.model()
        place = model.place_of(run) if run is not None and isinstance(model, RowsModel) else None
        if place is not None:
            self.setCurrentIndex(model.index(place, 0))

    def pin_at(self, place: QPoint) -> Row | None:
        """The row whose pin is at this place."""
        index = self.indexAt(place)
        if not pin_place(self.visualRect(index)).contains(place):
            return None
        found: Row | None = index.data(ROW)
        return found

    # --- Qt's events --------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if event.button() is Qt.MouseButton.LeftButton and index.isValid() and index == self._pressed:
            signal = self.pin_wanted if self.pin_at(place) else self.chosen
            signal.emit(index.data(ROW).run)
        self._pressed = QModelIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, row = Qt.Key(event.key()), self.row
        if row is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif key in BRING_BACK:
            self.chosen.emit(row.run)
        elif key in PIN:
            self.pin_wanted.emit(row.run)
        elif key in REMOVE:
            self.remove_wanted.emit(row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        if index.isValid():
            place = self.visualRect(index).center() if by_key else event.pos()
            self.menu_wanted.emit(index.data(ROW), self.viewport().mapToGlobal(place))

    def event(self, event: QEvent) -> bool:
        """P pins here; elsewhere in the window it is the key of Replicas."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            ours = Qt.Key(event.key()) in (*BRING_BACK, *PIN, *REMOVE)
            if ours and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                event.accept()
                return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(event.pos()), self.viewport())
            return True
        return super().viewportEvent(event)

    def _tip(self, place: QPoint) -> str:
        row: Row | None = self.indexAt(place).data(ROW)
        if row is None:
            return ""
        if self.pin_at(place) is None:
            lines = "<br>".join(escape(plain(line)) for line in row.lines)
            return f"<p>{lines}</p><p>{self.tr('A click brings it back, with its points and settings.')}</p>"
        if row.run.experiment.dataset.is_classes:
            if row.slot is not None:
                return self.tr("Unpin (P): its border leaves FIT, its loss and its accuracy leave ERRORS.")
            return self.tr(
                "Pin (P): its border stays in FIT, its loss and its accuracy in ERRORS, to compare."
            )
        if row.slot is not None:
            return self.tr("Unpin (P): its curve leaves FIT, its errors leave ERRORS.")
        return self.tr("Pin (P): its curve stays in FIT and its errors in ERRORS, to compare with.")
