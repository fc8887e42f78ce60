"""Damaged tables: each gives points or a sentence that says where. `trials tables` tries many more."""

import tables
from tables import case, fault_of_sentence, verdict

COUNT = 600


def test_each_gives_points_or_says_which_line_and_cell() -> None:
    found = [verdict(number) for number in range(1, COUNT)]
    assert [each for each in found if each.wrong] == []
    assert max(each.seconds for each in found) < tables.SLOWEST
    assert 0.1 < sum(each.points > 0 for each in found) / COUNT < 0.7, "both happen often"
    assert sum(each.left_out > 0 < each.points for each in found) / COUNT > 0.1
    assert len({each.said for each in found}) > 100


def test_the_same_tables_are_damaged_in_the_same_way_every_time() -> None:
    again = [case(number) for number in range(1, 30)]
    assert again == [case(number) for number in range(1, 30)]
    assert len(set(again)) == 29


def test_a_fault_would_be_seen() -> None:
    assert "names no line" in fault_of_sentence("Something is wrong. Correct it.")
    assert "one short line" in fault_of_sentence("Line 3\nis wrong.")
