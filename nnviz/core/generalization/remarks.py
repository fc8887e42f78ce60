"""What must be known beside the numbers of a split: how sure they are, and what they cannot tell."""

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.judge import Basis, basis_of
from nnviz.core.generalization.split import Split
from nnviz.core.replicas import FEWEST_FOR_SPLIT, TRUSTED_FROM
from nnviz.core.sentences import Sentence

MOST_NAMED = 10  # numbers of replicas in one sentence
BOOTSTRAP_MISLEADS = Sentence(  # medians over samples; Efron & Tibshirani 1993 say where a bootstrap fails
    "A bootstrap can mislead: on 30 points of a sine its variance is about right at degree 3, and some "
    "20 times too large at degree 7."
)
BOOTSTRAP_OF_CLASSES = Sentence(
    "A bootstrap can mislead: its replicas spread round this one sample, not round the truth."
)


def remarks(experiment: Experiment, split: Split, lost: tuple[int, ...]) -> list[Sentence]:
    """Sentences about the split of an experiment with replicas, the most important first.

    lost: the numbers of the replicas that diverged.
    """
    found = [_diverged(lost)] if lost else []
    count = experiment.replicas.count
    if count < FEWEST_FOR_SPLIT:
        return [*found, Sentence("One replica has no variance: take 2 or more. 50 is usual.")]
    if count - len(lost) < FEWEST_FOR_SPLIT:
        return [*found, Sentence("Too few replicas are left for a variance. Lower the learning rate.")]
    if split.replicas < TRUSTED_FROM:
        text = "Fewer than {n} replicas: the standard errors are guesses themselves."
        found.append(Sentence(text, {"n": TRUSTED_FROM}))
    return [*found, *_basis(experiment)]


def _diverged(lost: tuple[int, ...]) -> Sentence:
    if len(lost) == 1:
        return Sentence("1 replica diverged and is left out: number {number}.", {"number": lost[0]})
    named = ", ".join(map(str, lost[:MOST_NAMED])) + (" …" if len(lost) > MOST_NAMED else "")
    return Sentence(
        "{n} replicas diverged and are left out: numbers {numbers}.", {"n": len(lost), "numbers": named}
    )


def _basis(experiment: Experiment) -> list[Sentence]:
    apart = cannot_tell_apart(experiment)
    match basis_of(experiment):
        case Basis.TRUTH:
            return []
        case Basis.VALIDATION:
            found = [apart, Sentence("Their sum is measured on the validation points.")]
        case Basis.OUT_OF_BAG:
            found = [apart, Sentence("Their sum is measured on points that a replica has not drawn.")]
        case Basis.NOTHING:
            found = [Sentence("Only the variance is known: draw validation points to judge the rest by.")]
    return [*found, misleading(experiment)] if experiment.replicas.resample == "bootstrap" else found


def misleading(experiment: Experiment) -> Sentence:
    """What to think of a bootstrap."""
    return BOOTSTRAP_OF_CLASSES if experiment.dataset.is_classes else BOOTSTRAP_MISLEADS


def cannot_tell_apart(experiment: Experiment) -> Sentence:
    """Why bias² and noise are one number where replicas are not drawn from a truth."""
    if not experiment.knows_truth:
        return Sentence("Without the truth, bias² and noise cannot be told apart.")
    return Sentence("A bootstrap cannot tell bias² from noise: draw replicas with fresh noise for that.")
