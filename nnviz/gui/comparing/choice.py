"""What is to be compared: a set that comes with nnviz, or the present points with models of one's own."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QStackedWidget, QWidget

from nnviz.core.comparison.models import NO_HIDDEN_LAYER, read_models
from nnviz.core.comparison.sets import SETS, ModelSet
from nnviz.core.dataset import Role
from nnviz.core.experiment import Experiment
from nnviz.core.models import PolynomialSpec
from nnviz.gui.session import Session
from nnviz.gui.translate import text
from nnviz.gui.widgets import ComboBox, LineEdit, explain

PRESENT = None  # the key of the present points among the sets
PERCEPTRONS = f"{NO_HIDDEN_LAYER}; 5; 10; 50, 50"  # what is suggested
POLYNOMIALS = "degree 1; degree 3; degree 6; degree 9"


class Choice(QWidget):
    """A list of sets, and a field for models of one's own. Its height does not depend on which is chosen."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._suggested = ""
        sets = tuple((text(each.title), each) for each in SETS)
        self.sets = ComboBox(((self.tr("The present points"), PRESENT), *sets))
        self.models, self.models_of_set = LineEdit(), QLabel()
        self._models = QStackedWidget()
        self._models.addWidget(self.models)
        self._models.addWidget(self.models_of_set)
        self._abouts = (_about(""), *(_about(text(each.about)) for each in SETS))
        self._pages = QStackedWidget()  # as high as the longest of them
        for about in self._abouts:
            self._pages.addWidget(about)
        label = QLabel(self.tr("&Models"))
        label.setBuddy(self.models)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("&Points"), self.sets)
        form.addRow(label, self._models)
        form.addRow(self._pages)
        explain(self.sets, self.tr("The present points, or a set of models that comes with nnviz."))
        self.models.setAccessibleName(self.tr("Models"))
        self.sets.currentIndexChanged.connect(self._show)
        session.experiment_changed.connect(self._show)
        session.opened.connect(self.choose_fitting)
        self.choose_fitting()

    @property
    def chosen(self) -> ModelSet | None:
        """The set; None for the present points."""
        found: ModelSet | None = self.sets.currentData()
        return found

    @property
    def about(self) -> QLabel:
        """What is said of the chosen set."""
        return self._abouts[self.sets.currentIndex()]

    def own_experiments(self) -> tuple[Experiment, ...]:
        """The present experiment with each of the models that are written. Raises `BadInput`."""
        return read_models(self.models.text(), self._session.experiment)

    @Slot()
    def choose_fitting(self) -> None:
        """The set that the present experiment is of, or the present points."""
        name = self._session.experiment.name
        of = (place for place, each in enumerate(SETS) if name.startswith(str(each.title)))
        self.sets.setCurrentIndex(1 + next(of, -1))
        self._show()

    @Slot()
    def _show(self) -> None:
        chosen = self.chosen
        self._models.setCurrentWidget(self.models if chosen is None else self.models_of_set)
        self._pages.setCurrentIndex(self.sets.currentIndex())
        self._show_present()
        if chosen is not None:
            self.models_of_set.setText(", ".join(chosen.models))

    def _show_present(self) -> None:
        experiment = self._session.experiment
        curve = not experiment.dataset.is_classes
        suggested = POLYNOMIALS if isinstance(experiment.model, PolynomialSpec) else PERCEPTRONS
        if self.models.text() in ("", self._suggested):  # nothing was typed yet
            self.models.show_text(suggested)
        self._suggested = suggested
        tip = self.tr("The units of each model's hidden layers; “;” stands between models.")
        if curve:
            tip += " " + self.tr("Or degrees of polynomials: degree 1; degree 6.")
        explain(self.models, tip)
        counts = experiment.dataset.count
        self._abouts[0].setText(
            self.tr(
                "{tip} All else is as set now, without replicas: {training:,} training, {validation:,} "
                "validation and {test:,} test points."
            ).format(
                tip=tip, training=counts(Role.TRAINING), validation=counts(Role.VALIDATION),
                test=counts(Role.TEST),
            )
        )  # fmt: skip


def _about(words: str) -> QLabel:
    label = QLabel(words)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setProperty("quiet", True)
    return label
