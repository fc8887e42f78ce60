"""How much memory a run takes, and whether there is so much: said before, and if need be after. No torch."""

import errno

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.sentences import BadInput, Sentence

LEFT_FREE = 0.8  # of the free memory a run may take, so that the rest of the computer goes on
BUFFERS = 4  # arrays of the size of a hidden layer's values: z, act(z), its slope, ∂loss/∂z
COPIES = 6  # of the parameters: themselves, gradient, two moments, a spare one, what is sent to the window
PLACES = 256  # besides the training points: where curves and the split are computed

NOT_ENOUGH = Sentence(
    "There was not enough memory for this run. Use fewer units, replicas or points, or a smaller batch."
)
# What torch, the system and CUDA's libraries say, in lower case. A thread needs memory of its own.
_WORDS = ("out of memory", "allocate memory", "not enough memory", "alloc_failed", "start new thread")


def lacks_memory(error: BaseException) -> bool:
    """Whether this error says that memory has run out, the computer's or a GPU's."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return True
    return any(words in str(error).lower() for words in _WORDS)


def needed_bytes(experiment: Experiment) -> int:
    """An estimate of what training takes, in bytes: parameters, optimiser, values of all layers, points."""
    model = experiment.model
    members, points = 1 + experiment.replicas.count, experiment.dataset.count(Role.TRAINING)
    units = _values(model)
    if isinstance(model, PolynomialSpec) and experiment.replicas.resample in ("fresh-x", "bootstrap"):
        units += model.parameter_count  # each member has a design of its own
    if isinstance(model, MLPSpec):
        units += model.n_in
    size = 4 if experiment.training.precision == "float32" else 8
    return size * members * (COPIES * model.parameter_count + units * (points + PLACES))


def _values(model: ModelSpec) -> int:
    """How many numbers one member holds for each place."""
    match model:
        case PolynomialSpec():
            return 2
        case FormulaSpec():
            return 2 * model.size  # autograd keeps each part's value, and makes its gradient
        case _:
            return BUFFERS * sum(model.hidden_sizes) + 2 * model.n_out


def check_memory(experiment: Experiment) -> None:
    """Raise `BadInput` with the estimate when a run will not fit into the free memory."""
    import psutil  # 13 ms, when a run begins

    needed, free = needed_bytes(experiment), psutil.virtual_memory().available
    if needed <= LEFT_FREE * free:
        return
    if experiment.replicas.count:
        raise BadInput(
            "{count:,} replicas of this model need about {needed}; {free} are free. Use fewer replicas or "
            "points, or a smaller model.",
            count=experiment.replicas.count, needed=in_words(needed), free=in_words(free),
        )  # fmt: skip
    raise BadInput(
        "This model needs about {needed}; {free} are free. Use fewer points or a smaller model.",
        needed=in_words(needed), free=in_words(free),
    )  # fmt: skip


def in_words(size: int) -> str:
    """Bytes as people read them: ``0.4 MB``, ``12 GB``."""
    if size >= 1e9:
        return f"{size / 1e9:.2g} GB" if size < 1e10 else f"{size / 1e9:,.0f} GB"
    return f"{size / 1e6:.2g} MB" if size < 1e7 else f"{size / 1e6:,.0f} MB"
