"""The curves of compared models as pins, so that they stand in the panels."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication

from nnviz.core.comparison.trained import TrainedModel, chosen_model
from nnviz.core.document import MOST_PINS
from nnviz.core.sentences import Sentence
from nnviz.gui.session import Session

PINNED = (
    "{count} curves are pinned: they stand in the panels beside the present run. Undo takes them out again."
)
ONLY_SO_MANY = (
    "The first {count} curves are pinned; more could not be told apart. Choose other rows to see those. Undo "
    "takes them out again."
)


def of_other_points(session: Session, models: Iterable[TrainedModel]) -> bool:
    """Whether these, which share their points, were trained on other points than the present ones."""
    first = next(iter(models), None)
    return first is not None and first.experiment.dataset != session.experiment.dataset


def bring_and_pin(session: Session, models: Sequence[TrainedModel]) -> Sentence:
    """Pin the first of these, in place of what is pinned; returns what to say of it.

    Where other points are present, the model that the validation points choose comes along: curves of other
    points would say nothing beside the present run. Both are one edit, taken back together.
    """
    pinned, gesture = models[:MOST_PINS], session.new_gesture()
    others = of_other_points(session, pinned)
    runs = tuple(model.run for model in pinned)
    session.edit_pins(runs, QCoreApplication.translate("Comparing", "Pin the curves"), gesture)
    if others:
        session.bring_back((chosen_model(pinned) or pinned[0]).run, gesture=gesture)
    return Sentence(PINNED if len(models) <= MOST_PINS else ONLY_SO_MANY, {"count": len(pinned)})
