"""The Model section: polynomial, perceptron or formula, how complex, and what else each of them has."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.suggested import SUGGESTED, Kind, with_kind
from nnviz.gui.session import Session
from nnviz.gui.settings.complexity import ComplexityControl
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Note
from nnviz.gui.settings.formula import FormulaPage
from nnviz.gui.settings.perceptron import PerceptronPage
from nnviz.gui.settings.polynomial import PolynomialPage
from nnviz.gui.widgets import explain


class ModelSection(QWidget):
    """Shows and changes `experiment.model`."""

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self._last: dict[Kind, ModelSpec] = {kind: kind() for kind in SUGGESTED}
        self.polynomial = QRadioButton(self.tr("Poly&nomial"))
        self.perceptron = QRadioButton(self.tr("Per&ceptron"))
        explain(
            self.perceptron,
            self.tr(
                "A small neural network: layers of simple units, each of which bends its input a little."
            ),
        )
        self.formula = QRadioButton(self.tr("For&mula"))
        self._kinds = QButtonGroup(self)
        kinds = QHBoxLayout()
        for button in (self.polynomial, self.perceptron, self.formula):
            self._kinds.addButton(button)
            kinds.addWidget(button)
        kinds.addStretch(1)
        self.note = Note()
        self.complexity = ComplexityControl(session, edits)
        self.polynomial_page = PolynomialPage(session, edits)
        self.perceptron_page = PerceptronPage(session, edits)
        self.formula_page = FormulaPage(session, edits)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(kinds)
        pages = self.polynomial_page, self.perceptron_page, self.formula_page
        for widget in (self.note, self.complexity, *pages):
            layout.addWidget(widget)
        self.polynomial.clicked.connect(self._on_polynomial)
        self.perceptron.clicked.connect(self._on_perceptron)
        self.formula.clicked.connect(self._on_formula)
        session.experiment_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        model, is_classes = self._session.experiment.model, self._session.experiment.dataset.is_classes
        kind = type(model)
        self._last[kind] = replace(model, n_in=1, n_out=1) if isinstance(model, MLPSpec) else model
        buttons = {PolynomialSpec: self.polynomial, MLPSpec: self.perceptron, FormulaSpec: self.formula}
        with QSignalBlocker(self._kinds):
            buttons[kind].setChecked(True)
        self._offer_curves(not is_classes)
        self.note.clear()
        self.polynomial_page.setVisible(kind is PolynomialSpec)
        self.perceptron_page.setVisible(kind is MLPSpec)
        self.formula_page.setVisible(kind is FormulaSpec)

    def _offer_curves(self, wanted: bool) -> None:
        """Let models be chosen that can only draw a curve, or say why not."""
        for button, tip in (
            (self.polynomial, self.tr(
                "A sum of powers of x: c₀ + c₁·x + c₂·x² + … Its degree says how far it can bend.")),
            (self.formula, self.tr(
                "A formula of your own, such as a*sin(b*x) + c. Its letters besides x are learned.")),
        ):  # fmt: skip
            button.setEnabled(wanted)
            explain(button, tip if wanted else self.tr(
                "It draws a curve, y for each x. The points have classes, which a perceptron tells apart."
            ))  # fmt: skip

    @Slot()
    def _on_polynomial(self) -> None:
        self._choose(PolynomialSpec)

    @Slot()
    def _on_perceptron(self) -> None:
        self._choose(MLPSpec)

    @Slot()
    def _on_formula(self) -> None:
        self._choose(FormulaSpec)

    def _choose(self, kind: Kind) -> None:
        self._edits.make(self.tr("Model"), lambda e: with_kind(e, self._last[kind]), self.note)
