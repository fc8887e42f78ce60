"""A bias-variance decomposition of 200 rounds, against mlxtend round PyTorch and round scikit-learn."""

import warnings
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import torch
from row import Row, at_least, for_the_record

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, Training
from nnviz.core.generalization.decomposition import plug_in
from nnviz.core.models import MLPSpec
from nnviz.core.replicas import Replicas
from nnviz.core.training.engine import first_stack, points_of
from nnviz.core.training.fast import FastEngine
from nnviz.core.truths import Truth

ROUNDS, STEPS, POINTS, RATE, WIDTH = 200, 200, 20, 0.01, 16
PEER_ROUNDS = 40  # timed of the peers' 200, whose rounds are independent of each other
REPEATS = 5
TRUTH = Truth("sine", (1.0, 1.0, 0.0), 0.3)


def measure() -> list[Row]:
    """Medians of interleaved repeats: seconds of 200 rounds with 200 full-batch Adam steps each."""
    from mlxtend.evaluate import bias_variance_decomp
    from sklearn.neural_network import MLPRegressor

    torch.set_num_threads(1)
    rng = np.random.default_rng(3)
    x, places = np.linspace(0, 1, POINTS), np.linspace(0.02, 0.98, 50)
    y = TRUTH(x) + TRUTH.noise * rng.standard_normal(POINTS)

    class SameStart(MLPRegressor):
        """Starts from PyTorch's kind of initial weights: from its own it has learned less after 200 steps."""

        def _init_coef(self, fan_in: int, fan_out: int, dtype: object) -> tuple[np.ndarray, np.ndarray]:
            bound = 1 / np.sqrt(fan_in)
            draw = self._random_state.uniform
            return draw(-bound, bound, (fan_in, fan_out)), draw(-bound, bound, fan_out)

    scikit = SameStart(
        hidden_layer_sizes=(WIDTH,), activation="tanh", solver="adam", alpha=0.0, batch_size=POINTS,
        shuffle=False, learning_rate_init=RATE, max_iter=STEPS, tol=0.0, n_iter_no_change=STEPS + 1,
    )  # fmt: skip
    times: dict[str, list[float]] = {"nnviz": [], "PyTorch": [], "scikit-learn": []}
    found: dict[str, Any] = {}

    def theirs(estimator: Any) -> tuple[float, float]:
        scaled = 2 * np.concatenate([x, places])[:, None] - 1
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # scikit-learn says each time that it has not converged
            _, bias, variance = bias_variance_decomp(
                estimator, scaled[:POINTS], y, scaled[POINTS:], TRUTH(places),
                loss="mse", num_rounds=PEER_ROUNDS, random_seed=1,
            )  # fmt: skip
        return float(bias), float(variance)

    for _ in range(REPEATS):
        began = perf_counter()
        found["nnviz"] = _ours(x, y, places)
        times["nnviz"].append(perf_counter() - began)
        for name, estimator in (("PyTorch", PlainRegressor()), ("scikit-learn", scikit)):
            began = perf_counter()
            found[name] = theirs(estimator)
            times[name].append((perf_counter() - began) * ROUNDS / PEER_ROUNDS)
    ours = median(times["nnviz"])
    what = f"{ROUNDS} rounds of a decomposition, against mlxtend round"
    rows = [
        at_least(f"{what} plain PyTorch", median(times["PyTorch"]) / ours, 150, " ×", 0),
        at_least(f"{what} scikit-learn's MLPRegressor", median(times["scikit-learn"]) / ours, 90, " ×", 0),
    ]
    for name, (bias, variance) in found.items():
        rows.append(for_the_record(f"its bias² by {name}", bias, "", 4))
        rows.append(for_the_record(f"its variance by {name}", variance, "", 4))
    return rows


def _ours(x: np.ndarray, y: np.ndarray, places: np.ndarray) -> tuple[float, float]:
    """The same work: bootstraps of the points, other weights each, bias² against the truth, not corrected."""
    experiment = Experiment(
        dataset=Dataset.from_xy(np.column_stack([x, y])), model=MLPSpec((WIDTH,)),
        training=Training(optimiser="Adam", learning_rate=RATE, precision="float32"),
        replicas=Replicas(ROUNDS, "bootstrap"),
    )  # fmt: skip
    engine = FastEngine(
        experiment.model, first_stack(experiment), experiment.training, 1, points_of(experiment)
    )
    for _ in range(STEPS):
        engine.step(None)
    predictions = engine.predict(experiment.inputs(places))[1:]
    bias, variance, _ = plug_in(predictions, TRUTH(places), np.full(len(places), 1 / len(places)))
    return bias, variance


class PlainRegressor:
    """A PyTorch network as one writes it from the tutorial, with the two methods that mlxtend calls."""

    def fit(self, x: np.ndarray, y: np.ndarray) -> "PlainRegressor":
        inputs = torch.tensor(x, dtype=torch.float32)
        targets = torch.tensor(y, dtype=torch.float32)[:, None]
        self.model = torch.nn.Sequential(
            torch.nn.Linear(1, WIDTH), torch.nn.Tanh(), torch.nn.Linear(WIDTH, 1)
        )
        optimiser = torch.optim.Adam(self.model.parameters(), lr=RATE)
        for _ in range(STEPS):
            optimiser.zero_grad()
            torch.nn.functional.mse_loss(self.model(inputs), targets).backward()
            optimiser.step()
        return self

    def predict(self, x: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return np.asarray(self.model(torch.tensor(x, dtype=torch.float32)).numpy()[:, 0])
