"""Above the FIT plot: legend, errors, and the values at the x under the mouse, in as few lines as will do."""

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from nnviz.core.generalization.at_x import AtX
from nnviz.core.generalization.spread import Spread
from nnviz.gui.fit.legend import Legend
from nnviz.gui.fit.readout import XReadout
from nnviz.gui.readout import ErrorReadout
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

MARGIN = 10  # pixels on either side
BETWEEN = 20  # pixels between two texts in a line


class Header(QWidget):
    """In a wide panel the errors stand beside the legend, else under it, where values take their place."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.legend, self.errors, self.values = Legend(), ErrorReadout(session), XReadout(session)
        self._narrow: bool | None = None  # not arranged yet
        self._pointing = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(MARGIN, 5, MARGIN, 3)
        self._grid.setHorizontalSpacing(BETWEEN)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(1, 1)
        self.values.setMinimumHeight(self.values.fontMetrics().height() + 2)  # also where it is empty
        self._arrange()

    def show_what(self, theme: Theme, spread: Spread | None, at: AtX | None, robust: bool) -> None:
        """The legend for what is drawn, and the notes on it."""
        self.legend.show_what(theme, self._session, spread, robust)
        self.values.show_spread(spread, at, robust)
        self._arrange()

    def point_at(self, x: float | None) -> None:
        """Tell the values at x; None: the mouse has left."""
        self.values.point_at(x)
        if (x is not None) is not self._pointing:
            self._pointing = x is not None
            self._place_values()

    def _arrange(self) -> None:
        needed = self.legend.one_line + self.errors.sizeHint().width() + BETWEEN + 2 * MARGIN
        narrow = self.width() < needed
        if narrow is not self._narrow:
            self._narrow = narrow
            self._grid.addWidget(self.legend, 0, 0, 1, 2)
            self._grid.addWidget(self.errors, *((1, 0) if narrow else (0, 2)))
            self._place_values()

    def _place_values(self) -> None:
        """In their own line; in a narrow panel beside the errors, or in place of them while one reads."""
        beside = self._narrow and not self._pointing
        self.errors.setVisible(beside or not self._narrow)
        self._grid.addWidget(self.values, *((1, 1) if beside else (1, 0, 1, 3)))

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for the errors under the legend."""
        widest = max(self.legend.minimumSizeHint().width(), self.errors.minimumSizeHint().width())
        return QSize(widest + 2 * MARGIN, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
