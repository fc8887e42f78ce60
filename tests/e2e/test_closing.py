"""The short form of the trial `close`: the whole program, closed while it trains."""

from random import Random

from close import closings


def test_a_program_that_is_closed_while_it_trains_ends_well() -> None:
    for closed in closings(2, Random(3)):
        assert closed.well, closed
