"""Whether features of very different size reach a model as they are, so that one drowns the others."""

from functools import lru_cache

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.scaling import Uneven, differ_in_size
from nnviz.core.sentences import Sentence, number


def unscaled(experiment: Experiment) -> Uneven | None:
    """What is uneven about the features of classes that are not scaled; None where all is well."""
    dataset = experiment.dataset
    if not dataset.is_classes or experiment.scaling != "none" or dataset.feature_count < 2:
        return None
    return _uneven(dataset)


@lru_cache(maxsize=4)  # asked for at every drawn frame, computed once
def _uneven(dataset: Dataset) -> Uneven | None:
    return differ_in_size(dataset.of(Role.TRAINING).features)


def scaling_advice(experiment: Experiment) -> Sentence | None:
    """The remedy by its name on screen; None where features are of one size, or are scaled."""
    found = unscaled(experiment)
    if found is None:
        return None
    names = experiment.dataset.names
    text = (
        "Feature “{large}” spreads {times} times as wide as “{small}”, and so drowns it: choose "
        "“standard (mean 0, sd 1)” under Data ▸ Scaling."
    )
    values: dict[str, object] = {
        "large": names[found.large], "small": names[found.small], "times": number(found.times, 2),
    }  # fmt: skip
    return Sentence(text, values)
