"""The device in a script: the experiment's own where the computer has it, else the CPU."""

import re

from nnviz.core.experiment import Experiment
from nnviz.core.sentences import require

_THERE = {
    "cuda": "torch.cuda.device_count() > {}",
    "xpu": "torch.xpu.device_count() > {}",
    "mps": "torch.backends.mps.is_available()",
}


def device_lines(experiment: Experiment) -> list[str]:
    """Empty for the CPU. Raises `BadInput` for what torch has no device of."""
    name = experiment.training.device
    if experiment.solved_exactly or name == "cpu":
        return []
    kind, _, index = name.partition(":")
    require(
        bool(re.fullmatch(r"(cuda|xpu)(:[0-9]{1,3})?|mps", name)),
        "There is no device called “{name}”. Choose “cpu”.", name=name,
    )  # fmt: skip
    there = _THERE[kind].format(int(index or 0))
    return [
        f'DEVICE = "{name}" if {there} else "cpu"  # each rounds in its own way',
        "torch.set_default_device(DEVICE)",
    ]
