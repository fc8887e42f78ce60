"""The errors that a script should print, where nnviz has run the same experiment to its end."""

from dataclasses import replace

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.training.steps import ERROR_COLUMNS, Ending


def expected_errors(experiment: Experiment, run: KeptRun | None) -> tuple[float, ...] | None:
    """The last training and validation error of such a run, of classes with the accuracies after them.

    None if this is another run, or was not all of it.

    After patience or divergence nothing is expected: such a run may have been stopped and continued before.
    """
    if run is None or not _same(experiment, run.experiment):
        return None
    whole = run.rows[0, 0] == 0 and run.rows[-1, 0] == experiment.training.epochs
    if run.ending is Ending.SOLVED or (run.ending is Ending.FINISHED and whole):
        return run.errors + (_accuracies(run) if experiment.dataset.is_classes else ())
    return None


def _accuracies(run: KeptRun) -> tuple[float, ...]:
    columns = (ERROR_COLUMNS.index(f"{part}_accuracy") for part in ("train", "validation"))
    return tuple(float(run.rows[-1, column]) for column in columns)


def _same(one: Experiment, other: Experiment) -> bool:
    """Whether the model itself is trained in the same way, on the same points."""
    return one == replace(
        other, name=one.name, note=one.note, truth=one.truth, sampling=one.sampling, replicas=one.replicas,
        pattern=one.pattern,
    )  # fmt: skip
