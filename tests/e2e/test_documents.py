"""The real program: killed and started again, started twice on one file, and ended by a fault."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from nnviz.core.document import Document
from nnviz.core.files.experiment_file import to_json
from nnviz.core.presets import preset

# The program with something that it does by itself soon after the start; it talks on its standard output.
PROGRAM = """
import sys
from functools import partial
from PySide6.QtCore import QTimer

def say(*words):
    print(*words, flush=True)

def do(window):
{deed}

if __name__ == "__main__":
    from nnviz import app
    from nnviz.commands import run_command
    from nnviz.gui.documents import autosave
    autosave.DELAY = 1
    show = app.MainWindow.show
    def shown(window):
        show(window)
        QTimer.singleShot(0, partial(prepare, window))
    def prepare(window):
        from nnviz.gui.documents.recovery_dialog import Choice
        asking = window.documents.asking
        asking.bring_back = lambda copies: say("offered", len(copies)) or (Choice.BRING_BACK, 0)
        asking.open_elsewhere = lambda path, holder: say("elsewhere", path.name) or Answer.CANCEL
        asking.keep_changes = lambda title: Answer.DISCARD
        asking.tell = lambda sentence, advice="": say("told", sentence, advice)
        QTimer.singleShot(200, partial(do, window))
    from nnviz.gui.documents.answer import Answer
    app.MainWindow.show = shown
    sys.exit(run_command(sys.argv[1:]))
"""
TRAIN = """
    session = window.session
    from nnviz.core.experiment import with_weight_seed
    from dataclasses import replace
    seeded = with_weight_seed(session.experiment, 4711)
    session.edit(replace(seeded, training=replace(seeded.training, epochs=1_000_000)), "Seed")
    session.play()
    folder = __import__("nnviz.gui.data_folder", fromlist=["x"]).data_folder("autosave")
    def look():
        if list(folder.glob("*/*.nnviz")) and session.history.last_epoch > 10:
            say("kept")
    timer = QTimer(window, interval=20)
    timer.timeout.connect(look)
    timer.start()
"""
TELL = """
    say("seed", window.session.experiment.weight_seed, window.session.state.value, window.windowTitle())
    say("notice", window.session.notice)
    window.close()
"""
FALL = """
    import faulthandler
    faulthandler._sigsegv()
"""


def start(deed: str, *arguments: str) -> subprocess.Popen[str]:
    script = Path(os.environ["NNVIZ_DATA"]).with_name("program.py")
    script.write_text(PROGRAM.format(deed=deed), encoding="utf-8")
    command = [sys.executable, str(script), *arguments]
    root = str(Path(__file__).resolve().parents[2])
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": root},
    )


def said(deed: str, *arguments: str) -> list[str]:
    """What a program says that ends by itself, in good order."""
    with start(deed, *arguments) as process:
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.splitlines()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "पाठ १.nnviz"
    path.write_text(to_json(Document(preset("five-dots-line"))), encoding="utf-8")
    return path


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_killed_while_training_the_points_come_back_stopped(path: Path) -> None:
    with start(TRAIN, str(path)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "kept\n"
        process.send_signal(signal.SIGKILL)
    before = path.read_bytes()
    lines = said(TELL)
    assert lines[0] == "offered 1"
    assert lines[1] in (f"seed 4711 {state} पाठ १[*] – nnviz" for state in ("ready", "ended"))
    assert "not saved yet" in lines[2]
    assert path.read_bytes() == before
    assert said(TELL)[0].startswith("seed 1 ")  # it was closed properly: nothing is offered


def test_a_second_window_on_one_file_is_told(path: Path) -> None:
    with start("    say('here')\n", str(path)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "here\n"
        lines = said(TELL, str(path))
        process.kill()
    assert lines[0] == f"elsewhere {path.name}"
    assert "Untitled" in lines[1]


def test_a_fault_is_told_at_the_next_start(tmp_path: Path) -> None:
    with start(FALL) as process:
        process.wait(timeout=60)  # its worker, which holds the pipes too, takes longer
    assert process.returncode != 0
    notice = said(TELL)[-1]
    assert "broke off" in notice
    (report,) = (tmp_path / "data" / "reports").glob("fault *.log")
    assert str(report) in notice
    assert "Segmentation fault" in report.read_text(encoding="utf-8")
