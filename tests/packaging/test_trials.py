"""The long trials' command: which are run, what is printed, and when it fails."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[1] / "trials"


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The command as a module."""
    monkeypatch.setattr(sys, "path", [*sys.path])
    spec = importlib.util.spec_from_file_location("nnviz_trials", FOLDER / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(command: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The command with four trials, of which one passes."""
    for name, body in {
        "good": "return [none_of('files lost', 0, amount)]",
        "bad": "return [none_of('files lost', 1, 1_000)]",
        "broken": "raise OSError('no room')",
        "lacking": "raise Missing('Install a disk.')",
    }.items():
        trial = ModuleType(f"trial_{name}")
        exec(f"from row import Missing, none_of\ndef measure(amount=1_000):\n    {body}", vars(trial))
        monkeypatch.setitem(sys.modules, trial.__name__, trial)
    monkeypatch.setattr(
        command, "TRIALS", {name: f"trial_{name}" for name in ("good", "broken", "bad", "lacking")}
    )
    return command


def test_only_the_chosen_trials_are_run(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["good"]) == 0
    said = capsys.readouterr().out
    assert "0 of 1,000" in said
    assert "bad" not in said


def test_one_that_fails_fails_the_command(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["good", "bad"]) == 1
    assert "NO" in capsys.readouterr().out


def test_one_that_breaks_off_fails_and_the_next_is_tried(
    run: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main([]) == 1
    said = capsys.readouterr()
    assert "no room" in said.err
    assert "broken: broke off" in said.out
    assert "1 of 1,000" in said.out


def test_what_is_lacking_is_said_and_fails(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["lacking"]) == 1
    said = capsys.readouterr()
    assert "Install a disk." in said.out
    assert said.err == ""


def test_how_much_is_tried_can_be_chosen(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["good=20"]) == 0
    assert "0 of 20" in capsys.readouterr().out


@pytest.mark.parametrize("amount", ["many", "-3", "0", "1.5"])
def test_an_amount_that_is_no_number_is_refused(
    run: ModuleType, capsys: pytest.CaptureFixture[str], amount: str
) -> None:
    assert run.main([f"good={amount}"]) == 2
    assert f"“{amount}” is no amount" in capsys.readouterr().err


def test_an_unknown_trial_is_named(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main(["fly"]) == 2
    assert "no trial called fly. Choose from: good, broken, bad, lacking." in capsys.readouterr().err


def test_every_trial_has_its_module(command: ModuleType) -> None:
    assert all((FOLDER / f"{name}.py").is_file() for name in command.TRIALS.values())
