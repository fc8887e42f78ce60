"""Points with classes in a script: rows of numbers, and what makes features and classes of them."""

from collections.abc import Iterator
from textwrap import wrap

import numpy as np

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.scaling import constant_features
from nnviz.core.script.comments import quoted
from nnviz.core.script.pieces import has_test, has_validation, is_float32
from nnviz.core.script.text import INDENT, LINE_LENGTH, block, exact, given

NOTES = {
    Role.TRAINING: ("TRAINING", "that the model learns from"),
    Role.VALIDATION: ("VALIDATION", "that it never learns from: they show how well it predicts"),
    Role.TEST: ("TEST", "that are looked at in the end alone: nothing was chosen by them"),
}
LONGEST_NAMED = 30  # features: of more, names would fill a page


def names(experiment: Experiment) -> str:
    """What features and classes are called, in comments: they are the user's words."""
    dataset = experiment.dataset
    classes = quoted(", ".join(f"{number} {name}" for number, name in enumerate(dataset.class_names)))
    lines = ["# The last number of each row is the class, by its number:", *classes]
    if dataset.feature_names and dataset.feature_count <= LONGEST_NAMED:
        lines += ["# The others are the features:", *quoted(", ".join(dataset.feature_names))]
    return block(*lines)


def rows(experiment: Experiment, role: Role) -> str:
    """The points of one role, "" for none: a tuple for each where that has room, else a block of numbers."""
    part = experiment.dataset.of(role)
    if not len(part):
        return ""
    name, note = NOTES[role]
    if is_block(experiment.dataset):
        return block(f"# Points {note}.", f'{name} = """', *_numbers(part), '"""')
    return block(f"{name} = [  # points {note}", *_tuples(part), "]")


def is_block(dataset: Dataset) -> bool:
    """Whether any row is too long for a line of its own."""
    return any(len(row) > LINE_LENGTH for row in _tuples(dataset))


def _tuples(part: Dataset) -> Iterator[str]:
    for features, number in zip(part.features.tolist(), part.classes.tolist(), strict=True):
        yield f"{INDENT}({', '.join(map(exact, features))}, {number}),"


def _numbers(part: Dataset) -> list[str]:
    """A row for each point; the lines that it needs beyond the first are indented."""
    pairs = zip(part.features.tolist(), part.classes.tolist(), strict=True)
    texts = (" ".join([*map(_short, features), str(number)]) for features, number in pairs)
    return [line for text in texts for line in wrap(text, LINE_LENGTH, subsequent_indent=INDENT)]


def _short(value: float) -> str:
    return str(int(value)) if value == int(value) else exact(value)


def prepare(experiment: Experiment) -> str:
    """The function that turns rows into features and classes."""
    many, exactly = is_block(experiment.dataset), ", dtype=torch.float64" if is_float32(experiment) else ""
    columns = experiment.dataset.feature_count + 1
    made = f"[float(number) for number in text.split()]{exactly}" if many else f"points{exactly}"
    shaped = f".view(-1, {columns})" if many else ""
    y = "points[:, -1:]" if experiment.head == "logistic" else "points[:, -1].long()"
    if experiment.head == "logistic" and exactly:
        y += ".float()"
    words = "0 or 1, in a column" if experiment.head == "logistic" else "a whole number"
    return block(
        f"def prepare({'text' if many else 'points'}):",
        f'    """The features of each point, and its class: {words}."""',
        f"    points = torch.tensor({made}){shaped}",
        f"    return points[:, :-1], {y}",
    )


def data(experiment: Experiment) -> str:
    """The lines that make x and y of the points of each role, and scale x."""
    parts = given(
        "",
        "_validation" if has_validation(experiment) else None,
        "_test" if has_test(experiment) else None,
    )
    made = [f"x{part}, y{part} = prepare({part.strip('_').upper() or 'TRAINING'})" for part in parts]
    return block(*made, *_scaled(experiment, [f"x{part}" for part in parts]))


def _scaled(experiment: Experiment, features: list[str]) -> list[str]:
    single = ".float()" if is_float32(experiment) else ""
    value = {"none": "{}", "min-max": "({} - shift) / scale", "standard": "({} - shift) / scale"}
    if experiment.scaling == "none" and not single:
        return []
    each = value[experiment.scaling].format("each" if len(features) > 1 else "x")
    each = f"({each}){single}" if single and experiment.scaling != "none" else f"{each}{single}"
    line = f"{', '.join(features)} = ({each} for each in ({', '.join(features)}))"
    return [*_fitted(experiment), f"x = {each}" if len(features) == 1 else line]


def _fitted(experiment: Experiment) -> list[str]:
    """What the training points say of the size of each feature."""
    if experiment.scaling == "none":
        return []
    lines = {
        "standard": [
            "# Features are scaled to mean 0 and standard deviation 1 of the training points, of no others.",
            "shift, scale = x.mean(0), x.std(0, correction=0)",
        ],
        "min-max": [
            "# Features are scaled to −1 … 1, by the least and the largest of the training points.",
            "shift, scale = (x.amin(0) + x.amax(0)) / 2, (x.amax(0) - x.amin(0)) / 2",
        ],
    }[experiment.scaling]
    features = experiment.dataset.of(Role.TRAINING).features
    if constant := constant_features(features):
        rule = "x.amax(0) - x.amin(0) <= 1e-12 * x.abs().amax(0)"
        if (np.ptp(features, axis=0) > 1e-12 * np.abs(features).max(axis=0))[list(constant)].any():
            rule = f"torch.isin(torch.arange(x.shape[1]), torch.tensor({list(constant)}))"
        lines += [
            f"constant = {rule}  # a feature that never changes",
            "shift, scale = torch.where(constant, x.amin(0), shift), torch.where(constant, 1.0, scale)",
        ]
    return lines
