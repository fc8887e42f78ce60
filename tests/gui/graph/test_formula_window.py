"""The window “Any expression”: graph, gradients and steps of a formula, mistakes, use as a model."""

from collections.abc import Iterator

import pytest
from numpy.testing import assert_allclose
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from nnviz.core.models import FormulaSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.gui.graph.formula_window import FIRST, FormulaWindow
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT

BOWL = "(x1-3)^2 + (x2+2)^2"


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(preset("five-dots-line"), in_process=True)
    session.open()
    yield session
    session.close()


@pytest.fixture
def window(session: Session, qtbot: QtBot) -> FormulaWindow:
    window = FormulaWindow(session, LIGHT)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    drawn(qtbot, window)
    return window


def drawn(qtbot: QtBot, window: FormulaWindow) -> None:
    """Wait until what is asked for is recorded and on the screen."""
    qtbot.waitUntil(lambda: window._graph is not None and not window._steps_due, timeout=20_000)
    qtbot.waitUntil(lambda: not window.view.busy and window.view.drawing is not None, timeout=20_000)


def show(qtbot: QtBot, window: FormulaWindow, formula: str, **values: float) -> None:
    window.show_formula(formula, values)
    drawn(qtbot, window)


def typed(qtbot: QtBot, window: FormulaWindow, formula: str) -> None:
    window.field.line.setFocus()
    window.field.line.selectAll()
    qtbot.keyClicks(window.field.line, formula)


def path(window: FormulaWindow) -> dict[str, list[float]]:
    return {name: values.tolist() for name, values in window.path.table.columns}


def test_it_opens_with_one_unit_drawn(window: FormulaWindow) -> None:
    assert window.field.line.text() == FIRST
    assert window.letters.names == ("w", "x", "b")
    assert window.value.text() == "f = 0.8808"
    assert window.letters._rows["w"].gradient.text() == "0.105"
    assert {"w", "x", "b"} <= window.view.drawing.nodes.keys()
    assert not window.isModal()


def test_it_opens_with_the_formula_that_is_trained(qtbot: QtBot) -> None:
    session = Session(preset("sine-formula"), in_process=True)
    window = FormulaWindow(session, LIGHT)
    qtbot.addWidget(window)
    assert window.field.line.text() == "a*sin(b*x) + c"
    a, b, c = session.shown.parameters
    assert window.letters.values == {"a": a, "b": b, "x": 1.0, "c": c}
    session.close()


def test_every_gradient_is_listed(qtbot: QtBot, window: FormulaWindow) -> None:
    show(qtbot, window, "(x+y)*z", x=-2, y=5, z=-4)
    assert list(window.nodes.table.labels) == ["x", "y", "z", "x + y", "f = (x + y) · z"]
    (_, values), (_, gradients) = window.nodes.table.columns
    assert values.tolist() == [-2, 5, -4, 3, -12]
    assert gradients.tolist() == [-4, -4, 3, -4, 1]


def test_a_new_value_moves_the_numbers_and_not_the_picture(qtbot: QtBot, window: FormulaWindow) -> None:
    drawing = window.view.drawing
    box = window.letters.box("w")
    box.lineEdit().selectAll()
    qtbot.keyClicks(box, "-1")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    drawn(qtbot, window)
    assert window.value.text() == "f = 0.5"
    assert window.view.drawing is drawing
    assert window.isVisible()  # Enter did not press a button, nor close it


def test_figure_1_step_by_step(qtbot: QtBot, window: FormulaWindow) -> None:
    show(qtbot, window, BOWL, x1=0, x2=0)
    for _ in range(15):
        qtbot.mouseClick(window.step, Qt.MouseButton.LeftButton)
    drawn(qtbot, window)
    found = path(window)
    n = range(16)
    assert_allclose(found["x1"], [3 * (1 - 0.8**k) for k in n], rtol=1e-12)
    assert_allclose(found["x2"], [-2 * (1 - 0.8**k) for k in n], rtol=1e-12)
    assert_allclose(found["f"], [13 * 0.64**k for k in n], rtol=1e-10)
    assert window.letters.values == pytest.approx({"x1": 2.89445, "x2": -1.92963}, abs=5e-6)
    window.letters.show_values({"x1": 0.0})
    window.letters.edited.emit()
    drawn(qtbot, window)
    assert len(path(window)["f"]) == 1  # the path begins anew


