"""What is said of a run: sentences for curves, and for classes. Which of them, `diagnose` decides."""

from collections.abc import Callable
from dataclasses import dataclass

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.evidence import Evidence
from nnviz.core.generalization.verdict import Diagnosis
from nnviz.core.sentences import Sentence


@dataclass(frozen=True)
class Words:
    """Templates, whose places are filled from `Evidence.values` and from what their users add.

    Functions: too_few tells what points there are too few of to learn from, or None; untrained adds to what
    is said before training, or not; underfitting and overfitting choose a template with a place for
    {advice}; finish adds to a verdict what else there is to know.
    """

    too_few: Callable[[Experiment], Diagnosis | None]
    untrained: Callable[[Experiment], Sentence | None]
    diverged: str
    diverged_beyond_limit: str
    learning: str
    learning_unseen: str  # without validation points
    past_best: str
    swinging: str
    stopped_early: str
    no_validation: str
    no_validation_met: str  # all training points are met
    split_alone: str  # instead of what lacks validation points, where replicas tell how it predicts
    good: str
    lucky: str
    other_points: str
    jumped: str
    overfitting_since_best: str
    overfitting_a_little: str
    underfitting: Callable[[Evidence], str]
    overfitting: Callable[[Experiment, Evidence], str]
    finish: Callable[[Diagnosis, Experiment, Evidence], Sentence]
