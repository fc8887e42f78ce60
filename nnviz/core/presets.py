"""The experiments that come with nnviz."""

import json
import re
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from typing import Literal

from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import read_document
from nnviz.core.sentences import BadInput, Sentence, either
from nnviz.resources import resource

HEAD = 2_000  # letters of a preset's file, with its name and note: it is not read for its points

# In the order in which a learner meets them.
PRESET_GROUPS: tuple[tuple[Sentence, tuple[str, ...]], ...] = (
    (Sentence("Dots and lines"), (
        "five-dots-line", "five-dots-degree-6", "line-120", "line-120-full-batch", "bowl", "bishop-table",
    )),
    (Sentence("Sines"), (
        "sine-mlp", "sine-degree-1", "sine-degree-3", "sine-degree-9", "sine-mlp-wide", "sine-formula",
    )),
    (Sentence("Two classes"), (
        "two-classes-2-1", "two-classes-2-5-1", "two-classes-2-10-1", "two-classes-2-50-50-1",
        "two-classes-by-hand",
    )),
    (Sentence("Patterns"), ("moons", "circles", "xor", "spirals", "three-blobs", "blobs-replicas")),
    (Sentence("Iris flowers"), ("iris-4-3", "iris-4-10-3", "iris-4-100-3", "iris-4-100-100-100-3")),
    (Sentence("Handwritten digits"), (
        "digits-64-10", "digits-64-32-10", "digits-64-128-10", "digits-64-128-128-10",
    )),
)  # fmt: skip


def preset_names() -> tuple[str, ...]:
    """The names by which `preset` knows them, simple ones first."""
    return tuple(name for _, names in PRESET_GROUPS for name in names)


def preset(name: str) -> Experiment:
    """The preset called `name`. Raises `BadInput` with the nearest names when there is none."""
    names = preset_names()
    if name not in names:
        near = get_close_matches(name.lower().replace(" ", "-").replace("_", "-"), names)
        if near:
            raise BadInput(
                "There is no preset “{name}”. Did you mean {near}? See nnviz presets.",
                name=name, near=either(near),
            )  # fmt: skip
        raise BadInput("There is no preset “{name}”. See nnviz presets.", name=name)
    return read_document(resource("presets", f"{name}.nnviz")).experiment


def without_preset_words(experiment: Experiment) -> Experiment:
    """The experiment without a name and a note that a preset brought along, for points that are not its."""
    return replace(
        experiment,
        name="" if experiment.name in _of_presets("name") else experiment.name,
        note="" if experiment.note in _of_presets("note") else experiment.note,
    )


@cache
def _of_presets(word: Literal["name", "note"]) -> frozenset[str]:
    """What all the presets are called, or their notes."""
    found = set()
    for name in preset_names():
        with open(resource("presets", f"{name}.nnviz"), encoding="utf-8") as file:
            match = re.search(rf'^  "{word}": (".*"),?$', file.read(HEAD), re.MULTILINE)
        if match:
            found.add(str(json.loads(match[1])))
    return frozenset(found)
