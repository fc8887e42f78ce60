"""Experiment: the frozen description of everything the user chose."""

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import LOSSES, Head, Loss, fitting_outputs, head_of, probabilities
from nnviz.core.dataset import LARGEST_COORDINATE, Dataset
from nnviz.core.models import MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.patterns.pattern import Pattern
from nnviz.core.replicas import Replicas
from nnviz.core.scaling import SCALINGS, Scaling
from nnviz.core.sentences import require
from nnviz.core.space import Space
from nnviz.core.truths import SEEDS, Sampling, Truth

Optimiser = Literal["SGD", "momentum", "Adam", "AdamW"]
OPTIMISERS: tuple[Optimiser, ...] = ("SGD", "momentum", "Adam", "AdamW")
Precision = Literal["float64", "float32"]
PRECISIONS: tuple[Precision, ...] = ("float64", "float32")
MAX_EPOCHS = 1_000_000
SMALLEST_RANGE = 1e-12  # of x; what is drawn within much less makes pyqtgraph fail
SMALLEST_SHARE = 1e-9  # of the largest x that a range must span: less, and points fall on each other
MAX_BATCH_SIZE = 1_000_000  # more than there are points at present


@dataclass(frozen=True)
class Training:
    """How parameters are found.

    epochs: passes over the training points for one press of Play. batch_size: points per step, 0 for
    all of them (full batch). shuffle: a new order of the points in every epoch, drawn from the weight
    seed; otherwise the order in the data set. learning_rate: step size of the optimiser.
    l2, l1: the penalty l2·Σw² + l1·Σ|w| is added to the mean loss (weights, not biases).
    patience: stop after so many epochs without a new least validation error; 0 never stops early.
    loss: of classes, cross-entropy or the squared error of the probabilities; curves always have the latter.
    device: a name that torch understands, such as "cpu" or "cuda:0". precision: of the numbers it computes
    with; float32 is what frameworks use, up to twice as fast for wide models, and good to 6 digits.
    """

    epochs: int = 1_000
    batch_size: int = 0
    shuffle: bool = True
    optimiser: Optimiser = "SGD"
    learning_rate: float = 0.1
    l2: float = 0.0
    l1: float = 0.0
    patience: int = 0
    device: str = "cpu"
    precision: Precision = "float64"
    loss: Loss = "cross-entropy"

    def __post_init__(self) -> None:
        require(
            1 <= self.epochs <= MAX_EPOCHS,
            "The number of epochs must be from 1 to {most:,}, not {epochs:,}.",
            most=MAX_EPOCHS, epochs=self.epochs,
        )  # fmt: skip
        require(
            0 <= self.batch_size <= MAX_BATCH_SIZE,
            "The batch size must be from 1 to {most:,}, or 0 for all points, not {size:,}.",
            most=MAX_BATCH_SIZE, size=self.batch_size,
        )  # fmt: skip
        require(
            self.optimiser in OPTIMISERS,
            "There is no optimiser called “{name}”. Choose one of: {names}.",
            name=self.optimiser, names=", ".join(OPTIMISERS),
        )  # fmt: skip
        require(
            0 < self.learning_rate <= 1e6,
            "The learning rate must be more than 0 and at most a million, not {rate:g}.",
            rate=self.learning_rate,
        )
        require(
            0 <= self.l2 <= 1e6 and 0 <= self.l1 <= 1e6,
            "A penalty must be from 0 to a million; it is L2 {l2:g}, L1 {l1:g}.", l2=self.l2, l1=self.l1,
        )  # fmt: skip
        require(
            0 <= self.patience <= MAX_EPOCHS,
            "Patience is a number of epochs from 0 to {most:,}, not {given:,}.",
            most=MAX_EPOCHS, given=self.patience,
        )  # fmt: skip
        require(
            self.precision in PRECISIONS,
            "There is no precision called “{name}”. Choose one of: {names}.",
            name=self.precision, names=", ".join(PRECISIONS),
        )  # fmt: skip
        require(
            self.loss in LOSSES,
            "There is no loss called “{name}”. Choose one of: {names}.",
            name=self.loss, names=", ".join(LOSSES),
        )  # fmt: skip


