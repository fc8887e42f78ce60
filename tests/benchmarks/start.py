"""How long until the window is painted, against a bare PySide6 + pyqtgraph window."""

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from row import Row, at_most

REPEATS = 7

BARE = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph as pg
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(pg.PlotWidget())
window.resize(1280, 800)
window.show()
QTimer.singleShot(0, lambda: (window.grab(), print("painted", flush=True), app.quit()))
app.exec()
"""

OURS = """
import sys
if __name__ == "__main__":
    from nnviz.commands import load_window
    run_window = load_window()
    from nnviz import app as nnviz_app
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication
    original = nnviz_app.MainWindow.show
    def show(window):
        original(window)
        def report():
            window.grab()
            assert "torch" not in sys.modules, "the window's process imported torch"
            print("painted", flush=True)
            QApplication.closeAllWindows()
        QTimer.singleShot(0, report)
    nnviz_app.MainWindow.show = show
    run_window(None, None, "light")
"""


def measure() -> list[Row]:
    """Medians of interleaved starts, from the start of the process to the first full paint."""
    with tempfile.TemporaryDirectory() as folder:
        scripts = []
        for name, text in (("bare", BARE), ("ours", OURS)):
            path = Path(folder, f"{name}.py")
            path.write_text(text, encoding="utf-8")
            scripts.append(path)
        times: list[list[float]] = [[], []]
        for round_ in range(REPEATS + 1):
            for which, script in enumerate(scripts):
                seconds = _time_to_paint(script)
                if round_:  # the first round warms the disk cache
                    times[which].append(seconds)
    bare, ours = (statistics.median(values) for values in times)
    what = f"window painted ({ours:.2f} s), against a bare window ({bare:.2f} s)"
    return [at_most(what, ours / bare, 1.5, " ×")]


def _time_to_paint(script: Path) -> float:
    own = os.environ | {"NNVIZ_SETTINGS": f"{script}.ini", "NNVIZ_DATA": f"{script}.data"}  # nobody's own
    started = perf_counter()
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=own) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        seconds = perf_counter() - started
        process.communicate(timeout=60)
    if line.strip() != "painted":
        raise RuntimeError(f"{script.name} did not paint")
    return seconds
