"""The training loop of a script: batches, steps, errors, early stopping, divergence, the last print."""

from math import log10

from nnviz.core.experiment import Experiment
from nnviz.core.script.class_loss import measure_function
from nnviz.core.script.optimisers import counts_steps, in_loss
from nnviz.core.script.pieces import (
    Form,
    Pieces,
    batch_size,
    has_dropout,
    has_test,
    has_validation,
    may_lose_its_value,
)
from nnviz.core.script.text import INDENT, block, given
from nnviz.core.training.run import GROWN_BEYOND_HOPE

REPORTS = 10  # lines that a run prints on its way


def error_function(experiment: Experiment, form: Form, penalised: bool) -> str:
    """The function that measures the model."""
    words = given(
        "The mean squared error, in squared units of y",
        "without the penalty" if penalised else None,
        "dropout off" if has_dropout(experiment) else None,
    )
    if experiment.dataset.is_classes:
        return measure_function(experiment, form, penalised)
    value = "(model(x) - y).square().mean()" if form == "low" else "loss_function(model(x), y)"
    lines = ["@torch.no_grad()", "def error(x, y):", f'    """{", ".join(words)}."""']
    if form == "high" and has_dropout(experiment):
        lines += [
            "    model.eval()",
            f"    measured = {value}",
            "    model.train()",
            "    return measured.item()",
        ]
    else:
        lines += [f"    return {value}.item()"]
    return block(*lines)


def training_loop(experiment: Experiment, pieces: Pieces, form: Form) -> tuple[str, ...]:
    """The state before the loop, the loop, and the last print."""
    return (_start(experiment, form), block(*_loop(experiment, pieces, form)), last_print(experiment))


def last_print(experiment: Experiment) -> str:
    judged = has_validation(experiment)
    errors = [
        'print(f"final training error    {training_error:.12g}")',
        'print(f"final validation error  {validation_error:.12g}")',
    ]
    accuracies = [
        'print(f"final training accuracy    {training_accuracy:.12g}")',
        'print(f"final validation accuracy  {validation_accuracy:.12g}")',
    ]
    parts = (errors, accuracies) if experiment.dataset.is_classes else (errors,)
    return block(*(line for part in parts for line in part[: 1 + judged]), *_test(experiment))


def _test(experiment: Experiment) -> list[str]:
    if not has_test(experiment):
        return []
    return [
        "if now[0] <= limit:  # not of a model that has diverged",
        "    test_error, test_accuracy = measure(x_test, y_test)",
        '    print(f"final test error    {test_error:.12g}")',
        '    print(f"final test accuracy  {test_accuracy:.12g}")',
    ]


def measured(experiment: Experiment) -> str:
    """Both errors (of classes with accuracies), or of the training points alone where there are no others."""
    if experiment.dataset.is_classes:
        judged = " + measure(x_validation, y_validation)" if has_validation(experiment) else ""
        return f"measure(x, y){judged}"
    return "error(x, y), error(x_validation, y_validation)" if has_validation(experiment) else "error(x, y)"


def both(experiment: Experiment) -> str:
    parts = ("training", "validation") if has_validation(experiment) else ("training",)
    kinds = ("error", "accuracy") if experiment.dataset.is_classes else ("error",)
    return ", ".join(f"{part}_{kind}" for part in parts for kind in kinds)


def _start(experiment: Experiment, form: Form) -> str:
    steps = form == "low" and counts_steps(experiment) and batch_size(experiment)
    patient = has_validation(experiment) and experiment.training.patience
    hopeless = f"1e{log10(GROWN_BEYOND_HOPE):g}"
    classes = experiment.dataset.is_classes
    least = "1" if classes else "y.square().mean().item(), 1e-12"
    return block(
        f"now = {measured(experiment)}" if classes else None,
        f"{both(experiment)} = {'now' if classes else measured(experiment)}",
        f"limit = {hopeless} * max(training_error, {least})  # beyond: diverged",
        "best, best_epoch = validation_error, 0" if patient else None,
        "step = 0" if steps else None,
    )


