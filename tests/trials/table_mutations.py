"""Damages tables of text in every way that was thought of: cells, rows, columns, letters, line ends, …"""

from random import Random

ODD_CELLS = (
    "", " ", "NaN", "nan", "inf", "-inf", "Infinity", "1e999", "-1e999", "1e308", "-1e308", "1e-320",
    "5e-324", "-0", "0x10", "1_000", "1,234", "1.234", "1.234,5", "1,234.5", "1 234", "1'234.5", "1,23,456",
    "--1", "1e", ".", ",", "-", "+", "e5", "१२.५", "²", "½", "∞", "−3", "9" * 5_000, "0." + "3" * 5_000,
    "1" + "0" * 399, "=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", '"', '""', '"a', 'a"b', '"a"b', '"a\nb"',
    "'", "\t", ";", "|", "training", "validation", "TRAIN", "val", "2", "both", "#", "sep=;", "x", "y",
    "role", "None", "null", "NA", "#DIV/0!", "12:30", "2024-01-01", "true", "\x00", "\ufeff", "\u2028",
    "A", "setosa", "class", "'=A", "-x", "007", "1.0", "2.5", "१",
    "\x85", "\x0b", "\x1b[31m", "\u202e", "😀", "{0}", "{line}", "%s", "é" * 300, "a" * 70_000, "1000000000",
    "1000000001", "-1e9",
)  # fmt: skip
ODD_BYTES = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\x80", b"\r",
    b"\n", b"\r\n", b'"', b"'", b",", b";", b"\t", b"|", b" ", b"\x1a", b"PK\x03\x04", b"%PDF", b"#", b"-",
    b"e", b".",
)  # fmt: skip
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252")
RARE_ENCODINGS = ("utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037")
LINE_ENDS = ("\n", "\r\n", "\r", "\n\n", "\n\r", "")
DELIMITERS = (",", ";", "\t", "|", " ", "  ", " , ", ":", ",,", "\x1f")


def damaged(rows: list[list[str]], random: Random) -> bytes:
    """A table of these cells with up to four damages, in some encoding, and perhaps damaged as bytes."""
    rows = [list(cells) for cells in rows]
    delimiter = random.choice(DELIMITERS[:5] if random.random() < 0.9 else DELIMITERS)
    comma = delimiter != "," and random.random() < 0.4
    if comma:
        rows = [[cell.replace(".", ",") for cell in cells] for cells in rows]
    for _ in range(random.choice((0, 1, 1, 2, 4))):
        random.choice((_cell, _cell, _cell, _row, _column))(rows, random)
    end = random.choice(LINE_ENDS[:2] if random.random() < 0.9 else LINE_ENDS)
    lines = [delimiter.join(_quoted(cell, random) for cell in cells) for cells in rows]
    text = "".join(line + (end if random.random() < 0.99 else "") for line in lines)
    if random.random() < 0.05:
        text = f"sep={delimiter}\n" + text
    encoding = random.choice(ENCODINGS if random.random() < 0.9 else RARE_ENCODINGS)
    data = text.encode(encoding, errors="replace")
    for _ in range(random.choice((0, 0, 0, 0, 1, 3))):
        data = _bytes(data, random)
    return data


def _quoted(cell: str, random: Random) -> str:
    return f'"{cell}"' if random.random() < 0.03 else cell


def _cell(rows: list[list[str]], random: Random) -> None:
    cells = random.choice(rows)
    if cells:
        cells[random.randrange(len(cells))] = random.choice(ODD_CELLS)


def _row(rows: list[list[str]], random: Random) -> None:
    here = random.randrange(len(rows))
    match random.randrange(7):
        case 0:
            rows.insert(here, [])
        case 1:
            rows.insert(here, [random.choice(ODD_CELLS) for _ in range(random.choice((1, 2, 3, 50)))])
        case 2:
            rows.insert(here, list(rows[here]))
        case 3:
            del rows[here][random.randrange(len(rows[here]) + 1) :]
        case 4:
            rows[here] += [random.choice(ODD_CELLS)] * random.choice((1, 2, 300))
        case 5:
            del rows[here + 1 :]
        case _:
            random.shuffle(rows)


def _column(rows: list[list[str]], random: Random) -> None:
    at, cell = random.randrange(5), random.choice(ODD_CELLS[:-10])
    kind = random.randrange(4)
    for cells in rows:
        if kind == 0:
            cells.insert(at, cell)
        elif kind == 1:
            del cells[at : at + 1]
        elif at < len(cells):
            cells[at] = cell if kind == 2 else cells[at] + random.choice(("", " ", "%", "e400", "\u00a0m"))


def _bytes(data: bytes, random: Random) -> bytes:
    a, b = sorted(random.randrange(len(data) + 1) for _ in range(2))
    b = min(b, a + random.choice((1, 1, 4, 100)))
    part = data[a:b]
    new = random.choice((
        bytes([byte ^ 1 << random.randrange(8) for byte in part]), random.randbytes(len(part)), b"", part * 2,
        part[::-1], part + random.choice(ODD_BYTES),
    ))  # fmt: skip
    return data[:a] if random.random() < 0.1 else data[:a] + new + data[b:]
