"""Reading tables: points, bad lines by name, limits, encodings, files that are no tables."""

import os
from collections import deque
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.dataset import MAX_POINTS, Dataset, Role
from nnviz.core.sentences import BadInput
from nnviz.core.tables import source as sources
from nnviz.core.tables.exports import points_csv, points_tsv
from nnviz.core.tables.format import TableFormat, guess
from nnviz.core.tables.reading import Reading, read_all, reading
from nnviz.core.tables.source import Source, head_of


def read(
    source: Source | str, role: Role = Role.TRAINING, table_format: TableFormat | None = None
) -> Reading:
    source = Source.of_text(source) if isinstance(source, str) else source
    head = head_of(source)
    return read_all(source, table_format or guess(head), role, head.encoding)


def test_points_and_roles_in_their_order() -> None:
    result = read("x,y,role\n1,2,train\n1,2,train\n3,4,\n5,6,val\n7,8,test\n", Role.VALIDATION)
    wanted = Dataset.from_xy([(1, 2), (1, 2)], [(3, 4), (5, 6)]).with_points([(7, 8)], Role.TEST)
    assert result.points == wanted
    assert (result.problems, result.left_out) == ((), 0)


def test_every_line_without_a_point_is_named() -> None:
    text = "x,y,role\n1,2,0\nabc,3,0\n\n4,,1\n5\n6,NaN,0\n7,1e999,0\n8,9,both\n,,\n10,11,1\n"
    result = read(text)
    assert result.points.x.tolist() == [1, 10]
    assert result.left_out == 6
    assert [str(each) for each in result.problems] == [
        "Line 3, column “x”: “abc” is not a number.",
        "Line 5, column “y” is empty. There should be a number.",
        "Line 6, column “y” is empty. There should be a number.",
        "Line 7, column “y”: “NaN” is not a number.",
        "Line 8, column “y”: “1e999” is not within ±1e+09.",
    ]
    one = read("1,2,0\n8,9,both\n", table_format=TableFormat(role=2))
    assert str(one.problems[0]) == "Line 2, column 3: “both” is neither training, validation nor test."


def test_lines_without_a_point_are_refused_or_skipped() -> None:
    result = read("1,2\nabc,3\n")
    with pytest.raises(BadInput, match="Line 2, column 1: “abc”"):
        result.checked(skip=False)
    assert len(result.checked(skip=True)) == 1
    with pytest.raises(BadInput, match="no point"):
        read("a,b\nc,d\n").checked(skip=True)


def test_a_quoted_cell_may_span_lines_and_lines_are_counted_on() -> None:
    result = read('note,x,y\n"two\nlines",1,2\n,3,z\n', table_format=TableFormat(header=1, x=1, y=2))
    assert result.points.x.tolist() == [1]
    assert str(result.problems[0]).startswith("Line 4, column “y”: “z”")


def test_all_line_ends_are_understood() -> None:
    assert read("1,2\r\n3,4\r5,6\n7,8").points.x.tolist() == [1, 3, 5, 7]


def test_the_same_column_twice_is_refused() -> None:
    with pytest.raises(BadInput, match="same column"):
        read("1,2\n", table_format=TableFormat(x=1, y=1))
    with pytest.raises(BadInput, match="same column"):
        read("1,2\n", table_format=TableFormat(role=1))


def test_more_points_than_can_be_held_are_refused_at_once() -> None:
    with pytest.raises(BadInput, match=r"The clipboard has more than the 20,000 points"):
        read("1,2\n" * (MAX_POINTS + 1))
    assert len(read("1,2\n" * MAX_POINTS).points) == MAX_POINTS


