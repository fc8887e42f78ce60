"""Whether features of very different size reach a model as they are, so that one drowns the others."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.scaling import VERY_DIFFERENT, constant_features
from nnviz.core.sentences import Sentence, number


@dataclass(frozen=True)
class Uneven:
    """The features of the largest and of the least spread, by number, and how many times as much that is."""

    large: int
    small: int
    times: float


def unscaled(experiment: Experiment) -> Uneven | None:
    """What is uneven about the features of classes that are not scaled; None where all is well."""
    dataset = experiment.dataset
    if not dataset.is_classes or experiment.scaling != "none" or dataset.feature_count < 2:
        return None
    return _uneven(dataset)


@lru_cache(maxsize=4)  # asked for at every drawn frame, computed once
def _uneven(dataset: Dataset) -> Uneven | None:
    features = dataset.features[dataset.roles == Role.TRAINING]
    spreads = features.std(axis=0) if len(features) else np.zeros(dataset.feature_count)
    varying = np.setdiff1d(np.arange(dataset.feature_count), constant_features(features))
    if len(varying) < 2:
        return None
    large, small = (int(varying[find(spreads[varying])]) for find in (np.argmax, np.argmin))
    times = float(spreads[large] / spreads[small])
    return Uneven(large, small, times) if times > VERY_DIFFERENT else None


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
