"""A second ERRORS panel that looks like the first: for pictures of another size, epoch or theme."""

from nnviz.gui.errors.panel import ErrorsPanel


def show_like(panel: ErrorsPanel, other: ErrorsPanel) -> None:
    """Show the same curves on the same axes."""
    for column, box in other.legend.boxes.items():
        panel.legend.boxes[column].setChecked(box.isChecked())
    for own, box in zip(panel.legend.pins, other.legend.pins, strict=True):
        own.setChecked(box.isChecked())
    for name in ("split", "medians", "log_x", "log_y"):
        getattr(panel.legend, name).setChecked(getattr(other.legend, name).isChecked())
