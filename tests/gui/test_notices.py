"""What the session says of its own accord: of classes losses, of curves errors."""

import pytest

from nnviz.core.training.errors import Scores
from nnviz.gui.notices import kept

NONE = float("nan")


@pytest.mark.parametrize(
    ("scores", "classes", "words"),
    [
        (Scores(0.1, 0.25, NONE, NONE), False, "You kept epoch 1,200; its validation error is 0.25. Play"),
        (
            Scores(0.1, 0.25, 0.9, 0.8), True,
            "You kept epoch 1,200; its validation loss is 0.25, with 80 % right. Play",
        ),
        (Scores(0.1, NONE, 0.9, NONE), True, "You kept epoch 1,200. Play"),
        (Scores(0.1, NONE, NONE, NONE), False, "You kept epoch 1,200. Play"),
    ],
)  # fmt: skip
def test_what_was_kept(scores: Scores, classes: bool, words: str) -> None:
    assert str(kept(1200, scores, classes)).startswith(words)
