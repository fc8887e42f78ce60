"""What a model says of points with classes, as tables: probabilities, what is taken for what, the map."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nnviz.core.classes import precision, predicted, probabilities, recall
from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.disagreement import Disagreement
from nnviz.core.judgement import Judgement
from nnviz.core.tables.exports import ROLE_NAMES, point_names, point_rows
from nnviz.core.tables.writing import Cell, table_text

Array = NDArray[np.float64]


def predictions_csv(experiment: Experiment, predict: Callable[[Array], Array]) -> str:
    """The points, and beside each the class that it is taken for and the probability of every class.

    predict: the logits at features [n, d].
    """
    dataset, head = experiment.dataset, experiment.head
    outputs = predict(dataset.features)
    names = dataset.class_names
    said = [names[number] for number in predicted(outputs, head).tolist()]
    shares = probabilities(outputs, head).tolist()
    rows = zip(point_rows(dataset), said, shares, strict=True)
    return table_text(
        (*point_names(dataset), "predicted", *(f"P({name})" for name in names)),
        [(*point, name, *each) for point, name, each in rows],
    )


def confusion_csv(experiment: Experiment, predict: Callable[[Array], Array]) -> str:
    """The confusion matrix of each role that has points, a row for each class, with precision and recall.

    predict: the logits at features [n, d]. A share of no points is an empty cell.
    """
    dataset, names = experiment.dataset, experiment.dataset.class_names
    shares = probabilities(predict(dataset.features), experiment.head)
    rows: list[tuple[Cell, ...]] = []
    for role in Role:
        if len(points := np.flatnonzero(dataset.roles == role)):
            matrix = Judgement(dataset, points, shares[points]).matrix
            beside = zip(precision(matrix), recall(matrix), strict=True)
            lines = zip(names, matrix.tolist(), beside, strict=True)
            rows += [(ROLE_NAMES[role], name, *row, *map(float, both)) for name, row, both in lines]
    taken_for = (f"taken for {name}" for name in names)
    return table_text(("role", "class", *taken_for, "precision", "recall"), rows)


def disagreement_csv(experiment: Experiment, found: Disagreement) -> str:
    """At each place of the plane: the share of replicas that dissent, and the mean probabilities."""
    x1, x2 = (axis.ravel() for axis in np.meshgrid(found.x1, found.x2))
    mean = found.mean.reshape(len(x1), -1)
    names = (*experiment.dataset.names, "disagreement", *(f"P({n})" for n in experiment.dataset.class_names))
    columns = np.column_stack([x1, x2, found.share.ravel(), mean])
    return table_text(names, columns.tolist())
