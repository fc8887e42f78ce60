"""The short form of the trial `references`: emits and plots give back every None and True that they take."""

import sys
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from references import IMMORTAL, TOLERANCE, Plot, Speaker, Window, change

pytestmark = pytest.mark.skipif(sys.version_info >= IMMORTAL, reason="None and True are not counted here")


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[Window]:
    window = Window()
    yield window
    window.close()


def test_emits_leave_the_counts_of_none_and_true_alone(qtbot: QtBot) -> None:
    assert change(Speaker().speak, 25_000) <= TOLERANCE  # four emits each


def test_plots_do_too(qtbot: QtBot) -> None:
    assert change(Plot().draw, 20_000) <= TOLERANCE


def test_all_panels_do_too(window: Window) -> None:
    assert change(window.show, 3 * TOLERANCE // 2) <= TOLERANCE


def test_a_reference_taken_each_time_is_seen() -> None:
    taken: list[None] = []
    assert change(lambda number: taken.append(None), 2 * TOLERANCE) > TOLERANCE
