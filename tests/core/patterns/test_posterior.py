"""The true probabilities of the classes: against counted points, integrals, and places of symmetry."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

from nnviz.core.patterns import FAMILIES, Pattern, best_accuracy, draw_labels, fresh, posterior
from nnviz.core.patterns.shapes import moon, spiral

KINDS = [(kind, count) for kind, family in FAMILIES.items() for count in {2, family.most_classes}]
NOISY = {"blobs": 1.0, "circles": 0.2, "moons": 0.4, "xor": 0.3, "spirals": 0.4, "clusters": 1.0}
MIDDLES = {"blobs": (0, 0), "circles": None, "moons": (0.5, 0.25), "xor": (0, 0), "spirals": (0, 0)}


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.mark.parametrize(("kind", "class_count"), KINDS)
def test_counted_points_have_these_probabilities(kind: str, class_count: int) -> None:
    """In each small square: how often each class comes, against the mean posterior of its points."""
    pattern = Pattern(kind, NOISY[kind], flip=0.1, class_count=class_count)
    features, classes = (drawn[0] for drawn in fresh(pattern, 150_000, rng()))
    p = posterior(pattern, features)
    assert p.sum(axis=1) == pytest.approx(1)
    low, high = features.min(axis=0), features.max(axis=0)
    square = ((features - low) / (high - low) * 29.999).astype(int) @ [30, 1]
    size = np.bincount(square, minlength=900)
    full = size >= 50
    surprises = []
    for k in range(class_count):
        counted = np.bincount(square[classes == k], minlength=900)[full]
        expected, spread = (np.bincount(square, w, 900)[full] for w in (p[:, k], p[:, k] * (1 - p[:, k])))
        surprises.append((counted - expected) / np.sqrt(spread))
    z = np.concatenate(surprises)
    assert len(z) > 200
    assert np.abs(z).max() < 5
    assert z.std() == pytest.approx(1, abs=0.1)


CURVES: dict[str, Callable[[int, float], np.ndarray]] = {
    "moons": lambda k, t: moon(np.array(k), np.array(t)),
    "spirals": lambda k, t: spiral(np.array(k), np.array(t), 2),
}


@pytest.mark.parametrize("kind", CURVES)
@pytest.mark.parametrize("noise", [0.1, 0.5, 2.0])
def test_curves_against_an_adaptive_integral(kind: str, noise: float) -> None:
    def along(k: int, x: np.ndarray) -> float:
        def density(t: float) -> float:
            return float(np.exp(-((CURVES[kind](k, t) - x) ** 2).sum() / (2 * noise**2)))

        return quad(density, 0, 1, limit=300, epsabs=0, epsrel=1e-9)[0]

    for x in rng().normal(0.3, 0.7, (4, 2)):
        expected = along(1, x) / (along(0, x) + along(1, x))
        assert posterior(Pattern(kind, noise), x[None])[0, 1] == pytest.approx(expected, abs=1e-5)


def test_rings_and_squares_against_an_integral() -> None:
    x = np.array([0.3, 0.5])

    def around(radius: float) -> float:
        def density(angle: float) -> float:
            place = radius * np.array([np.cos(angle), np.sin(angle)])
            return float(np.exp(-((x - place) ** 2).sum() / 0.18))

        return quad(density, 0, 2 * np.pi)[0]

    ring = [around(0.5), around(1.0)]
    assert posterior(Pattern("circles", 0.3), x[None])[0] == pytest.approx(np.array(ring) / sum(ring))

    def inside(low: float, x: float) -> float:
        return quad(lambda a: np.exp(-((x - a) ** 2) / 0.18), low, low + 1)[0]

    above, below = ([inside(low, value) for value in x] for low in (0, -1))
    same, differ = above[0] * above[1] + below[0] * below[1], above[0] * below[1] + below[0] * above[1]
    assert posterior(Pattern("xor", 0.3), x[None])[0, 0] == pytest.approx(same / (same + differ))


@pytest.mark.parametrize("noise", [0.0, 0.02, 0.3, 3.0])
@pytest.mark.parametrize("flip", [0.0, 0.2])
@pytest.mark.parametrize(("kind", "middle"), [(k, m) for k, m in MIDDLES.items() if m])
def test_where_the_classes_are_symmetric_they_are_equally_probable(
    kind: str, middle: tuple[float, float], noise: float, flip: float
) -> None:
    pattern = Pattern(kind, noise, flip)
    assert posterior(pattern, np.array([middle]))[0] == pytest.approx([0.5, 0.5], abs=1e-3)
    if kind == "xor":  # along both axes
        axis = np.array([[0.0, 0.7], [-2.0, 0.0]])
        assert posterior(pattern, axis) == pytest.approx(np.full((2, 2), 0.5))


@pytest.mark.parametrize("noise", [0.5, 2.0])
def test_two_blobs_are_the_logistic_model(noise: float) -> None:
    x = rng().normal(0, 2, (20, 2))
    step = 2 * 2.0 * np.array([np.sqrt(0.5), np.sqrt(0.5)])  # from one centre to the other
    logit = x @ step / noise**2
    assert posterior(Pattern("blobs", noise), x)[:, 1] == pytest.approx(1 / (1 + np.exp(-logit)))


@pytest.mark.parametrize(("kind", "class_count"), KINDS)
def test_flips_mix_in_the_other_classes(kind: str, class_count: int) -> None:
    pattern, x = Pattern(kind, NOISY[kind], class_count=class_count), rng().normal(0, 1, (50, 2))
    p, flipped = posterior(pattern, x), posterior(replace(pattern, flip=0.3), x)
    assert flipped == pytest.approx(0.7 * p + 0.3 * (1 - p) / (class_count - 1))
    if class_count == 2:
        assert posterior(replace(pattern, flip=0.5), x) == pytest.approx(np.full((50, 2), 0.5))


@pytest.mark.parametrize(("kind", "class_count"), KINDS)
@pytest.mark.parametrize("noise", [0.0, 1e-9, 0.01, 0.3, 10.0])
def test_far_away_it_is_finite_too(kind: str, class_count: int, noise: float) -> None:
    far = np.array(
        [[0.0, 0.0], [1e9, -1e9], [-1e9, 0.0], [1e300, 3.0], [40.0, -70.0], [1.0, 0.5], [0.5, 1e-300]]
    )
    p = posterior(Pattern(kind, noise, class_count=class_count), far)
    assert np.isfinite(p).all()
    assert p.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize(("kind", "class_count"), KINDS)
def test_without_noise_every_point_is_sure_of_its_class(kind: str, class_count: int) -> None:
    pattern = Pattern(kind, noise=0.0, class_count=class_count)
    features, classes = (drawn[0] for drawn in fresh(pattern, 300, rng()))
    if kind == "xor":  # a point may lie on the border
        features, classes = (kept[np.abs(features).min(axis=1) > 1e-3] for kept in (features, classes))
    assert posterior(pattern, features)[range(len(classes)), classes].min() > 0.999


def test_labels_are_drawn_from_the_posterior() -> None:
    pattern = Pattern("blobs", 1.5, 0.1, class_count=3)
    x = rng().normal(0, 2, (6, 2))
    labels = draw_labels(pattern, x, rng(), 20_000)
    counted = (labels[..., None] == range(3)).mean(axis=0)
    assert counted == pytest.approx(posterior(pattern, x), abs=0.02)
    np.testing.assert_array_equal(draw_labels(pattern, x, rng(), 5), labels[:5])
    np.testing.assert_array_equal(draw_labels(pattern, x, rng()), labels[0])


def test_the_best_accuracy() -> None:
    assert best_accuracy(Pattern("blobs", 2.0)) == pytest.approx(0.8413, abs=0.01)  # Φ(1): centres 2σ apart
    assert best_accuracy(Pattern("moons", 0.0)) == pytest.approx(1)
    assert best_accuracy(Pattern("moons", 0.0, flip=0.2)) == pytest.approx(0.8)
    assert best_accuracy(Pattern("moons", 0.3, n_training=7)) == best_accuracy(Pattern("moons", 0.3, seed=9))


def test_the_course_s_two_classes_are_probable_points_of_the_clusters() -> None:
    """Rows of make_classification(100, 2, n_redundant=0, class_sep=1.5, flip_y=0.1), numpy's seed 0."""
    rows = np.array([[1.5442, 2.5290], [-1.6284, 0.0772], [-1.7141, 2.4770]])
    p = posterior(Pattern.of_kind("clusters"), rows)
    assert (p[[0, 1, 2], [1, 0, 0]] > 0.9).all()
    assert p.max() <= 0.95  # half of flip_y
