"""Sentences for what is wrong with the values of a JSON text, from what msgspec says about them."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar, get_args

import msgspec

from nnviz.core.classes import LOSSES
from nnviz.core.experiment import OPTIMISERS, PRECISIONS
from nnviz.core.models.mlp import Activation
from nnviz.core.names import escaped
from nnviz.core.patterns.pattern import PatternKind
from nnviz.core.replicas import RESAMPLINGS
from nnviz.core.scaling import SCALINGS
from nnviz.core.sentences import BadInput, Sentence, either
from nnviz.core.training.steps import Ending
from nnviz.core.truths import Spacing, TruthKind

T = TypeVar("T")
LONGEST_SHOWN = 60  # characters of a name or value out of a file
_TYPES: dict[str, Sentence | str] = {  # as msgspec calls them; the last ones are in what it says of a tag
    "int": Sentence("a whole number"),
    "float": Sentence("a number"),
    "str": Sentence("a text"),
    "bool": Sentence("true or false"),
    "array": Sentence("a list"),
    "object": Sentence("an object in braces"),
    "list": Sentence("a list"),
    "dict": Sentence("an object in braces"),
    "NoneType": "null",
}
_GIVEN = _TYPES | {"float": Sentence("a number with decimals")}
_CHOICES = {  # by the end of a field's name
    "model.kind": ("polynomial", "mlp", "formula"),
    "model.solver": ("descent", "exact"),
    "model.activation": get_args(Activation),
    "training.optimiser": OPTIMISERS,
    "training.precision": PRECISIONS,
    "training.loss": LOSSES,
    "scaling": SCALINGS,
    "replicas.resample": RESAMPLINGS,
    "truth.kind": get_args(TruthKind),
    "sampling.spacing": get_args(Spacing),
    "pattern.kind": get_args(PatternKind),
    "ending": tuple(each.value for each in Ending),
}
_ROLES = ("training", "validation", "test")


def typed(values: Any, kind: type[T], where: str = "") -> T:
    """The plain values as this type. where: the field that they are. Raises `BadInput` that names a field."""
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        raise bad_value(error, where) from error


@contextmanager
def at(where: str) -> Iterator[None]:
    """Add the field to what is said of its value."""
    try:
        yield
    except BadInput as error:
        raise BadInput("{problem} See “{where}”.", problem=error.sentence, where=where) from error


def bad_value(error: msgspec.ValidationError, inside: str = "") -> BadInput:
    """What to say of values that do not fit their type. inside: the field that all of them are in."""
    problem, _, path = str(error).rpartition(" - at `") if " - at `" in str(error) else (str(error), "", "")
    where = field(inside, shown(path.removesuffix("`").removeprefix("$").removeprefix(".")))
    if isinstance(error.__cause__, BadInput):
        return BadInput("{problem} See “{where}”.", problem=error.__cause__.sentence, where=where)
    if found := re.fullmatch(r"Object missing required field `(.+)`", problem):
        return missing(field(where, found[1]))
    if found := re.fullmatch(r"Object contains unknown field `(.+)`", problem):
        return BadInput("There is no field “{field}”. Remove it.", field=field(where, shown(found[1])))
    if found := re.fullmatch(r"Invalid (?:enum )?value (.+)", problem):
        names = next((names for end, names in _CHOICES.items() if f".{where}".endswith(f".{end}")), _ROLES)
        return BadInput(
            "“{where}” cannot be {value}. Choose one of: {names}.",
            where=where, value=shown(found[1]), names=", ".join(names),
        )  # fmt: skip
    if found := re.fullmatch(r"Expected `array` of length (\d+)(?:, got \d+)?", problem):
        return BadInput("“{where}” must be a list of {length} values.", where=where, length=found[1])
    if found := re.fullmatch(r"Expected `(.+)`, got `(.+)`", problem):
        wanted, given = _in_words(found[1], _TYPES), _in_words(found[2], _GIVEN)
        if not where:
            return BadInput(
                "The text must hold {wanted} from line 1 on, not {given}.", wanted=wanted, given=given
            )
        return BadInput("“{where}” must be {wanted}, not {given}.", where=where, wanted=wanted, given=given)
    if "out of range" in problem:
        return BadInput("The number in “{where}” is too large. Write a smaller one.", where=where)
    return BadInput("“{where}” cannot be used: {problem}.", where=where, problem=shown(problem))


def missing(name: str) -> BadInput:
    return BadInput("The field “{field}” is missing. Add it.", field=name)


def _in_words(types: str, words: Mapping[str, Sentence | str]) -> Sentence | str:
    return either([words.get(name, name) for name in types.split(" | ")])


def field(outer: str, inner: str) -> str:
    """The name of a field inside another, such as “training.epochs”, or “points[3]”."""
    return f"{outer}{inner}" if inner.startswith("[") else f"{outer}.{inner}".strip(".")


def shown(words: str) -> str:
    """On one line and not too long: what cannot be printed, by its code."""
    cut = words if len(words) <= LONGEST_SHOWN else words[:LONGEST_SHOWN] + "…"
    return escaped(cut)
