"""Pinned runs in the plane: where each one's decision flips, as a thin dashed line."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QGraphicsItem

from nnviz.core.dataset import Dataset
from nnviz.core.document import KeptRun
from nnviz.core.models import MLPSpec
from nnviz.core.regions import Area, ClassModel, Regions, compute_regions
from nnviz.gui.latest import Latest
from nnviz.gui.line import Line
from nnviz.gui.pins import LOOKS, pin_labels
from nnviz.gui.plane.borders import NO_LINES, Lines, borders
from nnviz.gui.plane.canvas import PlaneCanvas
from nnviz.gui.plane.layers import CONTOURS, draw_lines
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

ABOVE_CONTOURS = CONTOURS + 0.5  # z: below the border of the present model


@dataclass(frozen=True)
class Pin:
    """A pinned run that can be asked about the points on the screen. slot: which of the looks it has."""

    slot: int
    label: str
    run: KeptRun


def is_about(run: KeptRun, dataset: Dataset) -> bool:
    """Whether it decides between the same classes by the same features."""
    own = run.experiment.dataset
    return dataset.is_classes and (own.names, own.class_names) == (dataset.names, dataset.class_names)


def pins_about(session: Session) -> list[Pin]:
    """The pins that can be compared with the present model; those of other points are left out."""
    pins = zip(session.pin_slots, session.pins, pin_labels(session.pins), strict=True)
    dataset = session.experiment.dataset
    return [Pin(slot, label, run) for slot, run, label in pins if is_about(run, dataset)]


@dataclass(frozen=True)
class _Part:
    """A part of a plane: two that were made apart are equal if they are of the same places."""

    plane: tuple[bytes, bytes]
    u: tuple[float, float]
    v: tuple[float, float]
    cells: tuple[int, int]

    @classmethod
    def of(cls, area: Area) -> "_Part":
        plane = area.plane.origin.tobytes(), area.plane.directions.tobytes()
        return cls(plane, area.u, area.v, (area.columns, area.rows))


@dataclass(frozen=True, eq=False)
class _Found:
    """The borders of these runs, by slot, in a part of a plane."""

    part: _Part
    runs: dict[int, KeptRun]
    lines: dict[int, Lines]


class PinnedBorders(QObject):
    """Made once and reused. A border is computed beside the window: when it is pinned or the view changes.

    in_thread: see `Latest`. Says `changed` where other pins are there, or are called something else.
    """

    changed = Signal()

    def __init__(self, canvas: PlaneCanvas, in_thread: bool = True) -> None:
        super().__init__(canvas)
        self._canvas, self._session = canvas, canvas.session
        self.pins: list[Pin] = []  # that are shown
        self.lines = tuple(Line() for _ in LOOKS)
        self._drawn: dict[int, tuple[KeptRun, _Part]] = {}
        self._asked: tuple[_Part, dict[int, KeptRun]] | None = None
        self._stopped = False
        for line in self.lines:
            line.setZValue(ABOVE_CONTOURS)
            line.setVisible(False)
            line.setCacheMode(
                QGraphicsItem.CacheMode.DeviceCoordinateCache
            )  # the present border moves, not this
            canvas.addItem(line, ignoreBounds=True)
        self.latest = Latest(in_thread, self)
        self.latest.answered.connect(self._on_found)
        self._session.pins_changed.connect(self.show)
        canvas.resized.connect(self._ask)
        canvas.getViewBox().sigRangeChanged.connect(self._ask)

    def show_theme(self, theme: Theme, one: float) -> None:
        """one: pixels of the screen in a pixel of the window."""
        for line, look in zip(self.lines, LOOKS, strict=True):
            line.setPen(look.pen(theme, pixel=one))
            line.thickness = round(one)

    def stop(self) -> None:
        """Nothing is computed any more."""
        self._stopped = True
        self.latest.stop()

    @Slot()
    def show(self) -> None:
        """Draw the session's pins in the plane that is there."""
        pins = pins_about(self._session)
        if pins != self.pins:
            self.pins = pins
            self.changed.emit()
        slots = [pin.slot for pin in pins]
        self._drawn = {slot: drawn for slot, drawn in self._drawn.items() if slot in slots}
        for slot, line in enumerate(self.lines):
            line.setVisible(slot in slots)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        canvas = self._canvas
        features = canvas.plane.feature_count  # for a moment it can be the plane of other points
        pins = [pin for pin in self.pins if pin.run.experiment.dataset.feature_count == features]
        if self._stopped or not pins or not canvas.isVisible():
            return
        area = canvas.area
        part = _Part.of(area)
        wanted: dict[int, KeptRun] = {}
        for pin in pins:
            run, drawn = self._drawn.get(pin.slot, (None, None))
            if run is not pin.run or drawn is None or drawn.plane != part.plane:
                draw_lines(self.lines[pin.slot], NO_LINES)  # until the answer comes: it would be a wrong one
            if run is not pin.run or drawn != part:
                wanted[pin.slot] = pin.run
        if wanted and self._asked != (part, wanted):
            self._asked = part, wanted
            self.latest.ask(lambda: _find(area, part, wanted))

    @Slot(object)
    def _on_found(self, found: _Found) -> None:
        present = {pin.slot: pin.run for pin in self.pins}
        if found.part.plane != _Part.of(self._canvas.area).plane:
            return
        for slot, run in found.runs.items():
            if present.get(slot) is run:
                self._drawn[slot] = run, found.part
                draw_lines(self.lines[slot], found.lines[slot])


def _find(area: Area, part: _Part, runs: dict[int, KeptRun]) -> Iterator[_Found | None]:
    """Yields None where it can be given up."""
    lines: dict[int, Lines] = {}
    model: ClassModel | None = None
    for slot, run in runs.items():
        experiment = run.experiment
        assert isinstance(experiment.model, MLPSpec)  # as all that have classes
        model = ClassModel(experiment.model, experiment.space, run.last.parameters, model)
        for found in compute_regions(area, model):
            if isinstance(found, Regions):
                lines[slot] = borders(found)
            yield None
    yield _Found(part, runs, lines)
