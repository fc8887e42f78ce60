"""From points of a curve to points with classes and back, from patterns and from tables of our own."""

from dataclasses import replace

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.models import MLPSpec
from nnviz.core.patterns import Pattern
from nnviz.core.presets import without_preset_words
from nnviz.core.resampling import chosen_replicas, with_pattern, with_truth
from nnviz.core.suggested import suggested_training, with_kind
from nnviz.core.truths import Sampling, Truth, is_sample, sample


def with_class_dataset(experiment: Experiment, dataset: Dataset) -> Experiment:
    """Points with classes in place of all others, of whose source nothing is known.

    A model that only draws curves gives way to a perceptron, with the training that suits it, and residuals
    to a bootstrap. The name and note of a preset go with its points.
    """
    return without_preset_words(without_pattern(with_dataset(_with_perceptron(experiment), dataset)))


def with_pattern_sample(experiment: Experiment, pattern: Pattern) -> Experiment:
    """Points drawn from the pattern in place of all others. Classes keep their names if there are as many.

    The name and note of a preset go with points of another kind.
    """
    before = experiment.pattern
    if before is None or before.kind != pattern.kind:
        experiment = without_preset_words(experiment)
    names = experiment.dataset.class_names if before is not None else ()
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


def with_points_of(experiment: Experiment, other: Experiment) -> Experiment:
    """The experiment with the points of another one, what is known of them, and its model.

    What a preset brought along for its own points is not said of these; a name that was given stays.
    """
    bare = without_preset_words(experiment)
    return replace(
        experiment,
        name=bare.name or other.name,
        note=bare.note or other.note,
        dataset=other.dataset,
        domain=other.domain,
        truth=other.truth,
        sampling=other.sampling,
        pattern=other.pattern,
        scaling=other.scaling,
        model=other.model,
        initial=other.initial,
        training=suggested_training(experiment, other.model),
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
    empty = with_dataset(without_preset_words(experiment), Dataset.from_xy())
    drawn = replace(empty, domain=(sampling.low, sampling.high), dataset=sample(truth, sampling))
    return with_truth(replace(drawn, scaling="none"), truth, sampling)


def can_be_had_again(experiment: Experiment) -> bool:
    """Whether the points are just those of their source, or there are none."""
    if experiment.dataset.is_classes:
        from nnviz.core.class_sources import is_from, source_of  # the window opens without tables

        return is_from(experiment, source_of(experiment))
    dataset, truth, sampling = experiment.dataset, experiment.truth, experiment.sampling
    if not len(dataset):
        return True
    return truth is not None and sampling is not None and is_sample(dataset, truth, sampling)
