"""The dialog “Name and note”: what an experiment is called, and what it is to show."""

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.experiment import Experiment
from nnviz.gui.widgets import LineEdit

WIDTH, NOTE_HEIGHT = 460, 110  # pixels


class NamingDialog(QDialog):
    """Both are in the file, in a script and in the tables of the command line."""

    def __init__(self, experiment: Experiment, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Name and note"))
        self.name = LineEdit()
        self.name.show_text(experiment.name)
        self.name.selectAll()
        self.note = QPlainTextEdit(experiment.note)
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(NOTE_HEIGHT)
        use = QLabel(
            self.tr("They go along with the experiment: into its file, a copied text and a Python script.")
        )
        use.setWordWrap(True)
        use.setProperty("quiet", True)
        fields = QFormLayout()
        fields.addRow(self.tr("&Name"), self.name)
        fields.addRow(self.tr("N&ote"), self.note)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(fields)
        layout.addWidget(use)
        layout.addWidget(buttons)
        self.setFixedWidth(WIDTH)

    def texts(self) -> tuple[str, str]:
        """The name, on one line, and the note."""
        return " ".join(self.name.text().split()), self.note.toPlainText().strip()
