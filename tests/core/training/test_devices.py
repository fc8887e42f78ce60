"""Devices: what is there, and a sentence for what is not."""

import pytest
import torch

from nnviz.core.sentences import BadInput
from nnviz.core.training.devices import Device, check_device, devices, precision


def test_the_cpu_is_always_there_and_first() -> None:
    assert devices()[0] == Device("cpu", "CPU")
    assert check_device("cpu") == torch.device("cpu")
    assert precision(torch.device("cpu")) is torch.float64


def test_every_device_can_be_used_or_says_why_not() -> None:
    for device in devices():
        if device.missing is None:
            assert torch.zeros(1, device=check_device(device.name)).item() == 0
        else:
            with pytest.raises(BadInput) as caught:
                check_device(device.name)
            assert str(device.missing) in str(caught.value)
            assert "Choose “cpu”." in str(caught.value)


def test_a_kind_alone_means_its_first_device(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [Device("cpu", "CPU"), Device("cuda:0", "one"), Device("cuda:1", "two")]
    monkeypatch.setattr("nnviz.core.training.devices.devices", lambda: two)
    assert check_device("cuda") == torch.device("cuda:0")
    assert check_device("cuda:1") == torch.device("cuda:1")
    with pytest.raises(BadInput, match="no device called “cuda:2”"):
        check_device("cuda:2")


@pytest.mark.parametrize("name", ["", "gpu", "cpu:3", "abacus"])
def test_unknown_devices_are_refused(name: str) -> None:
    with pytest.raises(BadInput, match=f"no device called “{name}”"):
        check_device(name)


def test_apples_gpu_computes_in_float32() -> None:
    assert precision(torch.device("mps")) is torch.float32
