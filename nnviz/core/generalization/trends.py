"""Error curves smoothed so that the jitter of mini-batches decides nothing."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SHRINK = 0.8  # each stretch is the last fifth of what comes before the next: early epochs change fastest
SAMPLES = 32  # epochs looked at in a stretch: their median is steady enough, and the cost stays constant
RECENT = 20  # epochs at least that are looked at for swings
FIRST = 5_000  # epochs in which a start that went wrong shows; more would take long at every frame
NOTICEABLE_FALL = 0.95  # a fifth of the run that lowers an error by less than 5 % no longer shows


def evenly(rows: Array) -> Array:
    """Rows [k, columns] of a history, whose first column is the epoch, at epochs evenly apart.

    A long run records its later epochs more and more rarely; a fifth of a run means a fifth of its epochs.
    """
    epochs = rows[:, 0]
    passed = int(epochs[-1] - epochs[0]) + 1
    if passed == len(rows):
        return rows
    wanted = np.linspace(epochs[0], epochs[-1], min(passed, len(rows)))
    picked: Array = rows[np.searchsorted(epochs, wanted)]
    return picked


def medians(curve: Array) -> Array:
    """Medians over stretches that grow with the epoch, oldest first; the last covers the last fifth.

    curve: [k], k ≥ 1, one error per epoch. Stretches in proportion to the epoch keep a minimum in the
    first few epochs, and average enough later on that the least of them is not just a lucky epoch.
    """
    edges = _edges(len(curve))
    steps = np.linspace(0, 1, SAMPLES, endpoint=False)
    picked = (edges[:-1, None] + steps * np.diff(edges)[:, None]).astype(np.int64)
    return np.asarray(np.median(curve[picked], axis=1), np.float64)


def _edges(count: int) -> NDArray[np.int64]:
    powers = SHRINK ** np.arange(np.ceil(np.log(count + 1) / -np.log(SHRINK)) + 1)
    return np.unique(np.append((count * powers).astype(np.int64), 0))


def is_falling(smooth: Array, least_fall: float, early: bool = False) -> bool:
    """Whether the last stretch lies noticeably, and by at least `least_fall`, below the one before.

    early: any fall of that size counts.
    """
    if len(smooth) < 2:
        return False
    before, now = smooth[-2:]
    return bool((early or now <= NOTICEABLE_FALL * before) and before - now >= least_fall)


def is_rising(smooth: Array) -> bool:
    """Whether the last stretch lies noticeably above the one before."""
    return len(smooth) >= 2 and bool(NOTICEABLE_FALL * smooth[-1] >= smooth[-2])


def recent(curve: Array) -> Array:
    """The last fifth of a curve, or its last `RECENT` epochs if these are more; evenly picked if too many."""
    last = curve[-max(RECENT, len(curve) // 5) :]
    return last[np.linspace(0, len(last) - 1, min(len(last), 8 * SAMPLES)).astype(np.int64)]


def largest_rise(curve: Array) -> float:
    """How far an error rose above the least it had before, at the worst."""
    return float(np.max(curve - np.minimum.accumulate(curve)))


def largest_jump(curve: Array) -> float:
    """By which factor an error rose above the least it had before, at the worst of the first epochs."""
    first = curve[:FIRST]
    least = np.maximum(np.minimum.accumulate(first), np.finfo(np.float64).tiny)
    return float(np.max(first / least))
