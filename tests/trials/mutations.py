"""Damages experiment files in every way that was thought of: bytes, tokens of JSON, fields and values."""

import json
import re
from collections.abc import Callable
from random import Random
from typing import Any

ODD_TOKENS = (
    b"NaN", b"-Infinity", b"Infinity", b"1e999", b"-1e999", b"1e308", b"-0", b"-0.0", b"5e-324", b"01", b"1.",
    b".5", b"0x10", b"9" * 5_000, b"-" + b"9" * 400, b"1e-999", b"18446744073709551616", b"null", b"true",
    b"nul", b'"', b'"\\ud800"', b'"\\udc00\\ud800"', b'"\\u0000"', b'"\\x"', b'"a\nb"', b"\xef\xbb\xbf",
    b"\xff\xfe", b"\xed\xa0\x80", b"\x00", b"//", b"/* */", b"'a'", b"[", b"]", b"{", b"}", b",", b":", b"[]",
    b"{}", b"[" * 40, b"[" * 100_000, b'{"a":' * 100_000, b'"a": 1, "a": 2,', b" ", b"\n\r\t",
)  # fmt: skip
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -0.0, 1, -1, 2, 0.5, 1e308, -1e308, 1e-320, 1e9, 1e10, 2**31, 2**32, 2**63,
    -(2**64), 10**30, 10**400, 10**4299, float("nan"), float("inf"), "", "x", "training", "drawn", "exact",
    "mlp", "formula", "a*sin(b*x)", "((((((((", "x" * 5_000, "\n\t\x00\x1f", "\u2028\u202e", "😀", "{0}", [],
    {}, [[]], [None], [0], [0, 0], [0, 0, "training"], {"kind": "mlp"}, {"epoch": 1}, [[1, 2], [3]],
    list(range(200)), {"a": {"b": {"c": [{}]}}},
)  # fmt: skip
ODD_NAMES = ("new", "epoch", "label", "", "Points", "a\nb", "x" * 300)
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[\[\]{},:]|[^\s\[\]{},:"]+|\s+', re.DOTALL)


class Object(list[Any]):
    """An object of JSON as a list of [name, value]: a name may stand twice."""


def damaged(data: bytes, random: Random) -> bytes:
    """The file with one to four of these damages."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        data = random.choice((damage_bytes, damage_tokens, damage_tree, damage_tree))(data, random)
    return data


# ---------------------------------------------------------------- bytes


def damage_bytes(data: bytes, random: Random) -> bytes:
    a, b = sorted(random.randrange(len(data) + 1) for _ in range(2))
    b = min(b, a + random.choice((1, 1, 4, 100)))
    part = data[a:b]
    new = random.choice(
        (
            bytes([byte ^ 1 << random.randrange(8) for byte in part]),
            random.randbytes(len(part)),
            b"",
            part * 2,
            part[::-1],
            part + random.choice(ODD_TOKENS),
        )
    )
    if random.random() < 0.1:
        return data[:a]
    return data[:a] + new + data[b:]


# ---------------------------------------------------------------- tokens


def damage_tokens(data: bytes, random: Random) -> bytes:
    tokens = _TOKEN.findall(data)
    if not tokens:
        return random.choice(ODD_TOKENS)
    here, there = random.randrange(len(tokens)), random.randrange(len(tokens))
    match random.randrange(6):
        case 0:
            tokens[here] = random.choice(ODD_TOKENS)
        case 1:
            tokens[here] = tokens[there]
        case 2:
            tokens[here], tokens[there] = tokens[there], tokens[here]
        case 3:
            del tokens[here : here + random.choice((1, 2, 5))]
        case 4:
            tokens.insert(here, tokens[there])
        case _:
            tokens.insert(here, random.choice(ODD_TOKENS))
    return b"".join(tokens)


# ---------------------------------------------------------------- fields and values


def damage_tree(data: bytes, random: Random) -> bytes:
    """What is no JSON any more, or too deep, is damaged as bytes."""
    try:
        whole = [_tree(data)]
        places = _places(whole)
        inside, at = random.choice(places)
        random.choice(_TREE_DAMAGES)(inside, at, places, random)
        return _text(whole[0]).encode(errors="surrogatepass")
    except (ValueError, RecursionError):
        return damage_bytes(data, random)


def _tree(data: str | bytes) -> Any:
    return json.loads(data, object_pairs_hook=lambda pairs: Object(map(list, pairs)))


def _places(tree: Any) -> list[tuple[Any, int]]:
    """All places where a value stands: the list, or the pair of a name with it, and the index in that."""
    found, open_ones = [], [tree]
    while open_ones:
        inside = open_ones.pop()
        for i, value in enumerate(inside):
            place = (value, 1) if isinstance(inside, Object) else (inside, i)
            found.append(place)
            if isinstance(place[0][place[1]], list):
                open_ones.append(place[0][place[1]])
    return found


def _text(value: Any) -> str:
    if isinstance(value, Object):
        return "{" + ", ".join(f"{json.dumps(str(name))}: {_text(each)}" for name, each in value) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return json.dumps(value)


def _other_value(inside: Any, at: int, places: Any, random: Random) -> None:
    inside[at] = random.choice(ODD_VALUES)


def _number(inside: Any, at: int, places: Any, random: Random) -> None:
    value = inside[at]
    if isinstance(value, int | float) and abs(value) < 1e300:
        changed = (-value, value + 1, value * 1e6, value / 1e9, int(value), str(value), value + 0.5)
        inside[at] = random.choice(changed)
    else:
        inside[at] = random.uniform(-1, 1) * 10 ** random.randint(-9, 12)


def _value_from_elsewhere(inside: Any, at: int, places: Any, random: Random) -> None:
    other, there = random.choice(places)
    inside[at] = _tree(_text(other[there]))


def _swapped(inside: Any, at: int, places: Any, random: Random) -> None:
    other, there = random.choice(places)
    if not isinstance(other[there], list) and not isinstance(inside[at], list):
        inside[at], other[there] = other[there], inside[at]


def _changed_list(inside: Any, at: int, places: Any, random: Random) -> None:
    """Of the fields of an object, or the items of a list: one less, one twice, one more, another order."""
    lists = [inner[i] for inner, i in places if isinstance(inner[i], list) and inner[i]]
    if not lists:
        return
    chosen = random.choice(lists)
    here = random.randrange(len(chosen))
    match random.randrange(5):
        case 0:
            del chosen[here]
        case 1:
            chosen.insert(here, chosen[here])
        case 2:
            del chosen[here:]
        case 3:
            random.shuffle(chosen)
        case _ if isinstance(chosen, Object):
            chosen.append([random.choice(ODD_NAMES), random.choice(ODD_VALUES)])
        case _:
            chosen.append(random.choice(ODD_VALUES))


def _renamed(inside: Any, at: int, places: Any, random: Random) -> None:
    objects = [inner[i] for inner, i in places if isinstance(inner[i], Object) and inner[i]]
    if objects:
        pair = random.choice(random.choice(objects))
        name = str(pair[0])
        cut = random.randrange(len(name) + 1)
        changed = (name[:cut] + name[cut + 1 :], name + "s", name.upper(), name[:cut] + "é" + name[cut:])
        pair[0] = random.choice(changed)


def _nested(inside: Any, at: int, places: Any, random: Random) -> None:
    for _ in range(random.choice((1, 2, 31, 33, 200))):
        inside[at] = [inside[at]] if random.random() < 0.5 else Object([["a", inside[at]]])


_TREE_DAMAGES: tuple[Callable[[Any, int, Any, Random], None], ...] = (
    _other_value, _other_value, _number, _number, _value_from_elsewhere, _swapped, _changed_list,
    _changed_list, _renamed, _nested,
)  # fmt: skip
