"""What only formulas have: the formula itself, and the letters that are learned."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.experiment import with_model
from nnviz.core.formulas.tree import FUNCTIONS
from nnviz.core.models import FormulaSpec
from nnviz.core.sentences import BadInput
from nnviz.gui.formula_field import FormulaField
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Note
from nnviz.gui.widgets import explain


class FormulaPage(QWidget):
    """Shown while the model is a formula. What is typed becomes the model when it is right and complete."""

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self._shown: str | None = None  # the formula that the line was given; what was typed since stays
        self.field = FormulaField()
        self.line = self.field.line
        tip = self.tr(
            "What is computed from x. All letters besides x are parameters, which training finds. There are "
            "+ - * / ^, brackets, pi, and {functions}. Enter takes it over."
        ).format(functions=", ".join(FUNCTIONS))
        form = Form()
        self._row = form.add(self.tr("&Formula of x"), self.field, tip)
        explain(self.line, tip)
        self.line.setAccessibleName(self.field.accessibleName())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(form)
        self.line.textEdited.connect(self._on_typed)
        self.line.editingFinished.connect(self._on_finished)
        session.experiment_changed.connect(self._show)
        self._show()

    @property
    def note(self) -> Note:
        """Under the field: which letters are parameters."""
        return self._row.note

    @Slot()
    def _show(self) -> None:
        model = self._session.experiment.model
        if not isinstance(model, FormulaSpec):
            self._shown = None
        elif model.expression != self._shown:
            self._shown = model.expression
            self.line.show_text(model.expression)
            self._judge()

    def _judge(self) -> FormulaSpec | BadInput:
        """The model that is typed, or what is wrong with it; either is shown."""
        try:
            model = FormulaSpec(self.line.text())
        except BadInput as mistake:
            self.field.show_mistake(mistake)
            self.note.clear()
            return mistake
        self.field.show_mistake(None)
        self.note.say(self.tr("Parameters: {letters}").format(letters=", ".join(model.parameter_names)))
        return model

    @Slot()
    def _on_typed(self) -> None:
        self._judge()

    @Slot()
    def _on_finished(self) -> None:
        model = self._session.experiment.model
        if not isinstance(model, FormulaSpec):
            return  # the line lost the focus because another kind of model was chosen
        typed = self._judge()
        if isinstance(typed, BadInput):
            self.field.select_mistake(typed)
        elif typed != model:
            self._shown = typed.expression
            self._edits.make(self.tr("Formula"), lambda e: with_model(e, typed), self.note)
            self._judge()
