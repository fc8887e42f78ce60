"""What the curves of classes are held against, and in what words the best epoch is marked."""

from PySide6.QtCore import QCoreApplication

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.class_shares import baseline
from nnviz.core.sentences import number, percent
from nnviz.gui.errors.curves import Graph, loss_of

ROOM_FOR_REASON = 480  # pixels of width, below which the words at the best epoch must be fewer
ROOM_FOR_KIND = 330  # and below which they must be very few


def level_of(graph: Graph, experiment: Experiment) -> tuple[float | None, str]:
    """What a model reaches that only knows how frequent the classes are: a value, and words; else None.

    It is held against the validation curve, or the training curve where there is no other.
    """
    loss = loss_of(experiment)
    if loss is None or graph not in ("loss", "accuracy") or not experiment.dataset.count(Role.TRAINING):
        return None, ""
    least = baseline(experiment.dataset, loss)
    if graph == "loss":
        return least.loss, _tr("class shares alone: {loss}").format(loss=number(least.loss))
    return 100 * least.right, _tr("most frequent class: {share}").format(share=percent(least.right))


def best_words(experiment: Experiment, epoch: int, width: int) -> str:
    """width: pixels of the graph."""
    if loss_of(experiment) is None:
        words = _tr("least validation error, epoch {n:,}")
    elif experiment.training.patience and width >= ROOM_FOR_REASON:
        words = _tr("least validation loss, epoch {n:,}: early stopping looks at the loss")
    elif width >= ROOM_FOR_KIND:
        words = _tr("least validation loss, epoch {n:,}")
    else:
        words = _tr("least loss, epoch {n:,}")
    return words.format(n=epoch)


def _tr(words: str) -> str:
    return QCoreApplication.translate("ErrorsPanel", words)
