"""What the menus ask for: a figure, an animation, a picture on the clipboard."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.classes import ClassesPanel
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.graph import GraphPanel
from nnviz.gui.hidden import HiddenPanel
from nnviz.gui.main_view import MainView
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT, Themes

if TYPE_CHECKING:
    from nnviz.gui.figures.animation_dialog import AnimationDialog
    from nnviz.gui.figures.dialog import FigureDialog
    from nnviz.gui.figures.making import Maker
    from nnviz.gui.figures.subjects import Subject

COPIED = Sentence("The picture is on the clipboard: paste it into a slide or a document.")
SHARP = 2.0  # pixels of a copied picture for each pixel of the screen


class Figures(QObject):
    """All that draws is made when it is first wanted, so that the window opens no later for it."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        panels: tuple[MainView, ErrorsPanel, GraphPanel, ClassesPanel, HiddenPanel],
        themes: Themes,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._panels, self._themes = window, session, panels, themes
        self._maker: Maker | None = None
        self.dialog: FigureDialog | None = None
        self.animation: AnimationDialog | None = None

    @property
    def maker(self) -> "Maker":
        """Of single figures."""
        if self._maker is None:
            self._maker = self._new_maker()
        return self._maker

    def _new_maker(self) -> "Maker":
        from nnviz.gui.figures.making import Maker
        from nnviz.gui.figures.subjects import Sources

        return Maker(Sources(self._session, *self._panels, self._window))

    @Slot()
    def export(self) -> None:
        """Open the dialog for a figure; it remembers what was chosen the last time."""
        if self.dialog is None:
            from nnviz.gui.figures.dialog import FigureDialog

            self.dialog = FigureDialog(self.maker, self._window)
            self.dialog.finished.connect(self.maker.leave)
        self.maker.take()
        self.dialog.begin(self._themes.theme)

    @Slot()
    def animate(self) -> None:
        """Open the dialog for an animation, which has a stage of its own."""
        if self.animation is None:
            from nnviz.gui.figures.animation_dialog import AnimationDialog

            self.animation = AnimationDialog(self._new_maker(), self._window)
            self.animation.failed.connect(self._session.tell)
        self.animation.begin()

    def close(self) -> None:
        """The window closes."""
        for dialog in (self.dialog, self.animation):
            if dialog is not None:
                dialog.close()

    @Slot(str)
    def copy(self, subject: "Subject") -> None:
        """Put a picture on the clipboard, light as for paper; the whole window as it is."""
        from nnviz.gui.clipboard import copy_figure
        from nnviz.gui.figures.subjects import Look

        self.maker.take()
        try:
            copy_figure(self.maker.make(subject, Look(LIGHT), self._themes.theme), SHARP)
        except BadInput as error:
            self._session.tell(error.sentence)
        else:
            self._session.tell_for_a_while(COPIED)
        self.maker.leave()
