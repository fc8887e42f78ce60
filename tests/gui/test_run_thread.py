"""The background thread alone: its end."""

from threading import Event, Timer

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.core.training.worker import Worker
from nnviz.gui import run_thread
from nnviz.gui.session import Session


def test_the_end_is_waited_for_however_long_the_worker_takes(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker in this process may be importing torch, which takes seconds on a busy computer."""
    monkeypatch.setattr(run_thread, "PATIENCE", 10)
    closing, may_end, close = Event(), Event(), Worker.close

    def slowly(worker: Worker) -> None:
        closing.set()
        assert may_end.wait(20)
        close(worker)

    monkeypatch.setattr(Worker, "close", slowly)
    session = Session(preset("five-dots-line"), in_process=True)
    session.open()
    qtbot.waitUntil(lambda: session._thread._worker is not None)
    later = Timer(0.2, may_end.set)
    later.start()
    session.close()
    assert closing.is_set()
    assert not session._thread.isRunning()
    later.join()
