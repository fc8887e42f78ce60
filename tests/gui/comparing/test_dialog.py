"""Compare models: what is chosen, what the table says, and what its buttons do."""

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.comparison.sets import SETS, ModelSet
from nnviz.core.experiment import with_model
from nnviz.core.models import MLPSpec, PolynomialSpec
from nnviz.core.presets import preset
from nnviz.core.sentences import Sentence, percent
from nnviz.gui.comparing.dialog import ComparingDialog
from nnviz.gui.session import RunState, Session

Compared = Callable[[str], ComparingDialog]
IRIS = preset("iris-4-10-3")


def cells(dialog: ComparingDialog) -> list[list[str]]:
    """What the table shows, row by row."""
    model = dialog.table.model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def heads(dialog: ComparingDialog) -> list[str]:
    model = dialog.table.model()
    across = Qt.Orientation.Horizontal
    return [str(model.headerData(i, across)).replace("\n", " ") for i in range(model.columnCount())]


# --- what is to be compared -----------------------------------------------------------------------


def test_the_present_points_come_with_models_that_suit_them(
    dialog: ComparingDialog, session: Session
) -> None:
    choice = dialog.choice
    assert choice.chosen is None
    assert choice.models.text() == "degree 1; degree 3; degree 6; degree 9"
    session.edit(with_model(session.experiment, MLPSpec((4,))), "Perceptron")
    assert choice.models.text() == "none; 5; 10; 50, 50"
    choice.models.setText("7")
    session.edit(with_model(session.experiment, PolynomialSpec(2)), "Degree")
    assert choice.models.text() == "7"  # what was typed stays


def test_a_set_is_chosen_where_its_experiment_is_present(dialog: ComparingDialog, session: Session) -> None:
    session.edit(IRIS, "Iris")
    dialog.choice.choose_fitting()
    assert dialog.choice.chosen is SETS[1]
    assert not dialog.choice.models.isVisibleTo(dialog)
    assert "4-100-100-100-3" in dialog.choice.models_of_set.text()
    dialog.choice.sets.setCurrentIndex(0)
    assert dialog.choice.models.isVisibleTo(dialog)


def test_an_empty_table_says_how_it_fills(dialog: ComparingDialog) -> None:
    assert dialog.table.horizontalHeader().isHidden()
    assert "Start trains the models" in dialog.said.text()
    assert not dialog.pin.isEnabled()
    assert not dialog.save.isEnabled()


def test_a_mistake_is_said_and_nothing_begins(dialog: ComparingDialog, session: Session) -> None:
    dialog.choice.models.setText("five")
    dialog.start.click()
    assert "“five” is no model" in dialog.said.text()
    assert dialog.said.property("warning")
    assert not session.comparison.is_running


@pytest.mark.parametrize("width", [620, 920, 1400])
def test_start_keeps_its_place_when_another_set_is_chosen(dialog: ComparingDialog, width: int) -> None:
    sets, places = dialog.choice.sets, set()
    dialog.resize(width, 520)
    for chosen in range(sets.count()):
        sets.setCurrentIndex(chosen)
        for widget in (dialog, dialog.choice):
            layout = widget.layout()
            assert layout is not None
            layout.activate()
        places.add((dialog.start.y(), dialog.table.y(), dialog.minimumSizeHint().height()))
    assert len(places) == 1


def test_a_set_tells_its_models_in_place_of_the_field(dialog: ComparingDialog) -> None:
    choice = dialog.choice
    choice.models.setText("7")
    choice.sets.setCurrentIndex(2)
    assert not choice.models.isVisibleTo(dialog)
    assert choice.models_of_set.isVisibleTo(dialog)
    assert choice.models_of_set.text() == ", ".join(SETS[1].models)
    assert "150 flowers" in choice.about.text()
    choice.sets.setCurrentIndex(0)
    assert choice.models.isVisibleTo(dialog)
    assert choice.models.text() == "7"


