"""What only perceptrons have: hidden layers, activation, dropout, outputs, and scaling of x."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from nnviz.core.classes import fitting_outputs
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import MLPSpec
from nnviz.core.models.mlp import MAX_DROPOUT, MAX_HIDDEN_LAYERS, check_hidden_layers, read_sizes
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Note
from nnviz.gui.widgets import ComboBox, LineEdit, NumberBox


class PerceptronPage(QWidget):
    """Shown while the model is a perceptron."""

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self._width = MLPSpec.hidden_sizes[-1]  # of the layers that are added
        self.layers = NumberBox(0, MAX_HIDDEN_LAYERS)
        self.sizes = LineEdit()
        self.sizes.setPlaceholderText(self.tr("none"))
        self.activation = ComboBox(
            (
                ("tanh", "tanh"),
                ("ReLU", "relu"),
                ("sigmoid", "sigmoid"),
                ("softplus", "softplus"),
                (self.tr("sine"), "sine"),
            )
        )
        self.dropout = NumberBox(0, MAX_DROPOUT, 0.05, whole=False, zero=self.tr("off"))
        self.outputs = ComboBox(((self.tr("one logistic unit"), 1), (self.tr("two softmax units"), 2)))
        self.scale = QCheckBox(self.tr("Scale x to −1…1"))
        self._form = Form()
        self._add_rows()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._form)
        self.layers.edited.connect(self._on_layers)
        self.sizes.editingFinished.connect(self._on_sizes)
        self.activation.activated.connect(self._on_activation)
        self.dropout.edited.connect(self._on_dropout)
        self.outputs.activated.connect(self._on_outputs)
        self.scale.clicked.connect(self._on_scale)
        session.experiment_changed.connect(self._show)
        self._show()

    def _add_rows(self) -> None:
        form = self._form
        self._layers_row = form.add(
            self.tr("Hidden &layers"),
            self.layers,
            self.tr(
                "How many layers lie between input and output. Without any it is the single-layer network: "
                "a straight line, or straight borders between classes."
            ),
        )
        self._sizes_row = form.add(
            self.tr("Units in each"),
            self.sizes,
            self.tr("The number of units of each hidden layer, first to last, for example 16, 8."),
        )
        self._activation_row = form.add(
            self.tr("&Activation"),
            self.activation,
            self.tr("The bend that each hidden unit makes. Without one, all layers together stay a line."),
        )
        self._dropout_row = form.add(
            self.tr("Dropout"),
            self.dropout,
            self.tr(
                "The share of hidden units that is switched off at random in each step, from 0 to 0.95, so "
                "that no unit can rely on the others."
            ),
        )
        self._outputs_row = form.add(
            self.tr("Output"),
            self.outputs,
            self.tr(
                "Of two classes one logistic unit gives the probability of the second; two softmax units "
                "give one each. They can say the same, with other parameters."
            ),
        )
        self.shape = form.add_note()
        self._scale_row = form.add_check(
            self.scale,
            self.tr(
                "Training goes faster when the input is neither huge nor tiny. On: the x range is mapped to "
                "−1…1 before the first layer."
            ),
        )

    @Slot()
    def _show(self) -> None:
        model, dataset = self._session.experiment.model, self._session.experiment.dataset
        if not isinstance(model, MLPSpec):
            return
        self._width = model.hidden_sizes[-1] if model.hidden_sizes else self._width
        self.layers.show_value(len(model.hidden_sizes))
        self.sizes.show_text(_written(model))
        self.activation.show_key(model.activation)
        self.dropout.show_value(model.dropout)
        self.outputs.show_key(model.n_out)
        self._outputs_row.set_visible(len(fitting_outputs(dataset)) > 1)
        self._scale_row.set_visible(not dataset.is_classes)  # features are scaled as the Data section says
        with QSignalBlocker(self.scale):
            self.scale.setChecked(model.scale_inputs)
        hidden = bool(model.hidden_sizes)
        for row in (self._activation_row, self._dropout_row):
            row.set_enabled(hidden)
        for note in self.notes.values():
            note.clear()
        self.shape.say(self._shape_words(model) if dataset.is_classes else "")

    def _shape_words(self, model: MLPSpec) -> str:
        sizes = "-".join(map(str, model.sizes))
        if model.n_out == 1:
            end = self.tr("a logistic unit at the end")
        else:
            end = self.tr("{n} softmax units at the end").format(n=model.n_out)
        if model.hidden_sizes:
            return self.tr("{sizes}: {n} features come in, {end}.").format(sizes=sizes, n=model.n_in, end=end)
        words = self.tr("{sizes}: the single-layer network, {end}.")
        return words.format(sizes=sizes, end=end)

    @property
    def notes(self) -> dict[str, Note]:
        """What is said under each control."""
        return {
            "layers": self._layers_row.note,
            "sizes": self._sizes_row.note,
            "activation": self._activation_row.note,
            "dropout": self._dropout_row.note,
            "outputs": self._outputs_row.note,
            "scale": self._scale_row.note,
        }

    @Slot(float)
    def _on_layers(self, value: float) -> None:
        wanted = int(value)

        def change(model: MLPSpec) -> MLPSpec:
            check_hidden_layers(wanted)
            kept = model.hidden_sizes[:wanted]
            return replace(model, hidden_sizes=kept + (self._width,) * (wanted - len(kept)))

        self._make(self.tr("Hidden layers"), change, self._layers_row.note, joins=True)

    @Slot()
    def _on_sizes(self) -> None:
        text, model = self.sizes.text(), self._session.experiment.model
        if not isinstance(model, MLPSpec) or text == _written(model):
            self._sizes_row.note.clear()
            return
        changed = self._make(
            self.tr("Hidden layers"),
            lambda model: replace(model, hidden_sizes=read_sizes(text)),
            self._sizes_row.note,
        )
        if changed:
            self._show()  # the same sizes written in another way

    @Slot()
    def _on_activation(self) -> None:
        chosen = self.activation.currentData()
        self._make(
            self.tr("Activation"),
            lambda model: replace(model, activation=chosen),
            self._activation_row.note,
        )

    @Slot(float)
    def _on_dropout(self, value: float) -> None:
        self._make(
            self.tr("Dropout"),
            lambda model: replace(model, dropout=value),
            self._dropout_row.note,
            joins=True,
        )

    @Slot()
    def _on_outputs(self) -> None:
        chosen = self.outputs.currentData()
        self._make(self.tr("Output"), lambda model: replace(model, n_out=chosen), self._outputs_row.note)

    @Slot(bool)
    def _on_scale(self, checked: bool) -> None:
        self._make(
            self.tr("Scale x"), lambda model: replace(model, scale_inputs=checked), self._scale_row.note
        )

    def _make(self, name: str, change: Callable[[MLPSpec], MLPSpec], note: Note, joins: bool = False) -> bool:
        def changed(experiment: Experiment) -> Experiment:
            assert isinstance(experiment.model, MLPSpec)
            return with_model(experiment, change(experiment.model))

        return self._edits.make(name, changed, note, joins)


def _written(model: MLPSpec) -> str:
    return ", ".join(map(str, model.hidden_sizes))
