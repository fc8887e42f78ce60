"""The set-up script's decisions, without network and without Qt."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "packaging"


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A fresh copy of the script as a module; `progress` lies beside it, as when it is run."""
    monkeypatch.syspath_prepend(str(FOLDER))
    spec = importlib.util.spec_from_file_location("nnviz_bootstrap", FOLDER / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "nnviz_bootstrap", module)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def project(bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project in a folder with a space in its name, whose .venv is only looked at."""
    root = tmp_path / "my project"
    venv = root / ".venv"
    (venv / "bin").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[project]\n")
    (root / "constraints.txt").write_text("# pins\na==1\nb==2\n")
    (venv / "bin" / "python").symlink_to(sys.executable)
    (venv / "pyvenv.cfg").write_text("home = /usr\nversion = {}.{}.0\n".format(*sys.version_info[:2]))
    for name, path in {
        "ROOT": root,
        "VENV": venv,
        "STAMP": venv / "stamp",
        "PYPROJECT": root / "pyproject.toml",
        "CONSTRAINTS": root / "constraints.txt",
        "PYTHON": venv / "bin" / "python",
    }.items():
        monkeypatch.setattr(bootstrap, name, path)
    return root


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (2, 7)])
def test_an_old_python_is_told_so(bootstrap: ModuleType, version: tuple[int, int]) -> None:
    sentence = bootstrap.too_old(version, found=lambda name: None)
    assert sentence == "nnviz needs Python 3.11 or newer; this is Python {}.{}.".format(*version)


def test_an_old_python_names_a_newer_one(bootstrap: ModuleType) -> None:
    sentence = bootstrap.too_old((3, 9), found=lambda name: name if name == "python3.12" else None)
    assert "python3.12" in sentence


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14), (4, 0)])
def test_a_python_new_enough_passes(bootstrap: ModuleType, version: tuple[int, int]) -> None:
    assert bootstrap.too_old(version) == ""


@pytest.mark.parametrize("arguments", [[], ["fly"], ["--run"]])
def test_an_unknown_command_shows_the_usage(
    bootstrap: ModuleType, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert bootstrap.main(arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_help_is_no_error(bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["--help"]) == 0
    assert "bench" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("environ", "system", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({"QT_QPA_PLATFORM": "vnc"}, "linux", True),
        ({}, "darwin", True),
        ({}, "win32", True),
    ],
)
def test_a_display_is_found(
    bootstrap: ModuleType, environ: dict[str, str], system: str, expected: bool
) -> None:
    assert bootstrap.has_display(environ, system) is expected


def test_run_with_a_display_opens_the_window(bootstrap: ModuleType) -> None:
    launch = bootstrap.plan_run(["my file.json"], display=True)
    assert launch == (["-P", "-m", "nnviz", "my file.json"], False, "")


@pytest.mark.parametrize("display", [True, False])
@pytest.mark.parametrize("arguments", [["presets"], ["run", "x", "--out", "y"], ["--version"], ["-h"]])
def test_a_command_without_a_window_is_passed_on(
    bootstrap: ModuleType, arguments: list[str], display: bool
) -> None:
    launch = bootstrap.plan_run(arguments, display)
    assert launch == (["-P", "-m", "nnviz", *arguments], True, "")


def test_run_without_a_display_draws_the_first_preset(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    launch = bootstrap.plan_run([], display=False)
    folder = str(tmp_path / "nnviz-five-dots-line")
    assert launch.arguments[3:] == ["run", "five-dots-line", "--out", folder]
    assert launch.offscreen
    assert folder in launch.notice


def test_a_window_that_cannot_open_is_a_sentence(bootstrap: ModuleType) -> None:
    with pytest.raises(bootstrap.SetUpError, match="no display"):
        bootstrap.plan_run(["my file.json"], display=False)


def test_missing_libraries_are_named_by_package(bootstrap: ModuleType) -> None:
    lacking = {"libEGL.so.1", "libxcb-cursor.so.0"}

    def lookup(library: str) -> bool:
        return library not in lacking

    assert bootstrap.missing_libraries(False, "linux", lookup) == {"libegl1": "libEGL.so.1"}
    assert set(bootstrap.missing_libraries(True, "linux", lookup)) == {"libegl1", "libxcb-cursor0"}
    assert bootstrap.missing_libraries(True, "darwin", lambda library: False) == {}


def test_the_loader_knows_what_is_not_there(bootstrap: ModuleType) -> None:
    assert not bootstrap.can_load("libnnviz-does-not-exist.so.7")


def test_debian_gets_a_command_and_others_the_libraries(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = {"libgl1": "libGL.so.1", "libegl1": "libEGL.so.1"}
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: "/usr/bin/" + name)
    command = "sudo apt-get install --no-install-recommends libegl1 libgl1"
    assert command in bootstrap.missing_sentence(missing)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)
    assert "libGL.so.1, libEGL.so.1" in bootstrap.missing_sentence(missing)


def test_no_environment_without_ensurepip(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "can_load", lambda library: True)
    monkeypatch.setattr(bootstrap, "missing_libraries", lambda window: {})
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    package = "python{}.{}-venv".format(*sys.version_info[:2])
    assert list(bootstrap.missing_packages(window=False, ready=False)) == [package]
    assert bootstrap.missing_packages(window=False, ready=True) == {}


@pytest.mark.usefixtures("project")
def test_a_stamp_of_this_python_folder_and_pins_is_enough(bootstrap: ModuleType) -> None:
    assert not bootstrap.is_set_up()
    bootstrap.STAMP.write_text(bootstrap.stamp_text())
    assert bootstrap.is_set_up()


@pytest.mark.parametrize("name", ["pyproject.toml", "constraints.txt"])
def test_other_pins_are_installed_in_place(
    bootstrap: ModuleType, project: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "PYTHON", Path(sys.executable))  # one that has pip
    bootstrap.STAMP.write_text(bootstrap.stamp_text())
    (project / name).write_text("c==3\n")
    assert not bootstrap.is_set_up()
    assert bootstrap.why_anew() == ""


def test_an_environment_without_its_python_is_not_set_up(bootstrap: ModuleType, project: Path) -> None:
    bootstrap.STAMP.write_text(bootstrap.stamp_text())
    bootstrap.PYTHON.unlink()
    bootstrap.PYTHON.symlink_to(project / "gone")
    assert not bootstrap.is_set_up()
    assert "broken" in bootstrap.why_anew()


@pytest.mark.usefixtures("project")
def test_an_interrupted_set_up_starts_anew(bootstrap: ModuleType) -> None:
    bootstrap.STAMP.write_text(bootstrap.UNFINISHED)
    assert not bootstrap.is_set_up()
    assert "interrupted" in bootstrap.why_anew()


def test_a_moved_folder_starts_anew(
    bootstrap: ModuleType, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bootstrap.STAMP.write_text(bootstrap.stamp_text())
    monkeypatch.setattr(bootstrap, "ROOT", project.with_name("moved"))
    assert not bootstrap.is_set_up()
    assert "moved" in bootstrap.why_anew()


def test_another_python_starts_anew(bootstrap: ModuleType, project: Path) -> None:
    (project / ".venv" / "pyvenv.cfg").write_text("version = 3.9.2\n")
    assert "version" in bootstrap.why_anew()


@pytest.mark.usefixtures("project")
def test_pins_are_counted_without_the_comments(bootstrap: ModuleType) -> None:
    assert bootstrap.count_pins() == 2


def test_pip_is_told_briefly(bootstrap: ModuleType) -> None:
    progress = bootstrap.PipProgress(total=39)
    assert progress.shorten("Collecting torch==2.13.0 (from x)") == ("[1/39] torch==2.13.0", False)
    assert progress.shorten("  Downloading https://x.example/mypy-2.4.1-cp311-any.whl (15.4 MB)") == (
        "[1/39] downloading mypy 2.4.1, 15.4 MB",
        True,
    )
    assert progress.shorten("  Downloading rich-15.0.0-py3-none-any.whl (310 kB)")[1] is False
    assert progress.shorten("Installing collected packages: a, b, c") == ("unpacking 3 packages", True)
    assert progress.shorten("Requirement already satisfied: a") == ("", False)


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("NewConnectionError('Failed to establish a new connection')", "internet"),
        ("ERROR: [Errno 28] No space left on device", "disk"),
        ("ERROR: No matching distribution found for torch==2.13.0", "torch==2.13.0 is not to be had"),
        ("ERROR: something else", "last lines"),
    ],
)
def test_pips_failures_are_explained(bootstrap: ModuleType, line: str, cause: str) -> None:
    assert cause in bootstrap.explain_pip(["Collecting torch", line])


def test_a_command_is_run_behind_a_status(bootstrap: ModuleType, tmp_path: Path) -> None:
    code = "import os, sys; print(os.getcwd()); sys.exit(3)"
    status, output = bootstrap.run_quietly([sys.executable, "-c", code], "working", tmp_path)
    assert (status, output) == (3, [str(tmp_path)])


@pytest.mark.parametrize(("command", "folder"), [("bench", "benchmarks"), ("trials", "trials")])
def test_benchmarks_and_trials_are_started_with_their_names(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, command: str, folder: str
) -> None:
    started: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "is_set_up", lambda: True)
    monkeypatch.setattr(bootstrap, "provide_system_packages", lambda *_: {})
    monkeypatch.setattr(bootstrap, "has_package", lambda name: True)
    monkeypatch.setattr(bootstrap, "start", lambda launch: started.append(launch.arguments) or 3)
    assert bootstrap.main([command, "files", "tables"]) == 3
    script, *names = started[0]
    assert Path(script) == FOLDER.parent / "tests" / folder / "run.py"
    assert Path(script).is_file()
    assert names == ["files", "tables"]


def test_every_check_runs_and_pytest_is_last(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    called: list[list[str]] = []

    def call(command: list[str], cwd: str) -> int:
        called.append(command)
        return 1 if "mypy" in command else 0

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(bootstrap.subprocess, "call", call)
    assert bootstrap.run_checks(["-k", "x"]) == 1
    assert len(called) == 5
    assert called[-1][1:] == ["-m", "pytest", "-k", "x"]
    assert capsys.readouterr().out.splitlines()[-1] == "Failed: mypy"


@pytest.mark.parametrize(("command", "wanted"), [("bench", True), ("run", False)])
@pytest.mark.parametrize("there", [False, True])
def test_only_the_benchmarks_get_what_they_compare_with(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, command: str, wanted: bool, there: bool
) -> None:
    installed: list[tuple[str, ...]] = []
    monkeypatch.setattr(bootstrap, "is_set_up", lambda: True)
    monkeypatch.setattr(bootstrap, "provide_system_packages", lambda *_: [])
    monkeypatch.setattr(bootstrap, "has_package", lambda name: there)
    monkeypatch.setattr(bootstrap, "pip_install", lambda *what: installed.append(what))
    monkeypatch.setattr(bootstrap, "start", lambda launch: 0)
    assert bootstrap.main([command, "presets"]) == 0
    assert bool(installed) is (wanted and not there)
    assert all(".[bench]" in what for what in installed)


def test_what_the_benchmarks_add_is_pinned_and_nothing_else_needs_it() -> None:
    folder = Path(__file__).parents[2] / "packaging"
    pins, more = (
        {line.partition("==")[0] for line in (folder / name).read_text(encoding="utf-8").splitlines()[1:]}
        for name in ("constraints.txt", "constraints-bench.txt")
    )
    assert {"mlxtend", "pandas"} <= more
    assert not pins & more
