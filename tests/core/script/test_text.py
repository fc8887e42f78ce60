"""The text of scripts: what the user wrote never becomes code, nothing is superfluous, ruff is content."""

import ast
import io
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scripts import class_kinds, kinds, wavy

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.core.presets import preset, preset_names
from nnviz.core.replicas import Replicas
from nnviz.core.script.comments import quoted
from nnviz.core.script.pieces import FORMS
from nnviz.core.script.script import python_script
from nnviz.core.sentences import BadInput

LONG_FORMULA = (
    "l*softplus(I*x*a*b*c*d*sin(2*pi*x + phi)) + O*x^2/10 - relu(print*x - 4)*exp(-decay_rate*x*x) + "
    "sigmoid(slope*(x - centre))*(2*pi/3) + λ^2"
)
BAD_NAMES = (
    '"""', "'''", "\\", "\\u0022", '"); import os; os.abort()  #', "a\nimport os\nos.abort()",
    "a\rimport os", "a\x0bimport os", "a\x0cimport os", "a\x85import os", "a\u2028import os", "\x00",
    "\ud800", "\u200b", "\u202eimport os", "# -*- coding: utf-7 -*-", "vim: set fileencoding=utf-7 :",
    "+AAo-import os", "noqa", "ruff: noqa", "fmt: off", "type: ignore", "{x}", "%s",
    "प्रयोग", "実験" * 60, "a" * 300, " ", "\n",
)  # fmt: skip


DIGITS = ("digits-64-32-10", "digits-64-128-10", "digits-64-128-128-10")  # thousands of lines as in 64-10


def samples() -> Iterator[Experiment]:
    """Experiments that together show every piece of every script."""
    yield from (preset(name) for name in preset_names() if name not in DIGITS)
    for number, experiment in enumerate(islice(kinds(), 0, None, 7)):
        yield replace(
            experiment,
            training=replace(experiment.training, patience=number % 3, epochs=number % 30 + 1),
            dataset=experiment.dataset if number % 4 else experiment.dataset.of(0),
            initial=None if number % 5 else (0.25,) * experiment.model.parameter_count,
        )
    for number, experiment in enumerate(islice(class_kinds(), 0, None, 41)):
        training = replace(experiment.training, patience=number % 3, epochs=number % 30 + 1)
        dataset = experiment.dataset if number % 4 else experiment.dataset.of(0)
        yield replace(experiment, training=training, dataset=dataset)
    for degree, l2 in product((0, 1, 2, 30), (0.0, 0.1)):
        model, training = PolynomialSpec(degree, "exact"), Training(l2=l2)
        exactly = Experiment(dataset=wavy(), domain=(-2.0, 6.5), model=model, training=training)
        yield exactly
        yield replace(exactly, initial=(0.123456789,) * (degree + 1))
    for expression in (LONG_FORMULA, "+".join(f"letter{i}" for i in range(30)), "a" * 290):
        yield Experiment(dataset=wavy(), domain=(-2.0, 6.5), model=FormulaSpec(expression))
    for device in ("cuda:1", "mps", "xpu"):
        yield replace(preset("sine-mlp"), training=Training(device=device))
    wide = MLPSpec((40, 40), "sine")
    yield Experiment(dataset=wavy(), domain=(-2.0, 6.5), model=wide, initial=(-1 / 3,) * wide.parameter_count)


def scripts() -> Iterator[str]:
    for experiment, form in product(samples(), FORMS):
        yield python_script(experiment, form, expected=(1 / 3, 2 / 3))


# --- what the user wrote ---------------------------------------------------------------------------


def code_of(script: str) -> str:
    """The parsed program, without places; read from bytes, as Python reads a file."""
    return ast.dump(ast.parse(script.encode()))


PLAIN = {form: code_of(python_script(preset("five-dots-line"), form)) for form in FORMS}
anything = st.text(st.characters(exclude_categories=()), max_size=60) | st.sampled_from(BAD_NAMES)


@given(anything, anything, st.sampled_from(FORMS))
@example(BAD_NAMES[0], BAD_NAMES[4], "low")
@settings(max_examples=300, deadline=None)
def test_names_and_notes_never_become_code(name: str, note: str, form: str) -> None:
    experiment = replace(preset("five-dots-line"), name=name, note=note)
    assert code_of(python_script(experiment, form)) == PLAIN[form]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_no_name_changes_how_a_script_s_bytes_are_read(name: str) -> None:
    data = python_script(replace(preset("five-dots-line"), name=name, note=name), "low").encode()
    assert tokenize.detect_encoding(io.BytesIO(data).readline)[0] == "utf-8"
    assert all(line.isprintable() for line in data.decode().split("\n"))


def test_a_name_stands_in_the_head_as_it_was_written() -> None:
    script = python_script(
        replace(preset("bowl"), name="प्रयोग “eins”", note="First line\nand second"), "high"
    )
    assert script.splitlines()[2:5] == ["#", "# “प्रयोग “eins””", "# “First line and second”"]


