"""What is to be said of points with classes before anything is learned from them."""

import numpy as np

from nnviz.core.dataset import Dataset, Role
from nnviz.core.scaling import constant_words
from nnviz.core.sentences import Sentence
from nnviz.core.splitting import STRATIFY, gaps


def class_remarks(dataset: Dataset, remedy: Sentence = STRATIFY) -> list[Sentence]:
    """What is wrong with these points, or will soon be in the way of learning, the worst first.

    remedy: how to come to another split.
    """
    if not len(dataset):
        return []
    there, counts = np.unique(dataset.classes, return_counts=True)
    if len(there) == 1:
        return [_lone(dataset.class_names[int(there[0])])]
    found = list(gaps(dataset.classes, dataset.roles, dataset.class_names, remedy))
    if len(np.unique(dataset.roles)) == 1:  # else `gaps` has said it
        found += [_single(dataset.class_names[int(k)]) for k in there[counts == 1]]
    constant = constant_words(dataset.of(Role.TRAINING).features, dataset.names)
    return [*found, constant] if constant is not None else found


def _lone(name: str) -> Sentence:
    return Sentence(
        "All points are of class “{name}”. Add points of another class, so that there is something to tell "
        "apart.",
        {"name": name},
    )


def _single(name: str) -> Sentence:
    return Sentence(
        "Class “{name}” has one point only: it can be learned or judged, not both. Add points of it.",
        {"name": name},
    )
