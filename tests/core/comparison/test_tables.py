"""A comparison as CSV and JSON: all numbers come back."""

import csv
import json
from dataclasses import replace

import pytest

from nnviz.core.comparison.compare import Done, compare
from nnviz.core.comparison.models import read_models
from nnviz.core.comparison.tables import comparison_text, comparison_values
from nnviz.core.comparison.trained import SCORES, TrainedModel
from nnviz.core.experiment import Experiment
from nnviz.core.files.json_text import readable
from nnviz.core.models import FormulaSpec
from nnviz.core.presets import preset

IRIS, DOTS = preset("iris-4-10-3"), preset("five-dots-line")


def trained(experiments: tuple[Experiment, ...]) -> list[TrainedModel]:
    return [news.model for news in compare(experiments) if isinstance(news, Done)]


@pytest.fixture(scope="module")
def iris() -> list[TrainedModel]:
    return trained(read_models("none; 10", replace(IRIS, training=replace(IRIS.training, epochs=5))))


def test_every_score_comes_back_from_the_csv(iris: list[TrainedModel]) -> None:
    rows = list(csv.DictReader(comparison_text(iris).splitlines()))
    assert [row["model"] for row in rows] == ["4-3 linear", "4-10-3 tanh"]
    for row, model in zip(rows, iris, strict=True):
        assert int(row["parameters"]) == model.parameters
        assert row["ending"] == "finished"
        assert model.best is not None
        assert int(row["best_epoch"]) == model.best.epoch
        assert int(row["last_epoch"]) == 5
        for name in SCORES:
            assert float(row[f"{name}_at_best"]) == getattr(model.best, name)
            assert float(row[f"{name}_at_end"]) == getattr(model.last, name)


def test_curves_have_no_columns_of_accuracies_and_what_is_not_known_is_empty() -> None:
    models = trained(read_models("degree 1", replace(DOTS, training=replace(DOTS.training, epochs=5))))
    (row,) = csv.DictReader(comparison_text(models).splitlines())
    assert not any("accuracy" in name for name in row)
    assert row["test_error_at_end"] == ""
    assert float(row["train_error_at_end"]) == models[0].last.train_error


def test_a_formula_of_the_user_s_does_not_run_in_a_spreadsheet() -> None:
    formula = replace(DOTS, model=FormulaSpec("-a*x + b"), training=replace(DOTS.training, epochs=2))
    (row,) = csv.DictReader(comparison_text(trained((formula,))).splitlines())
    assert row["model"] == "'-a*x + b"


def test_json_has_scores_errors_over_epochs_and_the_experiment(iris: list[TrainedModel]) -> None:
    values = json.loads(readable(comparison_values(iris)))
    assert set(values) == {"format", "program", "versions", "models"}
    one, two = values["models"]
    assert (one["model"], two["model"]) == ("4-3", "4-10-3")
    assert two["epoch"] == [0, 1, 2, 3, 4, 5]
    assert two["validation_error"][-1] == two["at_end"]["validation_error"] == iris[1].last.validation_error
    assert two["last_batch_loss"][0] is None
    assert two["at_best"]["epoch"] == two["best_epoch"]
    assert two["experiment"]["model"]["hidden_sizes"] == [10]
