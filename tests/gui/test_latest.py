"""Work beside the window: one at a time, the latest of those that wait, no answer once it is forgotten."""

import gc
import sys
from collections.abc import Iterator
from threading import Event, current_thread, main_thread

import pytest
from pytestqt.qtbot import QtBot

from nnviz.gui.latest import Latest


class Slow:
    """Work that can be held, and counts how often it was done."""

    def __init__(self) -> None:
        self.go, self.done, self.began = Event(), [], Event()

    def __call__(self, answer: str) -> object:
        def work() -> Iterator[object]:
            self.began.set()
            yield None
            assert self.go.wait(10)
            self.done.append(answer)
            yield answer

        return work


@pytest.fixture
def answers(qtbot: QtBot) -> tuple[Latest, list[object]]:
    latest, heard = Latest(), []
    latest.answered.connect(heard.append)
    return latest, heard


def test_of_those_that_wait_only_the_latest_is_done(
    answers: tuple[Latest, list[object]], qtbot: QtBot
) -> None:
    latest, heard = answers
    slow = Slow()
    for answer in "abcd":
        latest.ask(slow(answer))
    slow.go.set()
    qtbot.waitUntil(lambda: heard == ["a", "d"] and not latest.busy)
    assert slow.done == ["a", "d"]


def test_what_is_forgotten_is_not_answered(answers: tuple[Latest, list[object]], qtbot: QtBot) -> None:
    latest, heard = answers
    slow = Slow()
    latest.ask(slow("a"))
    latest.ask(slow("b"))
    assert slow.began.wait(10)
    latest.forget()
    slow.go.set()
    qtbot.waitUntil(lambda: not latest.busy)
    assert heard == []
    assert "b" not in slow.done


def test_after_forgetting_it_works_again(answers: tuple[Latest, list[object]], qtbot: QtBot) -> None:
    latest, heard = answers
    slow = Slow()
    slow.go.set()
    latest.ask(slow("a"))
    latest.forget()
    latest.ask(slow("b"))
    qtbot.waitUntil(lambda: heard == ["b"] and not latest.busy)


def test_work_that_fails_is_reported_and_the_next_is_done(
    answers: tuple[Latest, list[object]], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    latest, heard = answers
    reported: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: reported.append(kind))

    def fails() -> Iterator[object]:
        yield None
        raise ZeroDivisionError

    latest.ask(fails)
    qtbot.waitUntil(lambda: reported == [ZeroDivisionError])
    latest.ask(lambda: iter(["fine"]))
    qtbot.waitUntil(lambda: heard == ["fine"] and not latest.busy)


def test_all_answers_of_a_work_come_if_no_other_waits(
    answers: tuple[Latest, list[object]], qtbot: QtBot
) -> None:
    latest, heard = answers
    latest.ask(lambda: iter([None, "coarse", None, "fine"]))
    qtbot.waitUntil(lambda: heard == ["coarse", "fine"] and not latest.busy)


def test_what_follows_the_first_answer_is_left_for_work_that_waits(
    answers: tuple[Latest, list[object]], qtbot: QtBot
) -> None:
    latest, heard = answers
    slow = Slow()

    def coarse_first() -> Iterator[object]:
        yield "coarse"
        yield from slow("fine")()

    latest.ask(coarse_first)
    qtbot.waitUntil(lambda: heard == ["coarse"])
    qtbot.waitUntil(lambda: latest._seen)
    latest.ask(lambda: iter(["next"]))
    slow.go.set()
    qtbot.waitUntil(lambda: heard[-1] == "next" and not latest.busy)
    assert heard == ["coarse", "next"]


def test_stopping_waits_and_nothing_is_heard_after(
    answers: tuple[Latest, list[object]], qtbot: QtBot
) -> None:
    latest, heard = answers
    began, left = Event(), []

    def work() -> Iterator[object]:
        try:
            began.set()
            while not latest._stopped:
                yield None
            yield "late"
        finally:
            left.append("left")

    latest.ask(work)
    assert began.wait(10)
    latest.stop()
    assert left == ["left"]
    latest.stop()
    latest.ask(lambda: iter(["later"]))  # such as by a panel whose session closes
    qtbot.waitUntil(lambda: not latest.busy)
    assert heard == []


def test_it_works_in_a_thread_and_answers_in_the_windows(
    answers: tuple[Latest, list[object]], qtbot: QtBot
) -> None:
    latest, heard = answers
    where: list[object] = []

    def work() -> Iterator[object]:
        where.append(current_thread())
        yield "done"

    latest.answered.connect(lambda _: where.append(current_thread()))
    latest.ask(work)
    qtbot.waitUntil(lambda: heard == ["done"] and not latest.busy)
    assert where[0] is not main_thread()
    assert where[1] is main_thread()


def test_without_a_thread_the_answer_is_there_at_once(qtbot: QtBot) -> None:
    latest, heard = Latest(in_thread=False), []
    latest.answered.connect(heard.append)
    latest.ask(lambda: iter([None, "now"]))
    assert heard == ["now"]


def test_python_collects_nothing_by_itself_while_it_works(qtbot: QtBot) -> None:
    """A widget that is found in a cycle there would die in the wrong thread."""
    latest, seen = Latest(), list[bool]()

    def work() -> Iterator[object]:
        seen.append(gc.isenabled())
        yield 1

    assert gc.isenabled()
    with qtbot.waitSignal(latest.answered):
        latest.ask(work)
    qtbot.waitUntil(lambda: not latest.busy)
    assert seen == [False]
    assert gc.isenabled()
