"""What older formats of experiment files are called now: one step from each format to the next."""

from collections.abc import Callable
from typing import Any

from nnviz.core.files.complaints import shown, typed
from nnviz.core.sentences import require

Values = dict[str, Any]


def _from_1(values: Values) -> Values:
    """Format 1 named the program in one text, "nnviz 0.1.0", and held no runs."""
    program = values.pop("program", "")
    if isinstance(program, str) and program.startswith("nnviz "):
        values["versions"] = {"nnviz": program.removeprefix("nnviz ")}
    return values


def _from_2(values: Values) -> Values:
    """Format 2 knew curves alone: no classes, one loss, and no scaling of features. Those are the usual."""
    return values


STEPS: tuple[Callable[[Values], Values], ...] = (
    _from_1,
    _from_2,
)  # the first one is from format 1 to format 2
FORMAT = 1 + len(STEPS)


def migrated(values: Values) -> Values:
    """The values of a file of any known format as those of the present one; its own are left alone.

    Raises `BadInput` for a file without a format, and for one of a newer program.
    """
    version = typed(values.get("format", 0), int, "format")
    require(
        version >= 1, "It is not an experiment of nnviz: its field “format” must be {known}.", known=FORMAT
    )
    require(
        version <= FORMAT,
        "It was written by a newer nnviz: its “format” is {version}, and this one reads up to {known}. "
        "Update nnviz.",
        version=shown(str(version)), known=FORMAT,
    )  # fmt: skip
    for step in STEPS[version - 1 :]:
        values = step(dict(values))
    return values | {"format": FORMAT}
