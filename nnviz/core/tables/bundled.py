"""The tables with classes that come with nnviz: what they are, and their rows."""

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Dataset
from nnviz.core.sentences import BadInput, Sentence, either
from nnviz.core.splitting import Fractions, Splitting, split_roles
from nnviz.resources import resource


@dataclass(frozen=True)
class BundledTable:
    """What is known of a table before it is read. Where it is from: resources/tables/SOURCES.md.

    name: by which it is asked for. title: its name for people. about: what its rows and classes are.
    class_names: in the order of their numbers.
    """

    name: str
    title: Sentence
    about: Sentence
    class_names: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class ClassRows:
    """The rows of a table, in their order. features: float64 [n, d]. classes: whole numbers [n], 0 … K−1.

    Both arrays are read-only.
    """

    features: NDArray[np.float64]
    classes: NDArray[np.intp]
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]


_TABLES = (  # simple ones first
    BundledTable(
        "iris",
        Sentence("Iris flowers"),
        Sentence(
            "150 flowers of three kinds of iris, told apart by the length and width of their sepals and "
            "petals. One kind stands apart, the other two overlap."
        ),
        ("setosa", "versicolor", "virginica"),
    ),
    BundledTable(
        "digits",
        Sentence("Handwritten digits"),
        Sentence("1,797 handwritten digits as pictures of 8×8 pixels, each from 0 (paper) to 16 (ink)."),
        tuple("0123456789"),
    ),
    BundledTable(
        "wine",
        Sentence("Wines"),
        Sentence(
            "178 wines of three kinds from one region of Italy, told apart by 13 chemical measurements."
        ),
        ("Barolo", "Grignolino", "Barbera"),
    ),
    BundledTable(
        "breast-cancer",
        Sentence("Breast cancer"),
        Sentence(
            "569 tissue samples, benign or malignant, told apart by 30 measurements of the cell nuclei in a "
            "picture of each."
        ),
        ("malignant", "benign"),
    ),
)


def bundled_tables() -> tuple[BundledTable, ...]:
    """All of them, without reading any."""
    return _TABLES


def bundled_table(name: str) -> BundledTable:
    """The table called `name`. Raises `BadInput` with the nearest names when there is none."""
    names = [table.name for table in _TABLES]
    if name in names:
        return _TABLES[names.index(name)]
    near = get_close_matches(name.lower().replace(" ", "-").replace("_", "-"), names)
    if near:
        raise BadInput(
            "nnviz has no table “{name}” of its own. Did you mean {near}?", name=name, near=either(near)
        )
    raise BadInput("nnviz has no table “{name}” of its own, only {names}.", name=name, names=", ".join(names))


@cache  # 2 MB together, read in milliseconds, but asked for by every undo and redraw
def bundled_rows(name: str) -> ClassRows:
    """The rows of the table called `name`, read once. Raises `BadInput` when there is none."""
    table = bundled_table(name)
    text = resource("tables", f"{table.name}.csv").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    *feature_names, _ = header.split(",")
    features = np.loadtxt(lines, delimiter=",", usecols=range(len(feature_names)), ndmin=2)
    numbers = {class_name: number for number, class_name in enumerate(table.class_names)}
    classes = np.array([numbers[line.rpartition(",")[2]] for line in lines], np.intp)
    for values in (features, classes):
        values.setflags(write=False)
    return ClassRows(features, classes, table.class_names, tuple(feature_names))


def bundled_dataset(name: str, fractions: Fractions, how: Splitting, seed: int) -> Dataset:
    """The table called `name` with its rows dealt out. Raises `BadInput`; see `split_roles`."""
    rows = bundled_rows(name)
    roles = split_roles(len(rows.classes), fractions, how, seed, rows.classes)
    return Dataset(rows.features, rows.classes.astype(float), roles, rows.class_names, rows.feature_names)
