"""Edits of the classes themselves: what they are called, one more, one fewer."""

from dataclasses import replace

import numpy as np

from nnviz.core.dataset import FEWEST_CLASSES, MOST_CLASSES, Dataset
from nnviz.core.names import LONGEST_NAME
from nnviz.core.sentences import require


def with_class_renamed(dataset: Dataset, number: int, name: str) -> Dataset:
    """Class `number` called otherwise. Raises `BadInput` for a name that is empty, too long, or taken."""
    name = " ".join(name.split())
    require(bool(name), "A class needs a name. Type one, such as A.")
    require(
        len(name) <= LONGEST_NAME,
        "The name of a class can have {most} characters; this one has {given}. Shorten it.",
        most=LONGEST_NAME, given=len(name),
    )  # fmt: skip
    names = dataset.class_names
    return replace(dataset, class_names=(*names[:number], name, *names[number + 1 :]))


def with_class_added(dataset: Dataset) -> Dataset:
    """One more class, without points and with a name of its own. Raises `BadInput` where there are ten."""
    names = dataset.class_names
    require(
        len(names) < MOST_CLASSES,
        "There are {most} classes, and no more marks and colours. Join some of them, or remove one.",
        most=MOST_CLASSES,
    )
    return replace(dataset, class_names=(*names, _new_name(names)))


def without_class(dataset: Dataset, number: int) -> Dataset:
    """One class fewer. Raises `BadInput` for one that has points, and where only two are left."""
    names = dataset.class_names
    count = int(np.count_nonzero(dataset.classes == number))
    require(
        count == 0,
        "Class “{name}” has points: {count}. Delete them, or give them another class, before it goes.",
        name=names[number], count=count,
    )  # fmt: skip
    require(len(names) > FEWEST_CLASSES, "There must be two classes or more to tell apart.")
    targets = dataset.targets - (dataset.targets > number)
    return replace(dataset, targets=targets, class_names=(*names[:number], *names[number + 1 :]))


def _new_name(names: tuple[str, ...]) -> str:
    """The next number where numbers are used, else the letter of its place; never one that is taken."""
    numbered = all(name.isdecimal() for name in names)
    places = range(len(names), 2 * MOST_CLASSES + 1)
    first = int(names[0]) if numbered else 0
    likely = (str(first + k) if numbered else chr(ord("A") + k) for k in places)
    return next(name for name in likely if name not in names)
