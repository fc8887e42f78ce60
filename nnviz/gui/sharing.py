"""The document as a line of text on the clipboard, and a copied line as a document."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from nnviz.core.files.experiment_file import notes
from nnviz.core.files.sharing import opened, shared
from nnviz.core.sentences import BadInput, Sentence
from nnviz.gui.documents import Documents
from nnviz.gui.session import Session

COPIED = (
    "“{name}” is on the clipboard, {count:,} characters: paste it into a mail or a chat; "
    "File ▸ Open copied text brings it back."
)
COPIED_WITHOUT_RUNS = (
    "“{name}” is on the clipboard, {count:,} characters: paste it into a mail or a chat; "
    "File ▸ Open copied text brings it back, without what was trained and pinned: that would be too long."
)


class Sharing(QObject):
    """What the File menu does with copied texts."""

    def __init__(self, session: Session, documents: Documents, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._documents = session, documents

    def copy(self) -> None:
        """Put the document on the clipboard as one line."""
        try:
            made = shared(self._session.whole_document())
        except BadInput as problem:
            self._documents.asking.tell(problem.sentence)
            return
        QGuiApplication.clipboard().setText(made.line)
        words = COPIED_WITHOUT_RUNS if made.without_runs else COPIED
        name = self._documents.file.title
        self._session.tell_for_a_while(Sentence(words, {"name": name, "count": len(made.line)}))

    def open(self) -> None:
        """Open the line on the clipboard as a document without a file."""
        try:
            document = opened(QGuiApplication.clipboard().text())
        except BadInput as problem:
            self._documents.asking.tell(problem.sentence)
            return
        title = document.experiment.name or self.tr("Copied text")
        self._documents.open_unsaved(document, title)
        if self._session.document.experiment == document.experiment:  # the user did not say no
            for note in notes(document)[:1]:
                self._session.tell(note)
