"""Formulas trained by the reference engine: against a loop of torch's own, with replicas, into divergence."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import Document
from nnviz.core.experiment import Experiment, Training
from nnviz.core.files.experiment_file import from_json, to_json
from nnviz.core.files.results import results
from nnviz.core.formulas.tree import FUNCTIONS
from nnviz.core.generalization.advice import against_overfitting
from nnviz.core.generalization.diagnosis import diagnose
from nnviz.core.generalization.spread import Kept, spread_of
from nnviz.core.models import FormulaSpec
from nnviz.core.models.formula import NUMPY
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput
from nnviz.core.training.forward import FUNCTIONS as TORCH
from nnviz.core.training.forward import forward
from nnviz.core.training.history import History
from nnviz.core.training.memory import needed_bytes
from nnviz.core.training.reference import ReferenceEngine
from nnviz.core.training.run import train
from nnviz.core.training.steps import Ending
from nnviz.core.truths import Sampling, Truth, sample

TRUTH, SAMPLING = Truth("sine", (1.0, 1.0, 0.0), 0.3), Sampling(12, 6, seed=3)
SINE = FormulaSpec("a*sin(b*x) + c")


def experiment(
    model: FormulaSpec = SINE, count: int = 0, resample: str = "same-x", **training: object
) -> Experiment:
    settings = replace(Training(optimiser="Adam", learning_rate=0.05), **training)
    return Experiment(
        dataset=sample(TRUTH, SAMPLING), truth=TRUTH, sampling=SAMPLING, model=model, training=settings,
        replicas=Replicas(count, resample),
    )  # fmt: skip


def stacks(some: Experiment, steps: int) -> np.ndarray:
    """Parameters of all members before each of so many steps, [steps, M, P]."""
    return np.array([step.state.stack() for step in islice(train(some), steps)])


def test_torchs_functions_are_numpys() -> None:
    values = np.array([-60.0, -2.0, -0.3, 0.0, 0.7, 3.0, 60.0])
    assert set(TORCH) == set(FUNCTIONS)
    for name in FUNCTIONS:
        with np.errstate(all="ignore"):
            expected = NUMPY[name](values)
        assert_allclose(
            TORCH[name](torch.tensor(values)).numpy(), expected, rtol=1e-14, atol=1e-300, err_msg=name
        )


@pytest.mark.parametrize(
    "expression", ["a*sin(b*x) + c", "2^a + x/b - x^2*c", "-(a - x)/(1 + exp(-b*x))", "a + b"]
)
@pytest.mark.parametrize("own_x", [False, True])
def test_the_batched_forward_pass_is_numpys_prediction(expression: str, own_x: bool) -> None:
    spec = FormulaSpec(expression)
    stack = spec.initial_replicas(4, 5)
    rng = np.random.default_rng(1)
    inputs = rng.uniform(0.1, 2, (5, 7, 1) if own_x else (7, 1))
    found = forward(spec, torch.tensor(stack), torch.tensor(inputs)).numpy()
    expected = [spec.predict(one, inputs[m] if own_x else inputs) for m, one in enumerate(stack)]
    assert_allclose(found, expected, rtol=1e-14)


def optimiser_of_torch(name: str, parameters: list[torch.Tensor]) -> torch.optim.Optimizer:
    match name:
        case "SGD":
            return torch.optim.SGD(parameters, 0.05)
        case "momentum":
            return torch.optim.SGD(parameters, 0.05, momentum=0.9)
        case _:
            return torch.optim.Adam(parameters, 0.05)


@pytest.mark.parametrize("name", ["SGD", "momentum", "Adam"])
def test_it_trains_as_a_loop_of_torchs_own_does(name: str) -> None:
    some = experiment(optimiser=name, l2=0.002)
    found = stacks(some, 200)[:, 0]
    a, b, c = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in some.initial_parameters())
    optimiser = optimiser_of_torch(name, [a, b, c])
    points = some.dataset.of(0)
    x, y = torch.tensor(points.x), torch.tensor(points.y)
    for row in found:
        assert_allclose(row, [a.item(), b.item(), c.item()], rtol=1e-9, atol=1e-11)
        optimiser.zero_grad()
        loss = ((a * torch.sin(b * x) + c - y) ** 2).mean() + 0.002 * (a**2 + b**2 + c**2)
        loss.backward()
        optimiser.step()
    assert np.abs(found[-1] - found[0]).max() > 0.1  # it has learned something


@pytest.mark.parametrize("batch_size", [0, 5])
def test_the_users_model_is_the_same_with_and_without_replicas(batch_size: int) -> None:
    alone = stacks(experiment(batch_size=batch_size), 100)[:, 0]
    many = stacks(experiment(count=6, batch_size=batch_size), 100)
    assert_allclose(many[:, 0], alone, rtol=1e-12)
    assert len(np.unique(many[0])) == 21


@pytest.mark.parametrize("resample", ["same-x", "fresh-x", "bootstrap", "residuals"])
def test_replicas_of_every_kind_are_trained_and_looked_at(resample: str) -> None:
    some = experiment(count=5, resample=resample)
    engine = None
    for step in islice(train(some), 50):
        engine = step.state
    assert isinstance(engine, ReferenceEngine)
    stack = engine.stack()
    inputs = some.inputs(np.linspace(0, 1, 9))
    assert_allclose(Kept(some, stack).predict(inputs), engine.predict(inputs), rtol=1e-13)
    spread = spread_of(some, engine, 49, frozenset())
    assert spread.count == 5
    assert np.isfinite(spread.mean).all()


def test_where_a_formula_ends_beyond_the_x_range_no_replica_is_lost() -> None:
    some = experiment(FormulaSpec("a*sqrt(x) + b"), count=5)
    spread = spread_of(some, Kept(some, some.model.initial_replicas(1, 6)), 0, frozenset())
    assert (spread.count, spread.lost) == (5, ())
    inside = spread.x >= 0
    assert np.isfinite(spread.mean[inside]).all()
    assert np.isnan(spread.mean[~inside]).all()
    assert (~inside).sum() == 4


def test_a_replica_without_a_value_only_beyond_the_x_range_is_not_lost() -> None:
    some = experiment(FormulaSpec("sqrt(x + a)"), count=3)
    spread = spread_of(some, Kept(some, np.array([[1.0], [1.0], [0.0], [-0.5]])), 0, frozenset())
    assert (spread.count, spread.lost) == (2, (3,))


def test_where_a_formula_has_no_value_the_replicas_are_judged_by_the_rest() -> None:
    some = replace(experiment(FormulaSpec("a*sqrt(x) + b"), count=5), domain=(-2.0, 1.0))
    stack = some.model.initial_replicas(1, 6)
    stack[3] = np.nan
    spread = spread_of(some, Kept(some, stack), 0, frozenset())
    assert (spread.count, spread.lost) == (4, (3,))
    assert np.isnan(spread.mean[spread.x < 0]).all()
    assert np.isfinite(spread.mean[spread.x >= 0]).all()
    stack[:] = np.nan
    assert spread_of(some, Kept(some, stack), 0, frozenset()).lost == (1, 2, 3, 4, 5)


def test_a_start_without_a_value_is_refused_before_training() -> None:
    points = Dataset.from_xy([(-1.0, 0.0), (2.0, 1.0)])
    some = Experiment(dataset=points, domain=(-1, 2), model=FormulaSpec("a*log(x)"), initial=(1.0,))
    with pytest.raises(BadInput, match="no finite value at the point x = -1 with a = 1"):
        next(train(some))


def test_a_formula_that_loses_its_value_while_training_has_diverged() -> None:
    points = Dataset.from_xy([(1.0, -9.0), (2.0, -9.0)])
    some = Experiment(
        dataset=points, domain=(0, 3), model=FormulaSpec("sqrt(a*x)"), initial=(1.0,),
        training=Training(learning_rate=1.0),
    )  # fmt: skip
    run, ending = train(some), None
    for _ in range(5):
        try:
            next(run)
        except StopIteration as stop:
            ending = stop.value
            break
    assert ending is Ending.DIVERGED


def test_memory_grows_with_the_formula() -> None:
    short, long = (experiment(FormulaSpec(text), 50) for text in ("a*x", "a*x + a*x^2 + a*x^3 + a*x^4"))
    assert 0 < needed_bytes(short) < needed_bytes(long)


def test_a_file_holds_it() -> None:
    some = experiment(FormulaSpec("a*exp(-b·x)"), count=5)
    text = to_json(Document(some))
    assert '"model": {"kind": "formula", "expression": "a*exp(-b·x)"}' in text
    assert from_json(text) == Document(some)


def test_a_wrong_formula_in_a_file_is_named_with_its_place() -> None:
    text = to_json(Document(experiment())).replace("a*sin(b*x) + c", "a*sin(b*x) + 2c")
    with pytest.raises(
        BadInput, match=r"In the formula “a\*sin\(b\*x\) \+ 2c”, at character 14: .* write 2\*c"
    ):
        from_json(text)


def test_results_name_its_letters() -> None:
    some, history = experiment(), History()
    epoch = next(train(some)).epoch
    history.add(np.array([epoch.row]), {0: some.initial_parameters()[None]})
    found = results(some, history, Ending.FINISHED)
    assert found["final_parameters"] == dict(zip("abc", some.initial_parameters().tolist(), strict=True))
    assert_array_equal(found["train_error"], [epoch.train_error])


def test_advice_speaks_of_formulas() -> None:
    assert "fewer letters" in str(against_overfitting(experiment()))
    some, history = experiment(learning_rate=1e-6), History()
    rows = np.array([step.epoch.row for step in islice(train(some), 300)])
    history.add(rows, {299: some.initial_parameters()[None]})
    assert "where a formula starts decides" in str(diagnose(some, history, Ending.FINISHED).sentence)


def test_a_point_added_where_the_formula_has_no_value_is_a_sentence() -> None:
    """And not a divergence: no learning rate would help."""
    points = Dataset.from_xy([(1.0, 0.5), (2.0, 1.0)])
    some = Experiment(dataset=points, domain=(-2, 3), model=FormulaSpec("a*log(x + 1)"))
    run = train(some)
    next(run)
    next(run)
    wrong = replace(some, dataset=points.with_points([(-1.5, 0.0)], Role.VALIDATION))
    with pytest.raises(BadInput, match=r"no finite value at the point x = -1\.5 with a = "):
        run.send(wrong)
