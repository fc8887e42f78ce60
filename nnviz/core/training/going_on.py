"""Whether a run of one experiment can take over a changed one at its next step, and if not, why."""

from nnviz.core.experiment import Experiment
from nnviz.core.sentences import Sentence

NEW_SAMPLE = Sentence("The points are a new sample, so training starts afresh.")
NEW_RANGE = Sentence("The x range changed, so training starts afresh.")
NEW_CLASSES = Sentence("There are other classes now, so training starts afresh.")
NEW_SCALING = Sentence("The features are scaled in another way now, so training starts afresh.")
NEW_LOSS = Sentence("Another loss is made small now, so training starts afresh.")
NEW_MODEL = Sentence("The model has other parameters now, so training starts afresh.")
NEW_REPLICAS = Sentence(
    "Replicas are trained along with the model from epoch 0 on, so training starts afresh."
)
NEW_TRUTH = Sentence("The replicas are drawn from another truth now, so training starts afresh.")
NEW_WEIGHTS = Sentence("Other initial weights, so training starts afresh.")


def why_afresh(old: Experiment, new: Experiment) -> Sentence | None:
    """The reason why a run of `old` cannot go on with `new`; None when it can."""
    origins = (new.sampling, new.pattern), (old.sampling, old.pattern)
    if origins[0] != origins[1] and not new.dataset.has_points_of(old.dataset):
        return NEW_SAMPLE
    if new.domain != old.domain:
        return NEW_RANGE
    if new.dataset.class_count != old.dataset.class_count:
        return NEW_CLASSES
    if new.scaling != old.scaling:
        return NEW_SCALING
    if new.model.layout != old.model.layout or new.solved_exactly != old.solved_exactly:
        return NEW_MODEL
    if new.training.loss != old.training.loss and new.dataset.is_classes:
        return NEW_LOSS
    if new.weight_seed != old.weight_seed or new.initial != old.initial:
        return NEW_WEIGHTS
    if new.replicas != old.replicas:
        return NEW_REPLICAS
    drawn = new.replicas.count > 0 and new.replicas.needs_truth
    if drawn and (new.truth, new.pattern) != (old.truth, old.pattern):
        return NEW_TRUTH
    return None
