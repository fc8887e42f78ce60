"""Puts the points of a table into an experiment."""

from dataclasses import replace

import numpy as np

from nnviz.core.dataset import MAX_POINTS, MOST_CLASSES, Dataset
from nnviz.core.experiment import SMALLEST_RANGE, Experiment, domain_with, with_dataset
from nnviz.core.generalization.unscaled import unscaled
from nnviz.core.kinds_of_points import with_class_dataset
from nnviz.core.presets import without_preset_words
from nnviz.core.resampling import without_truth
from nnviz.core.sentences import require

FILLED = 0.5  # of the x range: points that come in place of others and fill less get a range of their own
NARROWEST = 1e-6  # range, as a share of the largest x: models scale x to it


def with_points_added(experiment: Experiment, points: Dataset) -> Experiment:
    """The points come after those that are there, and the x range of a curve grows with them.

    Where there are none, any kind of points may come. Raises `BadInput` for more than `MAX_POINTS` together,
    and for points of another kind.
    """
    dataset, n = experiment.dataset, len(experiment.dataset)
    require(
        n + len(points) <= MAX_POINTS,
        "{n:,} points and {more:,} from the table are more than the {most:,} that nnviz can hold. Let them "
        "take the place of the present ones, or use fewer.",
        n=n, more=len(points), most=MAX_POINTS,
    )  # fmt: skip
    if not n and not fits(dataset, points):
        return with_points_replaced(experiment, points)
    check_kinds(dataset, points)
    if points.is_classes:
        return with_dataset(experiment, _with_classes_added(dataset, points))
    both = Dataset(
        np.concatenate([dataset.features, points.features]),
        np.concatenate([dataset.targets, points.targets]),
        np.concatenate([dataset.roles, points.roles]),
    )
    return replace(experiment, dataset=both, domain=domain_with(experiment.domain, points.x))


def fits(dataset: Dataset, points: Dataset) -> bool:
    """Whether points are of the kind of the data set's, with as many features."""
    return (dataset.is_classes, dataset.feature_count) == (points.is_classes, points.feature_count)


def check_kinds(dataset: Dataset, points: Dataset) -> None:
    """Raise `BadInput` where points cannot stand beside those of the data set."""
    require(
        dataset.is_classes or not points.is_classes,
        "The points of the table have classes, and the present ones are a curve's. Let them take the place "
        "of these.",
    )
    require(
        points.is_classes or not dataset.is_classes,
        "The present points have classes, and those of the table are a curve's. Choose a column for the "
        "class, or let them take the place of the present ones.",
    )
    require(
        points.feature_count == dataset.feature_count,
        "The points of the table have {more} features, the present ones {n}. Choose as many columns, or let "
        "them take the place of the present ones.",
        more=points.feature_count, n=dataset.feature_count,
    )  # fmt: skip


def _with_classes_added(dataset: Dataset, points: Dataset) -> Dataset:
    """Classes of one name are one class."""
    there = set(points.classes.tolist())
    new = [
        name for k, name in enumerate(points.class_names) if k in there and name not in dataset.class_names
    ]
    names = (*dataset.class_names, *new)
    require(
        len(names) <= MOST_CLASSES,
        "With the {more} new classes of the table there would be {n}, more than the {most} that nnviz can "
        "show. Let its points take the place of the present ones, or join some classes.",
        more=len(new), n=len(names), most=MOST_CLASSES,
    )  # fmt: skip
    numbers = [names.index(points.class_names[k]) for k in points.classes.tolist()]
    return replace(
        dataset,
        features=np.concatenate([dataset.features, points.features]),
        targets=np.concatenate([dataset.targets, numbers]),
        roles=np.concatenate([dataset.roles, points.roles]),
        class_names=names,
    )


def with_points_replaced(experiment: Experiment, points: Dataset) -> Experiment:
    """The points come in place of all others; of such points no truth is known.

    The name and note of a preset go with its points. The x range of a curve becomes theirs, unless they lie
    in the present one and fill half of it. Classes without points are left out. Raises `BadInput` for one
    class only. Features of very different size are scaled, if none are as yet.
    """
    if points.is_classes:
        new = with_class_dataset(experiment, _with_classes_that_are_there(points))
        return new if unscaled(new) is None else replace(new, scaling="standard")
    low, high = experiment.domain
    first, last = float(points.x.min()), float(points.x.max())
    span = last - first
    if low <= first and last <= high and span >= FILLED * (high - low):
        domain = experiment.domain
    elif span > NARROWEST * max(abs(first), abs(last)) and span >= SMALLEST_RANGE:
        domain = first, last
    else:  # they all lie at one x, or as good as
        domain = domain_with(experiment.domain, points.x)
    empty = with_dataset(without_preset_words(without_truth(experiment)), Dataset.from_xy())
    return replace(empty, dataset=points, domain=domain, scaling="none")


def _with_classes_that_are_there(points: Dataset) -> Dataset:
    there = sorted(set(points.classes.tolist()))
    names = tuple(points.class_names[k] for k in there)
    return replace(points, targets=np.searchsorted(there, points.targets).astype(float), class_names=names)
