"""From points of a curve to points with classes and back, from patterns and from tables of our own."""

from dataclasses import dataclass, replace

import numpy as np

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.models import MLPSpec
from nnviz.core.patterns import Pattern, is_pattern_sample
from nnviz.core.resampling import chosen_replicas, with_pattern, with_truth
from nnviz.core.scaling import Scaling
from nnviz.core.splitting import SPLITTINGS, Fractions, Splitting, split_roles
from nnviz.core.suggested import with_kind
from nnviz.core.tables.bundled import bundled_dataset, bundled_rows, bundled_tables
from nnviz.core.truths import Sampling, Truth, is_sample, sample

FIRST_SCALING: Scaling = "min-max"  # of a table: features in other units than each other
Source = Pattern | str | None  # a pattern, the name of a bundled table, or unknown


@dataclass(frozen=True)
class Shares:
    """How points are dealt out. validation, test: per cent of them; the rest is for training."""

    how: Splitting = "stratified"
    validation: float = 20.0
    test: float = 20.0
    seed: int = 1

    @property
    def training(self) -> float:
        """In per cent."""
        return 100 - self.validation - self.test

    @property
    def fractions(self) -> Fractions:
        return self.training / 100, self.validation / 100, self.test / 100


def with_class_dataset(experiment: Experiment, dataset: Dataset) -> Experiment:
    """Points with classes in place of all others, of whose source nothing is known.

    A model that only draws curves gives way to a perceptron, with the training that suits it, and residuals
    to a bootstrap.
    """
    return without_pattern(with_dataset(_with_perceptron(experiment), dataset))


def with_pattern_sample(experiment: Experiment, pattern: Pattern) -> Experiment:
    """Points drawn from the pattern in place of all others. Classes keep their names if there are as many."""
    names = experiment.dataset.class_names if experiment.pattern is not None else ()
    new = with_pattern(_with_perceptron(experiment), pattern)
    if len(names) != pattern.class_count:
        return new
    return replace(new, dataset=replace(new.dataset, class_names=names))


def without_pattern(experiment: Experiment) -> Experiment:
    """The points as if nobody knew what they are a sample of; replicas of a pattern become bootstraps."""
    unknown = replace(experiment, pattern=None)
    return replace(unknown, replicas=chosen_replicas(unknown, unknown.replicas.count, None))


def _with_perceptron(experiment: Experiment) -> Experiment:
    """With a model that can tell classes apart, and the training that suits it."""
    return experiment if isinstance(experiment.model, MLPSpec) else with_kind(experiment, MLPSpec())


def with_table(experiment: Experiment, name: str, shares: Shares) -> Experiment:
    """The bundled table called `name` in place of all points; scaled, as its features have other units."""
    new = with_class_dataset(experiment, bundled_dataset(name, shares.fractions, shares.how, shares.seed))
    return replace(new, scaling=FIRST_SCALING) if new.scaling == "none" else new


def with_points_of(experiment: Experiment, other: Experiment) -> Experiment:
    """The experiment with the points of another one, what is known of them, and its model."""
    return replace(
        experiment,
        dataset=other.dataset,
        domain=other.domain,
        truth=other.truth,
        sampling=other.sampling,
        pattern=other.pattern,
        scaling=other.scaling,
        model=other.model,
        initial=other.initial,
        replicas=replace(experiment.replicas, resample=other.replicas.resample),
    )


def as_classes(experiment: Experiment, last: Experiment | None) -> Experiment:
    """With the points with classes of `last`, or where there were none with a first sample of two moons."""
    if last is not None:
        return with_points_of(experiment, last)
    return with_pattern_sample(experiment, Pattern.of_kind("moons"))


def as_curve(experiment: Experiment, last: Experiment | None) -> Experiment:
    """With the curve's points of `last`, or where there were none with a first sample of a sine."""
    if last is not None:
        return with_points_of(experiment, last)
    truth, sampling = Truth(), Sampling()
    domain = sampling.low, sampling.high
    new = with_dataset(replace(experiment, domain=domain), sample(truth, sampling))
    return with_truth(replace(new, scaling="none"), truth, sampling)


def can_be_had_again(experiment: Experiment) -> bool:
    """Whether the points are just those of their source, or there are none."""
    dataset, truth, sampling = experiment.dataset, experiment.truth, experiment.sampling
    if dataset.is_classes or not len(dataset):
        return is_from(experiment, source_of(experiment))
    return truth is not None and sampling is not None and is_sample(dataset, truth, sampling)


def source_of(experiment: Experiment) -> Source:
    """Where points with classes are from, as far as that can be seen."""
    if experiment.pattern is not None:
        return experiment.pattern
    dataset = experiment.dataset
    for table in bundled_tables():
        if dataset.class_count == len(table.class_names):
            rows = bundled_rows(table.name)
            if np.array_equal(rows.features, dataset.features) and np.array_equal(
                rows.classes, dataset.targets
            ):
                return table.name
    return None


def is_from(experiment: Experiment, source: Source) -> bool:
    """Whether the points are just those of the source: nothing is lost if they are replaced."""
    if not len(experiment.dataset):
        return True
    if isinstance(source, Pattern):
        return is_pattern_sample(experiment.dataset, source)
    return source is not None and source_of(experiment) == source


def with_shares(dataset: Dataset, shares: Shares) -> Dataset:
    """The points dealt out anew. Raises `BadInput`; see `split_roles`."""
    roles = split_roles(len(dataset), shares.fractions, shares.how, shares.seed, dataset.classes)
    return replace(dataset, roles=roles)


def shares_of(dataset: Dataset, seed: int = Shares.seed) -> Shares | None:
    """The split that these points show, if it is one with this seed."""
    if not len(dataset) or not dataset.count(Role.TRAINING):
        return None
    validation, test = (100 * dataset.count(role) / len(dataset) for role in (Role.VALIDATION, Role.TEST))
    for digits in (0, 1, 2):
        for how in SPLITTINGS:
            shares = Shares(how, round(validation, digits), round(test, digits), seed)
            if _shows(dataset, shares):
                return shares
    return None


def _shows(dataset: Dataset, shares: Shares) -> bool:
    if shares.training <= 0 or min(shares.validation, shares.test) < 0:
        return False
    parts = zip(shares.fractions, Role, strict=True)
    if any(share == 0 and dataset.count(role) for share, role in parts):
        return False
    return with_shares(dataset, shares) == dataset
