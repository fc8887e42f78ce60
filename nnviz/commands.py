"""The command line: opens the window, or trains and reports without one."""

import argparse
import gc
import io
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from nnviz import __version__
from nnviz.core.document import Document
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import notes, read_document
from nnviz.core.graph.graph import LEVELS
from nnviz.core.presets import preset, preset_names
from nnviz.core.replicas import MOST_REPLICAS, RESAMPLINGS, USUAL_COUNT
from nnviz.core.resampling import chosen_replicas
from nnviz.core.sentences import BadInput

if TYPE_CHECKING:
    from nnviz.gui.theme import Choice

BAD_INPUT = 2  # the exit code that argparse uses too
NO_MEMORY = 1

_DESCRIPTION = """\
A desktop laboratory for overfitting: draw points, train a model on them, and watch
how well it fits the points and how well it predicts.
"""
_COMMANDS = """\
without a window:
  nnviz run PRESET|FILE     train, print the result, write run.json and window.png
  nnviz compare SET         train several models on the same points, and print them as a table
  nnviz graph PRESET|FILE   write the computational graph, with its numbers or as a picture
  nnviz script PRESET|FILE  write a PyTorch script that ends with the same errors
  nnviz presets             list the experiments that come with nnviz
  nnviz devices             list what can train here, and why the rest cannot
  (nnviz run --help tells more, and so do compare, graph and script)

examples:
  nnviz five-dots-degree-6
  nnviz "my experiment.nnviz"
  nnviz run sine-mlp --epochs 500 --out results
  nnviz compare iris --out results
  nnviz compare moons --hidden "none; 5; 50, 50" --out results
  nnviz graph sine-mlp --level layers --format svg --out graph.svg
  nnviz script sine-mlp --form high --out sine.py
"""
_RUN = """\
Trains an experiment without a window, prints what came of it, and writes two files
into a folder: run.json with all numbers (nnviz can open it again) and window.png,
the window as it would look at the end. Files of these names there are replaced.
"""

_COMPARE = """\
Trains several models on the same points, one after the other and without replicas. Prints
a table: parameters, and the errors (of classes also the accuracies) on training, validation
and test points, at the best epoch, which has the least validation error, and at the end.
Writes comparison.json (with the errors over the epochs) and comparison.csv into a folder;
files of these names there are replaced.

sets that come with nnviz:
"""

_GRAPH = """\
Records one real forward and backward pass of an experiment's model, and writes its
computational graph: every node with its value and the gradient of the loss.
Dropout is off. A polynomial that is solved exactly is solved first.
"""
_SCRIPT = """\
Writes an experiment as a Python script that needs only torch (and numpy where it
draws random numbers). Run it: it trains as nnviz does and prints the final errors.
Replicas are left out: it trains the model itself.
"""

_WHICH = "the name of a preset, an experiment file (.nnviz), or a run.json"


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, as all other mistakes are."""

    def error(self, message: str) -> NoReturn:
        raise BadInput("{message}. See {program} --help.", message=message, program=self.prog)


def run_command(arguments: list[str]) -> int:
    """Obey the arguments; returns the exit code. What the user got wrong is one line on stderr."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal of another encoding gets “?”, not a crash
    try:
        return _dispatch(arguments)
    except BadInput as problem:
        sentence = " ".join(str(problem).splitlines())  # a file may have named a field across lines
        print(f"nnviz: {sentence}", file=sys.stderr)
        return BAD_INPUT
    except Exception as error:
        from nnviz.core.training.memory import NOT_ENOUGH, lacks_memory

        if not lacks_memory(error):
            raise
        print(f"nnviz: {NOT_ENOUGH}", file=sys.stderr)
        return NO_MEMORY


