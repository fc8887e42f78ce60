"""A field for a formula, with the first mistake in it marked at its place and said in words."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from nnviz.core.formulas.tokens import FormulaError
from nnviz.core.sentences import BadInput
from nnviz.gui.translate import text
from nnviz.gui.widgets import LineEdit

AROUND = 14  # characters of the formula that are shown on either side of a mistake
CUT = "…"
MARK = "^"


class FormulaField(QWidget):
    """A line to type a formula in. Its owner judges what is typed, and says what is wrong with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        family = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
        self.line = LineEdit()
        self.line.setStyleSheet(f'QLineEdit {{ font-family: "{family}"; }}')
        self.place = QLabel()
        self.place.setStyleSheet(f'QLabel {{ font-family: "{family}"; }}')
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.setFocusProxy(self.line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.line)
        for label in (self.place, self.words):
            label.setProperty("warning", True)
            label.setMinimumWidth(1)  # a long name that was typed must not widen the panel
            label.setVisible(False)
            layout.addWidget(label)

    def show_mistake(self, mistake: BadInput | None) -> None:
        """Say what is wrong with the formula in the line, and mark its place if it has one; None: nothing."""
        place = mistake.place if isinstance(mistake, FormulaError) else None
        self.place.setText(marked(self.line.text(), *place) if place else "")
        self.words.setText(text(mistake.sentence) if mistake else "")
        for label in (self.place, self.words):
            label.setVisible(bool(label.text()))

    def select_mistake(self, mistake: BadInput) -> None:
        """Select the wrong part, so that typing replaces it; for a user who has ended typing here."""
        if isinstance(mistake, FormulaError) and self.line.hasFocus():
            start, end = mistake.place
            self.line.setSelection(start, end - start)


def marked(formula: str, start: int, end: int) -> str:
    """Two lines: the part of the formula around a place, and marks under the place."""
    first, last = max(0, start - AROUND), min(len(formula), max(end, start + 1) + AROUND)
    end = min(end, start + AROUND)  # what is too long to show is marked at its beginning
    last = min(last, end + AROUND)
    before, after = CUT * (first > 0), CUT * (last < len(formula))
    marks = MARK * max(1, end - start)
    return f"{before}{formula[first:last]}{after}\n{' ' * (len(before) + start - first)}{marks}"