def test_one_click_compares_a_set(
    dialog: ComparingDialog, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = tuple(
        replace(each, training=replace(each.training, epochs=3)) for each in SETS[1].experiments()[:2]
    )
    monkeypatch.setattr(ModelSet, "experiments", lambda self: two)
    dialog.choice.sets.setCurrentIndex(2)
    dialog.start.click()
    dialog.start.click()  # while the presets are read
    qtbot.waitUntil(lambda: len(session.comparison.models) == 2, timeout=20_000)
    qtbot.waitUntil(lambda: not session.comparison.is_running, timeout=20_000)
    assert [row[0] for row in cells(dialog)] == ["4-3", "4-10-3"]
    parts = "training", "validation", "test"
    assert heads(dialog)[3:9] == [f"{part} {what}" for what in ("accuracy", "loss") for part in parts]
    last = session.comparison.models[1].last
    dialog.when.setCurrentIndex(1)
    assert cells(dialog)[1][5] == percent(last.test_accuracy)


# --- the table ------------------------------------------------------------------------------------


def test_the_rows_fill_and_the_verdict_comes(compared: Compared, session: Session) -> None:
    dialog = compared("degree 1; degree 3; none")
    rows = cells(dialog)
    assert [row[:2] for row in rows] == [["degree 1", "2"], ["degree 3", "4"], ["1-1", "2"]]
    assert {row[-1] for row in rows} == {"finished"}
    best = session.comparison.models[1].best
    assert best is not None
    assert rows[1][2] == str(best.epoch)
    assert heads(dialog)[2:] == [
        "best epoch",
        "training error",
        "validation error",
        "ending",
    ]  # no test points
    assert "The validation error is least for degree 3" in dialog.said.text()


def test_numbers_are_those_of_the_best_epoch_or_of_the_end(compared: Compared, session: Session) -> None:
    dialog = compared("degree 6")
    model = session.comparison.models[0]
    assert model.best is not None
    assert cells(dialog)[0][2] == str(model.best.epoch) != "60"
    dialog.when.setCurrentIndex(1)
    assert cells(dialog)[0][2] == "60"
    assert heads(dialog)[2] == "last epoch"


def test_the_table_is_sorted_by_numbers_and_buttons_follow(compared: Compared, session: Session) -> None:
    dialog = compared("degree 12; degree 3; degree 1")
    header = dialog.table.horizontalHeader()
    middle = QPoint(header.sectionViewportPosition(1) + header.sectionSize(1) // 2, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert heads(dialog)[1] == "para- meters ▾"
    assert [row[1] for row in cells(dialog)] == ["13", "4", "2"]
    dialog.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert heads(dialog)[1] == "para- meters ▴"
    assert [row[1] for row in cells(dialog)] == ["2", "4", "13"]
    assert dialog.table.in_order() == [2, 1, 0]
    assert not dialog.open_row.isEnabled()
    dialog.table.selectRow(2)
    assert dialog.table.chosen() == [0]
    dialog.open_row.click()
    assert session.experiment.model == PolynomialSpec(12)


def test_the_best_numbers_on_the_validation_points_are_bold(compared: Compared) -> None:
    dialog = compared("degree 1; degree 3; degree 12")
    model = dialog.table.model()
    bold = [bool(model.index(row, 4).data(Qt.ItemDataRole.FontRole)) for row in range(3)]
    assert bold == [False, True, False]


def test_a_running_comparison_can_be_stopped_and_what_is_trained_stays(
    dialog: ComparingDialog, session: Session, qtbot: QtBot
) -> None:
    session.edit(replace(session.experiment, training=replace(session.experiment.training, epochs=10**6)), "")
    dialog.choice.models.setText("degree 1; degree 3")
    dialog.start.click()
    assert dialog.stop.isVisibleTo(dialog)
    assert not dialog.start.isVisibleTo(dialog)
    qtbot.waitUntil(lambda: session.comparison.epoch > 0, timeout=20_000)
    assert cells(dialog)[0][-1].startswith("epoch ")
    assert cells(dialog)[1][-1] == "waits"
    assert "Model 1 of 2, degree 1" in dialog.said.text()
    dialog.stop.click()
    assert cells(dialog)[0][-1] == "not trained"
    assert "Stopped" in dialog.said.text()
    assert dialog.start.isVisibleTo(dialog)


def test_closing_leaves_it_running(dialog: ComparingDialog, session: Session, qtbot: QtBot) -> None:
    dialog.choice.models.setText("degree 1; degree 3")
    dialog.start.click()
    dialog.close()
    qtbot.waitUntil(lambda: len(session.comparison.models) == 2, timeout=20_000)
    dialog.begin()
    assert len(cells(dialog)) == 2


# --- what is done with it -------------------------------------------------------------------------


def test_curves_are_pinned_with_their_names_and_undo_takes_them_out(
    compared: Compared, session: Session
) -> None:
    dialog = compared("degree 1; degree 3; none")
    dialog.pin.click()
    assert [pin.label for pin in session.pins] == ["degree 1", "degree 3", "1-1"]
    assert "3 curves are pinned" in dialog.said.text()
    session.undo_stack.undo()
    assert session.pins == ()
    dialog.table.selectRow(1)
    dialog.pin.click()
    assert [pin.label for pin in session.pins] == ["degree 3"]


def test_of_many_the_first_four_are_pinned_in_place_of_those_before(
    compared: Compared, session: Session
) -> None:
    dialog = compared("degree 0; degree 1; degree 2; degree 3; degree 4")
    dialog.table.selectRow(4)
    dialog.pin.click()
    dialog.table.clearSelection()
    dialog.table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    dialog.pin.click()
    assert [pin.label for pin in session.pins] == [f"degree {n}" for n in (4, 3, 2, 1)]
    assert "first 4 curves" in dialog.said.text()
    session.undo_stack.undo()
    assert [pin.label for pin in session.pins] == ["degree 4"]


def test_pins_of_other_points_bring_their_best_model_along(compared: Compared, session: Session) -> None:
    dialog = compared("degree 1; degree 3")
    elsewhere = session.experiment
    session.edit_points(elsewhere.dataset.moved([0], 0.0, 2.0), "Move point")
    moved = session.experiment
    dialog.pin.click()
    assert session.experiment.dataset == elsewhere.dataset
    assert session.experiment.model == PolynomialSpec(3)
    assert session.undo_stack.undoText() == "Pin the curves"
    session.undo_stack.undo()
    assert (session.experiment, session.pins) == (moved, ())
    session.undo_stack.redo()
    assert session.experiment.dataset == elsewhere.dataset
    assert [pin.label for pin in session.pins] == ["degree 1", "degree 3"]


def test_points_pinned_already_are_brought_back_too(compared: Compared, session: Session) -> None:
    dialog = compared("degree 1; degree 3")
    dialog.pin.click()
    pins, there = session.pins, session.experiment.dataset
    session.edit_points(there.moved([0], 0.0, 2.0), "Move point")
    moved = session.experiment
    dialog.pin.click()
    assert (session.experiment.dataset, session.pins) == (there, pins)
    session.undo_stack.undo()
    assert (session.experiment, session.pins) == (moved, pins)


def test_it_is_said_beforehand_that_other_points_come(compared: Compared, session: Session) -> None:
    dialog = compared("degree 1; degree 3")
    assert not dialog.other_points.isVisibleTo(dialog)
    session.edit_points(session.experiment.dataset.moved([0], 0.0, 2.0), "Move point")
    assert dialog.other_points.isVisibleTo(dialog)
    assert "Undo brings" in dialog.other_points.text()
    dialog.pin.click()
    assert not dialog.other_points.isVisibleTo(dialog)
    session.undo_stack.undo()
    assert dialog.other_points.isVisibleTo(dialog)
    dialog.start.click()  # with the present points, and an empty table at first
    assert not dialog.other_points.isVisibleTo(dialog)
    session.comparison.stop()


def test_a_double_click_opens_the_model_with_its_run(
    compared: Compared, session: Session, qtbot: QtBot
) -> None:
    dialog = compared("degree 1; degree 3")
    before = session.experiment
    place = dialog.table.visualRect(dialog.table.model().index(1, 0)).center()
    viewport = dialog.table.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    assert session.experiment.model == PolynomialSpec(3)
    assert session.state is RunState.ENDED
    assert session.history.last_epoch == 60
    assert "degree 3 is the present model now" in dialog.said.text()
    assert session.runs.present is not None
    session.undo_stack.undo()
    assert session.experiment == before


def test_chosen_rows_or_all_are_copied_for_a_spreadsheet(compared: Compared) -> None:
    dialog = compared("degree 1; degree 3")
    dialog.table.selectRow(1)
    QTest.keyClick(dialog.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[0] for line in copied] == ["model", "degree 3"]
    dialog.table.clearSelection()
    dialog.copy.click()
    assert len(QGuiApplication.clipboard().text().splitlines()) == 3


def test_the_table_is_saved_as_csv(
    compared: Compared, session: Session, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = compared("degree 1; degree 3")
    dialog.write(tmp_path / "models.csv")
    dialog.write(tmp_path / "other.csv")
    assert "still being written" in dialog.said.text()
    qtbot.waitUntil(lambda: "was saved" in dialog.said.text(), timeout=5_000)
    with open(tmp_path / "models.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["model"] for row in rows] == ["degree 1", "degree 3"]
    assert float(rows[1]["validation_error_at_end"]) == session.comparison.models[1].last.validation_error
    assert not (tmp_path / "other.csv").exists()


def test_what_cannot_be_written_is_said(compared: Compared, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = compared("degree 1")
    dialog.write(tmp_path / "no" / "models.csv")
    qtbot.waitUntil(lambda: "cannot be written" in dialog.said.text(), timeout=5_000)


def test_curves_and_classes_take_turns(dialog: ComparingDialog, session: Session) -> None:
    session.edit(IRIS, "Iris")
    dialog.choice.sets.setCurrentIndex(0)
    assert "degrees" not in dialog.choice.about.text()
    session.undo_stack.undo()
    assert "degrees" in dialog.choice.about.text()
    assert not isinstance(session.notice, Sentence)
