"""Makes figures: from the stage those of the plots, from the window's own panels the others."""

from nnviz.core.sentences import BadInput
from nnviz.gui.figure import Figure
from nnviz.gui.figures.classes import ClassesFigure, HiddenFigure
from nnviz.gui.figures.main import SideBySide, main_figure
from nnviz.gui.figures.panels import ErrorsFigure
from nnviz.gui.figures.stage import Stage
from nnviz.gui.figures.subjects import NO_GRAPH, Look, Sources, Subject, check, size_of
from nnviz.gui.figures.window import WindowFigure
from nnviz.gui.graph.export import GraphFigure
from nnviz.gui.graph.likeness import drawing_like
from nnviz.gui.main_view import MainView
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme


class Maker:
    """Figures of what the window shows at the moment of `take`."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._stage: Stage | None = None

    @property
    def session(self) -> Session:
        """That of the window."""
        return self._sources.session

    @property
    def view(self) -> MainView:
        """That of the window."""
        return self._sources.view

    @property
    def stage(self) -> Stage:
        if self._stage is None:
            self._stage = Stage(self._sources.session, self._sources.window)
        return self._stage

    def take(self) -> None:
        """Remember what is shown now. `leave` ends it."""
        sources = self._sources
        self.stage.show_like(sources.session, sources.view, sources.errors)
        self.stage.show_hidden_like(sources.hidden)

    def leave(self) -> None:
        if self._stage is not None:
            self._stage.leave()

    def check(self, subject: Subject) -> None:
        """Raise `BadInput` where there is nothing to draw."""
        check(subject, self._sources)

    def make(self, subject: Subject, look: Look, window_theme: Theme) -> Figure:
        """Raises `BadInput` where there is nothing to draw. The whole window has the theme that it has."""
        check(subject, self._sources)
        size = size_of(subject, look.shape, self._sources)
        match subject:
            case "fit":
                return main_figure(self.stage, look.theme, size, look.with_caption)
            case "errors":
                return ErrorsFigure(self.stage, look.theme, size, look.with_caption)
            case "both":
                return SideBySide(self.stage, look.theme, size, look.with_caption)
            case "classes":
                return ClassesFigure(self.stage, look.theme, size, look.with_caption, self._sources.role)
            case "hidden":
                return HiddenFigure(self.stage, look.theme, size, look.with_caption)
            case "graph":
                drawing = drawing_like(self._sources.graph, look.theme)
                if drawing is None:
                    raise BadInput(NO_GRAPH)
                return GraphFigure(drawing, look.theme)
            case "window":
                return WindowFigure(self._sources.window, window_theme)
