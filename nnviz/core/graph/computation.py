"""What is recorded: outputs of each kind of model, the penalty and the loss, under a Recorder."""

from collections.abc import Callable, Sequence
from functools import reduce

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from nnviz.core.experiment import Experiment
from nnviz.core.formulas.evaluate import evaluate
from nnviz.core.formulas.tree import INPUT, letters
from nnviz.core.graph.graph import Array
from nnviz.core.graph.recorder import Recorder
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.training.forward import ACTIVATIONS, FUNCTIONS


class Parameters:
    """Registers pieces of the flat parameters [P] as leaves, and remembers which there are."""

    def __init__(self, recorder: Recorder, flat: Array) -> None:
        self.recorder, self._flat = recorder, flat
        self.taken: list[tuple[Tensor, slice]] = []

    def take(
        self, name: str, symbol: str, place: slice, shape: tuple[int, ...], key: str | None = None
    ) -> Tensor:
        """The leaf of a parameter tensor: the flat numbers at `place`, in C order."""
        values = self._flat[place].reshape(shape)
        tensor = self.recorder.leaf(values, name, "parameter", symbol, place.start, key)
        self.taken.append((tensor, place))
        return tensor


def outputs(pieces: Parameters, experiment: Experiment, inputs: Array, masks: Sequence[Array] = ()) -> Tensor:
    """Outputs [n, 1] for what the model sees, inputs [n, k]; masks: for each hidden layer [units, n].

    Of classes they are logits [n, 1] or [n, K]. Those of a formula are [n], or [] where it is without x the
    same for all points.
    """
    match spec := experiment.model:
        case PolynomialSpec():
            return _polynomial(pieces, inputs)
        case MLPSpec():
            return _perceptron(pieces, spec, inputs, masks, _inputs_name(experiment), _symbol(experiment))
        case FormulaSpec():
            return _formula(pieces, spec, inputs)


def _polynomial(pieces: Parameters, inputs: Array) -> Tensor:
    recorder, count = pieces.recorder, inputs.shape[1]
    basis = recorder.leaf(inputs, "basis functions of x", "input", "φ")
    with recorder.layer("layer 1"):
        return recorder.named(basis @ pieces.take("layer 1 weight", "c", slice(0, count), (count, 1)), "p")


def _inputs_name(experiment: Experiment) -> str:
    if experiment.dataset.is_classes:
        return "features" if experiment.scaling == "none" else "features, scaled"
    scaled = isinstance(experiment.model, MLPSpec) and experiment.model.scale_inputs
    return "x, scaled to −1…1" if scaled else "x"


def _symbol(experiment: Experiment) -> str:
    """What a perceptron's output is called in formulas."""
    return "z" if experiment.dataset.is_classes else "p"


def _perceptron(
    pieces: Parameters, spec: MLPSpec, inputs: Array, masks: Sequence[Array], name: str, symbol: str
) -> Tensor:
    recorder = pieces.recorder
    values = recorder.leaf(inputs, name, "input", "x", key="x")
    for number, layer in enumerate(spec.layers, 1):
        last = number == len(spec.layers)
        with recorder.layer(f"layer {number}"):
            shape = (layer.n_in, layer.n_out)
            weight = pieces.take(f"layer {number} weight", f"W{number}", layer.weight, shape)
            bias = pieces.take(f"layer {number} bias", f"b{number}", layer.bias, shape[1:])
            values = recorder.named(values @ weight + bias, symbol if last else f"z{number}")
        if not last:
            with recorder.layer(f"{spec.activation} {number}"):
                values = recorder.named(ACTIVATIONS[spec.activation](values), f"h{number}")
            if masks:
                values = _dropped(recorder, values, masks[number - 1], number)
    return values


def _formula(pieces: Parameters, spec: FormulaSpec, inputs: Array) -> Tensor:
    """Each letter is a parameter of its own. Parts without a letter are constants, computed beforehand."""
    recorder, values = pieces.recorder, dict[str, Tensor]()
    if INPUT in letters(spec.tree):
        values[INPUT] = recorder.leaf(inputs[:, 0], INPUT, "input")
    with recorder.layer("formula"):
        for place, name in enumerate(spec.parameter_names):
            values[name] = pieces.take(name, name, slice(place, place + 1), ())
        found: Tensor = evaluate(spec.tree, values, FUNCTIONS)
        return found if any(found is value for value in values.values()) else recorder.named(found, "p")


def _dropped(recorder: Recorder, values: Tensor, mask: Array, number: int) -> Tensor:
    with recorder.layer(f"dropout {number}"):
        kept = recorder.leaf(mask.T, f"dropout {number} mask", "constant", f"m{number}")
        return recorder.named(values * kept, f"d{number}")


def squares(recorder: Recorder, predicted: Tensor, targets: Array) -> Tensor:
    """(prediction − target)² for targets [n]."""
    target = recorder.leaf(targets[:, None] if predicted.ndim == 2 else targets, "target", "target", "y")
    with recorder.layer("loss"):
        residuals = recorder.named(predicted - target, "r")
        return residuals**2


def mean_loss(recorder: Recorder, each: Tensor, added: Tensor | None) -> Tensor:
    """The mean of the losses at the points, with the penalty added."""
    with recorder.layer("loss"):
        error = each.mean()
        if added is None:
            return recorder.named(error, "L")
        return recorder.named(recorder.named(error, "E") + added, "L")


def penalty(pieces: Parameters, experiment: Experiment) -> Tensor | None:
    """l2·Σw² + l1·Σ|w| over the parameters that they act on; None where there is none.

    With AdamW the weights' decay is no part of the loss: the optimiser sees to it by itself. An exact
    solution knows no l1.
    """
    training, exact = experiment.training, experiment.solved_exactly
    decays = training.optimiser == "AdamW" and not exact
    l2, l1 = 0.0 if decays else training.l2, 0.0 if exact else training.l1
    penalised = experiment.model.penalised
    with pieces.recorder.layer("penalty"):
        square = _part(pieces, penalised, l2, "L2 strength", "λ2", torch.square)
        absolute = _part(pieces, penalised, l1, "L1 strength", "λ1", torch.abs)
        parts = [part for part in (square, absolute) if part is not None]
        return pieces.recorder.named(reduce(torch.add, parts), "R") if parts else None


def _part(
    pieces: Parameters,
    penalised: NDArray[np.bool_],
    strength: float,
    name: str,
    symbol: str,
    size: Callable[[Tensor], Tensor],
) -> Tensor | None:
    """strength · Σ size(w) over the parameters that are penalised; None where that is always 0."""
    chosen = [(tensor, penalised[place]) for tensor, place in pieces.taken if penalised[place].any()]
    if strength == 0 or not chosen:
        return None
    factor = pieces.recorder.leaf(strength, name, "constant", symbol)
    sizes = []
    for tensor, which in chosen:
        values = size(tensor)
        if not which.all():
            values = values * pieces.recorder.leaf(
                which.reshape(values.shape), "penalised or not", "constant", "m"
            )
        sizes.append(values.sum() if values.ndim else values)
    return factor * reduce(torch.add, sizes)
