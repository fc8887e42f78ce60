"""The short form of the trial `kill`: a process that saves is killed, and no document is lost."""

from random import Random

from kill import TEMPORARY, kills


def test_a_killed_save_leaves_the_old_document_or_the_new_one() -> None:
    for killed in kills(6, Random(2), pairs=[(5, 2_000)]):
        assert killed.whole, killed
        assert all(TEMPORARY.fullmatch(other) for other in killed.others)
