"""What only polynomials have: how they are solved, and their coefficients to read off."""

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import PolynomialSpec
from nnviz.gui.session import Session
from nnviz.gui.settings.coefficients import CoefficientReadout
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Section
from nnviz.gui.widgets import ComboBox


class PolynomialPage(QWidget):
    """Shown while the model is a polynomial."""

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self.solver = ComboBox(((self.tr("gradient descent"), "descent"), (self.tr("exactly"), "exact")))
        form = Form()
        self._solver_row = form.add(
            self.tr("&Solver"),
            self.solver,
            self.tr(
                "Gradient descent walks downhill step by step, and you can watch it. “Exactly” computes the "
                "best fit at once, with a singular value decomposition."
            ),
        )
        self.coefficients = CoefficientReadout(session)
        self.read_out = Section(
            self.tr("Coefficients in x"),
            self.coefficients,
            self.tr("The shown polynomial, multiplied out in powers of x, to read and to copy."),
            small=True,
            is_open=False,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(form)
        layout.addWidget(self.read_out)
        self.solver.activated.connect(self._on_solver)
        session.experiment_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        model = self._session.experiment.model
        if isinstance(model, PolynomialSpec):
            self.solver.show_key(model.solver)
            self._solver_row.note.clear()

    @Slot()
    def _on_solver(self) -> None:
        solver = self.solver.currentData()

        def change(experiment: Experiment) -> Experiment:
            assert isinstance(experiment.model, PolynomialSpec)
            return with_model(experiment, replace(experiment.model, solver=solver))

        self._edits.make(self.tr("Solver"), change, self._solver_row.note)
