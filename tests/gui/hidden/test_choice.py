"""What a choice means for models of other sizes."""

import pytest

from nnviz.core.hidden import View
from nnviz.core.models import MLPSpec
from nnviz.gui.hidden.choice import Choice


@pytest.mark.parametrize(
    ("choice", "sizes", "view"),
    [
        (Choice(), (4, 2), View(1, (0, 1))),  # the last layer; two units need no components
        (Choice(), (4, 5), View(1, None)),  # more than two: components
        (Choice(components=True), (4, 2), View(1, (0, 1))),
        (Choice(components=False, units=(3, 1)), (5,), View(0, (3, 1))),
        (Choice(components=False, units=(7, 1)), (5,), View(0, (4, 1))),  # there is no unit 8
        (Choice(components=False, units=(7, 9)), (5,), View(0, (0, 1))),
        (Choice(layer=0), (4, 2), View(0, None)),
        (Choice(layer=5), (4, 2), View(1, (0, 1))),
        (Choice(), (4, 1), None),
        (Choice(), (), None),
    ],
)
def test_what_is_seen(choice: Choice, sizes: tuple[int, ...], view: View | None) -> None:
    assert choice.view(MLPSpec(sizes, n_in=2)) == view
