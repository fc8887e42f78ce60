"""The quiet line over the graph: what all of its numbers are about."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.graph.graph import Setting
from nnviz.core.sentences import number

MOST_FEATURES = 4  # that are told one by one


def about(setting: Setting, experiment: Experiment, is_step: bool) -> str:
    """Such as “Mean over 5 training points, with penalty · epoch 120 · dropout off”.

    is_step: the numbers are those of the next step, in slow motion.
    """
    parts = [_loss(setting, experiment, is_step)]
    if setting.about != "formula":
        parts.append(_tr("epoch {epoch:,}").format(epoch=setting.epoch))
    if experiment.dropout > 0:
        parts.append(_tr("dropout on") if setting.training else _tr("dropout off"))
    return " · ".join(parts)


def _loss(setting: Setting, experiment: Experiment, step: bool) -> str:
    match setting.about:
        case "formula":
            return _tr("The formula itself: gradients of its value")
        case "prediction" if setting.place is not None:
            return _place(setting, experiment)
        case "prediction":
            return _tr("x = {x}, no target: gradients of the prediction").format(x=number(setting.x or 0.0))
        case "point":
            words = _one_point(setting, experiment)
        case _ if step and setting.points == 1:
            words = _tr("Next step: one point")
        case _ if step and setting.points < experiment.dataset.count(Role.TRAINING):
            words = _tr("Next step: a batch of {n:,} points").format(n=setting.points)
        case _ if step:
            words = _tr("Next step: all {n:,} training points").format(n=setting.points)
        case _ if setting.points == 1:
            words = _tr("The only training point")
        case _:
            words = _tr("Mean over {n:,} training points").format(n=setting.points)
    return _tr("{loss}, with penalty").format(loss=words) if setting.penalty else words


def _one_point(setting: Setting, experiment: Experiment) -> str:
    dataset, point = experiment.dataset, setting.point
    if point is None or point >= len(dataset):
        return _tr("One point alone")
    if dataset.is_classes:
        name = dataset.class_names[int(dataset.classes[point])]
        place = _features(dataset.names, dataset.features[point].tolist())
        if not place:
            return _tr("Point {n} ({name}) alone").format(n=point + 1, name=name)
        return _tr("Point {n} ({place}: {name}) alone").format(n=point + 1, place=place, name=name)
    words = _tr("Point {n} (x {x}, y {y}) alone")
    return words.format(n=point + 1, x=number(dataset.x[point]), y=number(dataset.y[point]))


def _place(setting: Setting, experiment: Experiment) -> str:
    """Of classes: where it is, and whose probability is looked at."""
    dataset = experiment.dataset
    place = _features(dataset.names, setting.place or ()) or _tr("A place")
    known = setting.of_class is not None and setting.of_class < dataset.class_count
    name = dataset.class_names[setting.of_class or 0] if known else ""
    return _tr("{place}, no target: gradients of p({name})").format(place=place, name=name)


def _features(names: Sequence[str], values: Sequence[float]) -> str:
    """Such as “x1 0.3, x2 1.2”; "" for more than a line has room for."""
    if len(values) > MOST_FEATURES or len(names) != len(values):
        return ""
    return ", ".join(f"{name} {number(value)}" for name, value in zip(names, values, strict=True))


def _tr(words: str) -> str:
    return QCoreApplication.translate("Graph", words)
