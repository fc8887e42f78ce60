"""The short form of the trial `memory`: runs under a limit end with a sentence, and the next one trains."""

import sys

import pytest
from memory import LARGE, under_limits
from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited by Linux's prlimit")


def test_a_run_that_runs_out_of_memory_says_so_and_the_next_one_trains(qtbot: QtBot) -> None:
    for outcome in under_limits(LARGE["a formula, with autograd"], [8, 80]):
        assert outcome.how in ("said", "lost"), outcome
        assert outcome.goes_on, outcome
