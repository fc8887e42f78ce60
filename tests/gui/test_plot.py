"""What all plots have: titles of the axes, where there is room for them."""

import pytest
from pytestqt.qtbot import QtBot

from nnviz.gui.plots import ROOM_FOR_TITLES, Plot
from nnviz.gui.theme import DARK, LIGHT, Theme


class Counted(Plot):
    """Counts how often it was dressed."""

    dressed = 0

    def show_theme(self, theme: Theme) -> None:
        super().show_theme(theme)
        self.dressed += 1


@pytest.fixture
def plot(qtbot: QtBot) -> Counted:
    plot = Counted(LIGHT, ("x", "y"))
    qtbot.addWidget(plot)
    return plot


def test_other_titles_have_the_letters_of_the_theme_and_dress_nothing_else(plot: Counted) -> None:
    """The titles of a hidden layer tell shares that change with every frame."""
    plot.show_theme(DARK)
    plot.resize(400, ROOM_FOR_TITLES + 10)
    before, style = plot.dressed, dict(plot.getAxis("left").labelStyle)
    plot.name_axes(("x", "z"))
    assert plot.dressed == before
    left = plot.getAxis("left")
    assert (left.labelText, left.labelStyle) == ("z", style)
    assert left.label.isVisible()


def test_a_low_plot_has_no_titles_when_they_change(plot: Counted) -> None:
    plot.resize(400, ROOM_FOR_TITLES - 10)
    plot.name_axes(("a", "b"))
    plot.show()
    assert not any(plot.getAxis(side).label.isVisible() for side in ("bottom", "left"))
