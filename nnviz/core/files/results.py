"""run.json: the numbers of a finished run, with the experiment that gives them again."""

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nnviz import __version__
from nnviz.core.classes import confusion, predicted
from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import contents
from nnviz.core.files.json_text import readable
from nnviz.core.files.migrations import FORMAT
from nnviz.core.files.safe_write import write_safely
from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial import coefficients_in_x
from nnviz.core.training.errors import error, share_right
from nnviz.core.training.history import History
from nnviz.core.training.steps import ACCURACY_COLUMNS, COLUMNS, ERROR_COLUMNS, Ending


def results(
    experiment: Experiment, history: History, ending: Ending | None, lost: tuple[int, ...] = ()
) -> dict[str, Any]:
    """The run as plain values: versions, ending, last parameters, experiment, a list for each of `COLUMNS`.

    Errors are mean squared errors in squared units of y; NaN (no such points, or not known) is written as
    null. Without replicas there are no lists for the numbers of a `Split`, and for a curve none for those of
    classes. Classes have their losses in place of squared errors, and at the end of the run the accuracy on
    the test points and the confusion matrix of each role (rows: true classes, columns: what the model says).
    For a run that diverged, all numbers end with the last good epoch. ending: None for an unfinished run.
    history: with its first epoch at least. lost: the numbers of the replicas that diverged, which the split
    leaves out.
    """
    last = history.nearest(history.last_epoch)
    assert last is not None, "a history begins with the parameters of its first epoch"
    parameters = last.parameters
    values: dict[str, Any] = {
        "format": FORMAT,
        "program": f"nnviz {__version__}",
        "versions": {"nnviz": __version__, "python": platform.python_version()}
        | {name: version(name) for name in ("torch", "numpy")},
        "device": "cpu" if experiment.solved_exactly else experiment.training.device,
        "ending": ending.value if ending else None,
        "best_epoch": history.best_epoch,
        **({"diverged_replicas": list(lost)} if experiment.replicas.count else {}),
        "final_parameters": dict(zip(experiment.model.parameter_names, parameters.tolist(), strict=True)),
    }
    if isinstance(experiment.model, PolynomialSpec):
        values["coefficients_of_x"] = coefficients_in_x(parameters, experiment.domain).tolist()
    if experiment.dataset.is_classes:
        values |= _of_classes(experiment, parameters)
    values["experiment"] = contents(experiment)
    names = [name for name in COLUMNS if _is_known(name, experiment)]
    columns = {name: history.column(name).tolist() for name in names}
    return values | columns | {"epoch": history.column("epoch").astype(int).tolist()}


def _is_known(column: str, experiment: Experiment) -> bool:
    if column not in ERROR_COLUMNS:
        return experiment.replicas.count > 0
    return experiment.dataset.is_classes or column not in ACCURACY_COLUMNS


def _of_classes(experiment: Experiment, parameters: NDArray[np.float64]) -> dict[str, Any]:
    """What only classes have: names, the error and accuracy on the test points, confusion matrices."""
    head, confusions = experiment.head, {}
    for role in Role:
        points = experiment.dataset.of(role)
        outputs = experiment.predict(parameters, points.features)
        matrix = confusion(points.classes, predicted(outputs, head), points.class_count)
        confusions[role.name.lower()] = matrix.tolist()
    return {
        "loss": experiment.training.loss,
        "classes": list(experiment.dataset.class_names),
        "test_error": error(outputs, points, head, experiment.training.loss),  # the last role
        "test_accuracy": share_right(outputs, points, head),
        "confusion": confusions,
    }


def write_results(
    path: str | Path,
    experiment: Experiment,
    history: History,
    ending: Ending | None,
    lost: tuple[int, ...] = (),
) -> None:
    """Write run.json. Raises `BadInput` when the file cannot be written."""
    write_safely(path, readable(results(experiment, history, ending, lost)) + "\n")
