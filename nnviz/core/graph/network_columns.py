"""The columns of the network level: inputs, hidden layers and outputs, and what each unit gives where."""

from dataclasses import dataclass, field

import numpy as np

from nnviz.core.classes import probabilities
from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.graph.graph import Array, Graph, Kind, Node
from nnviz.core.models import MLPSpec

PLACES = 60  # of a unit's curve, which is drawn small
SIDE = 24  # places of a unit's map in either direction
MOST_MAPPED = 30_000_000  # places × parameters for the maps of all units: some 10 ms in the window
MARGIN = 0.1  # of the range of the points: how far curves and maps of classes go beyond it
BASIS = "basis functions"  # the group of a polynomial's basis units
INPUTS = "inputs"  # the group of features
OUTPUT = "output"  # the key of the unit that predicts a value
Label = tuple[str, str, str]  # key, name and formula of a unit


@dataclass(frozen=True, eq=False)
class Column:
    """The units of one layer: outputs are those of `node` [n, units], gradients those of `received`.

    group: what opens it. curves: [..., units] over the places, None where nothing is drawn. operation: what
    makes outputs of sums, "" for nothing. slope: the operation that a gradient passes on its way back to the
    sums, "" for none. by: the symbol that gradients are by, "" for the outputs. weight, bias: the leaves that
    feed it; into: ∂loss/∂z [n, units] of the sums that they make. classes: whose probability each unit gives.
    """

    group: str
    node: Node
    received: Node
    labels: tuple[Label, ...]
    curves: Array | None = None
    kind: Kind = "unit"
    operation: str = ""
    slope: str = ""
    by: str = ""
    weight: Node | None = None
    bias: Node | None = None
    into: Array | None = None
    classes: tuple[int, ...] = ()

    @property
    def count(self) -> int:
        return len(self.labels)


@dataclass(frozen=True, eq=False)
class Where:
    """x [G] of units' curves, or x [G] and y [H] of their maps; places: all of them, as a model is asked."""

    x: Array = field(default_factory=lambda: np.empty(0))
    y: Array = field(default_factory=lambda: np.empty(0))
    places: Array = field(default_factory=lambda: np.empty(0))

    def drawn(self, found: Array) -> Array:
        """Outputs [places, units] as [G, units], of maps as [H, G, units]."""
        return found.reshape(len(self.y), len(self.x), -1) if self.y.size else found


def where(experiment: Experiment) -> Where:
    """Models of one feature have curves, those of two maps; of more, or where it takes long, nothing."""
    dataset = experiment.dataset
    if not dataset.is_classes:
        x = np.linspace(*experiment.domain, PLACES)
        return Where(x, places=x)
    if not len(dataset):
        return Where()
    if dataset.feature_count == 1:
        x = _range(dataset, 0, PLACES)
        return Where(x, places=x[:, None])
    if dataset.feature_count == 2 and experiment.model.parameter_count * SIDE**2 <= MOST_MAPPED:
        x, y = _range(dataset, 0, SIDE), _range(dataset, 1, SIDE)
        u, v = np.meshgrid(x, y)
        return Where(x, y, np.stack([u.ravel(), v.ravel()], axis=1))
    return Where()


def _range(dataset: Dataset, feature: int, count: int) -> Array:
    values = dataset.features[:, feature]
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or 1.0
    return np.linspace(low - margin, high + margin, count)


def of_polynomial(graph: Graph, experiment: Experiment, parameters: Array, where: Where) -> list[Column]:
    product, basis = graph.node("layer 1 matmul"), graph.node("basis functions of x")
    inputs = experiment.inputs(where.places)
    functions = [
        (f"P{j}", f"P{j}", f"√{2 * j + 1} · P{j}(x)" if j else "1") for j in range(basis.value.shape[1])
    ]
    output = Column(
        "layer 1",
        product,
        product,
        ((OUTPUT, "prediction", "Σ c · P"),),
        (inputs @ parameters)[:, None],
        weight=graph.node("layer 1 weight"),
        into=product.gradient,
    )
    return [Column(BASIS, basis, basis, tuple(functions), inputs, operation="basis function"), output]


def of_perceptron(
    graph: Graph, spec: MLPSpec, experiment: Experiment, parameters: Array, where: Where
) -> list[Column]:
    curves: list[Array | None] = [None] * (len(spec.layers) + 1)
    if where.places.size:
        inputs = experiment.inputs(where.places)
        curves = [where.drawn(each) for each in (inputs, *spec.outputs(parameters, inputs))]
    found = [_inputs(graph.node("x"), experiment, curves[0])]
    for number in range(1, len(spec.layers)):
        found.append(_hidden(graph, spec, number, curves[number]))
    return [*found, _outputs(graph, spec, experiment, curves[-1])]


def _inputs(node: Node, experiment: Experiment, curves: Array | None) -> Column:
    if not experiment.dataset.is_classes:
        return Column("", node, node, (("x", node.name, "x"),), curves, kind="input")
    scaled = "" if experiment.scaling == "none" else ", scaled"
    names = enumerate(experiment.dataset.names, 1)
    labels = tuple((f"input {number}", name, f"{name}{scaled}") for number, name in names)
    return Column(INPUTS, node, node, labels, curves, kind="input")


def _hidden(graph: Graph, spec: MLPSpec, number: int, curves: Array | None) -> Column:
    """Its outputs are what the next layer gets: after dropout."""
    group = f"layer {number}"
    fed = next(edge for edge in graph.edges if edge.target == f"layer {number + 1} matmul")
    out, activation = graph.node(fed.source), spec.activation
    formula = f"{activation}({_sum(number)})"
    return Column(
        group,
        out,
        out,
        tuple((f"{group} unit {i}", f"unit {i}", formula) for i in range(1, out.value.shape[1] + 1)),
        curves,
        operation=activation,
        slope=activation,
        weight=graph.node(f"{group} weight"),
        bias=graph.node(f"{group} bias"),
        into=graph.node(f"{group} add").gradient,
    )


def _outputs(graph: Graph, spec: MLPSpec, experiment: Experiment, curves: Array | None) -> Column:
    """The value of a curve, or the probabilities of classes.

    Cross-entropy is computed from the logits, and no gradient comes by the probabilities: it is then that of
    the logits.
    """
    number, head = len(spec.layers), experiment.head
    group, formula = f"layer {number}", _sum(number)
    sums = out = received = graph.node(f"{group} add")
    labels: tuple[Label, ...] = ((OUTPUT, "prediction", formula),)
    operation = ""
    if head != "value":
        operation = "sigmoid" if head == "logistic" else "softmax"
        names = experiment.dataset.class_names[-1:] if head == "logistic" else experiment.dataset.class_names
        labels = tuple((f"p({name})", f"p({name})", f"{operation}({formula})") for name in names)
        out = graph.node("probability sigmoid" if head == "logistic" else "probabilities softmax")
        received = sums if out.gradient is None else out
    if head != "value" and curves is not None:
        logits = curves[..., 0] if head == "logistic" else curves
        found = probabilities(logits, head)
        curves = found[..., 1:] if head == "logistic" else found
    by_logits = received is not out
    return Column(
        group,
        out,
        received,
        labels,
        curves,
        operation=operation,
        slope="" if by_logits else operation,
        by="z" if by_logits else "",
        weight=graph.node(f"{group} weight"),
        bias=graph.node(f"{group} bias"),
        into=sums.gradient,
        classes={"value": (), "logistic": (1,), "softmax": tuple(range(len(labels)))}[head],
    )


def _sum(number: int) -> str:
    """What a unit of layer `number` adds up."""
    return "w · x + b" if number == 1 else "Σ w · h + b"
