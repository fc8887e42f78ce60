"""nnviz: a desktop laboratory for how well a model fits its points and how well it predicts."""

__version__ = "0.1.0"
