"""The dialog “Python script”: which form, how it looks, and where it goes."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.script.pieces import ENDED_WITH, FORMS, Form
from nnviz.core.sentences import BadInput
from nnviz.gui.script_colours import ScriptColours
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text
from nnviz.gui.widgets import explain

WIDTH, HEIGHT = 860, 640  # pixels, where the screen has them
MOST_LINES = 3_000  # of the preview; what is saved or copied is whole


class ScriptDialog(QDialog):
    """Shows the script in the chosen form.

    written: gives the script in a form; raises `BadInput` if there is none. save: asks where to and writes
    it; whether that was done.
    """

    form_chosen = Signal(str)  # a Form

    def __init__(
        self,
        written: Callable[[Form], str],
        save: Callable[[str], bool],
        form: Form,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._written, self._save, self._script = written, save, ""
        self.setWindowTitle(self.tr("Python script"))
        self.forms: dict[Form, QRadioButton] = {
            "low": QRadioButton(self.tr("&Low level")), "high": QRadioButton(self.tr("&High level")),
        }  # fmt: skip
        self.preview = QPlainTextEdit()
        self.preview.setReadOnly(True)
        self.preview.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.preview.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.preview.setAccessibleName(self.tr("The script"))
        self._colours = ScriptColours(self.preview.document(), theme)
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setProperty("quiet", True)
        self.save, self.copy = QPushButton(self.tr("&Save…")), QPushButton(self.tr("&Copy"))
        self._lay_out()
        self.forms[form].setChecked(True)
        for choice, button in self.forms.items():
            button.toggled.connect(lambda on, choice=choice: self._on_form(choice) if on else None)
        self.save.clicked.connect(self._on_save)
        self.copy.clicked.connect(self._on_copy)
        self._show(form)

    def _lay_out(self) -> None:
        told: dict[Form, str] = {
            "low": self.tr(
                "Tensors, autograd and the optimiser's rule written out: what a framework does inside."
            ),
            "high": self.tr(
                "Modules and losses of torch.nn, and torch.optim: how programs are usually written."
            ),
        }
        choices = QGridLayout()
        choices.setColumnStretch(1, 1)
        choices.setHorizontalSpacing(14)
        for row, form in enumerate(FORMS):
            words = QLabel(told[form])
            words.setWordWrap(True)
            words.setProperty("quiet", True)
            explain(self.forms[form], told[form])
            choices.addWidget(self.forms[form], row, 0)
            choices.addWidget(words, row, 1)
        self.save.setProperty("primary", True)
        self.save.setDefault(True)
        explain(self.save, self.tr("Write it into a file, to be run with Python."))
        explain(self.copy, self.tr("Put all of it on the clipboard."))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(choices)
        layout.addWidget(self.preview, 1)
        layout.addWidget(self.said)
        layout.addWidget(buttons)
        room = self.screen().availableSize()
        self.resize(min(WIDTH, room.width() - 40), min(HEIGHT, room.height() - 80))

    def _on_form(self, form: Form) -> None:
        self.form_chosen.emit(form)
        self._show(form)

    def _show(self, form: Form) -> None:
        try:
            self._script = self._written(form)
        except BadInput as problem:
            self._script = ""
            self.said.setText(text(problem.sentence))
        else:
            self.said.setText(self._about())
        lines = self._script.splitlines()
        more = len(lines) - MOST_LINES
        shown = (
            [*lines[:MOST_LINES], self.tr("# … and {n:,} more lines").format(n=more)] if more > 0 else lines
        )
        self.preview.setPlainText("\n".join(shown))
        for button in (self.save, self.copy):
            button.setEnabled(bool(self._script))

    def _about(self) -> str:
        numpy = "import numpy" in self._script
        needs = self.tr("It needs torch and numpy.") if numpy else self.tr("It needs torch.")
        if ENDED_WITH in self._script:
            ends = self.tr("Run it with Python: it ends with the errors that nnviz shows.")
            if "accuracy" in self._script:
                ends = self.tr("Run it with Python: it ends with the errors and accuracies that nnviz shows.")
        else:
            ends = self.tr(
                "Run it with Python: it trains from the first weights, with points and settings as they are "
                "now, and ends as nnviz does after Reset and Play."
            )
        return f"{needs} {ends}"

    @Slot()
    def _on_save(self) -> None:
        if self._save(self._script):
            self.accept()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._script)
        self.said.setText(self.tr("The script is on the clipboard."))
