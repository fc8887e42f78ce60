"""`nnviz run`: trains in this process, prints what came of it, writes run.json and a picture."""

import os
import sys
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from nnviz.core.experiment import Experiment
from nnviz.core.files.results import write_results
from nnviz.core.files.safe_write import make_folder
from nnviz.core.sentences import BadInput
from nnviz.core.training.history import History
from nnviz.core.training.player import Player
from nnviz.core.training.steps import Ending
from nnviz.reports import print_result, print_split

REPORT_EVERY = 0.1  # seconds between updates of the progress bar
PLAIN_REPORT_EVERY = 10.0  # seconds between lines where there is no terminal for a bar


def train_and_report(experiment: Experiment, folder: Path) -> None:
    """Train to the end, print the result, write run.json and window.png. Raises `BadInput`."""
    make_folder(folder)  # before the work, not after it
    history, ending, seconds, lost = train(experiment)
    print_result(experiment, history, ending, seconds)
    if experiment.replicas.count:
        print_split(experiment, history, lost)
    write_results(folder / "run.json", experiment, history, ending, lost)
    print(f"\nwrote {folder / 'run.json'}")
    _draw(experiment, history, ending, folder / "window.png")
    print(f"wrote {folder / 'window.png'}")


def train(experiment: Experiment) -> tuple[History, Ending, float, tuple[int, ...]]:
    """The record of the run, why it ended, the seconds it took, and the numbers of replicas that diverged."""
    player, history = Player(experiment), History()
    lost: tuple[int, ...] = ()
    columns = (TextColumn("training"), BarColumn(), TextColumn("{task.fields[news]}"), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("training", total=experiment.training.epochs, news="")
        player.play()
        started = told = perf_counter()
        while not len(history) or player.active:  # an exact solution is there at once
            pause = perf_counter() + REPORT_EVERY
            while player.active and perf_counter() < pause:
                player.advance()
            snapshot = player.snapshot()
            history.add(snapshot.rows, snapshot.kept, provisional=snapshot.provisional)
            lost = snapshot.spread.lost if snapshot.spread else lost
            progress.update(task, completed=snapshot.epoch, news=f"epoch {snapshot.epoch:,}")
            if not console.is_terminal and perf_counter() - told > PLAIN_REPORT_EVERY:
                told = perf_counter()
                print(f"epoch {snapshot.epoch:,} of {experiment.training.epochs:,}", file=sys.stderr)
        seconds = perf_counter() - started
    assert player.ending is not None, "a run stops being active only by ending"
    return history, player.ending, seconds, lost


def _draw(experiment: Experiment, history: History, ending: Ending, path: Path) -> None:
    need_no_display()
    try:
        from nnviz.app import write_picture

        write_picture(experiment, history, ending, path)
    except ImportError as error:
        raise BadInput(
            "The picture cannot be drawn: {reason}. Qt lacks a library; run.json is complete without it.",
            reason=str(error),
        ) from error


def need_no_display() -> None:
    """Let Qt draw where there is no screen: without one it would end the process."""
    if sys.platform.startswith("linux"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
