"""What sections are laid out with: headings that fold, rows with a label, and notes under them."""

from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.gui.widgets import NumberBox, explain

LABEL_WIDTH = 112  # of the label column, so that the fields of all sections stand in one line
ROW_SPACING = 7
ROW_HEIGHT = 26  # of boxes, lists and text fields alike
# Named, because a tooltip takes an unnamed style from its widget.
HEADING = "QToolButton { font-size: 12pt; font-weight: 600; }"
SMALL_HEADING = "QToolButton { font-weight: 500; }"
NARROW = 72  # a number box that shares its row
INDENT = 12  # of a section's content, so that it stands under the heading's text


class Note(QLabel):
    """A quiet line or a warning under a control; takes no room while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("quiet", True)
        self.setMinimumWidth(1)  # a long word that was typed must not widen the panel
        self.setVisible(False)
        self._reserved = 0

    def reserve(self, lines: int) -> None:
        """Keep room for so many lines whatever is said."""
        self._reserved = lines
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.updateGeometry()

    def _room(self) -> int:
        """Asked for with each layout: the style sheet's font is not there before the first."""
        warning = QFont(self.font())
        warning.setWeight(QFont.Weight.DemiBold)  # as in the style sheet; its lines may be higher
        # A label lays its lines out on whole pixels, each of them rounded up.
        return self._reserved * max(ceil(QFontMetricsF(f).lineSpacing()) for f in (self.font(), warning))

    def heightForWidth(self, width: int) -> int:
        return max(super().heightForWidth(width), self._room())

    def minimumSizeHint(self) -> QSize:
        return super().minimumSizeHint().expandedTo(QSize(0, self._room()))

    def say(self, words: str) -> None:
        self._show(words, warning=False)

    def warn(self, words: str) -> None:
        self._show(words, warning=True)

    def clear(self) -> None:
        self._show("", warning=False)

    @property
    def is_warning(self) -> bool:
        return bool(self.property("warning"))

    def _show(self, words: str, warning: bool) -> None:
        if warning != self.is_warning:
            self.setProperty("warning", warning)
            self.setProperty("quiet", not warning)
            self.style().polish(self)  # the style sheet looks at properties only then
        if words != self.text():
            self.setText(words)
        if self.isHidden() == bool(words):
            self.setVisible(bool(words))


@dataclass(frozen=True)
class Row:
    """A label, its control, and room under them for a sentence. A check box has no label."""

    label: QLabel | None
    control: QWidget
    note: Note

    def set_visible(self, visible: bool) -> None:
        for widget in (self.label, self.control):
            if widget:
                widget.setVisible(visible)
        if not visible:
            self.note.clear()

    def rename(self, label: str) -> None:
        if self.label and self.label.text() != label:
            self.label.setText(label)
            self.control.setAccessibleName(label)

    def set_enabled(self, enabled: bool) -> None:
        for widget in (self.label, self.control):
            if widget:
                widget.setEnabled(enabled)


class Form(QWidget):
    """Rows of labels and controls, aligned."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(ROW_SPACING)
        self._grid.setColumnMinimumWidth(0, LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)

    def add(self, label: str, control: QWidget, tip: str) -> Row:
        """A row; the `tip` explains it on label and control, `&` in the label marks its key."""
        name = QLabel(label)
        name.setWordWrap(True)
        name.setFixedWidth(LABEL_WIDTH)
        name.setBuddy(control.focusProxy() or control)
        name.setToolTip(f"<p>{tip}</p>")
        explain(control, tip)
        control.setAccessibleName(label.replace("&", ""))
        control.setMinimumHeight(ROW_HEIGHT)
        control.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row = self._grid.rowCount()
        self._grid.addWidget(name, row, 0)
        self._grid.addWidget(control, row, 1)
        note = self.add_note()
        for box in (control, *control.findChildren(NumberBox)):
            if isinstance(box, NumberBox):
                box.refused.connect(lambda text: note.warn(self._not_a_number(text)))
        return Row(name, control, note)

    def name_pair(self, row: Row, low: NumberBox, high: NumberBox) -> None:
        """Say of two boxes in one row which is which."""
        name = row.control.accessibleName()
        for box, words in ((low, self.tr("{name}: from")), (high, self.tr("{name}: to"))):
            box.setAccessibleName(words.format(name=name))
            box.setToolTip(row.control.toolTip())

    def add_check(self, box: QCheckBox, tip: str) -> Row:
        explain(box, tip)
        self._grid.addWidget(box, self._grid.rowCount(), 0, 1, 2)
        return Row(None, box, self.add_note())

    def add_wide(self, widget: QWidget) -> None:
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def add_note(self) -> Note:
        note = Note()
        self._grid.addWidget(note, self._grid.rowCount(), 0, 1, 2)
        return note

    def _not_a_number(self, text: str) -> str:
        words = self.tr("“{text}” is not a number that can be used here. Write it like 3, 0.001 or 1e-3.")
        return words.format(text=text)


class Section(QWidget):
    """A heading that folds what is under it. `small`: a part of another section."""

    def __init__(
        self, title: str, content: QWidget, tip: str, small: bool = False, is_open: bool = True
    ) -> None:
        super().__init__()
        self._content = content
        self.heading = QToolButton()
        self.heading.setText(title)
        self.heading.setProperty("heading", True)
        self.heading.setCheckable(True)
        self.heading.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.heading.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.heading.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heading.setStyleSheet(SMALL_HEADING if small else HEADING)
        explain(self.heading, tip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addWidget(self.heading)
        layout.addWidget(content)
        content.setContentsMargins(0 if small else INDENT, 0, 0, 4)
        self.heading.toggled.connect(self._on_toggled)
        self.heading.setChecked(is_open)
        self._on_toggled(is_open)

    @Slot(bool)
    def _on_toggled(self, is_open: bool) -> None:
        self.heading.setArrowType(Qt.ArrowType.DownArrow if is_open else Qt.ArrowType.RightArrow)
        self._content.setVisible(is_open)


def side_by_side(*widgets: QWidget) -> QWidget:
    """The widgets in one row; the first takes the focus."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for widget in widgets:
        widget.setMinimumWidth(NARROW)
        widget.setMinimumHeight(ROW_HEIGHT)
        layout.addWidget(widget, 1)
    row.setFocusProxy(widgets[0])
    return row
