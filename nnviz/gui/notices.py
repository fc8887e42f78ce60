"""What the session says of its own accord."""

from math import isnan

from nnviz.core.document import KeptRun
from nnviz.core.sentences import Sentence, number, percent
from nnviz.core.training.errors import Scores
from nnviz.core.training.steps import Ending

READING_TIME = 6_000  # milliseconds that a notice about a new start stays
KEPT = (
    "You kept epoch {epoch}; its validation error is {error}. Play goes on from here: with the same settings "
    "it goes the same way again. More points, fewer parameters or a penalty lead elsewhere."
)
KEPT_OF_CLASSES = (
    "You kept epoch {epoch}; its validation loss is {error}, with {right} right. Play goes on from here: "
    "with the same settings it goes the same way again. More points, fewer parameters or a penalty lead "
    "elsewhere."
)
KEPT_UNSEEN = (
    "You kept epoch {epoch}. Play goes on from here: with the same settings it goes the same way again. More "
    "points, fewer parameters or a penalty lead elsewhere."
)
AFRESH = Sentence("The run before had diverged, so training starts afresh, from the initial weights.")
WORKER_CANNOT_START = Sentence(
    "The training process could not start. Your points are safe. Close other programs, then press Play."
)
WORKER_LOST = Sentence(
    "The training process ended unexpectedly. Your points and the curve are safe: press Play to go on. If it "
    "ends again, memory may have run out: use fewer units, replicas or points."
)
BY_HAND = Sentence(
    "Training starts afresh, at epoch 0, from the weights that you set. Undo brings the ones before back."
)
BROUGHT_BACK = (
    "This is the run as it was kept, at epoch {epoch}. Play goes on from there; Reset begins again from the "
    "same initial weights."
)
ITS_SETTINGS = Sentence("The run is back with its points and settings. Undo brings those before back.")
ITS_SETTINGS_TOO = (
    "The run is back as it was at epoch {epoch}, with its points and settings: Undo brings those before "
    "back, Play goes on from here."
)
REPLICAS_NOT_KEPT = Sentence(
    "The points and settings are back. The weights of its replicas were too many to keep: press Play to "
    "train them again."
)


def kept(epoch: int, scores: Scores, classes: bool) -> Sentence:
    """What to say when an earlier epoch became the present one."""
    values: dict[str, object] = {"epoch": f"{epoch:,}", "error": number(scores.validation_error)}
    if isnan(scores.validation_error):
        return Sentence(KEPT_UNSEEN, values)
    if not classes:
        return Sentence(KEPT, values)
    return Sentence(KEPT_OF_CLASSES, values | {"right": percent(scores.validation_accuracy)})


def brought_back(run: KeptRun, edited: bool) -> Sentence | None:
    """What to say of a kept run that is shown. edited: whether other points or settings came with it."""
    if not run.last.epoch or run.ending is Ending.DIVERGED:
        return ITS_SETTINGS if edited else None
    return Sentence(ITS_SETTINGS_TOO if edited else BROUGHT_BACK, {"epoch": f"{run.last.epoch:,}"})
