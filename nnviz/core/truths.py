"""Known functions that points can be drawn from, and the drawing of such samples."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nnviz.core.dataset import LARGEST_COORDINATE, MAX_POINTS, Dataset, Role
from nnviz.core.knots import check_knots, curve_through
from nnviz.core.sentences import BadInput, require

TruthKind = Literal["line", "sine", "step", "bump", "polynomial", "x sin x", "drawn"]
Spacing = Literal["even", "random"]
Array = NDArray[np.float64]
SEEDS = 2**32  # numpy takes seeds below this everywhere
SAME = 1e-9  # relative difference that other processors' sines make


@dataclass(frozen=True)
class _Form:
    """One family of functions: what its coefficients are called, their defaults, the function."""

    names: tuple[str, ...]
    defaults: tuple[float, ...]
    function: Callable[[Array, tuple[float, ...]], Array]


def _polynomial(x: Array, c: tuple[float, ...]) -> Array:
    return np.asarray(np.polynomial.polynomial.polyval(x, c), np.float64)


FORMS: dict[TruthKind, _Form] = {  # of all kinds but "drawn", which is no formula
    "line": _Form(("slope", "intercept"), (0.8, 1.0), lambda x, c: c[0] * x + c[1]),
    "sine": _Form(
        ("height", "cycles per unit of x", "offset"),
        (1.0, 1.0, 0.0),
        lambda x, c: c[0] * np.sin(2 * np.pi * c[1] * x) + c[2],
    ),
    "step": _Form(
        ("x of the step", "height", "offset"),
        (0.0, 1.0, 0.0),
        lambda x, c: np.where(x >= c[0], c[1], 0.0) + c[2],
    ),
    "bump": _Form(
        ("centre", "width", "height"),
        (0.0, 0.25, 1.0),
        lambda x, c: c[2] * np.exp(-((x - c[0]) ** 2) / (2 * c[1] ** 2)),
    ),
    "polynomial": _Form(("constant", "x", "x²", "x³, …"), (0.0, -1.0, 0.0, 2.0), _polynomial),
    "x sin x": _Form(("height", "stretch"), (1.0, 1.0), lambda x, c: c[0] * x * np.sin(c[1] * x)),
}

DEFAULT_RANGES: dict[TruthKind, tuple[float, float]] = {
    "line": (0.0, 8.0),
    "sine": (0.0, 1.0),
    "step": (-1.0, 1.0),
    "bump": (-1.0, 1.0),
    "polynomial": (-1.0, 1.0),
    "x sin x": (0.0, 10.0),
}


@dataclass(frozen=True)
class Truth:
    """The function behind the points: y = f(x) + noise · N(0, 1).

    coefficients: in the order of ``FORMS[kind].names``; a polynomial takes any number of them, from
    the constant upwards; a drawn one takes the knots x0, y0, x1, y1, … that it passes through.
    noise: standard deviation of the noise, in units of y, at least 0.
    """

    kind: TruthKind = "sine"
    coefficients: tuple[float, ...] = (1.0, 1.0, 0.0)
    noise: float = 0.2

    def __post_init__(self) -> None:
        require(
            self.kind in get_args(TruthKind),
            "There is no truth called “{kind}”. Choose one of: {kinds}.",
            kind=self.kind, kinds=", ".join(get_args(TruthKind)),
        )  # fmt: skip
        if self.kind == "drawn":
            check_knots(self.coefficients)
        else:
            self._check_numbers()
        require(
            0 <= self.noise <= LARGEST_COORDINATE,
            "The noise is a standard deviation: it must be 0 or more, not {noise:g}.", noise=self.noise,
        )  # fmt: skip

    def _check_numbers(self) -> None:
        wanted, given = len(FORMS[self.kind].names), len(self.coefficients)
        require(
            1 <= given <= 31 if self.kind == "polynomial" else given == wanted,
            "The truth “{kind}” takes the numbers {names}; {given} were given.",
            kind=self.kind, names=", ".join(FORMS[self.kind].names), given=given,
        )  # fmt: skip
        require(
            all(abs(c) <= LARGEST_COORDINATE for c in self.coefficients),
            "The numbers of the truth must be finite and within ±{most:.0e}.", most=LARGEST_COORDINATE,
        )  # fmt: skip
        require(
            self.kind != "bump" or self.coefficients[1] != 0,
            "The width of a bump cannot be 0. Use a small positive number.",
        )

    @classmethod
    def of_kind(cls, kind: TruthKind, noise: float = 0.2) -> "Truth":
        """A formula with its usual numbers. Raises KeyError for "drawn", which has none."""
        return cls(kind, FORMS[kind].defaults, noise)

    @property
    def range(self) -> tuple[float, float]:
        """The x between which the function is known: all of them, or those of a drawn one's knots."""
        return (self.coefficients[0], self.coefficients[-2]) if self.kind == "drawn" else (-inf, inf)

    def __call__(self, x: ArrayLike) -> Array:
        """f(x) without noise; same shape as x. NaN outside `range`."""
        if self.kind == "drawn":
            return curve_through(self.coefficients)(np.asarray(x, np.float64))
        return FORMS[self.kind].function(np.asarray(x, np.float64), self.coefficients)


