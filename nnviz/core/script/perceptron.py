"""Perceptrons in a script: layers, initial weights, activations, and nnviz's own dropout masks."""

from nnviz.core.experiment import Experiment
from nnviz.core.models import MLPSpec
from nnviz.core.models.mlp import Activation
from nnviz.core.script.class_points import prepare
from nnviz.core.script.pieces import Form, Pieces, draws_weights, dtype, has_dropout, is_float32, scaling
from nnviz.core.script.text import INDENT, assigned, block, exact
from nnviz.core.streams import Purpose

LOW: dict[Activation, str] = {
    "tanh": "torch.tanh({})",
    "relu": "torch.relu({})",
    "sigmoid": "torch.sigmoid({})",
    "softplus": "torch.nn.functional.softplus({}, threshold=50)",  # its usual 20 is off by 2e-9
    "sine": "torch.sin({})",
}
HIGH: dict[Activation, str] = {
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "sigmoid": "nn.Sigmoid()",
    "softplus": "nn.Softplus(threshold=50)",
    "sine": "Sine()",
}
NAMED_WEIGHTS = 'weights = [p for name, p in model.named_parameters() if name.endswith("weight")]'
STREAM = f"2**31 + {Purpose.DROPOUT - 2**31}"


def perceptron(experiment: Experiment, spec: MLPSpec, form: Form) -> Pieces:
    low = form == "low"
    layers = range(1, len(spec.layers) + 1)
    named = f"weights = [{', '.join(f'w{i}' for i in layers)}]"
    curve, scaled = not experiment.dataset.is_classes, spec.scale_inputs and not experiment.dataset.is_classes
    return Pieces(
        settings=(
            scaling(experiment) if scaled else "",
            f"DROPOUT = {exact(spec.dropout)}" if has_dropout(experiment) else "",
            *_initial(experiment, spec),
        ),
        prepare=(_prepare(experiment),) if scaled else () if curve else (prepare(experiment),),
        columns="prepare({})" if scaled else "torch.tensor({}).split(1, dim=1)",
        model=_low(experiment, spec) if low else _high(experiment, spec),
        weights=named if low else NAMED_WEIGHTS,
    )


def _initial(experiment: Experiment, spec: MLPSpec) -> tuple[str, ...]:
    """Initial weights [inputs, units] and biases that were set by hand."""
    if experiment.initial is None:
        return ()
    flat = experiment.initial_parameters()
    found = []
    for i, layer in enumerate(spec.layers, 1):
        weights = flat[layer.weight].reshape(layer.n_in, layer.n_out).tolist()
        note = "initial weights, set by hand: a row for each input" if i == 1 else ""
        found.append(assigned(f"W{i}", weights, note))
        found.append(assigned(f"B{i}", flat[layer.bias].tolist()))
    return ("\n".join(found),)


def _prepare(experiment: Experiment) -> str:
    single = is_float32(experiment)
    exactly = ", dtype=torch.float64" if single else ""
    scaled, y = "(2 * x - LOW - HIGH) / (HIGH - LOW)", "y"
    if single:
        scaled, y = f"({scaled}).float()", "y.float()"
    return block(
        "def prepare(points):",
        '    """x, scaled to −1…1, and y: a column each."""',
        f"    x, y = torch.tensor(points{exactly}).split(1, dim=1)",
        f"    return {scaled}, {y}",
    )


# --- low level -----------------------------------------------------------------------------------


def _low(experiment: Experiment, spec: MLPSpec) -> tuple[str, ...]:
    return (*_low_start(experiment, spec), *_low_dropout(experiment), _low_model(experiment, spec))


def _low_start(experiment: Experiment, spec: MLPSpec) -> tuple[str, ...]:
    numbered = list(enumerate(spec.layers, 1))
    every = "parameters = [" + ", ".join(f"w{i}, b{i}" for i, _ in numbered) + "]"
    if not draws_weights(experiment):
        made = [
            f"w{i}, b{i} = torch.tensor(W{i}, requires_grad=True), torch.tensor(B{i}, requires_grad=True)"
            for i, _ in numbered
        ]
        return (block(*made, every),)
    single = dtype(experiment)
    function = block(
        "def layer(n_in, n_out):",
        '    """Weights and biases of one layer, drawn between ±1/√n_in: the rule of torch.nn.Linear."""',
        "    bound = 1 / np.sqrt(n_in)",
        f"    w = torch.tensor(bound * random.uniform(-1, 1, (n_in, n_out)){single}, requires_grad=True)",
        f"    b = torch.tensor(bound * random.uniform(-1, 1, n_out){single}, requires_grad=True)",
        "    return w, b",
    )
    made = [f"w{i}, b{i} = layer({layer.n_in}, {layer.n_out})" for i, layer in numbered]
    return ("random = np.random.default_rng(SEED)", function, block(*made, every))