def _dispatch(arguments: list[str]) -> int:
    match arguments:
        case ["run", *rest]:
            return _run(rest)
        case ["compare", *rest]:
            return _compare(rest)
        case ["graph", *rest]:
            return _graph(rest)
        case ["script", *rest]:
            return _script(rest)
        case ["presets", *rest]:
            _Parser("nnviz presets", description="Lists the experiments that come with nnviz.").parse_args(
                rest
            )
            from nnviz.reports import print_presets

            print_presets()
        case ["devices", *rest]:
            _Parser("nnviz devices", description="Lists the devices for training.").parse_args(rest)
            from nnviz.reports import print_devices

            print_devices()
        case _:
            return _open_window(arguments)
    return 0


def _open_window(arguments: list[str]) -> int:
    parser = _Parser(
        "nnviz",
        description=_DESCRIPTION,
        epilog=_COMMANDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "experiment", metavar="PRESET|FILE", nargs="?",
        help="what to open: the name of a preset, an experiment file (.nnviz), or a run.json",
    )  # fmt: skip
    parser.add_argument(
        "--theme", choices=("system", "light", "dark"),
        help="colours of the window for this start; without it, those chosen in its View menu",
    )  # fmt: skip
    parser.add_argument("--version", action="version", version=f"nnviz {__version__}")
    chosen = parser.parse_args(arguments)
    document, path = find_document(chosen.experiment) if chosen.experiment else (None, None)
    _check_display()
    return load_window()(document, path, chosen.theme)


def load_window() -> Callable[[Document | None, Path | None, "Choice | None"], int]:
    """Import the window, quickly; returns `nnviz.app.run_window`.

    The garbage collector is off from here until the window has been painted.
    """
    gc.disable()  # all that is made while starting stays: looking for garbage took 40 of 510 ms
    # Before PySide6, which reads the source of every module that is imported after it (15 ms).
    for name in ("nnviz.core.generalization.diagnosis", "nnviz.core.training.worker"):
        import_module(name)
    from nnviz.app import run_window

    return run_window


