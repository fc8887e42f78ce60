"""What the user wrote, as comments: it must never become code, nor steer the tools that read a script."""

from textwrap import wrap
from unicodedata import east_asian_width

WIDTH = 106  # characters of a line's text; "# " and the quotes come in addition


def quoted(text: str) -> list[str]:
    """The text as comment lines in quotation marks; none for an empty one.

    In the quotes it cannot be read as “noqa” or “fmt: off”. Not for the first two lines of a file: there a
    comment may name the file's encoding (PEP 263), and with it change what all bytes mean.
    """
    words = plain(text)
    if not words:
        return []
    wide = any(east_asian_width(character) in "WF" for character in words)
    lines = wrap(f"“{words}”", WIDTH // 2 if wide else WIDTH)
    return [f"# {line}" for line in lines]


def plain(text: str) -> str:
    """On one line, with what cannot be printed by its code: marks that turn the direction of writing, too."""
    return " ".join("".join(map(_shown, text)).split())


def _shown(character: str) -> str:
    if character.isprintable() or character.isspace():
        return character
    return character.encode("unicode_escape").decode()