def test_a_step_is_told_and_keeps_what_is_ticked(qtbot: QtBot, window: FormulaWindow) -> None:
    show(qtbot, window, BOWL, x1=0, x2=0)
    window.letters.keep("x2", True)
    window.step.click()
    drawn(qtbot, window)
    assert window.said.text() == "new x1 = 0 − 0.1 × (−6) = 0.6"
    assert window.letters.values == pytest.approx({"x1": 0.6, "x2": 0})
    window.letters.keep("x1", True)
    window.step.click()
    assert "Untick one" in window.said.text()


def test_x_is_kept_at_first(qtbot: QtBot, window: FormulaWindow) -> None:
    assert window.letters.kept == {"x"}


def test_a_step_to_nowhere_is_not_made(qtbot: QtBot, window: FormulaWindow) -> None:
    show(qtbot, window, "sqrt(a)", a=0.0)
    window.step.click()
    assert "no finite number" in window.said.text()
    assert window.letters.values == {"a": 0.0}


def test_a_mistake_is_marked_and_the_picture_stays(qtbot: QtBot, window: FormulaWindow) -> None:
    typed(qtbot, window, "a*(x + 2b")
    drawn_before = window.view.drawing
    assert "no sign between “2” and “b”" in window.field.words.text()
    assert window.field.place.text().splitlines()[1].strip() == "^^"
    assert not window.step.isEnabled()
    assert not window.use.isEnabled()
    assert window.view.drawing is drawn_before
    typed(qtbot, window, "a*x + 2*b")
    drawn(qtbot, window)
    assert window.field.words.text() == ""
    assert window.step.isEnabled()
    assert window.letters.names == ("a", "x", "b")


def test_what_the_worker_refuses_is_said(qtbot: QtBot, window: FormulaWindow) -> None:
    window.show_formula("2 + 3")
    qtbot.waitUntil(lambda: "no letter" in window.field.words.text())


def test_it_becomes_the_model_with_these_values_as_its_start(
    qtbot: QtBot, session: Session, window: FormulaWindow
) -> None:
    show(qtbot, window, "a*sin(b*x) + c", a=2.0, b=0.5, c=-1.0, x=3.0)
    window.use.click()
    assert session.experiment.model == FormulaSpec("a*sin(b*x) + c")
    assert session.experiment.initial == (2.0, 0.5, -1.0)
    assert session.experiment.training.optimiser == "Adam"
    session.undo_stack.undo()
    assert session.experiment == preset("five-dots-line")
    assert session.experiment.model == PolynomialSpec(1)


@pytest.mark.parametrize(
    ("formula", "reason"), [(BOWL, "write x in the formula"), ("x^2", "a letter besides x")]
)
def test_what_cannot_be_a_model_says_why(
    qtbot: QtBot, window: FormulaWindow, formula: str, reason: str
) -> None:
    show(qtbot, window, formula)
    assert not window.use.isEnabled()
    assert reason in window.reason.text()
    assert reason in window.use.toolTip()


def test_nothing_is_recorded_while_it_is_closed(
    qtbot: QtBot, session: Session, window: FormulaWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.close()
    asked: list[object] = []
    monkeypatch.setattr(session.recordings, "_send", asked.append)
    window.show_formula("a*x")
    assert asked == []
    window.show()
    assert asked[0].expression == "a*x"


def test_it_follows_the_theme(window: FormulaWindow) -> None:
    window.show_theme(DARK)
    assert window.view.backgroundBrush().color().name() == DARK.plot
