"""Pinned runs: what they are called, and how their curves look in every panel."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QPen

from nnviz.core.document import MOST_PINS, KeptRun
from nnviz.core.models import FormulaSpec, ModelSpec, PolynomialSpec
from nnviz.gui.plots import pen
from nnviz.gui.theme import Theme

LONGEST_NAME = 28  # letters of it that are shown
LONGEST_FORMULA = 24
COUNTED = 3  # equal hidden layers in a row that are counted in place of being named


@dataclass(frozen=True)
class Look:
    """How a pin is drawn.

    colour: a field of the theme. dashes: line, gap, line, gap, … in pixels; letters: the same in a text.
    """

    colour: str
    dashes: tuple[float, ...]
    letters: str

    def colour_in(self, theme: Theme) -> str:
        found: str = getattr(theme, self.colour)
        return found

    def pen(self, theme: Theme, width: float = 1, pixel: float = 1, dashed: bool = True) -> QPen:
        """pixel: how many pixels of the screen are one of the window."""
        dashes = [each * pixel for each in self.dashes] if dashed else ()
        return pen(self.colour_in(theme), width, dashes=dashes)


LOOKS = (  # four, as many as `MOST_PINS`; none has the dashes of the truth
    Look("pin_1", (12, 4), "━\N{NO-BREAK SPACE}━"),
    Look("pin_2", (3, 3), "┅┅"),
    Look("pin_3", (12, 4, 3, 4), "━·━"),
    Look("pin_4", (7, 3, 2, 3, 2, 3), "━··━"),
)


def slots_after(before: Sequence[KeptRun], slots: Sequence[int], after: Sequence[KeptRun]) -> tuple[int, ...]:
    """Which of the `LOOKS` each pin has: those that stay keep theirs, so that no colour changes hands."""
    left = list(zip(before, slots, strict=True))
    found: dict[int, int] = {}
    for place, pin in enumerate(after):
        same = next((each for each in left if each[0] is pin or each[0].is_same(pin)), None)
        if same is not None:
            left.remove(same)
            found[place] = same[1]
    free = [slot for slot in range(max(MOST_PINS, len(after))) if slot not in found.values()]
    return tuple(found[place] if place in found else free.pop(0) for place in range(len(after)))


def model_words(model: ModelSpec) -> str:
    """The model in a few letters: “degree 6”, “1-16-1 tanh”, “4-3” for a single layer, or the formula."""
    if isinstance(model, PolynomialSpec):
        return _tr("degree {degree}").format(degree=model.degree)
    if isinstance(model, FormulaSpec):
        return shortened(model.expression, LONGEST_FORMULA)
    sizes = model.hidden_sizes
    if not sizes:
        single = (model.n_in, model.n_out) == (1, 1)
        return _tr("no hidden layer") if single else f"{model.n_in}-{model.n_out}"
    alike = len(sizes) >= COUNTED and len(set(sizes)) == 1
    hidden = f"{len(sizes)}×{sizes[0]}" if alike else "-".join(map(str, sizes))
    return f"{model.n_in}-{hidden}-{model.n_out} {model.activation}"


def pin_labels(pins: Sequence[KeptRun]) -> list[str]:
    """What each pin is called: as the user says, or else its model, told apart by epochs or numbers."""
    named = [shortened(pin.label or model_words(pin.experiment.model), LONGEST_NAME) for pin in pins]
    labels = []
    for place, (pin, name) in enumerate(zip(pins, named, strict=True)):
        group = [other for other, theirs in zip(pins, named, strict=True) if theirs == name]
        epochs = {other.last.epoch for other in group}
        if len(group) == 1:
            labels.append(name)
        elif len(epochs) == len(group) and not pin.label:
            told = _tr("{name}, epoch {epoch:,}") if pin.last.epoch else _tr("{name}, exact")
            labels.append(told.format(name=name, epoch=pin.last.epoch))
        else:
            labels.append(f"{name} ({named[: place + 1].count(name)})")
    return labels


def shortened(words: str, most: int) -> str:
    """The words in one line, or the beginning of them."""
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"


def _tr(words: str) -> str:
    return QCoreApplication.translate("Pins", words)
