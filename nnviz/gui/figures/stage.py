"""The stage: panels that nobody sees, from which figures are drawn."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QWidget

from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.errors import likeness as errors_likeness
from nnviz.gui.fit import FitPanel
from nnviz.gui.fit import likeness as fit_likeness
from nnviz.gui.hidden import HiddenPanel
from nnviz.gui.hidden.board import HiddenBoard
from nnviz.gui.main_view import MainView
from nnviz.gui.mirror import Mirror
from nnviz.gui.plane import PlanePanel
from nnviz.gui.plane import likeness as plane_likeness
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT, Theme

LEAST_SPLIT = 180  # pixels of height, in less of which its axis would lose its title


class Stage(QWidget):
    """Made once and used again and again: plots that come and go leak (pyqtgraph #2672).

    Lit, its panels count as visible, which they must to be up to date; they never come to the screen.
    """

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.theme = LIGHT
        self.session = Mirror(session, self)
        self.fit = FitPanel(self.session, self.theme, self)
        self.errors = ErrorsPanel(self.session, self.theme, self)
        self._hidden: HiddenBoard | None = None
        self._plane: PlanePanel | None = None  # both are made when they are first wanted
        for header in (self.fit.header, self.errors.legend, self.errors.numbers):
            header.hide()  # a figure has a legend of its own

    @property
    def hidden(self) -> HiddenBoard:
        """Made when it is first wanted."""
        if self._hidden is None:
            self._hidden = HiddenBoard(self.session, self.theme, in_thread=False, parent=self)
            self._hidden.bar.setMaximumHeight(0)  # a figure has only its plot
            self._hidden.note.setMaximumHeight(0)
            self._hidden.show()
        return self._hidden

    def show_hidden_like(self, panel: HiddenPanel) -> None:
        """Show the layer and units that the window's panel shows."""
        if panel.board is not None:
            self.hidden.bar.choose(panel.board.bar.choice)

    @property
    def plane(self) -> PlanePanel:
        """Its regions are there as soon as they are asked for."""
        if self._plane is None:
            self._plane = PlanePanel(self.session, self.theme, in_thread=False, parent=self)
            self._plane.strip()
            self._plane.show()
        return self._plane

    @property
    def has_classes(self) -> bool:
        return self.session.experiment.dataset.is_classes

    def show_like(self, session: Session, view: MainView, errors: ErrorsPanel) -> None:
        """Take over what the window shows at this moment."""
        self.show()
        self.session.mirror(session)
        if self.has_classes:
            plane_likeness.show_like(self.plane, view.plane)
        else:
            fit_likeness.show_like(self.fit, view.fit)
        if self.session.spread is None:  # the split would only say how to come by one
            self.fit.show_split(False)
        errors_likeness.show_like(self.errors, errors)

    def choose_theme(self, theme: Theme) -> None:
        if theme is not self.theme:
            self.theme = theme
            self.fit.show_theme(theme)
            if self._plane is not None:
                self._plane.show_theme(theme)
            self.errors.show_theme(theme)
            if self._hidden is not None:
                self._hidden.show_theme(theme)

    def place(self, panel: QWidget, size: QSize) -> None:
        """Give a panel the size in which it is drawn."""
        panel.setGeometry(0, 0, size.width(), size.height())
        if panel is self.fit:
            fit_likeness.share_height(self.fit, LEAST_SPLIT)

    def leave(self) -> None:
        """Nothing is drawn from it for now."""
        self.hide()
        self.session.close()
