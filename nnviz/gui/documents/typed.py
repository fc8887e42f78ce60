"""What is typed in a field and not yet entered: it belongs to the document too."""

from PySide6.QtWidgets import QApplication


def finish_typing() -> None:
    """Enter what is typed in the field that has the focus, as leaving it would; the focus stays there."""
    field = QApplication.focusWidget()
    if field is not None:
        field.clearFocus()
    while field is not None and not field.isVisible():  # a cell of a table has closed its field
        field = field.parentWidget()
    if field is not None:
        field.setFocus()
