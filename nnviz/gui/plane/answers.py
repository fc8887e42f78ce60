"""Decision regions: what is asked, and the answers, drawn; numpy's work, which lets the window go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter

from PySide6.QtGui import QImage

from nnviz.core.regions import Area, ClassModel, Floats, Regions, compute_regions
from nnviz.gui.plane.borders import NO_LINES, Lines, borders, contours
from nnviz.gui.plots import Array
from nnviz.gui.shades import picture
from nnviz.gui.theme import Theme

SLOW = 0.03  # seconds: where all cells take longer, coarser ones are shown first
COARSER = 4  # times as wide and as high


@dataclass(frozen=True, eq=False)
class Request:
    """An area, the model that decides in it, and the features [n, d] of points that it is asked about, too.

    theme: whose colours the picture has. with_contours: whether lines of equal probability are wanted.
    """

    area: Area
    theme: Theme
    model: ClassModel
    points: Array
    with_contours: bool = False


@dataclass(frozen=True, eq=False)
class Answer:
    """The regions, drawn, and the points' probabilities [n, K]. is_coarse: finer regions follow."""

    request: Request
    regions: Regions
    picture: QImage
    borders: Lines
    contours: Lines
    at_points: Floats
    is_coarse: bool


def answers(request: Request) -> Iterator[Answer | None]:
    """First coarse regions if all cells would take long. Yields None where it can be given up."""
    at_points, began = request.model.at(request.points), perf_counter()
    first = True
    for found in compute_regions(request.area, request.model):
        if isinstance(found, Regions):
            yield _drawn(request, found, at_points, False)
        elif first and found < 1 and perf_counter() - began > found * SLOW:
            for coarse in compute_regions(request.area.coarser(COARSER), request.model):
                yield _drawn(request, coarse, at_points, True) if isinstance(coarse, Regions) else None
        first = False
        yield None


def _drawn(request: Request, regions: Regions, at_points: Floats, is_coarse: bool) -> Answer:
    image, between = picture(regions, request.theme), borders(regions)
    equal = contours(regions) if request.with_contours else NO_LINES
    return Answer(request, regions, image, between, equal, at_points, is_coarse)
