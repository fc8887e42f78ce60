"""The loss and the accuracy of classes in a script."""

from nnviz.core.experiment import Experiment
from nnviz.core.script.pieces import Form, has_dropout
from nnviz.core.script.text import block, given

_SQUARED = "The squared error of the probabilities (Brier), over all classes."
_WRITTEN = {
    ("logistic", "cross-entropy"): (
        "Cross-entropy, −log of the probability of the right class: sigmoid(z) for 1, sigmoid(−z) for 0.",
        "torch.nn.functional.softplus((1 - 2 * y) * z, threshold=50).mean()",
    ),
    ("softmax", "cross-entropy"): (
        "Cross-entropy, −log of the probability of the right class: exp(z_y) / Σ exp(z).",
        "(z.logsumexp(1) - z[torch.arange(len(z)), y]).mean()",
    ),
    ("logistic", "squared error"): (_SQUARED, "2 * (torch.sigmoid(z) - y).square().mean()"),
    ("softmax", "squared error"): (
        _SQUARED,
        "(torch.softmax(z, 1) - torch.nn.functional.one_hot(y, z.shape[1])).square().sum(1).mean()",
    ),
}
_MODULES = {
    "logistic": "loss_function = nn.BCEWithLogitsLoss()  # cross-entropy, from the logit of class 1",
    "softmax": "loss_function = nn.CrossEntropyLoss()  # from a logit for each class",
}


def loss_function(experiment: Experiment, form: Form) -> str:
    """From logits z and classes y to the mean loss."""
    head, loss = experiment.head, experiment.training.loss
    if form == "high" and loss == "cross-entropy":
        return _MODULES[head]
    words, value = _WRITTEN[head, loss]
    return block("def loss_function(z, y):", f'    """{words}"""', f"    return {value}")


def measure_function(experiment: Experiment, form: Form, penalised: bool) -> str:
    """The function that measures the model: its mean loss and its accuracy."""
    words = ", ".join(
        given(
            "The mean loss, and the share of points whose class is told",
            "without the penalty" if penalised else None,
            "dropout off" if has_dropout(experiment) else None,
        )
    )
    off = form == "high" and has_dropout(experiment)
    told = "(z > 0) == (y == 1)" if experiment.head == "logistic" else "z.argmax(1) == y"
    return block(
        "@torch.no_grad()",
        "def measure(x, y):",
        f'    """{words}."""',
        "    model.eval()" if off else None,
        "    z = model(x)",
        "    model.train()" if off else None,
        f"    right = ({told}).sum().item()",
        "    return loss_function(z, y).item(), right / len(y)",
    )