@dataclass(frozen=True)
class Sampling:
    """How a sample of a truth is drawn: how many points, where, and from which seed."""

    n_training: int = 20
    n_validation: int = 10
    low: float = 0.0
    high: float = 1.0
    spacing: Spacing = "even"
    seed: int = 1

    def __post_init__(self) -> None:
        require(
            min(self.n_training, self.n_validation) >= 0
            and self.n_training + self.n_validation <= MAX_POINTS,
            "The numbers of points must be 0 or more and at most {most:,} together.", most=MAX_POINTS,
        )  # fmt: skip
        require(
            -LARGEST_COORDINATE <= self.low < self.high <= LARGEST_COORDINATE,
            "The x range must go from a smaller to a larger number within ±{most:.0e}, not from {low:g} to "
            "{high:g}.",
            most=LARGEST_COORDINATE, low=self.low, high=self.high,
        )  # fmt: skip
        require(self.spacing in ("even", "random"), "Points are spaced evenly or at random.")
        require(0 <= self.seed < SEEDS, "A seed is a whole number from 0 to {most:,}.", most=SEEDS - 1)


def sample(truth: Truth, sampling: Sampling) -> Dataset:
    """Draw training and validation points; the same truth, sampling and seed give the same points.

    Training x are evenly spaced including both ends, or uniform; validation x are always uniform, so
    that they fall between the training points. Training and validation come from separate streams:
    asking for more of one does not change the other. Raises `BadInput` where the truth is not known.
    """
    first, last = truth.range
    require(
        first <= sampling.low and sampling.high <= last,
        "The truth was drawn from x = {first:.6g} to {last:.6g} only. Choose an x range within that, or draw "
        "more of it.",
        first=first, last=last,
    )  # fmt: skip
    streams = np.random.default_rng(sampling.seed).spawn(2)

    def draw(rng: np.random.Generator, n: int, even: bool) -> Array:
        uniform = np.sort(rng.uniform(sampling.low, sampling.high, n))
        x = np.linspace(sampling.low, sampling.high, n) if even else uniform
        return np.column_stack([x, truth(x) + truth.noise * rng.standard_normal(n)])

    training = draw(streams[Role.TRAINING], sampling.n_training, sampling.spacing == "even")
    validation = draw(streams[Role.VALIDATION], sampling.n_validation, even=False)
    return Dataset.from_xy(training, validation)


@lru_cache(maxsize=4)  # asked for at every drawn frame, computed once
def is_sample(dataset: Dataset, truth: Truth, sampling: Sampling, role: Role | None = None) -> bool:
    """Whether the points, or those of one role, are just what `sample` draws."""
    try:
        drawn = sample(truth, sampling)
    except BadInput:  # values beyond what a point may have
        return False
    here = dataset if role is None else dataset.of(role)
    there = drawn if role is None else drawn.of(role)
    return (
        np.array_equal(here.roles, there.roles)
        and np.allclose(here.features, there.features, rtol=SAME, atol=SAME)
        and np.allclose(here.targets, there.targets, rtol=SAME, atol=SAME)
    )
