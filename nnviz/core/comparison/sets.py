"""The sets of models that come with nnviz, as the chapter's lab asks for them."""

from dataclasses import dataclass, replace

from nnviz.core.comparison.models import alone
from nnviz.core.experiment import Experiment
from nnviz.core.presets import preset
from nnviz.core.sentences import Sentence


@dataclass(frozen=True)
class ModelSet:
    """Presets of the same points, with models from simple to large.

    name: by which the command line knows it. title: for people. models: how the names of the presets go on.
    """

    name: str
    title: Sentence
    about: Sentence
    models: tuple[str, ...]

    @property
    def presets(self) -> tuple[str, ...]:
        return tuple(f"{self.name}-{model}" for model in self.models)

    def experiments(self) -> tuple[Experiment, ...]:
        """One for each model, read from the presets, without replicas."""
        read = [alone(preset(name)) for name in self.presets]
        return tuple(replace(each, dataset=read[0].dataset) for each in read)  # one in memory, not four


SETS = (  # simple ones first
    ModelSet(
        "two-classes",
        Sentence("Two classes"),
        Sentence("100 points of two classes that overlap, in a plane."),
        ("2-1", "2-5-1", "2-10-1", "2-50-50-1"),
    ),
    ModelSet(
        "iris",
        Sentence("Iris flowers"),
        Sentence("150 flowers of three kinds, told apart by four measurements."),
        ("4-3", "4-10-3", "4-100-3", "4-100-100-100-3"),
    ),
    ModelSet(
        "digits",
        Sentence("Handwritten digits"),
        Sentence("1,797 handwritten digits as pictures of 8×8 pixels."),
        ("64-10", "64-32-10", "64-128-10", "64-128-128-10"),
    ),
)  # fmt: skip


def model_set(name: str) -> ModelSet | None:
    """The set called `name`, if there is one."""
    return next((each for each in SETS if each.name == name), None)
