"""The large slider: how complex the model may be, and what that means for these points."""

from bisect import bisect_left
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import FormulaSpec, MLPSpec, ModelSpec, PolynomialSpec
from nnviz.core.models.mlp import MAX_WIDTH
from nnviz.core.models.polynomial import MAX_DEGREE
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Note
from nnviz.gui.widgets import NumberBox, Slider, explain

# Each width to 16, then four to a doubling: a step of the slider changes what is seen by about as much.
WIDTHS = (*range(1, 17), *(octave * q // 4 for octave in (16, 32, 64, 128, 256) for q in (5, 6, 7, 8)))
LINES = 2  # of words about parameters and points, in a panel of the usual width
BIG = "font-size: 17pt; font-weight: 600;"


class ComplexityControl(QWidget):
    """Degree or width: a slider to feel it, a box to say it exactly, and the number of parameters."""

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self.value = QLabel()
        self.value.setStyleSheet(BIG)
        self.value.setWordWrap(True)
        self.box = NumberBox(0, MAX_DEGREE)
        self.box.setMaximumWidth(76)
        self.slider = Slider()
        self.slider.setMinimumHeight(28)
        self.least, self.most = QLabel(), QLabel()
        self.note = Note()
        self.parameters = Note()
        self.parameters.reserve(LINES)  # or all below would jump under a dragged slider
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(4)
        layout.setColumnStretch(1, 1)
        layout.addWidget(self.value, 0, 0, 1, 2)
        layout.addWidget(self.box, 0, 2, 1, 2, Qt.AlignmentFlag.AlignRight)
        layout.addWidget(self.least, 1, 0)
        layout.addWidget(self.slider, 1, 1, 1, 2)
        layout.addWidget(self.most, 1, 3)
        layout.addWidget(self.note, 2, 0, 1, 4)
        layout.addWidget(self.parameters, 3, 0, 1, 4)
        for label in (self.least, self.most):
            label.setProperty("quiet", True)
        self.slider.sliderPressed.connect(edits.hold)
        self.slider.sliderReleased.connect(edits.release)
        self.slider.valueChanged.connect(self._on_slid)
        self.box.edited.connect(self._on_edited)
        self.box.refused.connect(self._on_refused)
        session.experiment_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        model = self._session.experiment.model
        least, most, position = self._scale(model)
        with QSignalBlocker(self.slider):
            self.slider.setRange(0, len(WIDTHS) - 1 if isinstance(model, MLPSpec) else most - least)
            self.slider.setValue(position)
        fixed = isinstance(model, FormulaSpec)
        self.least.setText("" if fixed else str(least))
        self.most.setText("" if fixed else str(most))
        self.value.setText(self._words(model))
        self.box.set_range(least, most)
        self.box.show_value(_complexity(model))
        for widget in (self.slider, self.box):
            widget.setEnabled(_can_change(model))
            self._explain(widget)
        self.note.clear()
        if fixed:
            self.note.say(self.tr("The formula decides how complex the model is: write another one below."))
        self._show_parameters(self._session.experiment)

    def _scale(self, model: ModelSpec) -> tuple[int, int, int]:
        """Least and most complex, and the slider's position."""
        if isinstance(model, PolynomialSpec):
            return 0, MAX_DEGREE, model.degree
        if isinstance(model, FormulaSpec):
            return 0, model.parameter_count, model.parameter_count
        return 1, MAX_WIDTH, bisect_left(WIDTHS, _complexity(model))

    def _words(self, model: ModelSpec) -> str:
        if isinstance(model, PolynomialSpec):
            return self.tr("degree {degree}").format(degree=model.degree)
        if isinstance(model, FormulaSpec):
            return self.tr("a formula")
        if not model.hidden_sizes:
            return self.tr("no hidden layer")
        if len(set(model.hidden_sizes)) == 1:
            return self.tr("width {width}").format(width=model.hidden_sizes[0])
        return self.tr("widths {widths}").format(widths=", ".join(map(str, model.hidden_sizes)))

    def _explain(self, widget: QWidget) -> None:
        experiment = self._session.experiment
        model = experiment.model
        if isinstance(model, PolynomialSpec):
            name = self.tr("Degree")
            tip = self.tr(
                "The highest power of x. Degree 1 is a straight line; each further degree lets the curve "
                "bend once more."
            )
        elif isinstance(model, FormulaSpec):
            name = self.tr("Complexity")
            tip = self.tr("The formula decides how many parameters there are: one for each letter besides x.")
        elif experiment.dataset.is_classes:
            name = self.tr("Width")
            tip = self.tr(
                "How many units each hidden layer has. More units let the borders between classes take more "
                "complicated shapes."
            )
        else:
            name = self.tr("Width")
            tip = self.tr(
                "How many units each hidden layer has. More units let the curve take more complicated shapes."
            )
        if widget.accessibleDescription() != tip:
            widget.setAccessibleName(name)
            explain(widget, tip)

    def _show_parameters(self, experiment: Experiment) -> None:
        parameters = experiment.model.parameter_count
        points = experiment.dataset.count(Role.TRAINING)
        many = self._parameters(parameters)
        self.parameters.setToolTip("")
        if not points:
            self.parameters.say(self.tr("{parameters}, no points yet").format(parameters=many))
            return
        words = self.tr("{parameters} for {points}").format(parameters=many, points=self._points(points))
        if parameters > points:
            also = self.tr("{counts}: more parameters than points")
            self.parameters.warn(also.format(counts=words))
            self._explain_more(experiment)
        elif parameters == points == _places(experiment) and experiment.model.is_linear:
            also = self.tr("{counts}: just enough to pass through all of them")
            self.parameters.say(also.format(counts=words))
        else:
            self.parameters.say(words)

    def _explain_more(self, experiment: Experiment) -> None:
        model = experiment.model
        if experiment.dataset.is_classes:
            if model.is_linear:
                return
            tip = self.tr("It may be able to get all of the points right, and so follow their noise.")
        elif _places(experiment) < experiment.dataset.count(Role.TRAINING):
            tip = self.tr("No curve passes through points of different height at the same x.")
        elif isinstance(model, PolynomialSpec):
            tip = self.tr("It can pass through all of the points, and so follow their noise.")
        elif not model.is_linear:  # its training need not get there
            tip = self.tr("It may be able to pass through all of the points, and so follow their noise.")
        else:
            return
        self.parameters.setToolTip(f"<p>{tip}</p>")

    def _parameters(self, n: int) -> str:
        return self.tr("1 parameter") if n == 1 else self.tr("{n} parameters").format(n=f"{n:,}")

    def _points(self, n: int) -> str:
        return self.tr("1 point") if n == 1 else self.tr("{n} points").format(n=f"{n:,}")

    @Slot(int)
    def _on_slid(self, position: int) -> None:
        polynomial = isinstance(self._session.experiment.model, PolynomialSpec)
        self._set(position if polynomial else WIDTHS[position])

    @Slot(float)
    def _on_edited(self, value: float) -> None:
        self._set(int(value))

    @Slot(str)
    def _on_refused(self, text: str) -> None:
        self.note.warn(self.tr("“{text}” is not a whole number.").format(text=text))

    def _set(self, complexity: int) -> None:
        polynomial = isinstance(self._session.experiment.model, PolynomialSpec)
        name = self.tr("Degree") if polynomial else self.tr("Width")
        self._edits.make(name, lambda e: with_complexity(e, complexity), self.note, joins=True)


def with_complexity(experiment: Experiment, complexity: int) -> Experiment:
    """The experiment with this degree, or with this width of every hidden layer; a formula stays as it is."""
    model = experiment.model
    if isinstance(model, PolynomialSpec):
        return with_model(experiment, PolynomialSpec(complexity, model.solver))
    if isinstance(model, FormulaSpec):
        return experiment
    sizes = (complexity,) * len(model.hidden_sizes)
    return with_model(experiment, replace(model, hidden_sizes=sizes))


def _places(experiment: Experiment) -> int:
    """How many different x a curve's training points have; 0 of classes, through which nothing passes."""
    dataset = experiment.dataset
    if dataset.is_classes:
        return 0
    return len(set(dataset.of(Role.TRAINING).x.tolist()))  # np.unique imports for 18 ms


def _complexity(model: ModelSpec) -> int:
    match model:
        case PolynomialSpec():
            return model.degree
        case FormulaSpec():
            return model.parameter_count
        case _:
            return max(model.hidden_sizes, default=1)


def _can_change(model: ModelSpec) -> bool:
    """Whether there is something to make more or less complex."""
    return isinstance(model, PolynomialSpec) or (isinstance(model, MLPSpec) and bool(model.hidden_sizes))
