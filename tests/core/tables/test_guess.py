"""What a table is like is guessed from its first rows."""

import pytest

from nnviz.core.sentences import BadInput
from nnviz.core.tables.format import TableFormat, guess, sample_of
from nnviz.core.tables.source import Source, head_of


def guessed(text: str) -> TableFormat:
    return guess(head_of(Source.of_text(text)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x,y\n1,2\n3,4\n", TableFormat(",", ".", 1, 0, 1)),
        ("1.5,2.5", TableFormat(",", ".", 0, 0, 1)),
        ("1, 2\n3, 4\n", TableFormat(",", ".", 0, 0, 1)),
        ("1\t2\ttraining\n3\t4\tvalidation\n", TableFormat("\t", ".", 0, 0, 1, 2)),
        ("1,5\t2,5\n", TableFormat("\t", ",", 0, 0, 1)),
        ("1,5;2,5;training\n2,5;abc;test\n", TableFormat(";", ",", 0, 0, 1, 2)),
        ("1;2\n", TableFormat(";", ".", 0, 0, 1)),
        ("a|b\n1|2\n", TableFormat("|", ".", 1, 0, 1)),
        ("0.1  0.2\n 0.3 0.4\n", TableFormat(" ", ".", 0, 0, 1)),
        ("1,5 2,5\n", TableFormat(" ", ",", 0, 0, 1)),
        ('"x","y"\n"1.234,5","2"\n"3,5","1"\n', TableFormat(",", ",", 1, 0, 1)),
        ("1,234\t5,678\n", TableFormat("\t", ".", 0, 0, 1)),  # and each line then tells the doubt
        ("x;y\n1,23,456.5;2\n12,34,567;3\n", TableFormat(";", ".", 1, 0, 1)),  # lakhs
        ('x,y\n"1,23,456",2\n"12,34,567",3\n', TableFormat(",", ".", 1, 0, 1)),
        ("0,500;0,125\n", TableFormat(";", ",", 0, 0, 1)),
        ("sep=|\nx|y\n1|2\n", TableFormat("|", ".", 1, 0, 1)),
        ("t,y,x [m]\n1,2,3\n4,5,6\n", TableFormat(",", ".", 1, 2, 1)),
        (",x,y,role\n0,1.5,2.5,train\n1,2.5,3.5,test\n", TableFormat(",", ".", 1, 1, 2, 3)),
        ("#,a,b\n1,1.5,2.5\n2,2.5,3.5\n", TableFormat(",", ".", 1, 1, 2)),
        ("x,y,set\n1,2,0\n3,4,1\n5,6,0\n", TableFormat(",", ".", 1, 0, 1, 2)),
        ("x,y,z\n1,2,0\n3,4,1\n5,6,0\n", TableFormat(",", ".", 1, 0, 1)),
        ("1,2,train\n3,4,foo\n5,6,test\n", TableFormat(",", ".", 0, 0, 1, 2)),
        ('"x" "y"\n"1" 0.5 0.7\n"2" 0.5 0.8\n', TableFormat(" ", ".", 1, 1, 2)),  # of R
        ("# time value\n0.1 0.2\n0.3 0.4\n", TableFormat(" ", ".", 1, 0, 1)),
        ("Messung 3\n\nZeit (s);Weg (m)\n0,0;1,25\n0,5;1,5\n", TableFormat(";", ",", 2, 0, 1)),
        ("2020-01-01 12:00,1.5,2.5\n2020-01-01 13:00,1.5,2.5\n", TableFormat(",", ".", 0, 1, 2)),
        ("abc,2\n3,4\n", TableFormat(",", ".", 0, 0, 1)),  # a number in it: no header
    ],
)
def test_a_table_is_guessed(text: str, wanted: TableFormat) -> None:
    assert guessed(text) == wanted


@pytest.mark.parametrize("text", ["hello\nworld\n", "5\n6\n", "y\n5\n6\n", "a", ",,\n1,,\n", "2020-01-01"])
def test_where_there_is_no_table_some_format_is_guessed_nevertheless(text: str) -> None:
    table_format = guessed(text)
    assert table_format.x != table_format.y


def test_quotation_marks_that_do_not_match_are_said() -> None:
    with pytest.raises(BadInput, match="Line 2: the quotation marks"):
        guessed('1,2\n3,"4\n5,6\n')


def test_the_sample_names_the_columns() -> None:
    head = head_of(Source.of_text("# time value\n0.1 0.2\n0.3 0.4 5\n"))
    sample = sample_of(head, guess(head))
    assert sample.names == (["#", "time", "value"][1], "value", "")
    assert [line for line, _ in sample.rows] == [1, 2, 3]
    assert [str(sample.column(i)) for i in range(3)] == ["“time”", "“value”", "3"]


def test_a_long_name_of_a_column_is_cut_in_sentences() -> None:
    head = head_of(Source.of_text("a" * 5_000 + ',"b\nc"\n1,2\n'))
    sample = sample_of(head, guess(head))
    assert str(sample.column(0)) == "“" + "a" * 29 + "…”"
    assert str(sample.column(1)) == "“b\\nc”"


def test_only_the_first_rows_are_looked_at() -> None:
    head = head_of(Source.of_text("1,2\n" * 100_000))
    assert not head.whole
    assert len(sample_of(head, TableFormat(), 7).rows) == 7
    assert guess(head) == TableFormat()
