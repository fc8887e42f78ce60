"""What went wrong in the worker, in a sentence."""

import traceback

from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.training.memory import NOT_ENOUGH, lacks_memory


def is_device_fault(error: Exception) -> bool:
    """Whether the process has lost its GPU: after a CUDA error other than lack of memory none works."""
    name = type(error).__name__
    return "CUDA error" in str(error) or name == "AcceleratorError"


def explain(error: Exception) -> tuple[Sentence, str]:
    """A sentence for what went wrong in a run, and a traceback where a report helps."""
    if isinstance(error, BadInput):
        return error.sentence, ""
    detail = "".join(traceback.format_exception(error))
    if lacks_memory(error):
        return NOT_ENOUGH, detail
    if is_device_fault(error):
        return Sentence(
            "The device failed during the run. Your points are safe: choose the CPU, or press Play again."
        ), detail
    return Sentence("The run stopped because of an error inside nnviz. Your points are safe."), detail
