"""The Model section: kind, complexity, solver, hidden layers, and the coefficients to read off."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment, with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.training.exact import exact_parameters
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending
from nnviz.gui.session import Session
from nnviz.gui.settings import SettingsPanel, edits
from nnviz.gui.settings.coefficients import formula, plain_formula
from nnviz.gui.theme import LIGHT, style_sheet


def enter(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_the_slider_sets_the_degree_and_undo_restores_it(session: Session, panel: SettingsPanel) -> None:
    before = session.experiment
    panel.model.complexity.slider.setValue(6)
    assert session.experiment.model == PolynomialSpec(6)
    assert panel.model.complexity.value.text() == "degree 6"
    assert panel.model.complexity.box.value() == 6
    assert session.undo_stack.undoText() == "Degree"
    session.undo_stack.undo()
    assert session.experiment == before
    assert panel.model.complexity.slider.value() == before.model.degree


def test_a_slow_slider_drag_is_one_undo_step(
    qtbot: QtBot, session: Session, panel: SettingsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edits, "TOGETHER", -1.0)  # as if every movement came long after the one before
    slider, before = panel.model.complexity.slider, session.experiment
    middle = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 3, middle))
    degrees = {session.experiment.model.degree}
    for part in (0.5, 0.7, 0.9):
        qtbot.mouseMove(slider, QPoint(int(slider.width() * part), middle))
        degrees.add(session.experiment.model.degree)
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(int(slider.width() * 0.9), middle))
    assert len(degrees) == 4
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert session.experiment == before


def test_two_drags_are_two_undo_steps(session: Session, panel: SettingsPanel) -> None:
    slider = panel.model.complexity.slider
    for degree in (9, 12):
        slider.setSliderDown(True)
        slider.setValue(degree - 1)
        slider.setValue(degree)
        slider.setSliderDown(False)
    assert session.undo_stack.count() == 2


def test_quick_keys_on_the_slider_are_one_undo_step(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    for _ in range(3):
        qtbot.keyClick(panel.model.complexity.slider, Qt.Key.Key_Right)
    assert session.experiment.model == PolynomialSpec(4)
    assert session.undo_stack.count() == 1


@pytest.mark.parametrize(
    ("model", "words", "warns"),
    [
        (PolynomialSpec(1), "2 parameters for 5 points", False),
        (PolynomialSpec(0), "1 parameter for 5 points", False),
        (PolynomialSpec(4), "5 parameters for 5 points: just enough to pass through all of them", False),
        (
            PolynomialSpec(6),
            "7 parameters for 5 points: more parameters than points",
            True,
        ),
        (
            MLPSpec((2,)),
            "7 parameters for 5 points: more parameters than points",
            True,
        ),
        (MLPSpec(()), "2 parameters for 5 points", False),
    ],
)
def test_parameters_are_counted_beside_points(
    session: Session, panel: SettingsPanel, model: PolynomialSpec | MLPSpec, words: str, warns: bool
) -> None:
    session.edit(with_model(session.experiment, model), "")
    line = panel.model.complexity.parameters
    assert (line.text(), line.is_warning, line.isVisible()) == (words, warns, True)


def test_the_panel_does_not_jump_while_the_degree_changes(
    qapp: QApplication, session: Session, panel: SettingsPanel
) -> None:
    page = panel.model.polynomial_page
    for sheet in ("", style_sheet(LIGHT)):
        qapp.setStyleSheet(sheet)
        seen = set()
        for degree in (1, 4, 6, 29):
            session.edit(with_model(session.experiment, PolynomialSpec(degree)), "")
            qapp.processEvents()
            seen.add(page.mapTo(panel, page.rect().topLeft()).y())
        assert len(seen) == 1, sheet[:20]


def test_points_above_each_other_are_not_all_passed_through(session: Session, panel: SettingsPanel) -> None:
    session.edit_points(Dataset.from_xy([(2, 1), (2, 3)]), "")
    line = panel.model.complexity.parameters
    assert line.text() == "2 parameters for 2 points"
    session.edit(with_model(session.experiment, PolynomialSpec(3)), "")
    assert "at the same x" in line.toolTip()


def test_without_points_there_is_nothing_to_compare(session: Session, panel: SettingsPanel) -> None:
    session.edit_points(Dataset.from_xy(), "")
    assert panel.model.complexity.parameters.text() == "2 parameters, no points yet"


def test_a_degree_too_high_is_answered_with_a_sentence(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    control = panel.model.complexity
    enter(qtbot, control.box.lineEdit(), "31")
    assert session.experiment.model == PolynomialSpec(1)
    assert control.note.text() == "The degree must be a whole number from 0 to 30, not 31."
    assert control.note.is_warning
    enter(qtbot, control.box.lineEdit(), "many")
    assert "“many”" in control.note.text()
    enter(qtbot, control.box.lineEdit(), "12")
    assert session.experiment.model == PolynomialSpec(12)
    assert not control.note.isVisible()


def test_each_kind_comes_back_as_it_was(qtbot: QtBot, session: Session, panel: SettingsPanel) -> None:
    panel.model.complexity.slider.setValue(7)
    qtbot.mouseClick(panel.model.perceptron, Qt.MouseButton.LeftButton)
    assert isinstance(session.experiment.model, MLPSpec)
    panel.model.complexity.box.edited.emit(40)
    assert session.experiment.model == MLPSpec((40,))
    qtbot.mouseClick(panel.model.polynomial, Qt.MouseButton.LeftButton)
    assert session.experiment.model == PolynomialSpec(7)
    qtbot.mouseClick(panel.model.perceptron, Qt.MouseButton.LeftButton)
    assert session.experiment.model == MLPSpec((40,))


def test_a_new_kind_brings_its_suggestion_in_the_same_edit(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    session.edit(with_training(session.experiment, optimiser="SGD", learning_rate=0.1), "")
    steps = session.undo_stack.count()
    qtbot.mouseClick(panel.model.perceptron, Qt.MouseButton.LeftButton)
    training = session.experiment.training
    assert (training.optimiser, training.learning_rate) == ("Adam", 0.01)
    assert session.undo_stack.count() == steps + 1
    qtbot.mouseClick(panel.model.polynomial, Qt.MouseButton.LeftButton)
    training = session.experiment.training
    assert (training.optimiser, training.learning_rate) == ("SGD", 0.1)


def test_a_chosen_learning_rate_stays_with_a_new_kind(
    qtbot: QtBot, session: Session, panel: SettingsPanel
) -> None:
    session.edit(with_training(session.experiment, optimiser="SGD", learning_rate=0.3), "")
    qtbot.mouseClick(panel.model.perceptron, Qt.MouseButton.LeftButton)
    training = session.experiment.training
    assert (training.optimiser, training.learning_rate) == ("SGD", 0.3)


def with_training(experiment: Experiment, **changes: object) -> Experiment:
    return replace(experiment, training=replace(experiment.training, **changes))


@pytest.fixture
def perceptron(session: Session, panel: SettingsPanel) -> SettingsPanel:
    session.edit(with_model(session.experiment, MLPSpec((16,))), "")
    return panel


def test_the_slider_sets_all_widths(session: Session, perceptron: SettingsPanel) -> None:
    session.edit(with_model(session.experiment, MLPSpec((16, 8))), "")
    control = perceptron.model.complexity
    assert control.value.text() == "widths 16, 8"
    control.slider.setValue(control.slider.maximum())
    assert session.experiment.model == MLPSpec((512, 512))
    control.slider.setValue(0)
    assert session.experiment.model == MLPSpec((1, 1))
    assert control.value.text() == "width 1"


def test_hidden_layers_are_added_and_taken_away(session: Session, perceptron: SettingsPanel) -> None:
    layers = perceptron.model.perceptron_page.layers
    layers.stepBy(1)
    assert session.experiment.model == MLPSpec((16, 16))
    layers.stepBy(-1)
    layers.stepBy(-1)
    assert session.experiment.model == MLPSpec(())
    assert not perceptron.model.complexity.slider.isEnabled()
    assert perceptron.model.complexity.value.text() == "no hidden layer"
    layers.stepBy(1)
    assert session.experiment.model == MLPSpec((16,))


def test_sizes_as_text(qtbot: QtBot, session: Session, perceptron: SettingsPanel) -> None:
    enter(qtbot, perceptron.model.perceptron_page.sizes, "8,4")
    assert session.experiment.model == MLPSpec((8, 4))
    assert perceptron.model.perceptron_page.sizes.text() == "8, 4"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("16, lots", "“16, lots” is not a list of sizes. Write whole numbers such as 16, 8."),
        ("16, 1000", "A hidden layer must have from 1 to 512 units, not 1000."),
        ("1 2 3 4 5 6 7", "A perceptron can have 0 to 6 hidden layers, not 7."),
    ],
)
def test_bad_sizes_are_answered_with_a_sentence(
    qtbot: QtBot, session: Session, perceptron: SettingsPanel, text: str, sentence: str
) -> None:
    page = perceptron.model.perceptron_page
    enter(qtbot, page.sizes, text)
    note = page.notes["sizes"]
    assert (note.text(), note.is_warning, note.isVisible()) == (sentence, True, True)
    assert session.experiment.model == MLPSpec((16,))
    assert page.sizes.text() == text  # nothing typed is lost
    enter(qtbot, page.sizes, "16")
    assert not note.isVisible()


def test_what_else_a_perceptron_has(qtbot: QtBot, session: Session, perceptron: SettingsPanel) -> None:
    page = perceptron.model.perceptron_page
    qtbot.keyClick(page.activation, Qt.Key.Key_Down)
    page.dropout.stepBy(2)
    qtbot.mouseClick(page.scale, Qt.MouseButton.LeftButton, pos=QPoint(8, page.scale.height() // 2))
    assert session.experiment.model == MLPSpec((16,), "relu", 0.1, False)
    enter(qtbot, page.dropout.lineEdit(), "1")
    assert page.notes["dropout"].text() == "Dropout is a share from 0 to 0.95, not 1."
    for _ in range(3):
        session.undo_stack.undo()
    assert session.experiment.model == MLPSpec((16,))


def test_the_solver(qtbot: QtBot, session: Session, panel: SettingsPanel) -> None:
    qtbot.keyClick(panel.model.polynomial_page.solver, Qt.Key.Key_Down)
    assert session.experiment.model == PolynomialSpec(1, "exact")
    session.undo_stack.undo()
    assert panel.model.polynomial_page.solver.currentData() == "descent"


def fitted(session: Session, model: PolynomialSpec, points: list[tuple[float, float]]) -> None:
    """Show the exact fit as if it had been trained."""
    experiment = replace(with_model(session.experiment, model), dataset=Dataset.from_xy(points))
    session.edit(experiment, "")
    history = History()
    history.add(np.array([[0, 0.0, 0.0, 0.0, 0.0]]), {0: exact_parameters(experiment)[None]})
    session.show_run(history, Ending.FINISHED)


def test_coefficients_of_a_known_parabola(qtbot: QtBot, session: Session, panel: SettingsPanel) -> None:
    panel.model.polynomial_page.read_out.heading.setChecked(True)
    fitted(session, PolynomialSpec(2), [(x, 1 - 0.5 * x + 3 * x**2) for x in (0.0, 1.0, 3.0, 8.0)])
    readout = panel.model.polynomial_page.coefficients
    qtbot.waitUntil(lambda: readout.label.text().replace("\u00a0", " ") == "y = 1 − 0.5·x + 3·x²")
    qtbot.mouseClick(readout.copy, Qt.MouseButton.LeftButton)
    name, values = QGuiApplication.clipboard().text().split(" = ")
    assert name == "y"
    assert [eval(values.replace("^", "**"), {"x": x}) for x in (0, 2)] == pytest.approx([1, 12])


def test_a_long_formula_is_shown_whole(qtbot: QtBot, session: Session, panel: SettingsPanel) -> None:
    panel.model.polynomial_page.read_out.heading.setChecked(True)
    fitted(session, PolynomialSpec(30), [(0, 1), (1, 3), (4, 2), (8, 5)])
    label = panel.model.polynomial_page.coefficients.label
    qtbot.waitUntil(lambda: "x³⁰" in label.text())
    lines = label.text().count("·") // 2
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()))
    assert label.height() >= lines * label.fontMetrics().lineSpacing()


def test_coefficients_wait_until_the_curve_is_that_of_the_model(
    session: Session, panel: SettingsPanel
) -> None:
    panel.model.polynomial_page.read_out.heading.setChecked(True)
    session.edit(with_model(session.experiment, MLPSpec((2,))), "")  # 7 parameters, as degree 6 has
    session.edit(with_model(session.experiment, PolynomialSpec(6, "exact")), "")  # the answer never comes
    panel.model.polynomial_page.coefficients._pace.hurry()
    assert panel.model.polynomial_page.coefficients.label.text() == "There is no fitted polynomial yet."


def test_formulas() -> None:
    numbers = np.array([-1.25, 0.0, 1e-9, -12345.678])
    assert formula(numbers).replace("\u00a0", " ") == "y = −1.25 + 0·x + 1e−09·x² − 12345.7·x³"
    assert plain_formula(numbers) == "y = -1.25 + 0.0*x + 1e-09*x^2 - 12345.678*x^3"
    assert "x¹⁰" in formula(np.ones(11))
    assert formula(np.full(30, 1 / 3)).startswith("y = 0.333333333 +\u00a00.333333333·x")