def test_reading_tells_how_far_it_is_and_can_be_left(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    path.write_text("1,2\n" + "a,b\n" * 200_000, encoding="utf-8")
    steps = reading(Source.of_file(path), TableFormat(), Role.TRAINING, "utf-8")
    shares = [next(steps) for _ in range(100)]
    assert shares == sorted(shares)
    assert 0.3 < shares[-1] < 0.7
    steps.close()


def test_a_large_file_is_refused_without_reading_it_to_the_end(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    path.write_text("0.25,0.5\n" * 10 * MAX_POINTS, encoding="utf-8")
    shares: deque[float] = deque(maxlen=1)
    with pytest.raises(BadInput, match=r"“large\.csv” has more than the 20,000 points"):
        shares.extend(reading(Source.of_file(path), TableFormat(), Role.TRAINING, "utf-8"))
    assert 0.09 < shares[0] < 0.12


def test_too_many_lines_and_too_long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInput, match="Line 1 is longer than 65,536 characters"):
        read("1" * 200_000)
    with pytest.raises(BadInput, match="Line 2 is longer than 65,536 characters"):
        read("1,2\n" + "1" * 200_000 + ",2\n")
    monkeypatch.setattr(sources, "MOST_LINES", 10)
    with pytest.raises(BadInput, match="more than the 10 lines"):
        read_all(Source.of_text("a\n" * 11), TableFormat(), Role.TRAINING, "utf-8")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "größe.csv"
    path.write_bytes("Größe;y\n1,5;2\n".encode(encoding))
    head = head_of(Source.of_file(path))
    assert head.encoding == encoding
    assert head.lines[0] == "Größe;y\n"
    assert read(Source.of_file(path)).points.x.tolist() == [1.5]


def test_a_byte_that_is_no_utf_8_far_into_a_file(tmp_path: Path) -> None:
    path = tmp_path / "late.csv"
    path.write_bytes(b"1,2,note\n" * 10_000 + b"3,4,gr\xfc\xdfe\n")
    source = Source.of_file(path)
    head = head_of(source)
    result = read_all(source, TableFormat(), Role.TRAINING, head.encoding)
    assert (head.encoding, result.encoding) == ("utf-8", "latin-1")
    assert len(result.points) == 10_001


def test_a_letter_that_is_cut_by_the_end_of_what_is_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "cut.csv"
    row = "1,2,ü\n".encode()
    path.write_bytes(b"," * (sources.HEAD % len(row) + 3) + b"\n" + row * 30_000)
    assert head_of(Source.of_file(path)).encoding == "utf-8"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04abc", "is a spreadsheet or an archive"),
        (b"%PDF-1.7", "is a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1", "is an old spreadsheet"),
        (b"1,2\n\x00,3\n", "line 2 holds a character that no text has"),
        ("1,2\n".encode("utf-16-le"), "line 1 holds a character"),
        (b"", "is empty"),
        (b" \n\n \t\n", "is empty"),
        (b"\n" * 200_000, "more than|there are no points|is empty|longer"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=words) as caught:
        read(Source.of_file(path)).checked(skip=True)
    assert "file.csv" in str(caught.value) or "ine 1" in str(caught.value)


def test_a_folder_a_missing_file_and_a_pipe(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is a folder"):
        Source.of_file(tmp_path)
    with pytest.raises(BadInput, match="There is no file"):
        Source.of_file(tmp_path / "none.csv")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(BadInput, match="is not a file"):
            Source.of_file(tmp_path / "pipe")


def test_a_file_that_goes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "gone.csv"
    path.write_text("1,2\n", encoding="utf-8")
    source = Source.of_file(path)
    path.unlink()
    with pytest.raises(BadInput, match=r"“gone\.csv” cannot be read: No such file"):
        head_of(source)
    with pytest.raises(BadInput, match=r"“gone\.csv” cannot be read: No such file"):
        read_all(source, TableFormat(), Role.TRAINING, "utf-8")


def test_a_path_with_spaces_and_devanagari(tmp_path: Path) -> None:
    path = tmp_path / "मेरे बिंदु 1.csv"
    path.write_text("x,y\n१,२\n", encoding="utf-8")
    assert read(Source.of_file(path)).points.x.tolist() == [1.0]


coordinates = st.floats(-1e9, 1e9)
points = st.lists(st.tuples(coordinates, coordinates, st.sampled_from(Role)), min_size=1, max_size=8)


@given(points, st.sampled_from([points_csv, points_tsv]))
def test_points_that_are_written_come_back_to_the_last_bit(
    rows: list[tuple[float, float, Role]], written: Callable[[Dataset], str]
) -> None:
    dataset = Dataset.from_xy()
    for x, y, role in rows:
        dataset = dataset.with_points([(x, y)], role)
    result = read(written(dataset))
    assert result.checked(skip=False) == dataset


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("x,y,train\n1,2,1\n3,4,0\n", Role.VALIDATION),
        ("x,y,is_validation\n1,2,0\n3,4,1\n", Role.VALIDATION),
        ("x,y,is_test\n1,2,False\n3,4,True\n", Role.TEST),
    ],
)
def test_a_column_of_yes_and_no_tells_roles_by_its_name(text: str, role: Role) -> None:
    assert read(text).points == Dataset.from_xy([(1, 2)]).with_points([(3, 4)], role)
