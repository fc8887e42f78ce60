"""Comparing models: several of them on the same points, in a table and as pinned curves."""

from nnviz.gui.comparing.comparing import Comparing as Comparing
