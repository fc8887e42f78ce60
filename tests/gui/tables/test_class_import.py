"""Importing and pasting points with classes, and exporting what a model says of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.kinds_of_points import as_classes
from nnviz.core.models import MLPSpec
from nnviz.core.tables.bundled import bundled_dataset
from nnviz.core.tables.exports import points_csv, points_tsv
from nnviz.gui.session import Session
from nnviz.gui.tables import Tables
from nnviz.gui.tables.exports import Exports
from nnviz.gui.tables.import_dialog import ImportDialog
from nnviz.gui.theme import LIGHT
from nnviz.gui.widgets import ComboBox

Open = Callable[[str], ImportDialog]
LEAVES = "length,width,leaf,set\n1,2,oak,train\n2,3,oak,val\n3,1,elm,train\n4,1,elm,test\n"


@pytest.fixture
def tables(session: Session, qtbot: QtBot) -> Iterator[Tables]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    tables = Tables(session, LIGHT, window)
    yield tables
    tables.close()


@pytest.fixture
def opened(tables: Tables, qtbot: QtBot, tmp_path: Path) -> Open:
    """Import a file with this text, and wait until it is read."""

    def open_it(words: str) -> ImportDialog:
        path = tmp_path / "my table.csv"
        path.write_text(words, encoding="utf-8")
        tables.import_table(path)
        return read(tables, qtbot)

    return open_it


def read(tables: Tables, qtbot: QtBot) -> ImportDialog:
    dialog = tables.incoming.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: "Reading" not in dialog.said.text())
    return dialog


def choose(box: ComboBox, key: object) -> None:
    box.show_key(key)
    box.activated.emit(box.currentIndex())


def paste(tables: Tables, words: str) -> None:
    QGuiApplication.clipboard().setText(words)
    tables.paste_points()


def test_a_table_with_classes_takes_the_place_of_a_curve(session: Session, opened: Open) -> None:
    start = session.experiment
    dialog = opened(LEAVES)
    form = dialog.form
    assert form.kind.currentData() is True
    assert form.class_column.currentText() == "leaf"
    assert form.features.chosen == (0, 1)
    assert not form.x_column.isVisible()
    assert not form.adds.isEnabled()
    assert form.replaces.isChecked()
    said = dialog.said.text()
    assert said.startswith(
        "4 points: 2 for training, 1 for validation, 1 for the test. 2 classes: oak, elm. "
    )
    assert "Class “oak” has too few points (2) to be in all parts" in said
    dialog.ok.click()
    dataset = session.experiment.dataset
    assert dataset.class_names == ("oak", "elm")
    assert dataset.feature_names == ("length", "width")
    assert dataset.roles.tolist() == [Role.TRAINING, Role.VALIDATION, Role.TRAINING, Role.TEST]
    assert isinstance(session.experiment.model, MLPSpec)
    assert session.undo_stack.undoText() == "Import a table"
    session.undo_stack.undo()
    assert session.experiment == start


def test_the_preview_tells_features_class_and_role(opened: Open) -> None:
    rows = opened(LEAVES + "x,1,,train\n").preview.rows
    heads = [rows.headerData(i, Qt.Orientation.Horizontal) for i in range(rows.columnCount())]
    assert heads == ["feature\nlength", "feature\nwidth", "class\nleaf", "role\nset"]
    bad = [(r, c) for r in range(6) for c in range(4) if not rows.is_usable(r, c)]
    assert bad == [(5, 0), (5, 2)]


def test_whole_numbers_become_classes_when_the_user_says_so(session: Session, opened: Open) -> None:
    dialog = opened("a,b,c\n1,2.5,0\n3,4.5,1\n5,6.5,1\n")
    assert dialog.form.kind.currentData() is False
    choose(dialog.form.kind, True)
    assert dialog.form.format.label == 2
    assert dialog.form.class_column.isVisible()
    choose(dialog.form.kind, False)
    assert not dialog.form.format.is_classes
    assert dialog.form.adds.isEnabled()


def test_features_can_be_left_out_and_one_is_too_few(session: Session, opened: Open, qtbot: QtBot) -> None:
    dialog = opened("a,b,c,species\n1,2,9,x\n3,4,9,y\n5,6,9,y\n7,8,9,x\n")
    features = dialog.form.features
    assert "Feature “c” is the same at every training point" in dialog.said.text()
    features.item(2).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: "Reading" not in dialog.said.text())
    assert dialog.reading is not None
    assert dialog.reading.points.feature_names == ("a", "b")
    features.item(1).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: "need 2 columns of features" in dialog.said.text())
    assert not dialog.ok.isEnabled()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b,class\n1,2,x\n3,4,x\n", "All points are of one class, “x”."),
        ("a,b,class\n1,2,0\n3,4,\n5,6,1\n", "Line 3, column “class” is empty. There should be a class."),
        ("a,b,class\n1,2,0\n3,4,1.5\n5,6,1\n", "“1.5” is not a whole number."),
        ("a,b,species\n" + "".join(f"1,2,{c}\n" for c in "abcdefghijkl" * 2), "holds 12 different classes"),
    ],
)
def test_labels_that_cannot_be_are_said(session: Session, opened: Open, text: str, reason: str) -> None:
    before = session.experiment
    dialog = opened(text)
    assert reason in dialog.said.text()
    assert not dialog.ok.isEnabled()
    dialog.reject()
    assert session.experiment is before


def test_a_class_with_one_point_is_said(opened: Open) -> None:
    dialog = opened("a,b,class\n1,2,x\n3,4,x\n4,5,y\n")
    assert "Class “y” has one point only" in dialog.said.text()
    assert dialog.ok.isEnabled()


def test_rows_of_ones_own_are_pasted_at_once(session: Session, tables: Tables) -> None:
    session.edit(as_classes(session.experiment, None), "")
    before = session.experiment.dataset
    one = before.without([i for i in range(len(before)) if i not in (3, 120)])
    paste(tables, points_tsv(one))
    dataset = session.experiment.dataset
    assert len(dataset) == len(before) + 2
    assert dataset.of(Role.TRAINING).features[-1].tolist() == before.features[3].tolist()
    assert dataset.targets[-2:].tolist() == before.targets[[3, 120]].tolist()
    assert str(session.notice).startswith("Points were pasted: 1 for training, 1 for validation")
    assert session.experiment.pattern is not None


def test_points_of_one_class_only_may_come_to_others(session: Session, tables: Tables) -> None:
    session.edit(as_classes(session.experiment, None), "")
    before = len(session.experiment.dataset)
    paste(tables, "0.5\t0.25\t1\n0.75\t0.5\t1\n")
    assert len(session.experiment.dataset) == before + 2


@pytest.mark.parametrize("words", ["1,2\n3,4\n", LEAVES, "1,2,3,A\n2,3,4,B\n3,3,3,A\n5,5,5,B\n"])
def test_what_does_not_fit_opens_the_dialog(
    session: Session, tables: Tables, qtbot: QtBot, words: str
) -> None:
    session.edit(as_classes(session.experiment, None), "")
    start = session.experiment
    paste(tables, words)
    if words == LEAVES:  # other classes are fine
        assert session.experiment.dataset.class_names == ("0", "1", "oak", "elm")
        return
    dialog = read(tables, qtbot)
    assert session.experiment is start
    assert "The present points" in dialog.form.adds.toolTip()
    assert not dialog.form.adds.isEnabled()
    dialog.ok.click()
    assert session.experiment.dataset != start.dataset


def test_what_is_exported_comes_back_the_same(session: Session, opened: Open) -> None:
    wine = bundled_dataset("wine", (0.6, 0.2, 0.2), "random", 2)
    dialog = opened(points_csv(wine))
    dialog.ok.click()
    assert session.experiment.dataset == wine


def test_exports_of_classes(session: Session, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    exports = Exports(session, window)
    session.edit(as_classes(session.experiment, None), "")
    assert exports.table("points")().startswith("x1,x2,class,role\r\n")
    assert exports.table("curves")().startswith("x1,x2,class,role,predicted,P(0),P(1)\r\n")
    assert "layer 1 weight" in exports.table("parameters")()
    exports.export("split")
    assert "a map of where replicas disagree, and there is none yet" in str(session.notice)
    exports.export("errors")
    assert str(session.notice) == "There are no errors yet. Press Play first."
    session.edit_points(session.experiment.dataset.without(range(150)), "")
    exports.export("curves")
    assert str(session.notice) == "There are no points to export. Draw some first."
    assert isinstance(session.experiment.dataset, Dataset)


def test_features_of_very_different_size_are_scaled(session: Session, opened: Open) -> None:
    dialog = opened("wide,thin,kind\n1000,0.1,x\n2500,0.3,y\n4000,0.2,x\n3000,0.5,y\n")
    assert "differ much in size" in dialog.said.text()
    dialog.ok.click()
    assert session.experiment.scaling == "standard"
    assert "Data ▸ Training, validation, test splits them" in str(session.notice)
    session.undo_stack.undo()
    assert session.experiment.scaling == "none"


def test_features_of_one_size_stay_as_they_are(session: Session, opened: Open) -> None:
    dialog = opened(LEAVES)
    assert "size" not in dialog.said.text()
    dialog.ok.click()
    assert session.experiment.scaling == "none"
    assert session.notice is None or "splits them" not in str(session.notice)
