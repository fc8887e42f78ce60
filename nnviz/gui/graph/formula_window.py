"""The window “Any expression”: a formula by itself, its graph, its gradients, and steps down them."""

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.formulas.parse import parse
from nnviz.core.formulas.tree import INPUT, letters
from nnviz.core.graph.formula_step import new_values, step_down
from nnviz.core.graph.graph import Graph
from nnviz.core.graph.health import marks
from nnviz.core.graph.story import Update
from nnviz.core.graph.summary import plain_number
from nnviz.core.models import FormulaSpec
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.suggested import with_kind
from nnviz.gui.formula_field import FormulaField
from nnviz.gui.graph.formula_letters import Letters
from nnviz.gui.graph.numbers import NumbersView
from nnviz.gui.graph.table import Table
from nnviz.gui.graph.view import GraphView
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text
from nnviz.gui.widgets import LogSpinBox, explain

FIRST = "sigmoid(w*x + b)"  # one unit of a perceptron
FIRST_RATE = 0.1
WIDTH, HEIGHT, LEFT = 980, 640, 360  # pixels; LEFT: of what is typed and listed
LETTERS_HEIGHT = 190  # at most; with more letters they scroll
DIGITS = 5
LONGEST_NAME = 24  # characters of a node's formula in the list


class FormulaWindow(QDialog):
    """Not modal. A right formula is recorded by the worker at once, at the values of its letters."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._graph: Graph | None = None  # of the present formula and values; None until it is there
        self._steps_due = 0  # asked for while there was no graph
        self._path: list[tuple[dict[str, float], float]] = []  # values of the letters and of the formula
        self.setWindowTitle(self.tr("Any expression"))
        self.resize(WIDTH, HEIGHT)
        self.field, self.letters, self.view = FormulaField(), Letters(), GraphView(theme)
        self.value, self.said, self.reason = QLabel(), QLabel(), QLabel()
        self.rate = LogSpinBox(1e-6, 1e3)
        self.step = QPushButton(self.tr("Step down the gradient"))
        self.use = QPushButton(self.tr("Use as a model"))
        self.path, self.nodes = NumbersView(), NumbersView()
        self._explain()
        self._lay_out()
        self.field.line.textEdited.connect(self._on_typed)
        self.letters.edited.connect(self._begin)
        self.letters.refused.connect(self._on_refused)
        self.rate.refused.connect(self._on_refused)
        self.step.clicked.connect(self._on_step)
        self.use.clicked.connect(self._on_use)
        session.recordings.formula_recorded.connect(self._on_recorded)
        self._show_first()

    def _explain(self) -> None:
        tip = self.tr("A formula such as {example}. You give its letters values below.").format(example=FIRST)
        explain(self.field.line, tip)
        self.field.line.setAccessibleName(self.tr("Formula"))
        self.rate.show_value(FIRST_RATE)
        self.rate.setAccessibleName(self.tr("Learning rate"))
        explain(self.rate, self.tr("How far a step goes: the rate times the gradient."))
        explain(self.step, self.tr("Each letter moves against its gradient, so that the value falls."))
        self.path.setAccessibleName(self.tr("The path: the letters and the value after each step"))
        self.path.setToolTip(self.tr("Where the steps have led: the letters, and the formula's value f."))
        self.nodes.setAccessibleName(self.tr("Value and gradient of every node"))
        self.nodes.setToolTip(
            self.tr("Every node but constants. The gradient is that of the formula's value.")
        )
        self.value.setStyleSheet("QLabel { font-size: 13pt; font-weight: 600; }")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for label in (self.said, self.reason):
            label.setWordWrap(True)
            label.setProperty("quiet", True)
        for button in (self.step, self.use):
            button.setAutoDefault(False)  # or Enter in the formula would press it

    def _lay_out(self) -> None:
        self._scrolled = QScrollArea()
        self._scrolled.setWidget(self.letters)
        self._scrolled.setWidgetResizable(True)
        for part in (self._scrolled.viewport(), self.letters):
            part.setAutoFillBackground(False)
        stepping = QHBoxLayout()
        for widget in (QLabel(self.tr("Learning rate")), self.rate, self.step):
            stepping.addWidget(widget)
        lists = QTabWidget()
        lists.addTab(self.path, self.tr("Path"))
        lists.addTab(self.nodes, self.tr("All nodes"))
        for table in (self.path, self.nodes):
            table.setMaximumHeight(HEIGHT)
        left = QWidget()
        layout = QVBoxLayout(left)
        for part in (self.field, self._scrolled, self.value):
            layout.addWidget(part)
        layout.addLayout(stepping)
        layout.addWidget(self.said)
        layout.addWidget(lists, 1)
        layout.addWidget(self.use)
        layout.addWidget(self.reason)
        parts = QSplitter()
        parts.setChildrenCollapsible(False)
        parts.addWidget(left)
        parts.addWidget(self.view)
        parts.setStretchFactor(1, 1)
        parts.setSizes([LEFT, WIDTH - LEFT])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(parts)

    def show_theme(self, theme: Theme) -> None:
        self.view.show_theme(theme)

    def _show_first(self) -> None:
        """The formula that is trained, at the parameters that are shown; or else a first example."""
        model, shown = self._session.experiment.model, self._session.shown
        if isinstance(model, FormulaSpec) and shown.model == model:
            values = zip(model.parameter_names, shown.parameters.tolist(), strict=True)
            self.show_formula(model.expression, dict(values))
        else:
            self.show_formula(FIRST)

    def show_formula(self, expression: str, values: Mapping[str, float] | None = None) -> None:
        """Show a formula that was not typed here; letters without a value keep theirs."""
        self.field.line.show_text(expression)
        self._on_typed()
        self.letters.show_values({n: v for n, v in (values or {}).items() if n in self.letters.names})
        self._begin()

    # --- the formula and its values ---------------------------------------------------------------

    @Slot()
    def _on_typed(self) -> None:
        mistake: BadInput | None = None
        try:
            self.letters.show_letters(letters(parse(self.field.line.text())))
        except BadInput as problem:
            mistake = problem
        self.field.show_mistake(mistake)
        self.step.setEnabled(mistake is None)
        self._offer(mistake)
        if mistake is None:
            wanted = self.letters.sizeHint().height()
            self._scrolled.setFixedHeight(min(wanted, LETTERS_HEIGHT))
            self._begin()

    @Slot()
    def _begin(self) -> None:
        """The path begins anew here."""
        self._path, self._steps_due = [], 0
        self._say("")
        self._ask()

    def _ask(self) -> None:
        self._graph = None
        if self.isVisible() and self.step.isEnabled():  # a formula with a mistake is not asked about
            self._session.recordings.record_formula(self.field.line.text(), self.letters.values)

    @Slot(object)
    def _on_recorded(self, found: Graph | Sentence) -> None:
        if isinstance(found, Sentence):
            self.field.show_mistake(BadInput(found.template, **found.values))
            return
        self._graph = found
        value = float(found.node(found.loss).value)
        self._path.append((self.letters.values, value))
        self.value.setText(self.tr("f = {value}").format(value=plain_number(value, DIGITS)))
        self.letters.show_gradients(found)
        self.view.show_graph(found, marks(found))
        self._list()
        if self._steps_due:
            self._steps_due -= 1
            self._on_step()

    def _list(self) -> None:
        """The path and all nodes, as tables."""
        assert self._graph is not None
        names = self.letters.names
        columns = [(name, np.array([values[name] for values, _ in self._path])) for name in names]
        columns.append((self.tr("f"), np.array([value for _, value in self._path])))
        self.path.show_table(Table(tuple(columns), labels=[str(n) for n in range(len(self._path))]))
        self.path.scrollToBottom()
        rows = [
            (n.formula, float(n.value), float(n.gradient))
            for n in self._graph.nodes
            if n.gradient is not None
        ]
        words, *numbers = zip(*rows, strict=True)
        columns = [(self.tr("value"), np.array(numbers[0])), (self.tr("gradient"), np.array(numbers[1]))]
        self.nodes.show_table(Table(tuple(columns), labels=[_shortened(formula) for formula in words]))
        for table in (self.path, self.nodes):
            table.setMaximumHeight(HEIGHT)

    # --- down the gradient ------------------------------------------------------------------------

    @Slot()
    def _on_step(self) -> None:
        if self._graph is None:
            self._steps_due += 1
            return
        try:
            made = step_down(self._graph, self.rate.value(), self.letters.kept)
        except BadInput as problem:
            self._say(text(problem.sentence))
            return
        values = new_values(made)
        if not made:
            self._say(self.tr("All letters are kept, so nothing moves. Untick one."))
        elif not all(isfinite(value) for value in values.values()):
            self._say(self.tr("The step leads to no finite number. Choose other values or a smaller rate."))
        else:
            self.letters.show_values(values)
            self._say("\n".join(self._told(update) for update in made))
            self._ask()

    def _told(self, update: Update) -> str:
        """“new x1 = 0 − 0.1 × (−6) = 0.6”"""
        before, gradient, after = (float(update.lines[place][1]) for place in (0, 1, -1))
        slope = plain_number(gradient, DIGITS)
        return self.tr("new {letter} = {before} − {rate} × {gradient} = {after}").format(
            letter=update.node,
            before=plain_number(before, DIGITS),
            rate=plain_number(self.rate.value(), DIGITS),
            gradient=f"({slope})" if gradient < 0 else slope,
            after=plain_number(after, DIGITS),
        )

    def _say(self, words: str) -> None:
        self.said.setText(words)

    @Slot(str)
    def _on_refused(self, typed: str) -> None:
        words = self.tr("“{text}” is not a number that can be used here. Write it like 3, 0.001 or 1e-3.")
        self._say(words.format(text=typed))

    # --- as a model -------------------------------------------------------------------------------

    def _offer(self, mistake: BadInput | None) -> None:
        """Whether the formula can be a model, and if not, why; a mistake is said already."""
        reason = ""
        try:
            FormulaSpec(self.field.line.text())
        except BadInput as problem:
            reason = text(problem.sentence)
        else:
            if INPUT not in self.letters.names:
                reason = self.tr("A model predicts from x: write x in the formula to use it as one.")
        self.use.setEnabled(not reason)
        explain(self.use, reason or self.tr("The points are fitted by it, from these values on."))
        self.reason.setText("" if mistake else reason)

    @Slot()
    def _on_use(self) -> None:
        model, values = FormulaSpec(self.field.line.text()), self.letters.values
        changed = with_kind(self._session.experiment, model)
        start = tuple(values[name] for name in model.parameter_names)
        self._session.edit(replace(changed, initial=start), self.tr("Formula"))

    # --- Qt's overrides ---------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._graph is None:
            self._ask()


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1]}…"