@dataclass(frozen=True)
class Experiment:
    """Points, truth, model, training and seeds. Equal experiments give equal runs on one device.

    domain: the x range that is drawn, and that models scale to [−1, 1]; it holds every point of a curve.
    scaling: of the features of classes, fitted on the training points.
    weight_seed: draws the initial weights, the order of the points and the dropout masks.
    initial: initial parameters [P] given by hand instead of drawn, or None.
    truth, sampling: where the points of a curve came from, if that is known; pattern: those with classes.
    replicas: the same model on other points.
    """

    name: str = ""
    note: str = ""
    dataset: Dataset = field(default_factory=Dataset.from_xy)
    domain: tuple[float, float] = (0.0, 1.0)
    truth: Truth | None = None
    sampling: Sampling | None = None
    model: ModelSpec = field(default_factory=PolynomialSpec)
    training: Training = Training()
    weight_seed: int = 1
    initial: tuple[float, ...] | None = None
    replicas: Replicas = field(default_factory=Replicas)
    scaling: Scaling = "none"
    pattern: Pattern | None = None

    def __post_init__(self) -> None:
        low, high = self.domain
        require(
            -LARGEST_COORDINATE <= low < high <= LARGEST_COORDINATE,
            "The x range must go from a smaller to a larger number within ±{most:.0e}, not from {low:g} to "
            "{high:g}.",
            most=LARGEST_COORDINATE, low=low, high=high,
        )  # fmt: skip
        require(
            high - low >= max(SMALLEST_RANGE, SMALLEST_SHARE * max(abs(low), abs(high))),
            "The x range from {low:.12g} to {high:.12g} is too narrow to compute with. Widen it.",
            low=low, high=high,
        )  # fmt: skip
        x = self.dataset.x
        require(
            self.dataset.is_classes or len(x) == 0 or (low <= x.min() and x.max() <= high),
            "The points lie outside the x range {low:g} to {high:g}. Widen the range.", low=low, high=high,
        )  # fmt: skip
        require(
            0 <= self.weight_seed < SEEDS,
            "The weight seed must be a whole number from 0 to {most:,}, not {seed}.",
            most=SEEDS - 1, seed=self.weight_seed,
        )  # fmt: skip
        require(
            self.initial is None or len(self.initial) == self.model.parameter_count,
            "{given} initial weights were given for a model with {wanted} parameters.",
            given=len(self.initial or ()), wanted=self.model.parameter_count,
        )  # fmt: skip
        require(
            self.scaling in SCALINGS,
            "There is no scaling called “{name}”. Choose one of: {names}.",
            name=self.scaling, names=", ".join(SCALINGS),
        )  # fmt: skip
        _check_fit(self.dataset, self.model)
        require(
            self.pattern is None or _is_of(self.pattern, self.dataset),
            "A pattern has two features and {classes} classes, and the points have not.",
            classes=self.pattern.class_count if self.pattern else 0,
        )

    @property
    def knows_truth(self) -> bool:
        """Whether it is known what the points are a sample of."""
        return self.truth is not None or self.pattern is not None

    @property
    def solved_exactly(self) -> bool:
        return isinstance(self.model, PolynomialSpec) and self.model.solver == "exact"

    @property
    def dropout(self) -> float:
        return self.model.dropout if isinstance(self.model, MLPSpec) else 0.0

    def initial_parameters(self) -> NDArray[np.float64]:
        """The parameters that training starts from, [P]."""
        if self.initial is not None:
            return np.array(self.initial, np.float64)
        return self.model.initial_parameters(self.weight_seed)

    @cached_property
    def space(self) -> Space:
        """How features become what the model sees."""
        if not self.dataset.is_classes:
            return Space(self.domain)
        return Space.of_classes(self.domain, self.dataset, self.scaling)

    @property
    def head(self) -> Head:
        """What the model's outputs stand for."""
        return head_of(self.dataset, self.model.n_out if isinstance(self.model, MLPSpec) else 1)

    def inputs(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """What the model sees at x [n] of a curve, or at features [n, d] of classes: float64 [n, k]."""
        return self.space.inputs(self.model, x)

    @np.errstate(over="ignore", invalid="ignore")  # a diverging run's curve goes to infinity
    def predict(self, parameters: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
        """Predictions [n] at x [n] for parameters [P], dropout off; of classes the logits [n] or [n, K]."""
        return self.model.predict(parameters, self.inputs(x))

    def probabilities(self, parameters: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
        """P(class | x), [n, K], at features [n, d]."""
        return probabilities(self.predict(parameters, x), self.head)


def _check_fit(dataset: Dataset, model: ModelSpec) -> None:
    """Raise `BadInput` for a model that cannot be a model of these points."""
    n_in, n_out = (model.n_in, model.n_out) if isinstance(model, MLPSpec) else (1, 1)
    if not dataset.is_classes:
        require(
            (n_in, n_out, dataset.feature_count) == (1, 1, 1),
            "A curve has one x and one y; here are {features} features without classes, and a model with "
            "{n_in} inputs and {n_out} outputs.",
            features=dataset.feature_count, n_in=n_in, n_out=n_out,
        )  # fmt: skip
        return
    require(
        isinstance(model, MLPSpec),
        "Points with classes are told apart by a perceptron. Choose it in Model.",
    )
    require(
        n_in == dataset.feature_count and n_out in fitting_outputs(dataset),
        "A model with {n_in} inputs and {n_out} outputs does not fit points with {features} features and {k} "
        "classes.",
        n_in=n_in, n_out=n_out, features=dataset.feature_count, k=dataset.class_count,
    )  # fmt: skip


def _is_of(pattern: Pattern, dataset: Dataset) -> bool:
    """Whether the points might have come from the pattern."""
    return (dataset.feature_count, dataset.class_count) == (2, pattern.class_count)


def domain_with(domain: tuple[float, float], x: NDArray[np.float64]) -> tuple[float, float]:
    """The domain, widened where x [n] lies outside it, by at least a tenth so that it changes rarely."""
    low, high = domain
    margin = (high - low) / 10
    if len(x) and x.min() < low:
        low = min(float(x.min()), low - margin)
    if len(x) and x.max() > high:
        high = max(float(x.max()), high + margin)
    return low, high


def with_dataset(experiment: Experiment, dataset: Dataset) -> Experiment:
    """The experiment with other points: the x range grows with a curve's, the model fits those with classes.

    A model that cannot learn the new kind of points gives way to a perceptron that can, and what the points
    came from is forgotten where it is of the other kind.
    """
    if not dataset.is_classes:
        domain = domain_with(experiment.domain, dataset.x)
        model = experiment.model
        if isinstance(model, MLPSpec):
            model = replace(model, n_in=1, n_out=1)
        if experiment.pattern is not None:
            experiment = replace(experiment, pattern=None, replicas=_unknown(experiment.replicas))
        return _with(experiment, model, dataset=dataset, domain=domain)
    model = experiment.model if isinstance(experiment.model, MLPSpec) else MLPSpec()
    possible = fitting_outputs(dataset)
    same = experiment.dataset.is_classes and model.n_out in possible
    n_out = model.n_out if same else possible[0]
    pattern, replicas = experiment.pattern, experiment.replicas
    if pattern is None or not _is_of(pattern, dataset):
        pattern, replicas = None, _unknown(replicas)
    return _with(
        experiment, replace(model, n_in=dataset.feature_count, n_out=n_out), dataset=dataset,
        truth=None, sampling=None, pattern=pattern, replicas=replicas,
    )  # fmt: skip


def _unknown(replicas: Replicas) -> Replicas:
    """Replicas that can be made of points with classes, where nobody knows what they are a sample of."""
    return replace(replicas, resample="bootstrap")


def with_model(experiment: Experiment, model: ModelSpec) -> Experiment:
    """The experiment with another model; initial weights given by hand stay only if they still fit."""
    return _with(experiment, model)


def _with(experiment: Experiment, model: ModelSpec, **changes: Any) -> Experiment:
    fits = model.layout == experiment.model.layout
    return replace(experiment, model=model, initial=experiment.initial if fits else None, **changes)


def with_weight_seed(experiment: Experiment, seed: int) -> Experiment:
    """The experiment with initial weights drawn from this seed, not given by hand."""
    return replace(experiment, weight_seed=seed, initial=None)


def with_new_weights(experiment: Experiment) -> Experiment:
    """The experiment with initial weights drawn from the next seed."""
    return with_weight_seed(experiment, (experiment.weight_seed + 1) % SEEDS)
