"""The dialog that tells of an unexpected error: what is safe, and a report that can be copied."""

from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

SIZE = (620, 380)  # pixels
LONGEST = 100_000  # characters of a report


class CrashDialog(QDialog):
    """safe: where the document was just kept; None if that could not be done."""

    def __init__(self, report: str, safe: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong"))
        self.resize(*SIZE)
        heading = QLabel(self.tr("Something went wrong inside nnviz."))
        heading.setProperty("title", True)
        self.report = QPlainTextEdit(report[:LONGEST])
        self.report.setReadOnly(True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setAccessibleName(self.tr("Report"))
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(heading)
        layout.addWidget(_wrapped(self._words(safe)))
        layout.addWidget(self.report, 1)
        layout.addWidget(self._buttons())

    def add(self, report: str) -> None:
        """One more error came meanwhile."""
        if len(self.report.toPlainText()) < LONGEST:
            self.report.appendPlainText(f"\n{report}")

    def _words(self, safe: Path | None) -> str:
        if safe is None:
            return self.tr(
                "Your work is still there, and you can go on. A safety copy could not be written now: save "
                "it with Ctrl+S. The report below helps to mend what is wrong."
            )
        return self.tr(
            "Your work is safe: a copy of it was just written to “{path}”. You can go on. The report below "
            "helps to mend what is wrong."
        ).format(path=safe)

    def _buttons(self) -> QDialogButtonBox:
        box = QDialogButtonBox()
        self.copy = QPushButton(self.tr("&Copy report"))
        self.copy.clicked.connect(self._on_copy)
        go_on = QPushButton(self.tr("&Go on"))
        go_on.setProperty("primary", True)
        go_on.setDefault(True)
        go_on.clicked.connect(self.accept)
        box.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        box.addButton(go_on, QDialogButtonBox.ButtonRole.AcceptRole)
        return box

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy.setText(self.tr("Copied"))


def _wrapped(words: str) -> QLabel:
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    return label