def _loop(experiment: Experiment, pieces: Pieces, form: Form) -> list[str]:
    size = batch_size(experiment)
    places, margin = ("[batch]", INDENT * 2) if size else ("", INDENT)
    return [
        "for epoch in range(1, EPOCHS + 1):",
        *(f"{INDENT}{line}" for line in (_batches(experiment) if size else ())),
        *(f"{margin}{line}" for line in _step(experiment, pieces, form, places)),
        *(f"{INDENT}{line}" for line in _after_epoch(experiment)),
    ]


def _batches(experiment: Experiment) -> list[str]:
    if not experiment.training.shuffle:
        return ["for batch in torch.arange(len(x)).split(BATCH_SIZE):"]
    return [
        "order = torch.tensor(np.random.default_rng([SEED, epoch - 1]).permutation(len(x)))",
        "for batch in order.split(BATCH_SIZE):",
    ]


def _step(experiment: Experiment, pieces: Pieces, form: Form, places: str) -> list[str]:
    """One forward pass, one backward pass, one update."""
    x, y, more = f"x{places}", f"y{places}", in_loss(experiment, pieces, form)
    back = "loss.backward()  # back along the graph of the line above: a gradient for each parameter"
    if form == "high":
        loss = f"loss = loss_function(model({x}), {y}){more}"
        return ["optimiser.zero_grad()", loss, back, "optimiser.step()"]
    masked = ", training=True" if has_dropout(experiment) else ""
    loss = f"loss = (model({x}{masked}) - {y}).square().mean(){more}"
    if experiment.dataset.is_classes:
        loss = f"loss = loss_function(model({x}{masked}), {y}){more}"
    if not counts_steps(experiment):
        return [loss, back, "update()"]
    return [loss, back, *(["step += 1", "update(step)"] if places else ["update(epoch)"])]


def _after_epoch(experiment: Experiment) -> list[str]:
    judged = has_validation(experiment)
    first = "now[0]" if judged or experiment.dataset.is_classes else "now"
    sound = f"{first} <= limit" + (' and now[1] < float("inf")' if may_lose_its_value(experiment) else "")
    lines = [
        f"now = {measured(experiment)}",
        f"if not {f'({sound})' if ' and ' in sound else sound}:  # NaN is not, either",
        '    print(f"Diverged in epoch {epoch}. The errors below are those of the epoch before.")',
        "    break",
        f"{both(experiment)} = now",
        *_report(experiment),
    ]
    if judged and experiment.training.patience:
        lines += [
            "if validation_error < best:",
            "    best, best_epoch = validation_error, epoch",
            "if epoch - best_epoch >= PATIENCE:  # nnviz, too, stays at the last epoch, not at the best",
            '    print(f"Stopped in epoch {epoch}: the validation error was least in epoch {best_epoch}.")',
            "    break",
        ]
    return lines


def _with_accuracy(judged: bool) -> list[str]:
    """What is printed on the way of classes."""
    training = "epoch {epoch}: training error {training_error:.6g}, right {training_accuracy:.1%}"
    if not judged:
        return [f'print(f"{training}")']
    validation = "validation {validation_error:.6g}, {validation_accuracy:.1%}"
    return ["print(", f'    f"{training}; "', f'    f"{validation}"', ")"]


def _report(experiment: Experiment) -> list[str]:
    every = max(1, experiment.training.epochs // REPORTS)
    judged = has_validation(experiment)
    if experiment.dataset.is_classes:
        lines = _with_accuracy(judged)
        return [f"if epoch % {every} == 0:", *(f"    {line}" for line in lines)] if every > 1 else lines
    told = "training error {training_error:.6g}" + (", validation {validation_error:.6g}" if judged else "")
    line = f'print(f"epoch {{epoch}}: {told}")'
    return [f"if epoch % {every} == 0:", f"    {line}"] if every > 1 else [line]
