"""How much memory a run takes, and whether there is so much: said before, and if need be after. No torch."""

import errno

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.disagreement import SIDE
from nnviz.core.generalization.judge import Basis, basis_of
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.training.outputs import AT_A_TIME

LEFT_FREE = 0.8  # of the free memory a run may take, so that the rest of the computer goes on
BUFFERS = 4  # arrays of the size of a hidden layer's values: z, act(z), its slope, ∂loss/∂z
COPIES = 6  # of the parameters: themselves, gradient, two moments, a spare one, which of them are penalised
SENT = 2  # copies in double precision: the last epoch, and the one that comes
PLACES = 300  # where curves and the split are computed
PASSING = 4  # arrays of the size of all outputs at those places while they are looked at

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
    """An estimate of what training takes, in bytes: what it holds, and what comes and goes with an epoch."""
    return held_bytes(experiment) + _passing_bytes(experiment)


def held_bytes(experiment: Experiment) -> int:
    """Parameters, optimiser, points, and the values of all layers in a step."""
    model, replicas = experiment.model, experiment.replicas
    members, points = 1 + replicas.count, experiment.dataset.count(Role.TRAINING)
    batch = min(experiment.training.batch_size or points, points)
    sets = members if replicas.resample in ("fresh-x", "bootstrap") else 1  # of inputs
    inputs, outputs = _inputs(model), _outputs(model)
    values = COPIES * members * model.parameter_count + (sets * inputs + members * outputs) * points
    places = batch + points % max(batch, 1)  # the last batch is smaller, and has arrays of its own
    values += members * _values(model) * places
    if batch < points:  # picked from all points
        values += (sets * inputs + members * outputs) * places
    return _size(experiment) * values + 8 * SENT * members * model.parameter_count


def _passing_bytes(experiment: Experiment) -> int:
    """Outputs of all members where the split and the map are computed, and what is made of them."""
    members, data = 1 + experiment.replicas.count, experiment.dataset
    map_places = SIDE**2 if data.is_classes and data.feature_count == 2 and members > 1 else PLACES
    places = max(map_places, _judged(experiment))
    hidden = sum(getattr(experiment.model, "hidden_sizes", ()))
    at_a_time = min(AT_A_TIME, members * hidden * places)
    return _size(experiment) * at_a_time + 8 * PASSING * members * places * _outputs(experiment.model)


def _judged(experiment: Experiment) -> int:
    """At how many places the split is measured: those of a truth are among `PLACES`."""
    judging = {Basis.VALIDATION: Role.VALIDATION, Basis.OUT_OF_BAG: Role.TRAINING}
    role = judging.get(basis_of(experiment))
    return 0 if role is None or not experiment.replicas.count else experiment.dataset.count(role)


def _size(experiment: Experiment) -> int:
    return 4 if experiment.training.precision == "float32" else 8


def _inputs(model: ModelSpec) -> int:
    match model:
        case PolynomialSpec():
            return model.parameter_count
        case MLPSpec():
            return model.n_in + 1
        case _:
            return 1


def _outputs(model: ModelSpec) -> int:
    return model.n_out if isinstance(model, MLPSpec) else 1


def _values(model: ModelSpec) -> int:
    """How many numbers one member holds for each place in a step."""
    match model:
        case PolynomialSpec():
            return 1
        case FormulaSpec():
            return 2 * model.size  # autograd keeps each part's value, and makes its gradient
        case _:
            hidden = model.hidden_sizes
            weighted = model.n_in + 1 if len(hidden) == 1 and model.n_out == 1 else 0
            return BUFFERS * sum(units + 1 for units in hidden) + model.n_out + weighted


def check_memory(experiment: Experiment, before: Experiment | None = None) -> None:
    """Raise `BadInput` with the estimate when a run will not fit into the free memory.

    before: the experiment of a run that goes on with this one, in the memory that it has already.
    """
    import psutil  # 13 ms, when a run begins

    held = 0 if before is None else held_bytes(before)
    needed, free = needed_bytes(experiment), held + psutil.virtual_memory().available
    if needed - held <= LEFT_FREE * (free - held):
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
