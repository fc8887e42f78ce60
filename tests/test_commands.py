"""The command line: what it writes, what it says, and what it answers to mistakes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from nnviz import __version__, commands
from nnviz.__main__ import main
from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import from_json, read_document, to_json
from nnviz.core.presets import preset, preset_names
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending
from nnviz.headless import train

Capture = pytest.CaptureFixture[str]
Opened = tuple[Document | None, Path | None, str | None]
PICTURE = b"a picture"


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Opened]:
    """What windows were opened; stands in for nnviz.app, which needs Qt."""
    windows: list[Opened] = []

    def run_window(document: Document | None, path: Path | None, theme: str | None) -> int:
        windows.append((document, path, theme))
        return 7

    def write_picture(experiment: Experiment, history: History, ending: Ending, path: Path) -> None:
        assert len(history)
        path.write_bytes(PICTURE)

    stub = ModuleType("nnviz.app")
    stub.__dict__.update(run_window=run_window, write_picture=write_picture)
    monkeypatch.setitem(sys.modules, "nnviz.app", stub)
    return windows


def test_a_run_that_runs_out_of_memory_ends_with_a_sentence(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("nnviz.headless.train", lambda experiment: np.empty(2**50))
    assert main(["run", "bowl", "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("nnviz: There was not enough memory for this run.")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nope"], "There is no preset “nope”. See nnviz presets."),
        (["five-dot-line"], "Did you mean five-dots-line"),
        (["nope.json"], "There is no file “nope.json”"),
        (["folder/nope"], "There is no file"),
        (["."], "is not a file"),
        (["--theme", "pink"], "--theme"),
        (["--colour"], "--colour"),
        (["bowl", "bowl"], "unrecognized arguments: bowl"),
        (["run"], "PRESET|FILE"),
        (["run", "bowl"], "--out"),
        (["run", "nope", "--out", "made"], "There is no preset"),
        (["run", "bowl", "--out", "made", "--epochs", "0"], "epochs must be from 1"),
        (["run", "sine-mlp", "--out", "made", "--replicas", "-1"], "from 0 (none) to 1,000, not -1"),
        (["run", "sine-mlp", "--out", "made", "--replicas", "5000"], "from 0 (none) to 1,000, not 5,000"),
        (["run", "sine-mlp", "--out", "made", "--resample", "jackknife"], "--resample"),
        (["run", "five-dots-line", "--out", "made", "--resample", "same-x"], "need the function behind"),
        (["run", "bowl", "--out", "made", "--epochs", "many"], "--epochs"),
        (["run", "bowl", "--out", "made", "--seed", "-1"], "seed"),
        (["run", "bowl", "--out", "made", "--device", "toaster"], "There is no device called “toaster”"),
        (["run", "bowl", "--out", "file"], "Nothing can be written to the folder “file”"),
        (["run", "bowl", "--out", "file/below"], "Nothing can be written"),
        (["run", "file", "--out", "made"], "Cannot open “file”"),
        (["run", "empty.json", "--out", "made"], "There are no training points"),
        (["lines.json"], "“a\\nb” stands twice"),
        (["newer.nnviz"], "written by a newer nnviz"),
        (["link.nnviz"], "is a link to “gone.nnviz”, which is not there"),
        (["graph"], "PRESET|FILE"),
        (["graph", "bowl", "--level", "layers"], "--format"),
        (["graph", "bowl", "--level", "atoms", "--format", "dot"], "--level"),
        (["graph", "bowl", "--level", "layers", "--format", "gif"], "--format"),
        (["graph", "nope", "--level", "layers", "--format", "dot"], "There is no preset"),
        (["graph", "bowl", "--level", "layers", "--format", "png"], "A PNG picture needs a file"),
        (["graph", "bowl", "--level", "layers", "--format", "dot", "--epochs", "-1"], "0 or more, not -1"),
        (["graph", "bowl", "--level", "layers", "--format", "dot", "--point", "99"], "There is no point 99"),
        (["graph", "bowl", "--level", "layers", "--format", "dot", "--point", "0"], "There is no point 0"),
        (["graph", "bowl", "--level", "layers", "--format", "svg", "--out", "no/g.svg"], "cannot be written"),
        (["graph", "bowl", "--level", "layers", "--format", "png", "--out", "no/g.png"], "cannot be written"),
        (["graph", "empty.json", "--level", "layers", "--format", "dot"], "There are no training points"),
        (["script"], "PRESET|FILE"),
        (["script", "nope"], "There is no preset"),
        (["script", "bowl", "--form", "middle"], "--form"),
        (["script", "empty.json"], "There are no training points"),
        (["script", "bowl", "--out", "no/s.py"], "cannot be written"),
        (["presets", "all"], "unrecognized arguments"),
        (["devices", "--all"], "unrecognized arguments"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("not an experiment")
    empty = '{"format": 1, "points": [], "domain": [0, 1], "model": {"kind": "mlp"}}'
    Path("empty.json").write_text(empty)
    Path("lines.json").write_text(empty.replace("{", '{"a\\nb": 1, "a\\nb": 2, ', 1))
    Path("newer.nnviz").write_text(empty.replace("1", "9", 1))
    Path("link.nnviz").symlink_to("gone.nnviz")
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("nnviz: ")
    assert said in printed.err
    assert printed.err.count("\n") == 1


def test_a_run_writes_its_numbers_and_a_picture(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "new" / "folder"
    assert main(["run", "five-dots-degree-6", "--out", str(folder), "--epochs", "30", "--seed", "5"]) == 0
    read = json.loads((folder / "run.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert read["epoch"] == list(range(31))
    assert len(read["train_error"]) == len(read["validation_error"]) == 31
    assert read["train_error"][-1] < read["train_error"][0]
    assert list(read["final_parameters"]) == [f"c{i}" for i in range(7)]
    assert read["ending"] == "finished"
    assert (folder / "window.png").read_bytes() == PICTURE
    experiment = read_document(folder / "run.json").experiment
    assert (experiment.training.epochs, experiment.weight_seed) == (30, 5)
    assert experiment.dataset == preset("five-dots-degree-6").dataset
    printed = capsys.readouterr()
    assert printed.err == ""
    told = "training error|validation error|penalty|best epoch|finished after 30 epochs|parameters"
    told += "|5 training, 2 validation|cpu|epochs/s|run.json|window.png"
    for word in told.split("|"):
        assert word in printed.out


def test_a_run_can_be_run_again_from_its_own_file(tmp_path: Path) -> None:
    assert main(["run", "line-120", "--out", str(tmp_path / "a")]) == 0
    assert main(["run", str(tmp_path / "a" / "run.json"), "--out", str(tmp_path / "b")]) == 0
    first, again = ((tmp_path / name / "run.json").read_text(encoding="utf-8") for name in "ab")
    assert first == again


def test_an_exact_solution_is_a_run_of_one_row(tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", "bishop-table", "--out", str(tmp_path)]) == 0
    read = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert (read["epoch"], read["ending"], read["validation_error"]) == ([0], "solved", [None])
    assert read["coefficients_of_x"][3] == pytest.approx(48568.31, rel=1e-5)
    assert "no validation points" in capsys.readouterr().out


def test_replicas_add_the_split_to_the_numbers(tmp_path: Path, capsys: Capture) -> None:
    wanted = ["--epochs", "40", "--replicas", "12", "--resample", "fresh-x"]
    assert main(["run", "sine-mlp", "--out", str(tmp_path), *wanted]) == 0
    read = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    for name in ("bias_squared", "variance", "noise", "total"):
        assert len(read[name]) == len(read[f"{name}_se"]) == len(read["epoch"]) == 41
    parts = zip(read["bias_squared"], read["variance"], read["noise"], read["total"], strict=True)
    assert all(bias + variance + noise == pytest.approx(total) for bias, variance, noise, total in parts)
    assert read["bias_squared"][-1] < read["bias_squared"][0]
    assert read["measured_total"][-1] != read["total"][-1]
    assert read["diverged_replicas"] == []
    assert read["experiment"]["replicas"] | {"seed": 1} == {
        "count": 12, "resample": "fresh-x", "same_weights": False, "seed": 1,
    }  # fmt: skip
    told = capsys.readouterr().out
    for word in ("bias²", "measured on fresh points", "Fewer than 30 replicas", "of the error on new points"):
        assert word in told


def test_one_replica_has_no_split_and_it_says_so(tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", "sine-mlp", "--out", str(tmp_path), "--epochs", "9", "--replicas", "1"]) == 0
    assert "One replica has no variance" in capsys.readouterr().out
    read = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert read["variance"] == [None] * 10


def test_without_a_truth_a_number_of_replicas_means_a_bootstrap(tmp_path: Path, capsys: Capture) -> None:
    assert main(["run", "five-dots-line", "--out", str(tmp_path), "--epochs", "9", "--replicas", "40"]) == 0
    assert "bias² and noise cannot be told apart" in capsys.readouterr().out
    read = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert read["experiment"]["replicas"]["resample"] == "bootstrap"
    assert read["bias_squared"] == [None] * 10
    assert None not in read["bias_squared_plus_noise"]


def test_a_run_that_diverges_says_so_and_writes_finite_numbers(tmp_path: Path, capsys: Capture) -> None:
    text = resource_text("line-120-full-batch").replace('"learning_rate": 0.1', '"learning_rate": 0.5')
    (tmp_path / "fast.json").write_text(text, encoding="utf-8")
    assert main(["run", str(tmp_path / "fast.json"), "--epochs", "900", "--out", str(tmp_path)]) == 0
    assert "diverged" in capsys.readouterr().out
    read = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert read["ending"] == "diverged"
    assert 1 < len(read["epoch"]) < 900
    assert None not in read["train_error"]


def printed_graph(capsys: Capture, *arguments: str) -> str:
    assert main(["graph", *arguments]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    return printed.out


def test_a_graph_is_printed_with_its_numbers_at_each_level(capsys: Capture) -> None:
    counts = {}
    for level in ("network", "layers", "operations"):
        read = json.loads(printed_graph(capsys, "sine-mlp", "--level", level, "--format", "json"))
        counts[level] = len(read["nodes"])
        assert read["setting"]["level"] == level
        assert read["setting"]["epoch"] == 0
        keys = {node["key"] for node in read["nodes"]}
        assert all({edge["source"], edge["target"]} <= keys for edge in read["edges"])
    assert counts["layers"] < counts["operations"] < counts["network"]
    experiment = preset("sine-mlp")
    read = json.loads(printed_graph(capsys, "sine-mlp", "--level", "operations", "--format", "json"))
    weight = next(node for node in read["nodes"] if node["name"] == "layer 1 weight")
    assert weight["value"] == [experiment.initial_parameters()[:16].tolist()]


def test_a_graph_can_be_of_one_point_after_training(capsys: Capture) -> None:
    wanted = ["--level", "operations", "--format", "json", "--point", "2", "--epochs", "20"]
    read = json.loads(printed_graph(capsys, "five-dots-line", *wanted))
    dataset = preset("five-dots-line").dataset
    assert (read["setting"]["about"], read["setting"]["point"], read["setting"]["epoch"]) == ("point", 1, 20)
    target = next(node for node in read["nodes"] if node["kind"] == "target")
    assert target["value"] == [[dataset.y[1]]]


def test_a_polynomial_that_is_solved_exactly_is_solved_before_its_graph(capsys: Capture) -> None:
    read = json.loads(printed_graph(capsys, "bishop-table", "--level", "operations", "--format", "json"))
    loss = next(node for node in read["nodes"] if node["key"] == read["loss"])
    assert loss["value"] == pytest.approx(0, abs=1e-12)


def test_a_graph_is_drawn_without_a_window(tmp_path: Path, capsys: Capture) -> None:
    drawn = printed_graph(capsys, "five-dots-degree-6", "--level", "network", "--format", "svg")
    assert drawn.lstrip().startswith("<?xml")
    assert "P6" in drawn
    for name, start in (("g.png", b"\x89PNG"), ("g.svg", b"<?xml"), ("g.dot", b"digraph")):
        kind = name.split(".")[1]
        path = tmp_path / name
        wanted = ["--level", "layers", "--format", kind, "--out", str(path)]
        assert printed_graph(capsys, "five-dots-degree-6", *wanted) == ""
        assert path.read_bytes().startswith(start)


def test_without_qt_a_graph_is_still_told_in_numbers(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "PySide6.QtWidgets", None)  # importing it fails
    assert main(["graph", "bowl", "--level", "layers", "--format", "svg"]) == 2
    assert "json and dot can do without it" in capsys.readouterr().err
    assert printed_graph(capsys, "bowl", "--level", "layers", "--format", "dot").startswith("digraph")


def resource_text(name: str) -> str:
    from nnviz.resources import resource

    return resource("presets", f"{name}.nnviz").read_text(encoding="utf-8")


def test_a_script_is_printed_or_written(tmp_path: Path, capsys: Capture) -> None:
    assert main(["script", "sine-mlp"]) == 0
    low = capsys.readouterr().out
    assert low.startswith("# A script by nnviz")
    assert "loss.backward()" in low
    path = tmp_path / "प्रयोग.py"
    assert main(["script", "sine-mlp", "--form", "high", "--out", str(path)]) == 0
    assert capsys.readouterr().out == ""
    high = path.read_text(encoding="utf-8")
    assert "torch.optim.Adam" in high
    assert "nnviz ended" not in high


def test_a_script_that_is_redirected_is_utf_8() -> None:
    code = "import sys; from nnviz.__main__ import main; main(['script', 'five-dots-degree-6'])"
    environment = os.environ | {"PYTHONIOENCODING": "latin-1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True)
    assert "√(2j+1)·P_j" in done.stdout.decode("utf-8")


def test_the_script_of_a_document_with_a_run_says_what_to_expect(tmp_path: Path, capsys: Capture) -> None:
    experiment = preset("bowl")
    history, ending, *_ = train(experiment)
    path = tmp_path / "bowl.nnviz"
    run = KeptRun.of(experiment, history, ending)
    path.write_text(to_json(Document(experiment, run)), encoding="utf-8")
    assert main(["script", str(path)]) == 0
    assert f"# nnviz ended with training error {history.rows[-1, 1]:.12g}." in capsys.readouterr().out
    changed = replace(experiment, training=replace(experiment.training, l2=0.1))
    path.write_text(to_json(Document(changed, run)), encoding="utf-8")
    assert main(["script", str(path)]) == 0
    assert "nnviz ended" not in capsys.readouterr().out


def test_presets_and_devices_are_listed(capsys: Capture) -> None:
    assert main(["presets"]) == 0
    listed = capsys.readouterr().out
    assert all(name in listed for name in preset_names())
    assert main(["devices"]) == 0
    listed = capsys.readouterr().out
    assert "cpu" in listed
    assert all(kind in listed for kind in ("NVIDIA", "Apple", "Intel"))


def test_version_and_help(capsys: Capture) -> None:
    for argument, expected in (("--version", f"nnviz {__version__}"), ("--help", "nnviz run PRESET|FILE")):
        with pytest.raises(SystemExit) as left:
            main([argument])
        assert left.value.code == 0
        assert expected in capsys.readouterr().out


def test_the_window_opens_with_what_was_named(opened: list[Opened], tmp_path: Path) -> None:
    path = tmp_path / "मेरा प्रयोग.nnviz"
    document = Document(preset("bowl"), extra={"mine": 1})
    path.write_text(to_json(document), encoding="utf-8")
    assert main([]) == main(["sine-mlp", "--theme", "dark"]) == main([str(path)]) == 7  # the window's own
    assert opened[:2] == [(None, None, None), (Document(preset("sine-mlp")), None, "dark")]
    assert opened[2:] == [(document, path, None)]


def test_what_is_not_known_in_a_file_is_told_beside_the_result(tmp_path: Path, capsys: Capture) -> None:
    path = tmp_path / "with a typo.nnviz"
    path.write_text(resource_text("bowl").replace('"epochs": 15', '"epoch": 15'), encoding="utf-8")
    assert main(["graph", str(path), "--level", "layers", "--format", "dot"]) == 0
    told = "The field “training.epoch” is not known here and was kept as it is. Did you mean “epochs”?"
    assert capsys.readouterr().err == f"nnviz: {told}\n"


def test_a_document_with_a_run_can_be_run(tmp_path: Path) -> None:
    document = from_json(trained_text())
    assert document.run is not None
    (tmp_path / "trained.nnviz").write_text(trained_text(), encoding="utf-8")
    assert main(["run", str(tmp_path / "trained.nnviz"), "--out", str(tmp_path)]) == 0
    read = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    assert list(read["final_parameters"].values()) == document.run.last.parameters.tolist()


def trained_text() -> str:
    """The text of a file with a finished run of the preset “bowl” in it."""
    experiment = preset("bowl")
    history, ending, *_ = train(experiment)
    return to_json(Document(experiment, KeptRun.of(experiment, history, ending)))


def test_without_a_display_the_window_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert main([]) == 2
    assert "nnviz run" in capsys.readouterr().err


def test_a_picture_needs_no_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("QT_QPA_PLATFORM", "")
    monkeypatch.delenv("QT_QPA_PLATFORM")
    assert main(["run", "bowl", "--out", str(tmp_path)]) == 0
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


def test_without_qt_the_numbers_are_still_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "nnviz.app", None)  # importing it fails
    assert main(["run", "bowl", "--out", str(tmp_path)]) == 2
    assert (tmp_path / "run.json").exists()
    assert "run.json is complete" in capsys.readouterr().err


def test_ctrl_c_ends_with_130_and_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(commands, "_dispatch", interrupted())
    assert main(["presets"]) == 130
    assert capsys.readouterr().err == "nnviz: stopped.\n"


def interrupted() -> Callable[[list[str]], int]:
    def press(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    return press


def test_listing_presets_imports_neither_qt_nor_torch() -> None:
    code = (
        "import sys; from nnviz.__main__ import main; before = 'numpy' in sys.modules; main(['presets']);"
        "print([before] + [n for n in ('torch', 'PySide6') if n in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8",
                           check=True, cwd=Path(__file__).resolve().parents[1])  # fmt: skip
    assert shown.stdout.splitlines()[-1] == "[False]"
