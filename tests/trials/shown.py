"""Opens 2,000 damaged experiment files that can be read, in a real window: they are drawn and trained.

They are opened in processes of their own, since what Qt cannot bear ends a process.
"""

import os
import subprocess
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count as counting
from pathlib import Path
from tempfile import TemporaryDirectory

from files import LARGE_ONES, case
from row import Row, none_of

from nnviz.core.document import Document
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import from_json
from nnviz.core.files.strict_json import decoded
from nnviz.core.sentences import BadInput

COUNT = 2_000
IN_ONE_PROCESS = 100
FIRST = 1_000_000  # the number of the first file: others than those of the trial `files`
APART = 10_000  # numbers between the first files of two processes
PATIENCE = 900.0  # seconds for a process
SIZE = (1280, 800)
HARMLESS = "propagateSizeHints"  # said by Qt's offscreen platform of every window
OPENED, WRONG = "opened ", "wrong "  # how the lines of a process begin


def documents(first: int, count: int) -> Iterator[tuple[int, Document]]:
    """So many damaged files that open, from this number on. The very large ones are left out."""
    for number in counting(first):
        if not count:
            return
        if number % LARGE_ONES:
            try:
                document = from_json(decoded(case(number)))
            except BadInput:
                continue
            count -= 1
            yield number, document


def show(first: int, count: int) -> None:
    """Show them in one window, one after the other. Prints their numbers, and what goes wrong."""
    from PySide6.QtCore import QCoreApplication, qInstallMessageHandler

    from nnviz.app import _application
    from nnviz.gui.main_window import MainWindow
    from nnviz.gui.session import Session
    from nnviz.gui.theme import Themes

    complaints: list[str] = []
    session = Session(Experiment(), in_process=True)
    window = MainWindow(session, Themes(_application(), "light"))
    sys.excepthook = lambda *error: complaints.extend(traceback.format_exception(*error))
    qInstallMessageHandler(lambda kind, context, message: complaints.append(message))
    window.resize(*SIZE)
    window.show()
    session.open()
    for number, document in documents(first, count):
        print(OPENED, number, flush=True)
        for act in (lambda document=document: session.open_document(document), session.play, session.pause):
            act()
            for _ in range(3):
                QCoreApplication.processEvents()
            window.grab()
        if complaints := [each for each in complaints if HARMLESS not in each]:
            print(WRONG, number, repr("".join(complaints)), flush=True)
            complaints.clear()
    session.close()
    os._exit(0)  # how a window is closed is tried elsewhere


def shown_apart(part: int, count: int) -> tuple[int, list[str]]:
    """How many were shown by another process, and what went wrong."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, __file__, str(FIRST + part * APART), str(count)]
        here = str(Path(__file__).parents[2])
        environ = os.environ | {"PYTHONPATH": here, "NNVIZ_SETTINGS": str(Path(folder, "settings.ini"))}
        process = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE)
    lines = process.stdout.splitlines()
    opened = [line for line in lines if line.startswith(OPENED)]
    wrong = [line for line in lines if line.startswith(WRONG)]
    if process.returncode:
        wrong.append(f"{opened[-1:]} ended the process ({process.returncode}): {process.stderr[-2_000:]}")
    return len(opened), wrong


def measure(count: int = COUNT) -> Iterator[Row]:
    parts = [min(IN_ONE_PROCESS, count - begin) for begin in range(0, count, IN_ONE_PROCESS)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(shown_apart, range(len(parts)), parts))
    wrong = [each for _, some in results for each in some]
    print(*wrong[:5], sep="\n", flush=True)
    what = "documents from damaged files that the window cannot show"
    yield none_of(what, len(wrong), sum(opened for opened, _ in results))


if __name__ == "__main__":
    show(int(sys.argv[1]), int(sys.argv[2]))
