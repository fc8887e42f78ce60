"""The dialogs of the Help menu: what they tell, and that none of it is cut off."""

from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from nnviz.gui.help import Help


def test_all_keys_are_listed_and_seen(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    for number in range(30):
        action = QAction("One step in slow motion", window)
        action.setShortcut(f"Ctrl+Shift+F{number + 1}")
        window.addAction(action)
    window.resize(900, 500)
    window.show()
    Help(window).show_keys()
    box = window.findChild(QMessageBox)
    words = next(label for label in box.findChildren(QLabel) if "Ctrl" in label.text())
    assert "1 to 9, 0" in words.text()
    document = QTextDocument()
    document.setDefaultFont(words.font())
    document.setHtml(words.text())
    assert words.width() >= document.idealWidth()
    box.done(0)
