"""What replicas can be asked for."""

import pytest

from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"count": -1}, r"from 0 \(none\) to 1,000, not -1"),
        ({"count": 1001}, "not 1,001"),
        ({"resample": "jackknife"}, "Choose one of: same-x, fresh-x, bootstrap, residuals"),
        ({"seed": -1}, "replica seed must be a whole number"),
    ],
)
def test_bad_input_gets_a_sentence(wrong: dict, sentence: str) -> None:
    with pytest.raises(BadInput, match=sentence):
        Replicas(**wrong)


def test_which_kinds_need_a_truth() -> None:
    needs = {kind: Replicas(5, kind).needs_truth for kind in ("same-x", "fresh-x", "bootstrap", "residuals")}
    assert needs == {"same-x": True, "fresh-x": True, "bootstrap": False, "residuals": False}
