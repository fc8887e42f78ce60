"""Every test: no screen, settings of its own, no thread, process or window left over."""

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


@pytest.fixture(autouse=True)
def nothing_left_over() -> Iterator[None]:
    """A test that leaves a run's thread, a worker process or a window behind fails."""
    threads = set(threading.enumerate())
    yield
    left = [t for t in threading.enumerate() if t not in threads and t.name.startswith("nnviz")]
    assert not left, f"threads left over: {left}"
    assert not multiprocessing.active_children(), "a worker process was left over"
    assert not running_run_threads(), "a session was not closed: its RunThread still runs"
    windows = visible_windows()
    for window in windows:  # or every test after this one would fail as well
        window.hide()
    assert not windows, f"windows left over: {windows}"


def running_run_threads() -> list[object]:
    """Python sees Qt's threads as nameless dummies, if at all: the objects themselves know better."""
    module = sys.modules.get("nnviz.gui.run_thread")
    if module is None:
        return []
    return [o for o in gc.get_objects() if type(o) is module.RunThread and o.isRunning()]


def visible_windows() -> list[Any]:
    """The windows on the screen once those that were told to go are gone."""
    if "PySide6.QtWidgets" not in sys.modules:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if not isinstance(QCoreApplication.instance(), QApplication):
        return []
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings go to a temporary folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("NNVIZ_SETTINGS", str(tmp_path / "settings.ini"))
