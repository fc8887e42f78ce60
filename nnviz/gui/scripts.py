"""File ▸ Export ▸ Python script: the experiment as a program that can be read, run and changed."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.documents import Documents
from nnviz.gui.session import Session
from nnviz.gui.theme import Themes
from nnviz.gui.writing import write_file

if TYPE_CHECKING:
    from nnviz.core.script.pieces import Form

SUFFIX = ".py"


class Scripts(QObject):
    """Opens the dialog, and writes the file."""

    def __init__(self, session: Session, documents: Documents, themes: Themes, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._documents, self._themes, self._window = session, documents, themes, window
        self._form: Form = "low"

    def open(self) -> None:
        """Show the script of the present experiment."""
        from nnviz.core.script.expected import expected_errors  # here: the window opens 30 ms earlier so
        from nnviz.core.script.script import python_script
        from nnviz.gui.script_dialog import ScriptDialog

        session = self._session
        run = session.whole_document().run if session.settings_held else None
        expected = expected_errors(session.experiment, run)
        written = partial(python_script, session.experiment, expected=expected)
        dialog = ScriptDialog(written, self.save, self._form, self._themes.theme, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.form_chosen.connect(self._on_form_chosen)
        dialog.open()

    @Slot(str)
    def _on_form_chosen(self, form: "Form") -> None:
        self._form = form

    def save(self, script: str) -> bool:
        """Ask where to, and write it; whether that was done."""
        suggested = self._documents.file.suggestion.with_suffix(SUFFIX)
        path = self.ask_for_file(suggested)
        if path is None:
            return False
        try:
            write_file(path, script)
        except BadInput as problem:
            self._documents.asking.tell(problem.sentence)
            return False
        words = "The script was saved as {path}. Run it with: python {name}"
        name = f'"{path.name}"' if " " in path.name else path.name
        self._session.tell_for_a_while(Sentence(words, {"path": str(path), "name": name}))
        return True

    def ask_for_file(self, suggested: Path) -> Path | None:
        """Where to write the script; None for nowhere. Waits for the user."""
        parent = QApplication.activeModalWidget() or self._window
        chosen, _ = QFileDialog.getSaveFileName(
            parent, self.tr("Save the script"), str(suggested), self.tr("Python (*.py)")
        )
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix:
            return path
        path = path.with_name(path.name + SUFFIX)  # about which the dialog did not ask
        return path if not path.exists() or self._documents.asking.replace(path) else None
