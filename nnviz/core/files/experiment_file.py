"""Experiment files: a document as JSON text that a person can read and edit, and back."""

import stat
from functools import cache
from pathlib import Path
from typing import Any

from nnviz import __version__
from nnviz.core.dataset import Dataset
from nnviz.core.document import MOST_PINS, Document
from nnviz.core.experiment import Experiment
from nnviz.core.files.complaints import shown, typed
from nnviz.core.files.experiment_values import experiment_of, experiment_values, known_fields
from nnviz.core.files.json_text import readable
from nnviz.core.files.kept_runs import known_of_run, run_of, run_values
from nnviz.core.files.migrations import FORMAT, migrated
from nnviz.core.files.strict_json import (
    MOST_BYTES,
    MOST_VALUES,
    decoded,
    plain_values,
    too_large,
    without_run,
)
from nnviz.core.files.unknown_fields import told, unknown, with_unknown
from nnviz.core.sentences import BadInput, Sentence, require

SUFFIX = ".nnviz"
MOST_NOTES = 10
_PACKAGES = ("torch", "numpy")  # whose versions decide what a run computes


def to_json(document: Document) -> str:
    """The text of an experiment file. Raises `BadInput` for what a file cannot hold."""
    experiment = document.experiment
    _check_size(experiment.dataset)
    values = {
        "format": FORMAT,
        "versions": _versions(),
        **experiment_values(experiment),
        "run": run_values(document.run, experiment) if document.run else None,
        "pins": [run_values(pin, experiment) for pin in document.pins],
    }
    text = readable(with_unknown(values, document.extra)) + "\n"
    problem = too_large(text.encode())
    require(problem is None, "Nothing was saved. {problem}", problem=problem)
    return text


def _check_size(dataset: Dataset) -> None:
    """Refuse points before the text of them is made, which may take seconds."""
    require(
        dataset.features.size < MOST_VALUES,
        "Nothing was saved. {n:,} points with {d:,} features are more than the {most:,} values that a file "
        "can have. Use fewer points or features.",
        n=len(dataset), d=dataset.feature_count, most=MOST_VALUES,
    )  # fmt: skip


def contents(experiment: Experiment) -> dict[str, Any]:
    """The experiment as the plain values of a file without runs, for a file that has it inside.

    Raises `BadInput` if that would lose some.
    """
    return {"format": FORMAT, **experiment_values(experiment)}


def from_json(text: str) -> Document:
    """The document in the text of an experiment file, or the experiment in that of a run.json.

    Raises `BadInput` that names the field or the line, and what should be there. What the program does not
    know is kept in the document; `notes` tells of it.
    """
    values = migrated(typed(plain_values(without_run(text)), dict[str, Any]))
    for name, version in typed(values.get("versions", {}), dict[str, Any], "versions").items():
        typed(version, str, f"versions.{shown(name)}")
    experiment = experiment_of(values)
    run, pins = values.get("run"), typed(values.get("pins", []), list[Any], "pins")
    require(
        len(pins) <= MOST_PINS,
        "“pins” has {given} runs, and {most} can be pinned. Remove some.", given=len(pins), most=MOST_PINS,
    )  # fmt: skip
    return Document(
        experiment,
        None if run is None else run_of(run, experiment, "run"),
        tuple(run_of(pin, experiment, f"pins[{i}]") for i, pin in enumerate(pins)),
        unknown(values, _known(experiment)),
    )


def notes(document: Document) -> tuple[Sentence, ...]:
    """What to say of a document that was read: the fields that were kept without being known."""
    runs = [("run", document.run)] if document.run else []
    runs += [(f"pins[{i}]", pin) for i, pin in enumerate(document.pins)]
    sentences = list(told(document.extra, _known(document.experiment)))
    for where, run in runs:
        sentences += told(run.extra, known_of_run(run.experiment), where)
    if len(sentences) <= MOST_NOTES:
        return tuple(sentences)
    others = {"count": len(sentences) - MOST_NOTES, "field": sentences[MOST_NOTES].values["field"]}
    last = Sentence("{count:,} more fields are not known here and were kept, “{field}” for one.", others)
    return (*sentences[:MOST_NOTES], last)


def _known(experiment: Experiment) -> dict[str, Any]:
    """The names of all fields of a file with this experiment."""
    others = dict.fromkeys(("format", "run", "pins"))
    return {"versions": dict.fromkeys(("nnviz", *_PACKAGES)), **known_fields(experiment), **others}


@cache
def _versions() -> dict[str, str]:
    """The versions of the program and of what decides how it computes. torch is not imported."""
    from importlib.metadata import PackageNotFoundError, version  # here, as it takes some milliseconds

    found = {"nnviz": __version__}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # where nnviz is one executable
            continue
    return found


def read_document(path: str | Path) -> Document:
    """The document in this file. Raises `BadInput` naming the file, what is wrong, and a remedy."""
    path = Path(path)
    data = _bytes(path)
    try:
        return from_json(decoded(data))
    except BadInput as problem:
        raise BadInput("Cannot open “{path}”. {problem}", path=path, problem=problem.sentence) from problem


def _bytes(path: Path) -> bytes:
    """What the file holds, if it is one and not too large."""
    try:
        status = path.stat()
        require(
            stat.S_ISREG(status.st_mode),
            "“{path}” is not a file. Give an experiment file ({suffix}).", path=path, suffix=SUFFIX,
        )  # fmt: skip
        require(
            status.st_size <= MOST_BYTES,
            "“{path}” is too large for an experiment file: {given:,.0f} MB; {most} MB are the most. Give "
            "another file ({suffix}).",
            path=path, given=status.st_size / 2**20, most=MOST_BYTES // 2**20, suffix=SUFFIX,
        )  # fmt: skip
        return path.read_bytes()
    except BadInput:
        raise
    except FileNotFoundError:
        if path.is_symlink():
            raise BadInput(
                "“{path}” is a link to “{target}”, which is not there. Give the file itself.",
                path=path, target=path.readlink(),
            ) from None  # fmt: skip
        raise BadInput("There is no file “{path}”. Check its name and folder.", path=path) from None
    except PermissionError:
        raise BadInput(
            "“{path}” may not be read by you. Ask its owner, or copy it from somewhere else.", path=path
        ) from None
    except OSError as error:
        raise BadInput("“{path}” cannot be read: {reason}.", path=path, reason=error.strerror) from error
    except ValueError as error:  # a name with a zero byte in it
        raise BadInput("“{path}” is no name of a file.", path=shown(path.name)) from error
