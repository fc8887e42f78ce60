"""The short form of the trial `soak`: some seconds of training with edits do not fill the memory."""

from pytestqt.qtbot import QtBot
from soak import soak

SECONDS = 6
GENEROUS = 10  # per cent: all that is needed for the first time still comes in these seconds


def test_memory_does_not_run_away_while_one_trains_and_edits(qtbot: QtBot) -> None:
    memory, done = soak(SECONDS, every=20)
    assert done  # or there was nothing to see
    assert memory.growth(memory.total) < GENEROUS
