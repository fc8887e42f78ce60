"""Numbers and roles in the cells of tables, and what is wrong with a cell that holds neither."""

import re
from typing import Literal

from nnviz.core.dataset import LARGEST_COORDINATE, Role
from nnviz.core.names import LONGEST_NAME, escaped, is_name
from nnviz.core.sentences import BadInput, Sentence

Decimal = Literal[".", ","]
DECIMALS: tuple[Decimal, ...] = (".", ",")
LONGEST_NUMBER = 400  # characters; the longest float that is written out has some 330
SHOWN = 30  # characters of a cell in a sentence
FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")  # a spreadsheet takes for a formula what begins with one
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_FIRST = r"[+-]?[^\D0]\d{0,2}"  # the digits before the first sign between thousands: 0 is never one of them
_ONE_GROUP = re.compile(rf"{_FIRST}[.,]\d{{3}}")
_IN_INDIA = r"[+-]?[^\D0]\d?(?:,\d{2})+,\d{3}"  # lakhs and crores: 1,23,456
_GROUPED: dict[Decimal, re.Pattern[str]] = {
    ".": re.compile(rf"(?:{_FIRST}(?:,\d{{3}})+|{_IN_INDIA})(?:\.\d*)?"),
    ",": re.compile(rf"{_FIRST}(?:\.\d{{3}})+(?:,\d*)?"),
}
_SPACES = "\u0020\u00a0\u2009\u202f'’"  # between thousands in French, scientific and Swiss tables
_SPACED = re.compile(rf"{_FIRST}([{_SPACES}])\d{{3}}(?:\1\d{{3}})*(?:[.,]\d*)?")

_WORDS = {
    Role.TRAINING: ("training", "train", "प्रशिक्षण"),
    Role.VALIDATION: ("validation", "valid", "val", "holdout", "dev", "सत्यापन"),
    Role.TEST: ("test", "testing", "परीक्षण"),
}
_ROLES = {word: role for role, words in _WORDS.items() for word in words}
_YES, _NO = frozenset({"1", "true", "yes"}), frozenset({"0", "false", "no"})
YES_OR_NO = _YES | _NO  # what only the name of its column makes a role
_TRAINS = re.compile(r"\W*(is[ _]?)?train", re.IGNORECASE)
_TESTS = re.compile(r"\W*(is[ _]?)?test", re.IGNORECASE)


class NotANumber(ValueError):
    """A cell that holds no number that can be used. why: a template for a sentence about {cell} at {place}.

    almost: whether a person would call it a number. too_large: whether it only is too large for a plot.
    """

    def __init__(self, why: str, almost: bool = False, too_large: bool = False, **values: object) -> None:
        super().__init__(why)
        self.why, self.almost, self.too_large, self.values = why, almost, too_large, values


def number_in(cell: str, decimal: Decimal) -> float:
    """The number in a cell without spaces around it. Raises `NotANumber`.

    Thousands may be set apart by spaces, apostrophes or the sign that is not the decimal one, where that
    leaves no doubt: “1.234,5”, “1.234.567” and “1,23,456” do, “1.234” with a decimal comma does not.
    """
    plain = cell.replace("−", "-")
    if len(plain) > LONGEST_NUMBER:
        raise NotANumber("{place}: “{cell}” is not a number.")
    if _PLAIN.fullmatch(plain if decimal == "." else _with_point(plain)):
        return _held(float(plain.replace(",", ".")))
    if _ONE_GROUP.fullmatch(plain):
        raise NotANumber(
            "{place}: “{cell}” can be read in two ways, as {small} or {large}. Choose the other decimal "
            "sign, or write it without a sign between thousands.",
            almost=True, small=plain.replace(",", "."), large=re.sub("[.,]", "", plain),
        )  # fmt: skip
    thousands = "," if decimal == "." else "."
    if _GROUPED[decimal].fullmatch(plain):
        return _held(float(plain.replace(thousands, "").replace(",", ".")))
    if _SPACED.fullmatch(plain) and thousands not in plain:
        return _held(float(re.sub(f"[{_SPACES}]", "", plain).replace(",", ".")))
    if _PLAIN.fullmatch(plain.replace(",", ".")):
        raise NotANumber(
            "{place}: “{cell}” is not a number while the decimal sign is “{decimal}”. Choose the other one.",
            almost=True, decimal=decimal,
        )  # fmt: skip
    if not cell:
        raise NotANumber("{place} is empty. There should be a number.")
    raise NotANumber("{place}: “{cell}” is not a number.")


