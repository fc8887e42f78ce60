"""What `nnviz run` prints of points with classes: losses and accuracies of all roles, and the Brier score."""

from dataclasses import replace

import numpy as np
import pytest

from nnviz.core.experiment import Experiment
from nnviz.core.presets import preset
from nnviz.core.resampling import chosen_replicas
from nnviz.core.training.errors import error, share_right
from nnviz.reports import print_result, print_split
from tests.played import played


def printed(experiment: Experiment, capsys: pytest.CaptureFixture[str]) -> str:
    history, ending = played(experiment)
    assert ending is not None
    print_result(experiment, history, ending, 1.0)
    print_split(experiment, history, ())
    return capsys.readouterr().out


def shorter(name: str, **training: object) -> Experiment:
    some = preset(name)
    return replace(some, training=replace(some.training, epochs=4, **training))


def row_of(text: str, name: str) -> str:
    """What stands beside a name in a table."""
    line = next(line for line in text.splitlines() if f" {name} " in line)
    return line.split(name)[1].strip(" │")


def test_classes_have_losses_and_accuracies_of_three_roles(capsys: pytest.CaptureFixture[str]) -> None:
    iris = shorter("iris-4-3")
    text = printed(iris, capsys)
    history, _ = played(iris)
    test, parameters = iris.dataset.without(np.flatnonzero(iris.dataset.roles != 2).tolist()), history
    outputs = iris.predict(parameters.nearest(4).parameters, test.features)
    assert (
        row_of(text, "test loss")
        == f"{error(outputs, test, iris.head, 'cross-entropy'):.4g} nats (cross-entropy)"
    )
    right = 100 * share_right(outputs, test, iris.head)
    assert row_of(text, "test accuracy") == f"{right:.1f}".removesuffix(".0") + " %"
    assert row_of(text, "training loss") == f"{history.rows[-1, 1]:.4g} nats (cross-entropy)"
    assert row_of(text, "points") == "90 training, 30 validation, 30 test"
    assert "training error" not in text


def test_the_other_loss_is_called_what_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    text = printed(shorter("iris-4-3", loss="squared error"), capsys)
    assert row_of(text, "validation loss").endswith("(squared error of the probabilities)")


def test_the_split_is_that_of_the_brier_score(capsys: pytest.CaptureFixture[str]) -> None:
    some = shorter("two-classes-2-5-1")
    text = printed(replace(some, replicas=chosen_replicas(some, 5, None)), capsys)
    assert "the Brier score on new points" in text
