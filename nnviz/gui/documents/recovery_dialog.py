"""Offers what was open in a window that did not close properly."""

from collections.abc import Sequence
from enum import Enum

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.gui.documents.slots import SafetyCopy

WIDTH = 520  # pixels
ROOM = 16  # pixels above and below the two lines of an entry, together
MOST_SHOWN = 4  # entries before the list scrolls


class Choice(Enum):
    """What is to become of the copies. `LATER` leaves all as they are."""

    BRING_BACK = "bring back"
    DISCARD = "discard"
    LATER = "later"


class RecoveryDialog(QDialog):
    """A list of what was open; the answer is about the selected one."""

    def __init__(self, copies: Sequence[SafetyCopy], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice.LATER
        self.setWindowTitle("nnviz")
        heading = QLabel(self.tr("nnviz was not closed properly. Here is what was open."))
        heading.setProperty("title", True)
        heading.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("What was open"))
        for copy in copies:
            QListWidgetItem(self._words(copy), self.list)
        self.list.setCurrentRow(0)
        self.list.setProperty("roomy", True)
        self.list.ensurePolished()
        row = 2 * self.list.fontMetrics().lineSpacing() + ROOM
        self.list.setFixedHeight(min(len(copies), MOST_SHOWN) * row + 2 * self.list.frameWidth())
        self.list.itemDoubleClicked.connect(self._on_bring_back)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(heading)
        layout.addWidget(self.list)
        layout.addWidget(self._advice(len(copies)))
        layout.addWidget(self._buttons())
        self.setFixedWidth(WIDTH)

    @property
    def index(self) -> int:
        """Which copy the answer is about."""
        return self.list.currentRow()

    def _words(self, copy: SafetyCopy) -> str:
        """Two lines: its name, and how one recognises it."""
        count = len(copy.document.experiment.dataset)
        details = [
            self.tr("1 point") if count == 1 else self.tr("{n:,} points").format(n=count),
            self.tr("kept {when}").format(when=copy.when),
        ]
        if copy.document.run is not None:
            details.insert(1, self.tr("trained to epoch {n:,}").format(n=copy.document.run.last.epoch))
        name = copy.about.title or copy.document.experiment.name or self.tr("Untitled")
        return f"{name}\n{' · '.join(details)}"

    def _advice(self, count: int) -> QLabel:
        words = self.tr("It comes back as a document that is not saved yet, with training stopped.")
        if count > 1:
            words += " " + self.tr("The others are offered again at the next start.")
        label = QLabel(words)
        label.setWordWrap(True)
        label.setProperty("quiet", True)
        return label

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        bring_back = QPushButton(self.tr("&Bring it back"))
        bring_back.setProperty("primary", True)
        bring_back.setDefault(True)
        bring_back.clicked.connect(self._on_bring_back)
        discard = QPushButton(self.tr("&Discard it"))
        discard.setToolTip(self.tr("Throw this copy away for good."))
        discard.clicked.connect(self._on_discard)
        later = QPushButton(self.tr("&Later"))
        later.setToolTip(self.tr("Go on without it now; it is offered again at the next start."))
        later.clicked.connect(self.reject)
        for button in (bring_back, discard, later):
            button.setAutoDefault(button is bring_back)
            box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return box

    @Slot()
    def _on_bring_back(self) -> None:
        self.choice = Choice.BRING_BACK
        self.accept()

    @Slot()
    def _on_discard(self) -> None:
        self.choice = Choice.DISCARD
        self.accept()


def ask(copies: Sequence[SafetyCopy], parent: QWidget) -> tuple[Choice, int]:
    """What to do, and with which of the copies."""
    dialog = RecoveryDialog(copies, parent)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.exec()
    dialog.deleteLater()
    return dialog.choice, dialog.index