def test_long_notes_are_broken_into_lines() -> None:
    lines = quoted("many words " * 40)
    assert len(lines) > 1
    assert all(len(line) <= 110 for line in lines)


# --- what is there, and what is not ----------------------------------------------------------------


def test_ruff_finds_nothing_and_formats_nothing(tmp_path: Path) -> None:
    for number, script in enumerate(scripts()):
        (tmp_path / f"script_{number}.py").write_text(script, encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    alone = ["--isolated", "--no-cache", "--line-length", "110", "--target-version", "py311"]
    rules = ["--select", "E,F,W,I,UP,B,SIM,RUF,N,C4,RET", "--ignore", "RUF001,RUF002,RUF003"]
    for command in (["check", "--quiet", *rules], ["check", "--quiet"], ["format", "--diff", "--quiet"]):
        done = subprocess.run(
            [*ruff, *command, *alone, tmp_path], capture_output=True, text=True, check=False
        )
        assert done.stdout + done.stderr == ""


def test_all_that_is_defined_is_used() -> None:
    for script in scripts():
        tree = ast.parse(script)
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        made = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        used |= {
            node.target.id
            for node in ast.walk(tree)
            if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name)
        }
        made |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        assert made - used - {"forward", "__init__"} == set(), script


def test_only_torch_and_numpy_are_needed() -> None:
    for script in scripts():
        imports = [
            node for node in ast.walk(ast.parse(script)) if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        names = {n.name for node in imports if isinstance(node, ast.Import) for n in node.names}
        names |= {node.module for node in imports if isinstance(node, ast.ImportFrom)}
        assert names <= {"torch", "numpy", "fractions"}
        assert ("numpy" in names) == ("torch and numpy" in script)


def test_every_point_stands_there_exactly() -> None:
    experiment = preset("line-120")
    (assigned,) = [
        node for node in ast.parse(python_script(experiment, "low")).body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "TRAINING"
    ]  # fmt: skip
    assert Dataset.from_xy(ast.literal_eval(assigned.value)) == experiment.dataset


def test_no_options_are_mentioned_that_are_off() -> None:
    script = python_script(preset("five-dots-line"), "low").lower()
    for word in (
        "dropout",
        "penalty",
        "l1",
        "l2",
        "batch",
        "patience",
        "numpy",
        "seed",
        "replicas",
        "device",
        "bits:",
    ):
        assert word not in script


def test_the_head_says_what_is_left_out_and_what_to_expect() -> None:
    experiment = replace(
        preset("sine-mlp"), replicas=Replicas(50), training=Training(precision="float32", batch_size=5)
    )
    script = python_script(experiment, "low", expected=(0.123456789012345, 2.5))
    assert "# The 50 replicas of the experiment are left out" in script
    assert "# Its numbers have 32 bits" in script
    assert "training error 0.123456789012, validation error 2.5." in script
    assert "float64" not in script.replace("dtype=torch.float64", "")


@pytest.mark.parametrize(
    ("device", "found"),
    [
        ("cuda", 'DEVICE = "cuda" if torch.cuda.device_count() > 0 else "cpu"'),
        ("cuda:1", 'DEVICE = "cuda:1" if torch.cuda.device_count() > 1 else "cpu"'),
        ("xpu:0", 'DEVICE = "xpu:0" if torch.xpu.device_count() > 0 else "cpu"'),
        ("mps", 'DEVICE = "mps" if torch.backends.mps.is_available() else "cpu"'),
    ],
)
def test_a_script_falls_back_on_the_cpu(device: str, found: str) -> None:
    script = python_script(replace(preset("sine-mlp"), training=Training(device=device)), "low")
    assert found in script
    assert ("set_default_dtype" in script) == (device != "mps")


@pytest.mark.parametrize("device", ["toaster", "cuda:x", 'cuda"', "cpu:0", "cuda:1\n", "cuda:٣", "mps:0"])
def test_a_device_that_torch_does_not_know_is_refused(device: str) -> None:
    with pytest.raises(BadInput, match="no device called"):
        python_script(replace(preset("sine-mlp"), training=Training(device=device)), "low")


def test_what_nnviz_cannot_train_has_no_script() -> None:
    with pytest.raises(BadInput, match="no training points"):
        python_script(Experiment(), "low")
    wide = MLPSpec((512, 512))
    by_hand = replace(preset("sine-mlp"), model=wide, initial=(0.5,) * wide.parameter_count)
    with pytest.raises(BadInput, match="264,193 initial weights"):
        python_script(by_hand, "low")
    with pytest.raises(BadInput, match="no finite value at the point"):
        python_script(replace(preset("five-dots-line"), model=FormulaSpec("a*log(x - 5)")), "high")


def test_writing_a_script_does_not_import_torch() -> None:
    code = """
import sys
from nnviz.core.presets import preset
from nnviz.core.script.script import python_script
python_script(preset("sine-formula"), "high")
assert "torch" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
