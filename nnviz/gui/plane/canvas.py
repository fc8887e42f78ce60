"""The plot of the plane, on which points of the chosen class are drawn."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from nnviz.core.dataset import MOST_CLASSES, Dataset, Role
from nnviz.core.models import MLPSpec
from nnviz.core.planes import Plane, along
from nnviz.core.regions import Area
from nnviz.core.resampling import without_truth
from nnviz.core.sentences import Sentence
from nnviz.gui.drawing.canvas import DrawingCanvas
from nnviz.gui.frame import Frame
from nnviz.gui.marks import class_icon
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text

LEFT_WIDTH = 62  # pixels of the y axis: this plot lines up with those of other panels
CELLS = 40_000  # of the grid on which regions are computed: 200 × 200 where the plot is square
BELOW = 4  # pixels under the title of the x axis: names of features have letters that go down
NO_SUCH_CLASS = "There are {count} classes. Press + above the plane to add another one, then draw its points."


class PlaneCanvas(DrawingCanvas):
    """Drawn points lie in the plane that is looked at, whatever the number of features."""

    class_chosen = Signal(int)  # its number, from 0
    hold_wanted = Signal(int)  # the point whose values those features are to have that are no axes

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        self.class_number = 0
        self.plane = along(("", ""), 0, 1)
        self._seen: tuple[Dataset, Plane, NDArray[np.float64]] | None = None  # places, and what they are of
        super().__init__(session, theme, ("x1", "x2"), parent)
        self.getAxis("left").setWidth(LEFT_WIDTH)
        self.getPlotItem().layout.setContentsMargins(0, 0, 0, BELOW)

    def show_plane(self, plane: Plane) -> None:
        """Look at this plane; the axes say what it is."""
        self.plane = plane
        across, upwards = (text(title) for title in plane.titles)
        self.name_axes((across, upwards))

    @property
    def area(self) -> Area:
        """The part of the plane that is shown, in as many cells as regions are computed for."""
        box = self.getViewBox()
        (left, right), (bottom, top) = box.viewRange()
        columns = round((CELLS * max(1.0, box.width()) / max(1.0, box.height())) ** 0.5)
        columns = min(max(columns, 20), CELLS // 20)
        return Area(self.plane, (left, right), (bottom, top), columns, CELLS // columns)

    @property
    def axis_names(self) -> tuple[str, str]:
        """As the axes are called where there is little room: without what share of the variance they have."""
        first, second = (text(title) for title in self.plane.titles)
        return first.partition(" (")[0], second.partition(" (")[0]

    def fits(self, frame: Frame) -> bool:
        """Whether the frame is of a model for these points: for a moment it can be that of others."""
        model = frame.model
        return isinstance(model, MLPSpec) and len(frame.space.scale) == model.n_in == self.plane.feature_count

    # --- classes ----------------------------------------------------------------------------------

    def choose_class(self, number: int) -> None:
        """Draw points of this class from now on, and give it to those that are selected."""
        names = self.dataset.class_names
        if number >= len(names):
            self.session.tell_for_a_while(Sentence(NO_SUCH_CLASS, {"count": len(names)}))
            return
        if len(self.selection):
            words = self.tr("Turn into class “{name}”").format(name=names[number])
            with self.said():
                self.session.edit_points(self.dataset.with_class(self.selection.tolist(), number), words)
        self.class_number = number
        self.class_chosen.emit(number)

    def clear_points(self) -> None:
        """Empty the plane; the classes stay. Of points drawn by hand no pattern is known."""
        empty = self.dataset.without(range(len(self.dataset)))
        emptied = replace(self.session.experiment, dataset=empty, pattern=None)
        self.session.edit(without_truth(emptied), self.tr("Clear all points"))

    def add_to_menu(self, menu: QMenu) -> None:
        classes = QMenu(self.tr("Class"), menu)
        menu.addMenu(classes)
        for number, name in enumerate(self.dataset.class_names):
            classes.addAction(class_icon(self._theme, number), name, lambda n=number: self.choose_class(n))
        if self.dataset.feature_count > 2 and len(self.selection) == 1:
            point = int(self.selection[0])
            menu.addAction(
                self.tr("Hold the other features as they are here"), lambda: self.hold_wanted.emit(point)
            )

    # --- what the points are ----------------------------------------------------------------------

    @property
    def places(self) -> NDArray[np.float64]:
        seen = self._seen
        if seen is None or seen[0] is not self.dataset or seen[1] is not self.plane:
            seen = self._seen = (self.dataset, self.plane, self.plane.places(self.dataset.features))
        return seen[2]

    def added(self, x: float, y: float, role: Role) -> Dataset:
        number = min(self.class_number, self.dataset.class_count - 1)
        return self.dataset.with_class_points(self.plane.features(np.array([[x, y]])), number, role)

    def moved(self, indices: Sequence[int], dx: float, dy: float) -> Dataset:
        features = self.dataset.features.copy()
        features[list(indices)] += np.array([dx, dy]) @ self.plane.directions
        return replace(self.dataset, features=features)

    # --- Qt's events ------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        digit = event.key() - Qt.Key.Key_0
        if 0 <= digit < MOST_CLASSES and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self.choose_class((digit - 1) % MOST_CLASSES)  # 1 is the first, 0 the tenth
        else:
            super().keyPressEvent(event)
