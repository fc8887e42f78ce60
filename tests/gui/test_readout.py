"""The readout of both errors, the pace of text, and the way from one kept epoch to the next."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.core.presets import preset
from nnviz.gui.readout import ErrorReadout, Pace, short
from nnviz.gui.session import RunState, Session

FIVE_DOTS = Dataset.from_xy([(1.2, 1.7), (2.6, 4.1), (3.2, 2.4), (4.9, 5.4), (7.2, 6.2)], [(4.0, 4.6)])
DEGREE_6 = Experiment(dataset=FIVE_DOTS, domain=(0.0, 10.0), model=PolynomialSpec(degree=6))


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(replace(DEGREE_6, training=replace(DEGREE_6.training, epochs=50)), in_process=True)
    session.open()
    yield session
    session.close()


def words(readout: ErrorReadout) -> str:
    return readout.text()


def test_shows_both_errors_of_the_shown_epoch(session: Session, qtbot: QtBot) -> None:
    readout = ErrorReadout(session)
    qtbot.addWidget(readout)
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED)
    for epoch in (None, 3):
        session.show_epoch(epoch)
        train, validation = (short(value, FIVE_DOTS) for value in session.errors())
        wanted = f"training error {train} · validation error {validation} (squared units of y)"
        qtbot.waitUntil(lambda wanted=wanted: words(readout) == wanted)


def test_a_dash_where_there_are_no_points(session: Session, qtbot: QtBot) -> None:
    readout = ErrorReadout(session)
    qtbot.addWidget(readout)
    session.edit_points(Dataset.from_xy(), "Clear")
    qtbot.waitUntil(lambda: words(readout) == "training error — · validation error — (squared units of y)")


def test_of_classes_nothing_is_computed_where_it_is_not_seen(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FIT waits behind the plane then, and 20,000 points take longer than a frame."""
    readout, asked = ErrorReadout(session), []
    qtbot.addWidget(readout)
    curve = session.experiment
    errors = Session.errors
    monkeypatch.setattr(Session, "errors", lambda self: asked.append(self.experiment) or errors(self))
    session.edit(preset("two-classes-2-1"), "Classes")
    qtbot.waitUntil(lambda: not readout._pace._timer.isActive())
    assert asked == []
    session.undo_stack.undo()
    qtbot.waitUntil(lambda: asked == [curve])


def test_does_not_become_narrower(session: Session, qtbot: QtBot) -> None:
    readout = ErrorReadout(session)
    qtbot.addWidget(readout)
    before = readout.minimumWidth()
    session.edit_points(Dataset.from_xy(), "Clear")
    qtbot.waitUntil(lambda: "—" in readout.text())
    assert readout.minimumWidth() >= before > 100


@pytest.mark.parametrize(
    ("value", "words"), [(0.0, "0"), (0.641, "0.641"), (4.45e-24, "practically 0"), (float("nan"), "—")]
)
def test_errors_are_written_for_people(value: float, words: str) -> None:
    assert short(value, FIVE_DOTS) == words


def test_pace_asks_at_once_then_holds_back_and_never_forgets_the_last(qtbot: QtBot) -> None:
    session = Session(DEGREE_6, in_process=True)
    pace = Pace(30, session)
    calls: list[int] = []
    pace.due.connect(lambda: calls.append(len(calls)))
    for _ in range(10):
        pace.ask()
    assert len(calls) == 1
    qtbot.waitUntil(lambda: len(calls) == 2)
    pace.hurry()
    assert len(calls) == 3
    session.close()
