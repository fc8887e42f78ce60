"""What the curves and graphs of the ERRORS panel are called, and what they show."""

from PySide6.QtCore import QCoreApplication

from nnviz.core.classes import Loss
from nnviz.gui.errors.curves import Graph


def word(column: str, median: bool = False, loss: Loss | None = None) -> str:
    """What a curve is called. loss: of classes, None for a curve."""
    words = {
        "train_error": _tr("training loss") if loss else _tr("training error"),
        "validation_error": _tr("validation loss") if loss else _tr("validation error"),
        "train_accuracy": _tr("training accuracy"),
        "validation_accuracy": _tr("validation accuracy"),
        "bias_squared": _tr("median bias²") if median else _tr("bias²"),
        "bias_squared_plus_noise": _tr("median bias² + noise") if median else _tr("bias² + noise"),
        "variance": _tr("median variance") if median else _tr("variance"),
        "noise": _tr("noise"),
        "total": _tr("median total") if median else _tr("total"),
        "penalty": _tr("penalty"),
    }
    return words[column]


def box_word(column: str, loss: Loss | None = None) -> str:
    """What stands in the legend, where loss and accuracy of classes share a box."""
    shared = {"train_error": _tr("training"), "validation_error": _tr("validation")}
    return shared[column] if loss and column in shared else word(column)


def title(graph: Graph, loss: Loss | None) -> str:
    """What the numbers of a graph are, in two lines beside its axis."""
    if graph == "loss":
        return loss_title(loss)
    titles = {
        "errors": _tr("mean squared error<br>(squared units of y)"),
        "accuracy": _tr("accuracy<br>(%)"),
        "split": _tr("squared error of<br>probabilities"),
    }
    return titles[graph]


def loss_title(loss: Loss | None) -> str:
    return (
        _tr("cross-entropy<br>(nats)")
        if loss == "cross-entropy"
        else _tr("squared error of<br>probabilities")
    )


def names(graph: Graph, loss: Loss | None) -> tuple[str, ...]:
    """The same in one line, for its corner, from long to short; none where there is only one graph."""
    if graph == "errors":
        return ()
    short = {
        "loss": (_tr("loss"),),
        "accuracy": (_tr("accuracy"), _tr("% right")),
        "split": (_tr("split"),),
    }
    return title(graph, loss).replace("<br>", " "), *short[graph]


def loss_name(loss: Loss) -> str:
    """The loss in a sentence."""
    return (
        _tr("cross-entropy (nats)") if loss == "cross-entropy" else _tr("squared error of the probabilities")
    )


def meaning(column: str, loss: Loss | None = None) -> str:
    """What a curve shows, for its tooltip."""
    if loss and column in ("train_error", "validation_error"):
        return _meaning_of_loss(column, loss)
    meanings = {
        "train_error": _tr("How far the curve is from the points it learns from. Training makes this small."),
        "validation_error": _tr(
            "How far the curve is from points it never learns from. If this rises, it overfits."
        ),
        "bias_squared": _tr(
            "How far the average of the replicas' curves is from the truth, squared: what the model "
            "cannot express. As an estimate it may fall a little below 0. The band is ± 1 standard error."
        ),
        "bias_squared_plus_noise": _tr(
            "How far the average of the replicas' curves is from new points, squared. Without the truth, "
            "bias² and noise cannot be told apart. The band is ± 1 standard error."
        ),
        "variance": _tr(
            "How much the curve changes from one sample of points to the next: the replicas' squared "
            "distance from their average. The band is ± 1 standard error."
        ),
        "noise": _tr("What no curve can predict: the scatter of points around the truth. Known exactly."),
        "total": _tr(
            "The squared error to expect on new points: bias² + variance + noise. "
            "The band is ± 1 standard error."
        ),
        "penalty": _tr("What large weights cost, L2 and L1. Training makes training error + penalty small."),
    }
    return (_meanings_of_classes() if loss else meanings).get(column, meanings[column])


def _meaning_of_loss(column: str, loss: Loss) -> str:
    if column == "train_error":
        found = _tr(
            "The points that the model learns from. Their loss is the {loss}, the mean over the points: "
            "training makes it small. Their accuracy is the share of points whose class is told right."
        )
    else:
        found = _tr(
            "Points that the model never learns from. Early stopping and the best epoch look at their loss, "
            "the {loss}, and not at their accuracy, the share of points whose class is told right. The loss "
            "can rise while the accuracy still creeps up: more points are right, but those that are wrong "
            "are so with more certainty."
        )
    return found.format(loss=loss_name(loss))


def _meanings_of_classes() -> dict[str, str]:
    """Of the split, which is that of the Brier score, whatever the loss."""
    return {
        "bias_squared": _tr(
            "How far the average of the replicas' probabilities is from the true ones, squared: what the "
            "model cannot express. As an estimate it may fall a little below 0. The band is ± 1 standard "
            "error."
        ),
        "bias_squared_plus_noise": _tr(
            "How far the average of the replicas' probabilities is from the classes of new points, squared. "
            "Without the truth, bias² and noise cannot be told apart. The band is ± 1 standard error."
        ),
        "variance": _tr(
            "How much the probabilities change from one sample of points to the next: the replicas' squared "
            "distance from their average. The band is ± 1 standard error."
        ),
        "noise": _tr(
            "What no model can predict: at one place points of several classes may turn up. Known exactly."
        ),
        "total": _tr(
            "The squared error of the probabilities (Brier score) to expect on new points: bias² + variance "
            "+ noise. The cross-entropy does not split in this way. The band is ± 1 standard error."
        ),
        "penalty": _tr("What large weights cost, L2 and L1. Training makes training loss + penalty small."),
    }


def _tr(words: str) -> str:
    return QCoreApplication.translate("ErrorsPanel", words)
