"""The window: PySide6 and pyqtgraph. Never imports torch; panels never import each other."""
