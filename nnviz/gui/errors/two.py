"""The graphs of the ERRORS panel: one for a curve; for classes two, the loss and what is chosen beside it."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from nnviz.gui.errors.curves import ACCURACIES, PARTS, Graph
from nnviz.gui.errors.view import ErrorsView
from nnviz.gui.theme import Theme

ROOM_FOR_BOTH = 140  # pixels of height, below which two graphs stand side by side
GAP = 2  # pixels between them


class Views(QWidget):
    """One above the other, or side by side where that is all the room there is.

    The second graph is made when it is first wanted, and reused: `made` is called with each. `turned`
    says that the graphs stand in another way.
    """

    turned = Signal()

    def __init__(
        self, theme: Theme, made: Callable[[ErrorsView], None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._made = theme, made
        self.first = ErrorsView(theme, parent=self)
        self._second: ErrorsView | None = None
        self._layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self._add(self.first)

    def _add(self, view: ErrorsView) -> None:
        self._layout.addWidget(view.chart, 1)
        self._made(view)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        for view in (self.first, self._second):
            if view is not None:
                view.show_theme(theme)

    def show_graphs(self, graphs: tuple[Graph, ...]) -> None:
        """One or two of them."""
        self.first.graph = graphs[0]
        if len(graphs) == 1:
            if self._second is not None:
                self._second.chart.hide()
            return
        if self._second is None:
            self._second = ErrorsView(self._theme, (*ACCURACIES, *PARTS), self)
            self._add(self._second)
        self._second.graph = graphs[1]
        self._second.chart.show()
        self._arrange()

    @property
    def shown(self) -> list[ErrorsView]:
        """The first one, and the second where there are two."""
        second = self._second
        return [self.first] if second is None or second.chart.isHidden() else [self.first, second]

    @property
    def second(self) -> ErrorsView | None:
        return self.shown[1] if len(self.shown) > 1 else None

    @property
    def side_by_side(self) -> bool:
        return self._layout.direction() is QBoxLayout.Direction.LeftToRight

    def _arrange(self) -> None:
        beside = self.height() < ROOM_FOR_BOTH
        wanted = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        if wanted is not self._layout.direction():
            self._layout.setDirection(wanted)
            self._layout.activate()
            if self.second is not None:
                self.turned.emit()

    def minimumSizeHint(self) -> QSize:
        """One graph's: the two then stand side by side."""
        hint: QSize = self.first.chart.minimumSizeHint()
        return hint

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
