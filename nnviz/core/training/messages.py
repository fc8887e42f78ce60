"""What goes through the worker's pipe: commands into it, reports out of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nnviz.core.comparison.trained import TrainedModel
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.spread import AnySpread
from nnviz.core.graph.check import Check
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.graph.story import Update
from nnviz.core.sentences import Sentence
from nnviz.core.training.devices import Device
from nnviz.core.training.player import Snapshot
from nnviz.core.training.steps import Checkpoint
from nnviz.core.training.upcoming import Upcoming


@dataclass(frozen=True, eq=False)
class Start:
    """Begin a run, in place of the present one. `run` marks all that is reported of it."""

    run: int
    experiment: Experiment
    start: Checkpoint | None = None


@dataclass(frozen=True)
class Edit:
    """Go on with a changed experiment of the same layout and domain, or solve another one exactly.

    number: counts the edits of a run; snapshots name the last one that took effect.
    """

    experiment: Experiment
    number: int = 0


@dataclass(frozen=True)
class Play:
    """Start or go on playing."""


@dataclass(frozen=True)
class Pause:
    """Stop after the present step, ready to go on."""


@dataclass(frozen=True)
class OneStep:
    """Make one step, then pause."""


@dataclass(frozen=True)
class Stop:
    """Forget the present run."""


@dataclass(frozen=True)
class More:
    """The last snapshot was drawn: send the next one as soon as there is news."""


@dataclass(frozen=True, eq=False)
class Look:
    """Report the replicas' curves at a kept epoch; whether a run is open does not matter."""

    experiment: Experiment
    kept: Checkpoint


@dataclass(frozen=True)
class ListDevices:
    """Report the devices; imports torch."""


@dataclass(frozen=True, eq=False)
class Record:
    """Report the graph of an experiment with these parameters [P] of an epoch; a run need not be open.

    While a run plays, the last one waits until it is due (see `RECORDING_SHARE`), and earlier ones that still
    wait are forgotten.
    """

    number: int
    experiment: Experiment
    epoch: int
    parameters: NDArray[np.float64]
    question: Question = ALL_POINTS


@dataclass(frozen=True)
class RecordStep:
    """Report the graph of the next step of the present run, and how it updates the parameters."""

    number: int


@dataclass(frozen=True, eq=False)
class CheckGradient:
    """Compare one parameter's gradient in a graph of operations, by its index, with finite differences."""

    number: int
    graph: Graph
    index: int


@dataclass(frozen=True, eq=False)
class RecordFormula:
    """Report the graph of a formula by itself, at these values of its letters; no run is asked."""

    number: int
    expression: str
    values: dict[str, float]


@dataclass(frozen=True, eq=False)
class Compare:
    """Train these one after the other, in turns with a run; in place of a comparison that is under way."""

    number: int
    experiments: tuple[Experiment, ...]


@dataclass(frozen=True)
class EndComparison:
    """Forget the comparison that is under way."""


Command = (
    Start
    | Edit
    | Play
    | Pause
    | OneStep
    | Stop
    | More
    | Look
    | ListDevices
    | Record
    | RecordStep
    | CheckGradient
    | RecordFormula
    | Compare
    | EndComparison
)


@dataclass(frozen=True, eq=False)
class Advanced:
    """News of run `run`."""

    run: int
    snapshot: Snapshot


@dataclass(frozen=True)
class Failed:
    """Run `run` is over. detail: a traceback for a report, empty when the user caused it."""

    run: int
    sentence: Sentence
    detail: str = ""


@dataclass(frozen=True, eq=False)
class Looked:
    """The answer to `Look`, with the experiment that it was about."""

    experiment: Experiment
    spread: AnySpread


@dataclass(frozen=True)
class DevicesListed:
    """The answer to `ListDevices`."""

    devices: tuple[Device, ...]


@dataclass(frozen=True, eq=False)
class Recorded:
    """The answer to `Record` or `RecordFormula` with this number."""

    number: int
    graph: Graph


@dataclass(frozen=True, eq=False)
class StepRecorded:
    """The answer to `RecordStep` with this number."""

    number: int
    graph: Graph
    updates: tuple[Update, ...]
    upcoming: Upcoming


@dataclass(frozen=True, eq=False)
class GradientChecked:
    """The answer to `CheckGradient` with this number."""

    number: int
    check: Check


@dataclass(frozen=True)
class NotRecorded:
    """Why there is no answer to the request with this number; the run goes on. detail: as in `Failed`."""

    number: int
    sentence: Sentence
    detail: str = ""


@dataclass(frozen=True)
class Underway:
    """In the comparison with this number, the model at `index` has come to this epoch."""

    number: int
    index: int
    epoch: int


@dataclass(frozen=True, eq=False)
class Compared:
    """In the comparison with this number, the model at `index` is trained."""

    number: int
    index: int
    model: TrainedModel


@dataclass(frozen=True)
class ComparisonEnded:
    """The comparison with this number is over. problem: why before its end; detail: as in `Failed`."""

    number: int
    problem: Sentence | None = None
    detail: str = ""


ComparisonReport = Underway | Compared | ComparisonEnded
Report = (
    Advanced
    | Failed
    | Looked
    | DevicesListed
    | Recorded
    | StepRecorded
    | GradientChecked
    | NotRecorded
    | ComparisonReport
)
