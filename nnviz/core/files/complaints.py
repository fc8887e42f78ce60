"""Sentences for what is wrong with a JSON text, from what msgspec says about it."""

import re
from difflib import get_close_matches
from typing import Any, get_args

import msgspec

from nnviz.core.experiment import OPTIMISERS, PRECISIONS
from nnviz.core.models.mlp import Activation
from nnviz.core.replicas import RESAMPLINGS
from nnviz.core.sentences import BadInput, Sentence, either
from nnviz.core.truths import Spacing, TruthKind

_TYPES = {
    "int": Sentence("a whole number"),
    "float": Sentence("a number"),
    "str": Sentence("a text"),
    "bool": Sentence("true or false"),
    "array": Sentence("a list"),
    "object": Sentence("an object in braces"),
}
_CHOICES = {
    "model.kind": ("polynomial", "mlp", "formula"),
    "model.solver": ("descent", "exact"),
    "model.activation": get_args(Activation),
    "training.optimiser": OPTIMISERS,
    "training.precision": PRECISIONS,
    "replicas.resample": RESAMPLINGS,
    "truth.kind": get_args(TruthKind),
    "sampling.spacing": get_args(Spacing),
}
_ROLES = ("training", "validation")


def bad_value(error: msgspec.ValidationError) -> BadInput:
    """What to say of a well-formed text that does not fit the schema."""
    problem, _, path = _shown(str(error)).partition(" - at `")
    where = path.removesuffix("`").removeprefix("$").removeprefix(".")
    if isinstance(error.__cause__, BadInput):
        return BadInput("{problem} See “{where}”.", problem=error.__cause__.sentence, where=where)
    if found := re.fullmatch(r"Object missing required field `(.+)`", problem):
        field = f"{where}.{found[1]}".removeprefix(".")
        return BadInput("The field “{field}” is missing. Add it.", field=field)
    if found := re.fullmatch(r"Invalid (?:enum )?value (.+)", problem):
        names = ", ".join(_CHOICES.get(where, _ROLES))
        return BadInput(
            "“{where}” cannot be {value}. Choose one of: {names}.", where=where, value=found[1], names=names
        )
    if found := re.fullmatch(r"Expected `array` of length (\d+)(?:, got \d+)?", problem):
        return BadInput("“{where}” must be a list of {length} values.", where=where, length=found[1])
    if found := re.fullmatch(r"Expected `(.+)`, got `(.+)`", problem):
        wanted, given = _in_words(found[1]), _in_words(found[2])
        if not where:
            return BadInput("The text must hold {wanted}, not {given}.", wanted=wanted, given=given)
        return BadInput("“{where}” must be {wanted}, not {given}.", where=where, wanted=wanted, given=given)
    return BadInput("“{where}” cannot be used: {problem}.", where=where, problem=problem)


def _in_words(types: str) -> Sentence | str:
    return either([_TYPES.get(name, name) for name in types.split(" | ")])


def bad_json(error: Exception, data: bytes) -> BadInput:
    """What to say of a text that is not JSON at all, with line and column where they are known."""
    found = re.search(r"malformed: (.+) \(byte (\d+)\)", str(error))
    if not found:
        deep = isinstance(error, RecursionError)
        reason = Sentence("it is nested too deeply") if deep else Sentence("it ends too early")
        return BadInput("The text is not JSON that can be read: {reason}.", reason=reason)
    before, after = data[: int(found[2])], data[int(found[2]) :]
    if re.match(rb"-?(nan|inf)", after, re.IGNORECASE):
        return BadInput(
            "NaN and Infinity are not numbers that can be used (line {line}). Write a finite number.",
            line=before.count(b"\n") + 1,
        )
    return BadInput(
        "The text is not JSON: {reason} in line {line}, column {column}. Correct it there.",
        reason=found[1],
        line=before.count(b"\n") + 1,
        column=len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1,
    )


def unknown_field(given: Any, known: Any, where: str = "") -> None:
    """Raise `BadInput` for the first field of `given` that `known` lacks: it would be ignored silently."""
    if not isinstance(given, dict) or not isinstance(known, dict):
        return
    for name, value in given.items():
        field = _shown(f"{where}.{name}".removeprefix("."))
        if name not in known:
            near = get_close_matches(name, known, 1)
            if near:
                raise BadInput(
                    "There is no field “{field}”. Did you mean “{near}”?", field=field, near=near[0]
                )
            raise BadInput("There is no field “{field}”. Remove it.", field=field)
        unknown_field(value, known[name], field)


def _shown(words: str) -> str:
    """On one line: what cannot be printed, by its code."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in words)
