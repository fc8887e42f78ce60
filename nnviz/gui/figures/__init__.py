"""Figures and animations of what the window shows, as files and on the clipboard."""

from nnviz.gui.figures.figures import Figures

__all__ = ["Figures"]