def _run(arguments: list[str]) -> int:
    parser = _Parser("nnviz run", description=_RUN, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("experiment", metavar="PRESET|FILE", help=_WHICH)
    parser.add_argument(
        "--out", metavar="DIR", required=True, type=Path, help="the folder for the two files; made if missing"
    )
    _add_changes(parser)
    parser.add_argument(
        "--replicas", metavar="B", type=int,
        help=f"train so many replicas along, to split the error into bias², variance and noise "
        f"(0 to {MOST_REPLICAS:,}; {USUAL_COUNT} is usual)",
    )  # fmt: skip
    parser.add_argument(
        "--resample", choices=RESAMPLINGS,
        help="how the replicas' points are made: the same x with fresh noise, fresh x too, or where no truth "
        "is known a bootstrap of the points or of the residuals",
    )  # fmt: skip
    chosen = parser.parse_args(arguments)
    experiment = _changed(_experiment_in(chosen.experiment), chosen)
    replicas = chosen_replicas(experiment, chosen.replicas, chosen.resample)
    from nnviz.headless import train_and_report

    train_and_report(replace(experiment, replicas=replicas), chosen.out)
    return 0


def _add_changes(parser: argparse.ArgumentParser) -> None:
    """Options that change what is trained."""
    parser.add_argument("--epochs", metavar="N", type=int, help="train for so many epochs")
    parser.add_argument("--device", metavar="D", help="train on this device (see nnviz devices)")
    parser.add_argument(
        "--seed", metavar="S", type=int, help="draws the initial weights and the order of the points"
    )


def _changed(experiment: Experiment, chosen: argparse.Namespace) -> Experiment:
    changes = {"epochs": chosen.epochs, "device": chosen.device}
    training = replace(experiment.training, **{k: v for k, v in changes.items() if v is not None})
    seed = experiment.weight_seed if chosen.seed is None else chosen.seed
    return replace(experiment, training=training, weight_seed=seed)


def _compare(arguments: list[str]) -> int:
    from nnviz.core.comparison.sets import SETS

    sets = "\n".join(f"  {each.name:12} {', '.join(each.models)}" for each in SETS)
    parser = _Parser(
        "nnviz compare",
        description=_COMPARE + sets,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "points", metavar="SET|PRESET|FILE", help="a set of models, or points and training for your own"
    )
    parser.add_argument(
        "--out", metavar="DIR", required=True, type=Path, help="the folder for the two files; made if missing"
    )
    parser.add_argument(
        "--hidden", metavar="MODELS",
        help="the models: units of hidden layers, with “;” between models, such as “none; 10; 50, 50”; of a "
        "curve also polynomials, such as “degree 1; degree 6”",
    )  # fmt: skip
    _add_changes(parser)
    chosen = parser.parse_args(arguments)
    from nnviz.compare_command import chosen_experiments, compare_and_report

    experiments = chosen_experiments(chosen.points, chosen.hidden, _experiment_in)
    compare_and_report([_changed(each, chosen) for each in experiments], chosen.out)
    return 0


def _graph(arguments: list[str]) -> int:
    parser = _Parser("nnviz graph", description=_GRAPH, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("experiment", metavar="PRESET|FILE", help=_WHICH)
    parser.add_argument(
        "--level", choices=LEVELS, required=True,
        help="network: units and weights; layers: one node for each; operations: one for each execution",
    )  # fmt: skip
    parser.add_argument(
        "--format", choices=("json", "dot", "svg", "png"), required=True,
        help="json: all numbers; dot: text for Graphviz; svg and png: a picture",
    )  # fmt: skip
    parser.add_argument(
        "--point", metavar="I", type=int,
        help="the loss of this point alone, counted from 1; without it, the mean over the training points",
    )  # fmt: skip
    parser.add_argument(
        "--epochs", metavar="N", type=int, default=0,
        help="train for so many epochs first; without it, the initial weights",
    )  # fmt: skip
    parser.add_argument(
        "--out", metavar="FILE", type=Path, help="where to; without it on the screen (png needs a file)"
    )
    chosen = parser.parse_args(arguments)
    experiment = _experiment_in(chosen.experiment)
    from nnviz.graph_command import write_graph

    write_graph(experiment, chosen.level, chosen.format, chosen.point, chosen.epochs, chosen.out)
    return 0


def _script(arguments: list[str]) -> int:
    parser = _Parser(
        "nnviz script", description=_SCRIPT, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("experiment", metavar="PRESET|FILE", help=_WHICH)
    parser.add_argument(
        "--form", choices=("low", "high"), default="low",
        help="low: tensors, autograd, and an update rule written by hand (the default); high: modules and an "
        "optimiser from torch.optim",
    )  # fmt: skip
    parser.add_argument("--out", metavar="FILE", type=Path, help="where to; without it on the screen")
    chosen = parser.parse_args(arguments)
    document = _document_in(chosen.experiment)
    from nnviz.script_command import write_script

    write_script(document, chosen.form, chosen.out)
    return 0


def find_document(name: str) -> tuple[Document, Path | None]:
    """The preset of this name, or else the document in this file, and the file. Raises `BadInput`."""
    path = Path(name)
    looks_like_a_path = path.suffix or len(path.parts) != 1 or path.is_symlink() or path.exists()
    if name in preset_names() or not looks_like_a_path:
        return Document(preset(name)), None
    return read_document(path), path


def _document_in(name: str) -> Document:
    """The preset of this name, or the document in this file. What was not understood is said on stderr."""
    document, _ = find_document(name)
    for note in notes(document):
        print(f"nnviz: {note}", file=sys.stderr)
    return document


def _experiment_in(name: str) -> Experiment:
    return _document_in(name).experiment


def _check_display() -> None:
    """Without a display Qt would end the process with a page of its own."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        raise BadInput(
            "There is no display to open a window on. Without one, use: nnviz run PRESET --out DIR"
        )
