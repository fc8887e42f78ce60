"""Every test: no screen, settings of its own, no thread, process or window left over."""

import multiprocessing
import os
import threading
from collections.abc import Iterator
from pathlib import Path

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


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings go to a temporary folder."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("NNVIZ_SETTINGS", str(tmp_path / "settings.ini"))
