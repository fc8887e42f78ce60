"""Settings, Model, Formula: typing, mistakes at their place, undo, and the slider that is off."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.core.experiment import with_model
from nnviz.core.models import FormulaSpec, MLPSpec, PolynomialSpec
from nnviz.gui.formula_field import marked
from nnviz.gui.session import Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.settings.formula import FormulaPage

DEFAULT = FormulaSpec()


@pytest.fixture
def page(session: Session, panel: SettingsPanel, qtbot: QtBot) -> FormulaPage:
    """The page after Formula was chosen."""
    qtbot.mouseClick(panel.model.formula, Qt.MouseButton.LeftButton)
    return panel.model.formula_page


def typed(qtbot: QtBot, page: FormulaPage, text: str) -> None:
    page.line.setFocus()
    page.line.selectAll()
    qtbot.keyClicks(page.line, text)


def test_formula_is_a_third_kind_with_settings_that_suit_it(
    session: Session, panel: SettingsPanel, page: FormulaPage
) -> None:
    assert session.experiment.model == DEFAULT
    assert (session.experiment.training.optimiser, session.experiment.training.learning_rate) == (
        "Adam",
        0.05,
    )
    assert page.isVisible()
    assert not panel.model.polynomial_page.isVisible()
    assert page.line.text() == "a*sin(b*x) + c"
    assert page.note.text() == "Parameters: a, b, c"
    session.undo_stack.undo()
    assert session.experiment.model == PolynomialSpec(1)
    assert not page.isVisible()
    assert panel.model.polynomial.isChecked()


def test_typing_edits_only_with_enter(qtbot: QtBot, session: Session, page: FormulaPage) -> None:
    typed(qtbot, page, "w*x + b")
    assert page.note.text() == "Parameters: w, b"
    assert session.experiment.model == DEFAULT
    qtbot.keyClick(page.line, Qt.Key.Key_Return)
    assert session.experiment.model == FormulaSpec("w*x + b")
    assert session.undo_stack.undoText() == "Formula"
    session.undo_stack.undo()
    assert page.line.text() == DEFAULT.expression
    assert page.note.text() == "Parameters: a, b, c"


def test_leaving_the_field_takes_it_over_too(
    qtbot: QtBot, session: Session, panel: SettingsPanel, page: FormulaPage
) -> None:
    typed(qtbot, page, "w*x")
    panel.model.formula.setFocus()
    assert session.experiment.model == FormulaSpec("w*x")


def test_a_mistake_is_said_and_marked_while_typing_and_selected_at_the_end(
    qtbot: QtBot, session: Session, page: FormulaPage
) -> None:
    typed(qtbot, page, "a + 2x")
    assert "no sign between “2” and “x”" in page.field.words.text()
    assert page.field.place.text() == "a + 2x\n    ^^"
    assert page.field.place.isVisible()
    assert not page.note.isVisible()
    qtbot.keyClick(page.line, Qt.Key.Key_Return)
    assert page.line.selectedText() == "2x"
    assert page.line.text() == "a + 2x"
    assert session.experiment.model == DEFAULT
    assert session.undo_stack.count() == 1
    qtbot.keyClicks(page.line, "2*x")
    assert not page.field.words.isVisible()
    assert not page.field.place.isVisible()


def test_a_mistake_without_a_place_is_said(qtbot: QtBot, session: Session, page: FormulaPage) -> None:
    typed(qtbot, page, "x^2")
    assert "a letter besides x" in page.field.words.text()
    assert not page.field.place.isVisible()


def test_what_was_typed_wrong_stays_while_other_settings_change(
    qtbot: QtBot, session: Session, panel: SettingsPanel, page: FormulaPage
) -> None:
    typed(qtbot, page, "a*(x")
    panel.training.rate.show_value(0.2)
    panel.training.rate.edited.emit(0.2)
    assert session.experiment.training.learning_rate == 0.2
    assert page.line.text() == "a*(x"
    assert page.field.words.isVisible()
    session.edit(with_model(session.experiment, FormulaSpec("a*x")), "")
    assert page.line.text() == "a*x"
    assert not page.field.words.isVisible()


def test_another_kind_is_not_taken_back_by_what_was_typed(
    qtbot: QtBot, session: Session, panel: SettingsPanel, page: FormulaPage
) -> None:
    typed(qtbot, page, "w*(x")
    qtbot.mouseClick(panel.model.perceptron, Qt.MouseButton.LeftButton)
    assert session.experiment.model == MLPSpec()
    qtbot.mouseClick(panel.model.formula, Qt.MouseButton.LeftButton)
    assert session.experiment.model == DEFAULT
    assert page.line.text() == DEFAULT.expression
    assert not page.field.words.isVisible()


def test_undo_is_not_taken_back_by_what_was_typed(
    qtbot: QtBot, session: Session, panel: SettingsPanel, page: FormulaPage
) -> None:
    typed(qtbot, page, "w*x")
    session.undo_stack.undo()  # the page hides, and its line loses the focus
    assert not page.isVisible()
    page.line.editingFinished.emit()
    assert session.experiment.model == PolynomialSpec(1)


def test_the_formula_decides_the_complexity(
    session: Session, panel: SettingsPanel, page: FormulaPage
) -> None:
    complexity = panel.model.complexity
    assert complexity.value.text() == "a formula"
    assert not complexity.slider.isEnabled()
    assert not complexity.box.isEnabled()
    assert "The formula decides" in complexity.note.text()
    assert complexity.parameters.text() == "3 parameters for 5 points"
    session.edit(with_model(session.experiment, PolynomialSpec(3)), "")
    assert complexity.slider.isEnabled()
    assert complexity.least.text() == "0"
    assert not complexity.note.isVisible()


@pytest.mark.parametrize(
    ("formula", "place", "lines"),
    [
        ("2x", (0, 2), "2x\n^^"),
        ("", (0, 0), "\n^"),
        ("a +", (2, 3), "a +\n  ^"),
        ("b" * 40 + "$" + "c" * 40, (40, 41), "…" + "b" * 14 + "$" + "c" * 14 + "…\n" + " " * 15 + "^"),
        ("x" * 400, (300, 400), "…" + "x" * 42 + "…\n" + " " * 15 + "^" * 14),
    ],
)
def test_a_place_is_shown_with_what_stands_around_it(
    formula: str, place: tuple[int, int], lines: str
) -> None:
    assert marked(formula, *place) == lines
