"""What leaves the program as a table: known values, exact digits, and no formulas."""

import csv
from dataclasses import replace
from io import StringIO
from math import nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.spread import Kept, spread_of
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset, preset_names
from nnviz.core.replicas import Replicas
from nnviz.core.tables.exports import (
    CURVE_PLACES,
    curves_csv,
    errors_csv,
    parameters_csv,
    points_csv,
    points_tsv,
    split_csv,
)
from nnviz.core.tables.format import guess
from nnviz.core.tables.numbers import is_plain
from nnviz.core.tables.reading import read_all
from nnviz.core.tables.source import Source, head_of
from nnviz.core.tables.writing import harmless, table_text
from nnviz.core.training.history import History
from nnviz.core.training.steps import ACCURACY_COLUMNS, COLUMNS, ERROR_COLUMNS, Checkpoint, Ending
from nnviz.core.truths import Truth

POINTS = Dataset.from_xy([(0.1, 3), (1e-7, -2.5)], [(0, 1)])
TRUTH = Truth("line", (1.0, 2.0), 0.5)  # 1 + 2x
PLAIN = Experiment(
    dataset=POINTS, domain=(0.0, 2.0), truth=TRUTH, model=PolynomialSpec(0), replicas=Replicas(3, "same-x")
)


def rows_of(text: str) -> list[dict[str, str]]:
    assert text.endswith("\r\n")
    return list(csv.DictReader(StringIO(text, newline="")))


def numbers(rows: list[dict[str, str]], name: str) -> np.ndarray:
    return np.array([float(row[name]) if row[name] else nan for row in rows])


def test_points() -> None:
    assert points_csv(POINTS) == ("x,y,role\r\n0.1,3,training\r\n1e-07,-2.5,training\r\n0,1,validation\r\n")
    assert points_tsv(POINTS).splitlines()[1] == "1e-07\t-2.5\ttraining"


def test_curves_without_replicas() -> None:
    rows = rows_of(curves_csv(PLAIN, lambda x: 3 * x, None))
    assert list(rows[0]) == ["x", "model", "truth"]
    x = numbers(rows, "x")
    assert np.array_equal(x, np.linspace(0, 2, CURVE_PLACES))
    assert np.array_equal(numbers(rows, "model"), 3 * x)
    assert np.array_equal(numbers(rows, "truth"), TRUTH(x))


def test_curves_with_replicas_and_pinned_runs() -> None:
    spread = spread_of(PLAIN, Kept(PLAIN, np.array([[0.0], [1.0], [2.0], [6.0]])), 7, frozenset())
    pin = KeptRun(PLAIN, np.zeros((1, 5)), (Checkpoint(1, np.array([4.0])),), Ending.FINISHED, "=SUM(A1)")
    rows = rows_of(curves_csv(PLAIN, lambda x: 0 * x, spread, (replace(pin, label=""), pin)))
    assert list(rows[0]) == [
        "x",
        "model",
        "truth",
        "replicas_mean",
        "replicas_sd",
        "pinned_1",
        "pinned_2: =SUM(A1)",
    ]
    assert np.array_equal(numbers(rows, "x"), spread.x)
    assert set(numbers(rows, "replicas_mean")) == {3.0}
    assert set(numbers(rows, "replicas_sd")) == {np.sqrt(7.0)}
    assert set(numbers(rows, "pinned_1")) == {4.0}


def test_a_pinned_run_is_empty_beyond_its_own_x_range() -> None:
    """FIT draws it no farther, either."""
    narrow = replace(PLAIN, domain=(0.5, 1.5), dataset=Dataset.from_xy([(1.0, 1.0)]))
    pin = KeptRun(narrow, np.zeros((1, 5)), (Checkpoint(1, np.array([4.0])),), Ending.FINISHED)
    rows = rows_of(curves_csv(PLAIN, lambda x: 0 * x, None, (pin,)))
    known = [float(row["x"]) for row in rows if row["pinned_1"]]
    assert min(known) == pytest.approx(0.472)
    assert max(known) == pytest.approx(1.528)
    assert {row["pinned_1"] for row in rows} == {"", "4"}


