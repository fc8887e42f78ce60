"""The short form of the trial `events`: a random order of what a person may do, to a real session."""

import pytest
from events import Tally, try_events
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(("in_process", "count"), [(True, 500), (False, 60)])
def test_whatever_is_done_is_answered_and_can_be_undone(qtbot: QtBot, in_process: bool, count: int) -> None:
    tally = Tally()
    assert try_events(count, in_process, tally) == []
    assert tally.count >= count
