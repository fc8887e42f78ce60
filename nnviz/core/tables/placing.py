"""Puts the points of a table into an experiment."""

from dataclasses import replace

import numpy as np

from nnviz.core.dataset import MAX_POINTS, Dataset
from nnviz.core.experiment import SMALLEST_RANGE, Experiment, domain_with
from nnviz.core.resampling import without_truth
from nnviz.core.sentences import require

FILLED = 0.5  # of the x range: points that come in place of others and fill less get a range of their own
NARROWEST = 1e-6  # range, as a share of the largest x: models scale x to it


def with_points_added(experiment: Experiment, points: Dataset) -> Experiment:
    """The points come after those that are there, and the x range grows with them.

    Raises `BadInput` for more than `MAX_POINTS` together.
    """
    dataset, n = experiment.dataset, len(experiment.dataset)
    require(
        n + len(points) <= MAX_POINTS,
        "{n:,} points and {more:,} from the table are more than the {most:,} that nnviz can hold. Let them "
        "take the place of the present ones, or use fewer.",
        n=n, more=len(points), most=MAX_POINTS,
    )  # fmt: skip
    both = Dataset(
        np.concatenate([dataset.features, points.features]),
        np.concatenate([dataset.targets, points.targets]),
        np.concatenate([dataset.roles, points.roles]),
    )
    return replace(experiment, dataset=both, domain=domain_with(experiment.domain, points.x))


def with_points_replaced(experiment: Experiment, points: Dataset) -> Experiment:
    """The points come in place of all others; of such points no truth is known.

    The x range becomes theirs, unless they lie in the present one and fill half of it.
    """
    low, high = experiment.domain
    first, last = float(points.x.min()), float(points.x.max())
    span = last - first
    if low <= first and last <= high and span >= FILLED * (high - low):
        domain = experiment.domain
    elif span > NARROWEST * max(abs(first), abs(last)) and span >= SMALLEST_RANGE:
        domain = first, last
    else:  # they all lie at one x, or as good as
        domain = domain_with(experiment.domain, points.x)
    empty = replace(without_truth(experiment), dataset=Dataset.from_xy())
    return replace(empty, dataset=points, domain=domain)