def test_a_truth_that_is_drawn_over_a_part_only_is_empty_elsewhere() -> None:
    truth = Truth("drawn", (0.5, 1.0, 1.0, 1.0), 0.0)
    rows = rows_of(curves_csv(replace(PLAIN, truth=truth), lambda x: 0 * x, None))
    assert rows[0]["truth"] == ""
    assert float(rows[CURVE_PLACES // 2]["truth"]) == pytest.approx(1.0)


def history() -> History:
    history = History()
    table = np.arange(2 * len(COLUMNS), dtype=float).reshape(2, -1)
    table[:, 0] = 0, 12
    table[0, 2], table[1, 1] = nan, 0.1
    history.add(table, {})
    return history


def test_errors() -> None:
    text = errors_csv(history().rows, replicas=False)
    assert text == ",".join(ERROR_COLUMNS) + "\r\n0,1,,3,4,5,6\r\n12,0.1,26,27,28,29,30\r\n"
    rows = rows_of(errors_csv(history().rows, replicas=True))
    assert tuple(rows[0]) == COLUMNS
    for name in COLUMNS:
        assert np.array_equal(numbers(rows, name), history().column(name), equal_nan=True), name


def test_a_curve_has_no_columns_of_accuracies() -> None:
    rows = history().rows.copy()
    rows[:, [COLUMNS.index(name) for name in ACCURACY_COLUMNS]] = nan
    for replicas, all_names in ((False, ERROR_COLUMNS), (True, COLUMNS)):
        names = tuple(rows_of(errors_csv(rows, replicas))[0])
        assert names == tuple(name for name in all_names if name not in ACCURACY_COLUMNS)


def test_the_split_at_each_x() -> None:
    spread = spread_of(PLAIN, Kept(PLAIN, np.array([[0.0], [1.0], [2.0], [6.0]])), 7, frozenset())
    rows = rows_of(split_csv(PLAIN, spread))
    x = numbers(rows, "x")
    bias = (3 - TRUTH(x)) ** 2 - 7 / 3
    for name, wanted in {
        "truth": TRUTH(x), "mean": 3 + 0 * x, "bias_squared": bias, "variance": 7 + 0 * x,
        "noise": 0.25 + 0 * x, "total": bias + 7 + 0.25, "median": 2 + 0 * x,
        "median_bias_squared": (2 - TRUTH(x)) ** 2, "median_variance": 1.4826**2 + 0 * x,
    }.items():  # fmt: skip
        assert numbers(rows, name) == pytest.approx(wanted), name


def test_the_split_without_a_truth_is_the_variance() -> None:
    unknown = replace(PLAIN, truth=None, replicas=Replicas(3, "bootstrap"))
    spread = spread_of(unknown, Kept(unknown, np.array([[0.0], [1.0], [2.0], [6.0]])), 7, frozenset())
    (row, *_) = rows_of(split_csv(unknown, spread))
    assert (row["variance"], row["bias_squared"], row["noise"], row["total"], row["truth"]) == (
        "7",
        "",
        "",
        "",
        "",
    )


def test_parameters_of_a_polynomial_and_its_coefficients_of_x() -> None:
    # 3·P0 + 2·√3·P1(u) with u = x − 1 on [0, 2] is (3 − 2√3) + 2√3·x
    rows = rows_of(parameters_csv(PolynomialSpec(1), (0.0, 2.0), np.array([3.0, 2.0])))
    assert [row["parameter"] for row in rows] == ["c0", "c1"]
    assert [row["value"] for row in rows] == ["3", "2"]
    assert [row["power_of_x"] for row in rows] == ["0", "1"]
    assert numbers(rows, "coefficient") == pytest.approx([3 - 2 * np.sqrt(3), 2 * np.sqrt(3)])


def test_parameters_of_a_perceptron() -> None:
    model = MLPSpec((3,))
    values = model.initial_parameters(1)
    rows = rows_of(parameters_csv(model, (0.0, 1.0), values))
    assert [row["parameter"] for row in rows] == list(model.parameter_names)
    assert numbers(rows, "value").tolist() == values.tolist()


@pytest.mark.parametrize(
    "text", ["=1+1", "+x", "-x", "@SUM(A1)", "\tx", "\rx", "＝1", "-1e", "+nan", "-inf", "-١"]
)
def test_text_never_becomes_a_formula(text: str) -> None:
    assert harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["-1", "+2.5e3", "w", "", "c0", "-.5", "a=b", "'x"])
def test_other_text_and_numbers_stay(text: str) -> None:
    assert harmless(text) == text


@given(st.lists(st.lists(st.text() | st.floats(), min_size=2, max_size=2), max_size=5))
def test_any_cells_come_back_and_none_is_a_formula(rows: list[list[str | float]]) -> None:
    text = table_text(("a", "b"), rows)
    back = list(csv.reader(StringIO(text, newline=""), strict=True))
    assert len(back) == len(rows) + 1
    for row, cells in zip(rows, back[1:], strict=True):
        for value, cell in zip(row, cells, strict=True):
            if isinstance(value, str):
                assert cell in (value, "'" + value)
            else:
                assert (float(cell) == value) if np.isfinite(value) else cell == ""
            assert is_plain(cell) or not cell.startswith(tuple("=+-@\t\r"))


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_leaves_and_comes_back(name: str) -> None:
    experiment = preset(name)
    source = Source.of_text(points_csv(experiment.dataset))
    head = head_of(source)
    again = read_all(source, guess(head), Role.TRAINING, head.encoding).checked(skip=False)
    assert again == experiment.dataset
    start = experiment.initial_parameters()
    rows = rows_of(parameters_csv(experiment.model, experiment.domain, start))
    assert [row["parameter"] for row in rows] == list(experiment.model.parameter_names)
    assert numbers(rows, "value").tolist() == start.tolist()
    if experiment.dataset.is_classes:
        return
    curve = rows_of(curves_csv(experiment, lambda x: experiment.predict(start, x), None))
    x = numbers(curve, "x")
    assert np.array_equal(numbers(curve, "model"), experiment.predict(start, x))
