"""nnviz compare: the table that it prints, the two files, and what it answers to mistakes."""

import csv
import json
from pathlib import Path

import pytest

from nnviz.__main__ import main
from nnviz.core.document import Document
from nnviz.core.files.experiment_file import to_json
from nnviz.core.presets import preset

Capture = pytest.CaptureFixture[str]


def test_a_set_is_compared_in_a_table_and_two_files(tmp_path: Path, capsys: Capture) -> None:
    folder = tmp_path / "new" / "folder"
    assert main(["compare", "iris", "--out", str(folder), "--epochs", "40", "--seed", "5"]) == 0
    read = json.loads((folder / "comparison.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert [each["model"] for each in read["models"]] == ["4-3", "4-10-3", "4-100-3", "4-100-100-100-3"]
    assert [each["parameters"] for each in read["models"]] == [15, 83, 803, 21_003]
    for each in read["models"]:
        assert each["epoch"] == list(range(41))
        assert each["at_end"]["test_accuracy"] > 0.8
        assert each["experiment"]["weight_seed"] == 5
    with open(folder / "comparison.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["test_accuracy_at_end"]) for row in rows] == [
        each["at_end"]["test_accuracy"] for each in read["models"]
    ]
    printed = capsys.readouterr()
    assert printed.err == ""
    told = (
        "4-100-100-100-3|21,003|at the best epoch|at the end|valid.|accuracy|loss| %|The validation loss is"
    )
    for word in f"{told}|comparison.json|comparison.csv".split("|"):
        assert word in printed.out
    assert "…" not in printed.out  # 80 letters are enough


def test_models_of_one_s_own_on_a_preset_a_file_or_the_points_of_a_set(
    tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "mine.nnviz").write_text(to_json(Document(preset("five-dots-line"))), encoding="utf-8")
    short = ["--epochs", "5", "--out", str(tmp_path)]
    for points, models, names in (
        ("moons", "none; 3", ["2-1 linear", "2-3-1"]),
        ("iris", "none; 3", ["4-3 linear", "4-3-3"]),
        (str(tmp_path / "mine.nnviz"), "degree 1; 2", ["degree 1", "1-2-1"]),
    ):
        assert main(["compare", points, "--hidden", models, *short]) == 0
        with open(tmp_path / "comparison.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert [row["model"].removesuffix(" tanh").removesuffix(" relu") for row in rows] == names
    assert "error" in capsys.readouterr().out


def test_a_run_that_diverges_is_named_below_the_table(tmp_path: Path, capsys: Capture) -> None:
    text = to_json(Document(preset("line-120-full-batch")))
    text = text.replace('"learning_rate": 0.1', '"learning_rate": 0.5')
    (tmp_path / "fast.nnviz").write_text(text, encoding="utf-8")
    arguments = ["--hidden", "none; degree 1", "--epochs", "2000", "--out", str(tmp_path)]
    assert main(["compare", str(tmp_path / "fast.nnviz"), *arguments]) == 0
    assert "1-1: diverged after" in capsys.readouterr().out
    read = json.loads((tmp_path / "comparison.json").read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert read["models"][0]["ending"] == "diverged"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "SET|PRESET|FILE"),
        (["iris"], "--out"),
        (["moons", "--out", "made"], "“moons” is no set of models (two-classes, iris, digits)"),
        (["nope", "--hidden", "5", "--out", "made"], "There is no preset"),
        (["iris", "--hidden", "five", "--out", "made"], "“five” is no model"),
        (["iris", "--hidden", "degree 2", "--out", "made"], "told apart by perceptrons"),
        (["iris", "--epochs", "0", "--out", "made"], "epochs must be from 1"),
        (["iris", "--device", "toaster", "--out", "made"], "There is no device called “toaster”"),
        (["iris", "--out", "file/below"], "Nothing can be written"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert main(["compare", *arguments]) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.startswith("nnviz: ")
    assert said in told


def test_help_names_the_sets(capsys: Capture) -> None:
    with pytest.raises(SystemExit):
        main(["compare", "--help"])
    told = capsys.readouterr().out
    for word in ("4-100-100-100-3", "64-128-128-10", "2-50-50-1", "--hidden", "comparison.csv"):
        assert word in told
