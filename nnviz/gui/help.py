"""What explains the window: the words of an action's tooltip, and the dialogs of the Help menu."""

from math import ceil

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QTextDocument
from PySide6.QtWidgets import QLabel, QMessageBox, QWidget

from nnviz import __version__


def keys_of(action: QAction) -> str:
    """The keys of an action as the system writes them: ``F6, .``"""
    return ", ".join(key.toString(QKeySequence.SequenceFormat.NativeText) for key in action.shortcuts())


def explain(action: QAction, tip: str) -> None:
    """Name, keys and purpose of an action in its tooltip."""
    keys = f" ({keys_of(action)})" if action.shortcuts() else ""
    action.setToolTip(f"<b>{action.iconText()}</b>{keys}<br>{tip}")
    action.setStatusTip(tip)


class Help(QObject):
    """The dialogs of the Help menu. `window`: whose actions have the keys."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window

    def show_keys(self) -> None:
        rows = [
            (keys_of(action), action.iconText()) for action in self._window.actions() if action.shortcuts()
        ]
        rows += [
            (self.tr("Space"), self.tr("Over the points: play or pause")),
            (self.tr("Insert, Return"), self.tr("Over the points: add a point and select it")),
            (self.tr("1 to 9, 0"), self.tr("Over the plane: draw that class")),
            (self.tr("Arrow keys"), self.tr("Move the selected points")),
            (self.tr("Shift+arrow keys"), self.tr("Move them in small steps")),
            (self.tr("Delete"), self.tr("Delete the selected points")),
            (self.tr("Esc"), self.tr("Select none")),
            (self.tr("Return, Delete, Ctrl+C"), self.tr("In POINTS: change, delete, copy rows")),
            (self.tr("Page Down, Page Up"), self.tr("In slow motion: one moment on or back")),
            (self.tr("Arrow keys"), self.tr("In the graph: walk along the lines")),
            (self.tr("Return, Backspace"), self.tr("In the graph: open or close a layer")),
            (self.tr("Ctrl+F"), self.tr("In the graph: find a node")),
            (self.tr("Return"), self.tr("In CLASSES: select the points of a cell")),
            (self.tr("Return, P, Delete"), self.tr("In RUNS: bring back, pin, remove a run")),
        ]
        lines = [
            f"<tr><td style='padding:1px 10px 1px 0; white-space:nowrap'><b>{keys}</b></td>"
            f"<td style='padding:1px 14px 1px 0; white-space:nowrap'>{words}</td></tr>"
            for keys, words in rows
        ]
        half = (len(lines) + 1) // 2  # side by side: a small screen has no room for one long list
        columns = (f"<td><table>{''.join(part)}</table></td>" for part in (lines[:half], lines[half:]))
        self._open(self.tr("Keys"), f"<table><tr>{''.join(columns)}</tr></table>", wraps=False)

    def show_about(self) -> None:
        self._open(
            self.tr("About nnviz"),
            self.tr(
                "<h3>nnviz {version}</h3><p>A laboratory for one question: why does a model that fits its "
                "points so well predict so badly?</p><p>Draw points, choose how complex the model may be, "
                "press Play.</p>"
            ).format(version=__version__),
        )

    def _open(self, title: str, words: str, wraps: bool = True) -> None:
        box = QMessageBox(QMessageBox.Icon.NoIcon, title, words, QMessageBox.StandardButton.Ok, self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not wraps:  # a message box would cut off what is wider than half of a screen
            label = next(each for each in box.findChildren(QLabel) if each.text() == words)
            label.ensurePolished()  # for the font that it will have
            document = QTextDocument()
            document.setDefaultFont(label.font())
            document.setHtml(words)
            label.setMinimumWidth(ceil(document.idealWidth()))
        box.open()
