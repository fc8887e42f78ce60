"""What the graph can be taken along as: a picture, DOT text, or its outline on the clipboard."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from nnviz.core.graph.dot import dot_text
from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.clipboard import copy_figure
from nnviz.gui.graph import export
from nnviz.gui.graph.shown import ShownGraph
from nnviz.gui.graph.view import GraphView
from nnviz.gui.session import Session
from nnviz.gui.where_to_save import ask_where
from nnviz.gui.writing import write_file

SHARP = 2.0  # pixels of a PNG for each pixel of the screen


class Saving(QObject):
    """Asks where to, writes, and says in the window what came of it."""

    def __init__(self, session: Session, shown: ShownGraph, view: GraphView, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._shown, self._view, self._window = session, shown, view, parent

    @Slot()
    def save_svg(self) -> None:
        self._save(self.tr("SVG picture (*.svg)"), "graph.svg", self.write_svg)

    @Slot()
    def save_pdf(self) -> None:
        self._save(self.tr("PDF document (*.pdf)"), "graph.pdf", self.write_pdf)

    @Slot()
    def save_png(self) -> None:
        self._save(self.tr("PNG picture (*.png)"), "graph.png", self.write_png)

    @Slot()
    def save_dot(self) -> None:
        if graph := self._shown.graph:
            words = dot_text(graph)
            self._save(self.tr("Graphviz (*.dot)"), "graph.dot", lambda path: write_file(path, words))

    @Slot()
    def copy_picture(self) -> None:
        if drawing := self._view.drawing:
            try:
                copy_figure(export.GraphFigure(drawing, self._view.theme), SHARP)
            except BadInput as error:
                self._session.tell(error.sentence)

    @Slot()
    def copy_outline(self) -> None:
        QGuiApplication.clipboard().setText(self._view.outline())

    def write_svg(self, path: Path) -> None:
        if drawing := self._view.drawing:
            export.write_svg(drawing, self._view.theme, self._view.accessibleName(), path)

    def write_pdf(self, path: Path) -> None:
        if drawing := self._view.drawing:
            export.write_pdf(drawing, self._view.theme, self._view.accessibleName(), path)

    def write_png(self, path: Path) -> None:
        if drawing := self._view.drawing:
            export.write_png(drawing, self._view.theme, path, SHARP)

    def _save(self, kinds: str, name: str, write: Callable[[Path], None]) -> None:
        path = ask_where(self._window, self.tr("Save the graph"), name, kinds)
        if path is not None:
            self.write_to(path, write)

    def write_to(self, path: Path, write: Callable[[Path], None]) -> None:
        """Write, and say that it was done or why not."""
        try:
            write(path)
        except BadInput as error:
            self._session.tell(error.sentence)
        else:
            self._session.tell_for_a_while(Sentence("The graph was saved as {path}.", {"path": str(path)}))
