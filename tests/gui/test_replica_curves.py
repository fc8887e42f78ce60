"""Which of the replicas' curves are on the screen."""

import numpy as np

from nnviz.core.generalization.spread import Spread
from nnviz.gui.replica_curves import ReplicaCurves

NOTHING = np.empty(0)


def spread(epoch: int) -> Spread:
    return Spread(epoch, NOTHING, np.empty((0, 0), np.float32), 2, *[NOTHING] * 4, ())


def test_present_and_past() -> None:
    curves = ReplicaCurves()
    assert curves.at(None) is None
    now, then = spread(90), spread(20)
    curves.advance(now, playing=True)
    curves.look(then)
    assert curves.at(None) is now
    assert curves.at(20) is then
    assert curves.at(21) is None


def test_while_it_plays_the_last_ones_stay_until_new_ones_come() -> None:
    curves = ReplicaCurves()
    curves.advance(spread(1), playing=True)
    curves.advance(None, playing=True)
    assert curves.at(None).epoch == 1
    curves.advance(None, playing=False)  # a run that rests without any has no replicas
    assert curves.at(None) is None


def test_a_kept_epoch_becomes_the_present() -> None:
    curves = ReplicaCurves()
    curves.advance(spread(90), playing=False)
    curves.look(spread(20))
    curves.keep(20)
    assert curves.at(None).epoch == 20
    curves.keep(7)
    assert curves.at(None) is None
    curves.advance(spread(90), playing=False)
    curves.forget()
    assert curves.at(None) is None