def _with_point(plain: str) -> str:
    """A number with a decimal comma as one with a point; what has a point already is none."""
    return "" if "." in plain else plain.replace(",", ".")


def _held(value: float) -> float:
    if abs(value) <= LARGEST_COORDINATE:
        return value
    raise NotANumber(
        "{place}: “{cell}” is not within ±{most:.0e}.", True, too_large=True, most=LARGEST_COORDINATE
    )


def looks_like_number(cell: str, decimal: Decimal) -> bool:
    """Whether it belongs to a column of numbers, even if this one cannot be used."""
    try:
        number_in(cell, decimal)
    except NotANumber as problem:
        return problem.almost
    return True


def is_surely_number(cell: str, decimal: Decimal) -> bool:
    """Whether it speaks for this decimal sign: “1,234” may have a sign between thousands."""
    try:
        number_in(cell, decimal)
    except NotANumber:
        return False
    return decimal == "." or not _ONE_GROUP.fullmatch(cell)


def typed_number(words: str) -> float:
    """A number that a person typed, with a decimal point or comma. Raises `BadInput`."""
    cell = words.strip()
    problems = []
    for decimal in DECIMALS:
        try:
            return number_in(cell, decimal)
        except NotANumber as problem:
            problems.append(problem)
    if any(problem.too_large for problem in problems):
        raise BadInput(
            "“{cell}” is not within ±{most:.0e}, where points can lie. Type a smaller number.",
            cell=shown(cell), most=LARGEST_COORDINATE,
        )  # fmt: skip
    raise BadInput("“{cell}” is not a number. Type one such as 0.25 or 1e-3.", cell=shown(cell))


def is_plain(text: str) -> bool:
    """Whether every program takes the text for a finite number."""
    return text.isascii() and _PLAIN.fullmatch(text) is not None


def role_in(cell: str, column: str = "") -> Role | None:
    """The role that a cell names: training, validation or test in one of several words, or yes or no.

    Yes (1, true) means validation, unless the name of its column begins with “train” or “is_train”, or with
    “test” or “is_test”.
    """
    word = cell.casefold()
    if word not in YES_OR_NO:
        return _ROLES.get(word)
    if _TRAINS.match(column):
        return Role.TRAINING if word in _YES else Role.VALIDATION
    yes = Role.TEST if _TESTS.match(column) else Role.VALIDATION
    return yes if word in _YES else Role.TRAINING


def class_in(cell: str, decimal: Decimal) -> str:
    """The name of the class in a cell: any text, or a whole number, “2.0” being “2”. Raises `NotANumber`."""
    name = " ".join(without_apostrophe(cell).split())
    if not name:
        raise NotANumber("{place} is empty. There should be a class.")
    if not is_name(name):
        raise NotANumber(
            "{place}: “{cell}” cannot be the name of a class. It can have {most} letters and signs.",
            most=LONGEST_NAME,
        )
    if name.isascii() and name.isdecimal():
        return name
    try:
        value = number_in(name, decimal)
    except NotANumber as problem:
        if problem.almost:
            raise
        return name
    if value % 1:
        raise NotANumber(
            "{place}: “{cell}” is not a whole number. Classes are names or whole numbers; choose another "
            "column for them."
        )
    return str(int(value))


def without_apostrophe(text: str) -> str:
    """The text without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(FORMULA_SIGNS) else text


def shown(cell: str, most: int = SHOWN) -> str:
    """A cell as it can stand in a sentence: on one line, and not long. most: characters."""
    words = cell if len(cell) <= most else cell[: most - 1] + "…"
    return escaped(words)


def complaint(problem: NotANumber, place: Sentence, cell: str) -> Sentence:
    """What is wrong with the cell at this place."""
    return Sentence(problem.why, {"place": place, "cell": shown(cell)} | problem.values)
