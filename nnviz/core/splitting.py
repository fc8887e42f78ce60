"""Deals the rows of a table out: which are for training, for validation and for the test."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from nnviz.core.dataset import Role
from nnviz.core.sentences import Sentence, number, require
from nnviz.core.streams import Purpose, stream

Splitting = Literal["stratified", "random", "positional"]
SPLITTINGS: tuple[Splitting, ...] = get_args(Splitting)
Fractions = tuple[float, float, float]  # of the points, for training, validation and test
PARTS = (Sentence("training"), Sentence("validation"), Sentence("test"))  # by Role
ROUNDING = 1e-9  # by which sums of shares may miss
STRATIFY = Sentence("Choose “stratified” under Data ▸ Training, validation, test.")
_Parts = tuple[int, ...]  # those that get one more point, or a number for each
_Ways = dict[_Parts, tuple[float, tuple[_Parts, ...]]]  # more points per part: worth, the parts of each class


def split_roles(
    n: int, fractions: Fractions, how: Splitting, seed: int, classes: NDArray[np.intp] | None = None
) -> NDArray[np.int8]:
    """The `Role` of each of n points, int8 [n].

    "stratified": each class is dealt out alike, by chance which of its points; without classes the same as
    "random": by chance which of the points. "positional": the first ones train, the last ones test. The
    sizes of the parts are the same for all three: the fractions of n, rounded by largest remainder. Of each
    class a part gets its exact share, rounded up or down. Raises `BadInput` for fractions that do not add up,
    and for a part that is to have points but would have none.
    """
    sizes = part_sizes(n, fractions)
    roles = np.repeat(np.array(Role, np.int8), sizes)
    if how == "positional":
        return roles
    order = stream(seed, Purpose.SPLIT).permutation(n)
    if how == "random" or classes is None:
        dealt = roles
    else:
        order = order[np.argsort(classes[order], kind="stable")]  # by class, each in an order of chance
        of_class = np.unique(classes, return_counts=True)[1]
        counts = _dealt(of_class, fractions, sizes)
        dealt = np.repeat(np.tile(np.array(Role, np.int8), len(counts)), counts.ravel())
    result = np.empty(n, np.int8)
    result[order] = dealt
    return result


def gaps(
    classes: NDArray[np.intp],
    roles: NDArray[np.int8],
    class_names: Sequence[str],
    remedy: Sentence = STRATIFY,
) -> Iterator[Sentence]:
    """What is to be said of each class that is missing in a part which has points.

    remedy: how to come to a split that has none of this.
    """
    used = [role for role in Role if np.any(roles == role)]
    for k, name in enumerate(class_names):
        having = roles[classes == k]
        missing = [role for role in used if not np.any(having == role)]
        if not missing or not len(having):
            continue
        if Role.TRAINING in missing:
            yield Sentence(
                "No training point is of class “{name}”, so it cannot be learned. {remedy} Or add "
                "training points of it.",
                {"name": name, "remedy": remedy},
            )
        elif len(having) < len(used):
            yield Sentence(
                "Class “{name}” has too few points ({count}) to be in all parts: none is left for {parts}. "
                "Add points of it.",
                {"name": name, "count": len(having), "parts": _listed(missing)},
            )
        else:
            yield Sentence(
                "No point of class “{name}” is for {parts}, which says nothing of this class then. {remedy}",
                {"name": name, "parts": _listed(missing), "remedy": remedy},
            )


def _listed(parts: Sequence[int]) -> Sentence:
    first, *others = (PARTS[part] for part in parts)
    return Sentence("{one} and {other}", {"one": first, "other": others[0]}) if others else first


def part_sizes(n: int, fractions: Fractions) -> NDArray[np.int64]:
    """How many of n points each part has, by largest remainder. Raises `BadInput`; see `split_roles`."""
    require(
        min(fractions) >= 0 and abs(sum(fractions) - 1) <= ROUNDING,
        "The parts for training, validation and test add up to {sum} %. Make it 100 %, none below 0.",
        sum=number(100 * sum(fractions)),
    )
    require(
        fractions[Role.TRAINING] > 0, "Without points for training nothing can be learned. Give it a share."
    )
    exact = n * np.array(fractions)
    sizes = _floor(exact)
    sizes[np.argsort(sizes - exact, kind="stable")[: n - sizes.sum()]] += 1
    for part, fraction, size in zip(PARTS, fractions, sizes, strict=True):
        require(
            fraction == 0 or size > 0,
            "There are too few points ({n}) to split them like this: none is left for {part}. Add points, or "
            "give this part a larger share.",
            n=n, part=part,
        )  # fmt: skip
    return sizes


def _dealt(of_class: NDArray[np.int64], fractions: Fractions, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many points of each class each part has, [K, 3]: rows sum to `of_class`, columns to `sizes`.

    Each is the exact number rounded up or down. Of all ways to do so, the one that rounds up the largest
    remainders. With three parts there always is a way: what two of them can take is what the third leaves.
    The classes are gone through one by one, keeping the best way to each number of points per part.
    """
    exact = np.outer(of_class, fractions)
    counts = _floor(exact)
    rest = exact - counts
    worth = rest + (
        (counts == 0) & (np.array(Role) == Role.TRAINING)
    )  # a class without any cannot be learned
    room = tuple((sizes - counts.sum(0)).tolist())
    ways: _Ways = {(0, 0, 0): (0.0, ())}
    for row, left in enumerate(of_class - counts.sum(1)):
        candidates = np.flatnonzero(rest[row] > ROUNDING).tolist()
        further: _Ways = {}
        for (given, (so_far, choices)), parts in product(ways.items(), combinations(candidates, left)):
            now = tuple(given[part] + (part in parts) for part in range(3))
            total = so_far + float(worth[row, list(parts)].sum())
            fits = all(some <= most for some, most in zip(now, room, strict=True))
            if fits and (now not in further or total > further[now][0]):
                further[now] = total, (*choices, parts)
        ways = further
    for row, parts in enumerate(ways[room][1]):
        counts[row, list(parts)] += 1
    return counts


def _floor(values: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.floor(values + ROUNDING).astype(np.int64)
