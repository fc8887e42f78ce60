"""Drawing points with the mouse and the keys: a plot to draw on, and the tools that work on it."""
