"""The errors that a script should print, where nnviz has run the same experiment to its end."""

from dataclasses import replace

from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.training.steps import Ending


def expected_errors(experiment: Experiment, run: KeptRun | None) -> tuple[float, float] | None:
    """The last training and validation error of such a run; None if this is another, or was not all of it.

    After patience or divergence nothing is expected: such a run may have been stopped and continued before.
    """
    if run is None or not _same(experiment, run.experiment):
        return None
    whole = run.rows[0, 0] == 0 and run.rows[-1, 0] == experiment.training.epochs
    if run.ending is Ending.SOLVED or (run.ending is Ending.FINISHED and whole):
        return run.errors
    return None


def _same(one: Experiment, other: Experiment) -> bool:
    """Whether the model itself is trained in the same way, on the same points."""
    return one == replace(
        other, name=one.name, note=one.note, truth=one.truth, sampling=one.sampling, replicas=one.replicas
    )
