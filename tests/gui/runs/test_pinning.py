"""Pinning: what can be pinned, how many, under which names; each an edit that can be undone."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.document import MOST_PINS, KeptRun
from nnviz.core.experiment import with_model
from nnviz.core.models import PolynomialSpec
from nnviz.core.presets import preset
from nnviz.gui.pins import pin_labels
from nnviz.gui.runs.pinning import Pinning
from nnviz.gui.session import RunState, Session

LINE = preset("five-dots-line")
Known = Callable[..., KeptRun]


@pytest.fixture
def pinning(session: Session) -> Pinning:
    return Pinning(session, session)


def test_the_shown_run_is_pinned_and_undo_unpins_it(session: Session, pinning: Pinning, qtbot: QtBot) -> None:
    pinning.pin_shown()
    assert "Press Play" in str(session.notice)
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    session.show_epoch(20)
    pinning.pin_shown()
    session.show_epoch(None)
    pinning.pin_shown()
    assert [pin.last.epoch for pin in session.pins] == [20, 30]
    assert pin_labels(session.pins) == ["degree 1, epoch 20", "degree 1, epoch 30"]
    pinning.pin_shown()
    assert "pinned already" in str(session.notice)
    session.undo_stack.undo()
    assert [pin.last.epoch for pin in session.pins] == [20]
    assert session.undo_stack.undoText() == "Pin a run"


def test_a_fifth_is_refused_with_what_to_do(session: Session, pinning: Pinning, known: Known) -> None:
    runs = [known(epochs=epochs) for epochs in range(6, 11)]
    for run in runs:
        pinning.pin(run)
    assert session.pins == tuple(runs[:MOST_PINS])
    assert "Unpin one" in str(session.notice)


def test_toggle_unpin_and_unpin_all(session: Session, pinning: Pinning, known: Known) -> None:
    one, two = known(epochs=6), known(epochs=7)
    pinning.toggle(one)
    pinning.toggle(two)
    session.edit_pins((replace(session.pins[0], label="mine"), two), "Rename")
    pinning.toggle(one)  # whatever it is called
    assert session.pins == (two,)
    pinning.unpin_all()
    assert session.pins == ()
    edits = session.undo_stack.count()
    pinning.unpin_all()
    assert "No run is pinned" in str(session.notice)
    assert session.undo_stack.count() == edits


def test_names(session: Session, pinning: Pinning, known: Known) -> None:
    six, line = with_model(LINE, PolynomialSpec(6)), LINE
    exact = with_model(LINE, PolynomialSpec(6, "exact"))
    for run in (known(six, epochs=5), known(line, epochs=5), known(six, epochs=1_200)):
        pinning.pin(run)
    assert pin_labels(session.pins) == ["degree 6, epoch 5", "degree 1", "degree 6, epoch 1,200"]
    pinning.rename(session.pins[0], "  the wild one ")
    assert pin_labels(session.pins) == ["the wild one", "degree 1", "degree 6"]
    pinning.rename(session.pins[1], "the wild one")
    assert pin_labels(session.pins) == ["the wild one (1)", "the wild one (2)", "degree 6"]
    pinning.rename(session.pins[0], "")
    assert pin_labels(session.pins) == ["degree 6, epoch 5", "the wild one", "degree 6, epoch 1,200"]
    assert pin_labels([known(exact, epochs=0), known(six, epochs=5)]) == [
        "degree 6, exact",
        "degree 6, epoch 5",
    ]
    assert pin_labels([known(six), known(six, training=0.1)]) == ["degree 6 (1)", "degree 6 (2)"]
    session.undo_stack.undo()
    assert session.undo_stack.redoText() == "Rename a pin"


def test_a_name_that_is_too_long_is_shown_by_its_beginning(known: Known) -> None:
    (label,) = pin_labels([replace(known(), label="a name\nof very many words, which nobody reads")])
    assert label == "a name of very many words, …"
