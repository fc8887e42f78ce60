"""The dockable panel: the sections one under the other, in a scroll area that only scrolls vertically."""

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from nnviz.gui.session import Session
from nnviz.gui.settings.data import DataSection
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Section
from nnviz.gui.settings.model import ModelSection
from nnviz.gui.settings.replicas import ReplicasSection
from nnviz.gui.settings.training import TrainingSection
from nnviz.gui.theme import Theme

WIDTH = 330
ROOM_ABOVE = 120  # pixels about the kind of points, when it is scrolled to


class SettingsPanel(QWidget):
    """Everything about the experiment that is chosen by controls rather than drawn."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        edits = Edits(session, self)
        self.model = ModelSection(session, edits)
        self.training = TrainingSection(session, edits)
        self.replicas = ReplicasSection(session, edits)
        self.data = DataSection(session, edits, theme)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 8, 12, 16)
        layout.setSpacing(10)
        for number, section in enumerate(self._sections()):
            if number:
                layout.addWidget(_line())
            layout.addWidget(section)
        layout.addStretch(1)
        self.area = _VerticalArea(content)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.area)
        self.data.offered.connect(self._on_offered)
        self.data.turned.connect(self._on_turned)
        self.show_theme(theme)

    def show_theme(self, theme: Theme) -> None:
        """The marks of classes; all other colours here come from the palette and the style sheet."""
        self.data.show_theme(theme)

    @Slot()
    def _on_offered(self) -> None:
        """Scroll to the button, when it has its place: below the edge it could not be found."""
        button = self.data.replace_points
        QTimer.singleShot(0, button, lambda: self.area.ensureWidgetVisible(button, 0, 16))

    @Slot()
    def _on_turned(self) -> None:
        """The sections above have another height for the other kind of points: Data stays in sight."""
        kind = self.data.kind
        QTimer.singleShot(0, kind, lambda: self.area.ensureWidgetVisible(kind, 0, ROOM_ABOVE))

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, 640)

    def _sections(self) -> tuple[Section, ...]:
        return (
            Section(
                self.tr("Model"),
                self.model,
                self.tr("What is fitted to the points, and how complex it may be."),
            ),
            Section(self.tr("Training"), self.training, self.tr("How the model's parameters are found.")),
            Section(
                self.tr("Replicas"),
                self.replicas,
                self.tr("The same model on other samples: it splits the error into bias², variance, noise."),
            ),
            Section(
                self.tr("Data"),
                self.data,
                self.tr("What kind of points there are, how many, and how to draw them from what you know."),
            ),
        )


def _line() -> QFrame:
    line = QFrame()
    line.setFrameStyle(QFrame.Shape.HLine | QFrame.Shadow.Plain)
    line.setForegroundRole(QPalette.ColorRole.Mid)
    return line


class _VerticalArea(QScrollArea):
    """Never narrower than its content, so that nothing is cut off and no second scroll bar is needed."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._content.minimumSizeHint().width() + bar, 120)
