"""While a session is open, Qt's objects die in the window's thread only."""

import gc
import threading
from weakref import ref

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core import heap
from nnviz.core.presets import preset
from nnviz.gui import garbage
from nnviz.gui.garbage import Garbage
from nnviz.gui.session import Session


class Knot:
    """Holds itself, as widgets and their timers do, whose death in another thread would crash this one."""

    def __init__(self) -> None:
        self.itself = self


def allocate() -> None:
    """Enough for Python to collect all generations, if it may."""
    for _ in range(300):
        _kept = [[] for _ in range(1_000)]


def test_another_thread_does_not_collect_while_a_session_is_open(qtbot: QtBot) -> None:
    session = Session(preset("five-dots-line"), in_process=True)
    session.open()
    gc.collect()  # what others left
    gone = ref(Knot())
    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    survived = gone() is not None
    session.close()
    assert survived
    assert gc.isenabled()
    gc.collect()
    assert gone() is None


def test_the_window_collects_when_it_is_time(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(garbage, "INTERVAL", 0)
    collector = Garbage()
    collector.start()
    gone = ref(Knot())
    kept = [[] for _ in range(gc.get_threshold()[0] + 10)]
    qtbot.waitUntil(lambda: gone() is None, timeout=10_000)
    assert len(kept) > gc.get_threshold()[0]
    collector.stop()
    assert gc.isenabled()


@pytest.mark.parametrize(("generation", "times"), [(0, 0), (1, 0), (2, 1)])
def test_a_full_collection_gives_memory_back(
    generation: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[None] = []
    monkeypatch.setattr(heap, "give_back", lambda: given.append(None))
    garbage.collect(generation)
    assert len(given) == times


def test_what_was_off_before_stays_off(qtbot: QtBot) -> None:
    gc.disable()
    try:
        collector = Garbage()
        collector.start()
        collector.stop()
        assert not gc.isenabled()
    finally:
        gc.enable()
