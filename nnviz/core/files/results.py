"""run.json: the numbers of a finished run, with the experiment that gives them again."""

import platform
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nnviz import __version__
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import contents
from nnviz.core.files.json_text import readable
from nnviz.core.files.migrations import FORMAT
from nnviz.core.files.safe_write import write_safely
from nnviz.core.models import PolynomialSpec
from nnviz.core.models.polynomial import coefficients_in_x
from nnviz.core.training.history import History
from nnviz.core.training.steps import COLUMNS, ERROR_COLUMNS, Ending


def results(
    experiment: Experiment, history: History, ending: Ending | None, lost: tuple[int, ...] = ()
) -> dict[str, Any]:
    """The run as plain values: versions, ending, last parameters, experiment, a list for each of `COLUMNS`.

    Errors are mean squared errors in squared units of y; NaN (no such points, or not known) is written as
    null. Without replicas there are no lists for the numbers of a `Split`. For a run that diverged, all
    numbers end with the last good epoch. ending: None for an unfinished run. history: with its first epoch
    at least. lost: the numbers of the replicas that diverged, which the split leaves out.
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
    values["experiment"] = contents(experiment)
    names = COLUMNS if experiment.replicas.count else ERROR_COLUMNS
    columns = {name: history.column(name).tolist() for name in names}
    return values | columns | {"epoch": history.column("epoch").astype(int).tolist()}


def write_results(
    path: str | Path,
    experiment: Experiment,
    history: History,
    ending: Ending | None,
    lost: tuple[int, ...] = (),
) -> None:
    """Write run.json. Raises `BadInput` when the file cannot be written."""
    write_safely(path, readable(results(experiment, history, ending, lost)) + "\n")
