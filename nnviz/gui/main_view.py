"""What stands in FIT's place: the panel of a curve, or the plane where points have classes."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from nnviz.core.dataset import Role
from nnviz.gui.drawing.canvas import DrawingCanvas
from nnviz.gui.drawing.tools import ToolName
from nnviz.gui.fit import FitPanel
from nnviz.gui.plane import PlanePanel
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme


class MainView(QStackedWidget):
    """Follows the points of the session. Commands for what one draws on go to the panel that is there."""

    tool_changed = Signal(str)  # a ToolName
    kind_changed = Signal()  # the other panel is there now

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self._tool: ToolName = "training-point"
        self.fit = FitPanel(session, theme)
        self._plane: PlanePanel | None = None  # made when it is first wanted: it takes a while
        self._in_menus: list[QAction] = []  # more entries of the context menus
        self.addWidget(self.fit)
        self._watch(self.fit.canvas)
        session.experiment_changed.connect(self._on_experiment_changed)
        self._on_experiment_changed()

    def _watch(self, canvas: DrawingCanvas) -> None:
        canvas.tool_changed.connect(self.tool_changed)

    @property
    def plane(self) -> PlanePanel:
        if self._plane is None:
            self._plane = PlanePanel(self._session, self._theme)
            self._plane.canvas.addActions(self._in_menus)
            self.addWidget(self._plane)
            self._watch(self._plane.canvas)
        return self._plane

    @property
    def has_classes(self) -> bool:
        return self._session.experiment.dataset.is_classes

    @property
    def panel(self) -> FitPanel | PlanePanel:
        """The one that is there."""
        return self.plane if self.has_classes else self.fit

    @property
    def canvas(self) -> DrawingCanvas:
        return self.panel.canvas

    def add_to_menus(self, action: QAction) -> None:
        """An entry of the context menus of both panels."""
        self._in_menus.append(action)
        self.fit.canvas.addAction(action)
        if self._plane is not None:
            self._plane.canvas.addAction(action)

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.fit.show_theme(theme)
        if self._plane is not None:
            self._plane.show_theme(theme)

    def stop(self) -> None:
        """The window closes: waits for what is still computed."""
        if self._plane is not None:
            self._plane.stop()

    @Slot()
    def _on_experiment_changed(self) -> None:
        panel = self.panel
        if panel is self.currentWidget():
            return
        self.setCurrentWidget(panel)
        if panel is self._plane and self._tool == "truth":  # classes have none that is drawn
            self._tool = "training-point"
        panel.canvas.choose(self._tool)
        self.kind_changed.emit()

    # --- commands ---------------------------------------------------------------------------------

    @Slot()
    def fit_view(self) -> None:
        self.panel.fit_view()

    def choose(self, name: ToolName) -> None:
        """Take a tool."""
        self._tool = name
        self.canvas.choose(name)

    def select_all(self) -> None:
        self.canvas.select_all()

    def delete_selected(self) -> None:
        self.canvas.delete_selected()

    def turn_selected(self, role: Role) -> None:
        self.canvas.turn_selected(role)

    def clear_points(self) -> None:
        self.canvas.clear_points()
