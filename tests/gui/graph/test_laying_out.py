"""Layouts in the background: what was asked for last is answered, and nothing of the others is kept."""

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QThreadPool
from pytestqt.qtbot import QtBot

from nnviz.core.graph.graph import Graph
from nnviz.core.graph.record import record
from nnviz.core.presets import preset
from nnviz.gui.graph import laying_out
from nnviz.gui.graph.laying_out import LayingOut


@pytest.fixture
def layouts(qtbot: QtBot) -> Iterator[LayingOut]:
    parent = QObject()
    yield LayingOut(parent)
    QThreadPool.globalInstance().waitForDone()


def graph() -> Graph:
    experiment = preset("five-dots-line")
    return record(experiment, experiment.initial_parameters(), 0)


def test_nothing_is_kept_of_a_layout_that_was_answered(layouts: LayingOut, qtbot: QtBot) -> None:
    wanted = graph()
    for _ in range(20):
        with qtbot.waitSignal(layouts.laid_out, timeout=10_000):
            layouts.ask(wanted, {}, False)
    gc.collect()
    assert not [thing for thing in gc.get_objects() if type(thing) is laying_out._Job]


def test_after_a_graph_that_cannot_be_laid_out_the_next_one_is(
    layouts: LayingOut, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(laying_out, "layout_of", lambda *arguments: 1 / 0)
        layouts.ask(graph(), {}, False)
        qtbot.waitUntil(lambda: not layouts.busy)
    assert "ZeroDivisionError" in capsys.readouterr().err
    wanted = graph()
    with qtbot.waitSignal(layouts.laid_out, timeout=10_000) as answer:
        layouts.ask(wanted, {}, False)
    assert answer.args[0] is wanted
