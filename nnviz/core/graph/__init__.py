"""The computational graph: recorded, grouped into layers, walked through one step at a time."""
