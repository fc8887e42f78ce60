"""What is free in the heap goes back to the system."""

import sys

import numpy as np
import psutil
import pytest

from nnviz.core import heap

PIECES, SIZE = 4_000, 2_000  # 64 MB in pieces that malloc puts into its heap


def megabytes() -> float:
    return float(psutil.Process().memory_info().rss) / 2**20


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems take it back by themselves")
def test_holes_between_what_lives_are_given_back() -> None:
    alive, passing = [], []
    for _ in range(PIECES):
        passing.append(np.ones(SIZE))
        alive.append(np.ones(10))
    before = megabytes()
    passing.clear()
    heap.give_back()
    assert len(alive) == PIECES
    assert megabytes() < before - 20


def test_where_the_library_cannot_it_does_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heap, "_trim", lambda: None)
    heap.give_back()
