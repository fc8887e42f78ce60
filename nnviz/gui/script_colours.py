"""Colours in Python text: comments, texts and the words of the language."""

import keyword

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat, QTextDocument

from nnviz.gui.theme import Theme

_WORDS = "|".join(word for word in keyword.kwlist if word not in ("None", "True", "False"))
_PARTS = QRegularExpression(rf"""(?<comment>\#.*)|(?<text>"[^"]*")|(?<word>\b(?:{_WORDS})\b)""")
_QUOTES = '"""'


class ScriptColours(QSyntaxHighlighter):
    """Made for the scripts that nnviz writes: their texts stand in double quotes and hold none."""

    def __init__(self, document: QTextDocument, theme: Theme) -> None:
        super().__init__(document)
        self._comment, self._text, self._word = (QTextCharFormat() for _ in range(3))
        self._comment.setForeground(QColor(theme.quiet))
        self._text.setForeground(QColor(theme.truth))
        self._word.setForeground(QColor(theme.accent))
        self._word.setFontWeight(QFont.Weight.DemiBold)

    def highlightBlock(self, line: str) -> None:
        """One line; the state of a block says whether a docstring goes on behind it."""
        inside, quotes = self.previousBlockState() == 1, line.count(_QUOTES)
        self.setCurrentBlockState(1 if inside != (quotes % 2 == 1) else 0)
        if inside or (quotes and line.lstrip().startswith(_QUOTES)):
            self.setFormat(0, len(line), self._text)
            return
        found = _PARTS.globalMatch(line)
        while found.hasNext():
            part = found.next()
            for name, look in (("comment", self._comment), ("text", self._text), ("word", self._word)):
                if part.capturedLength(name) > 0:
                    self.setFormat(part.capturedStart(name), part.capturedLength(name), look)