def _low_dropout(experiment: Experiment) -> tuple[str, ...]:
    if not has_dropout(experiment):
        return ()
    return (
        f"masks = np.random.default_rng([SEED, {STREAM}])  # nnviz's random numbers for dropout",
        block(
            "def dropout(h):",
            '    """Switch units off at random; those that stay on are made larger, to do their work too."""',
            "    kept = masks.random((h.shape[1], h.shape[0]), np.float32) >= DROPOUT",
            "    return h * torch.tensor(kept.T) * (1 / (1 - DROPOUT))",
        ),
    )


def _low_model(experiment: Experiment, spec: MLPSpec) -> str:
    dropout, hidden = has_dropout(experiment), len(spec.hidden_sizes)
    lines, below = [], "x"
    for i in range(1, hidden + 1):
        value = LOW[spec.activation].format(f"{below} @ w{i} + b{i}")
        lines.append(f"{INDENT}h{i} = {value}" if hidden > 1 else f"{INDENT}h = {value}")
        below = f"h{i}" if hidden > 1 else "h"
        if dropout:
            lines += [f"{INDENT}if training:", f"{INDENT * 2}{below} = dropout({below})"]
    return block(
        f"def model(x{', training=False' if dropout else ''}):",
        f'    """{_described(experiment, spec)}"""',
        *lines,
        f"    return {below} @ w{hidden + 1} + b{hidden + 1}",
    )


def _described(experiment: Experiment, spec: MLPSpec) -> str:
    if not spec.hidden_sizes and experiment.dataset.is_classes:
        return "A perceptron without a hidden layer: logits that are weighted sums of the features."
    if not spec.hidden_sizes:
        return "A perceptron without a hidden layer: a straight line."
    return "Each layer adds up its inputs, times weights; a function bends the sums of all but the last."


# --- high level ----------------------------------------------------------------------------------


def _high(experiment: Experiment, spec: MLPSpec) -> tuple[str, ...]:
    return (*_modules(experiment, spec), _sequence(experiment, spec), *_high_start(experiment, spec))


def _modules(experiment: Experiment, spec: MLPSpec) -> tuple[str, ...]:
    """Definitions of the modules that torch lacks."""
    sine = block(
        "class Sine(nn.Module):",
        '    """An activation that torch has no module for."""',
        "",
        "    def forward(self, z):",
        "        return torch.sin(z)",
    )
    stream = f"masks = np.random.default_rng([SEED, {STREAM}])  # nnviz's random numbers for dropout"
    dropout = block(
        "class Dropout(nn.Module):",
        '    """Does what nn.Dropout does, but switches off the units that nnviz does."""',
        "",
        "    def forward(self, h):",
        "        if not self.training:",
        "            return h",
        "        kept = masks.random((h.shape[1], h.shape[0]), np.float32) >= DROPOUT",
        "        return h * torch.tensor(kept.T) * (1 / (1 - DROPOUT))",
    )
    has_sine = spec.activation == "sine" and bool(spec.hidden_sizes)
    return (*((sine,) if has_sine else ()), *((stream, dropout) if has_dropout(experiment) else ()))


def _sequence(experiment: Experiment, spec: MLPSpec) -> str:
    if not spec.hidden_sizes:
        border = "a straight border" if experiment.dataset.is_classes else "a straight line"
        return f"model = nn.Linear({spec.n_in}, {spec.n_out})  # no hidden layer: {border}"
    *hidden, last = (f"nn.Linear({layer.n_in}, {layer.n_out})" for layer in spec.layers)
    modules = []
    for layer in hidden:
        modules += [layer, HIGH[spec.activation], *(["Dropout()"] if has_dropout(experiment) else [])]
    return block("model = nn.Sequential(", *(f"{INDENT}{each}," for each in [*modules, last]), ")")


_DRAWN = block(
    "random = np.random.default_rng(SEED)",
    "with torch.no_grad():  # PyTorch's own rule, ±1/√n_in, with nnviz's random numbers",
    "    for layer in model.modules():",
    "        if isinstance(layer, nn.Linear):",
    "            n_in, n_out = layer.in_features, layer.out_features",
    "            bound = 1 / np.sqrt(n_in)",
    "            layer.weight.copy_(torch.tensor(bound * random.uniform(-1, 1, (n_in, n_out)).T))",
    "            layer.bias.copy_(torch.tensor(bound * random.uniform(-1, 1, n_out)))",
)


def _high_start(experiment: Experiment, spec: MLPSpec) -> tuple[str, ...]:
    if draws_weights(experiment):
        return (_DRAWN,)
    step = 3 if has_dropout(experiment) else 2
    places = ["model"] if not spec.hidden_sizes else [f"model[{i * step}]" for i in range(len(spec.layers))]
    lines = [
        (f"    {place}.weight.copy_(torch.tensor(W{i}).T)", f"    {place}.bias.copy_(torch.tensor(B{i}))")
        for i, place in enumerate(places, 1)
    ]
    return (block("with torch.no_grad():", *(line for pair in lines for line in pair)),)
