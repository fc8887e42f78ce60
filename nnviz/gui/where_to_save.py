"""Asks where to save a file, so that none is replaced unasked and each has the ending of its kind."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

LONGEST_NAME = 80  # characters of a suggested file name


def file_name(words: str) -> str:
    """Words as a file may be called on every system."""
    plain = "".join("-" if c in '<>:"/\\|?*' or not c.isprintable() else c for c in words)
    return plain.strip(" .")[:LONGEST_NAME]


def ask_where(parent: QWidget, title: str, suggested: str, kind: str) -> Path | None:
    """The chosen file; None for nowhere. Waits for the user.

    suggested: a name, with the ending that the file gets. kind: of files, as Qt's dialogs name it.
    """
    chosen, _ = QFileDialog.getSaveFileName(parent, title, suggested, kind)
    if not chosen:
        return None
    path, ending = Path(chosen), Path(suggested).suffix
    if path.suffix.lower() == ending:
        return path
    path = path.with_name(path.name + ending)  # about which the dialog did not ask
    return path if not path.exists() or _may_replace(parent, title, path) else None


def _may_replace(parent: QWidget, title: str, path: Path) -> bool:
    words = QCoreApplication.translate("WhereToSave", "There is already a file “{name}”. Replace it?")
    box = QMessageBox(QMessageBox.Icon.Question, title, words.format(name=path.name), parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setStandardButtons(QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No)
    box.setDefaultButton(QMessageBox.StandardButton.No)
    return box.exec() == QMessageBox.StandardButton.Yes
