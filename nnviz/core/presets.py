"""The experiments that come with nnviz."""

from difflib import get_close_matches

from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import read_document
from nnviz.core.sentences import BadInput, either
from nnviz.resources import resource

_NAMES = (  # in the order in which a learner meets them
    "five-dots-line",
    "five-dots-degree-6",
    "line-120",
    "line-120-full-batch",
    "sine-mlp",
    "sine-degree-1",
    "sine-degree-3",
    "sine-degree-9",
    "sine-mlp-wide",
    "sine-formula",
    "bowl",
    "bishop-table",
)


def preset_names() -> tuple[str, ...]:
    """The names by which `preset` knows them, simple ones first."""
    return _NAMES


def preset(name: str) -> Experiment:
    """The preset called `name`. Raises `BadInput` with the nearest names when there is none."""
    if name not in _NAMES:
        near = get_close_matches(name.lower().replace(" ", "-").replace("_", "-"), _NAMES)
        if near:
            raise BadInput(
                "There is no preset “{name}”. Did you mean {near}? See nnviz presets.",
                name=name, near=either(near),
            )  # fmt: skip
        raise BadInput("There is no preset “{name}”. See nnviz presets.", name=name)
    return read_document(resource("presets", f"{name}.nnviz")).experiment
