"""Which devices torch can use here, why others are missing, and what each needs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nnviz.core.sentences import BadInput, Sentence

if TYPE_CHECKING:
    import torch


@dataclass(frozen=True)
class Device:
    """A device for training. `missing` says why it cannot be used; None means that it can."""

    name: str
    title: Sentence | str  # a text of its own where it is a proper name
    missing: Sentence | None = None


def devices() -> list[Device]:
    """Every kind of device, usable ones by their torch name: cpu, cuda:0, …, mps, xpu:0, …"""
    return [Device("cpu", "CPU"), *_cuda(), *_mps(), *_xpu()]


def _cuda() -> list[Device]:
    import torch

    if torch.version.cuda is None and torch.version.hip is None:
        return [Device("cuda", Sentence("NVIDIA GPU"), Sentence("This torch was built without CUDA."))]
    if not torch.cuda.is_available():
        return [
            Device("cuda", Sentence("NVIDIA GPU"), Sentence("No NVIDIA GPU with a working driver was found."))
        ]
    return [Device(f"cuda:{i}", torch.cuda.get_device_name(i)) for i in range(torch.cuda.device_count())]


def _mps() -> list[Device]:
    import torch

    if not torch.backends.mps.is_built():
        return [Device("mps", Sentence("Apple GPU"), Sentence("This torch was built without Apple's Metal."))]
    if not torch.backends.mps.is_available():
        return [Device("mps", Sentence("Apple GPU"), Sentence("No Apple GPU that torch can use was found."))]
    return [Device("mps", Sentence("Apple GPU"))]


def _xpu() -> list[Device]:
    import torch

    if not torch.xpu._is_compiled():
        return [Device("xpu", Sentence("Intel GPU"), Sentence("This torch was built without Intel's XPU."))]
    if not torch.xpu.is_available():
        return [
            Device("xpu", Sentence("Intel GPU"), Sentence("No Intel GPU with a working driver was found."))
        ]
    return [Device(f"xpu:{i}", torch.xpu.get_device_name(i)) for i in range(torch.xpu.device_count())]


def check_device(name: str) -> "torch.device":
    """The torch device called `name`. Raises `BadInput` with the reason when it cannot be used."""
    import torch

    kind, _, index = name.partition(":")
    for device in devices():
        if device.name == name or (device.name.partition(":")[0] == kind and not index):
            if device.missing is None:
                return torch.device(device.name)
            raise BadInput(
                "The device “{name}” cannot be used: {reason} Choose “cpu”.",
                name=name, reason=device.missing,
            )  # fmt: skip
    raise BadInput("There is no device called “{name}” here. Choose “cpu”, or see nnviz devices.", name=name)


def precision(device: "torch.device") -> "torch.dtype":
    """float64 wherever the device has it; Apple's and some of Intel's GPUs compute in float32."""
    import torch

    if device.type == "mps":
        return torch.float32
    if device.type == "xpu" and not torch.xpu.get_device_properties(device).has_fp64:
        return torch.float32
    return torch.float64
