"""Points with classes in the settings: kind, source, scaling, split and names, and what a model may be."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from nnviz.core.class_sources import with_table
from nnviz.core.dataset import Role
from nnviz.core.document import Document
from nnviz.core.kinds_of_points import as_classes
from nnviz.core.models import MLPSpec
from nnviz.core.patterns import Pattern, is_pattern_sample
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.shares import Shares
from nnviz.gui.session import Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.settings.form import Section
from nnviz.gui.theme import DARK


def enter(qtbot: QtBot, field: QLineEdit, text: str) -> None:
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def choose(box: QComboBox, key: object) -> None:
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())  # what a click on the entry does


def keys(box: QComboBox) -> list[object]:
    return [box.itemData(i) for i in range(box.count())]


@pytest.fixture
def classes(session: Session, panel: SettingsPanel) -> SettingsPanel:
    choose(panel.data.kind, True)
    return panel


def take(panel: SettingsPanel, key: str) -> None:
    choose(panel.data.classes.source.kind, key)


# --- a curve and classes ----------------------------------------------------------------------------


def test_a_curve_turns_into_classes_and_undo_brings_it_back(session: Session, panel: SettingsPanel) -> None:
    before = session.experiment
    choose(panel.data.kind, True)
    assert session.experiment.pattern == Pattern.of_kind("moons")
    assert session.undo_stack.undoText() == "Turn to classes"
    assert "Your curve's points are kept" in str(session.notice)
    assert panel.data.classes.isVisible()
    assert not panel.data.generator.isVisible()
    assert panel.data.count.text() == "100 training points, 50 validation points"
    session.undo_stack.undo()
    assert session.experiment == before
    assert panel.data.kind.currentData() is False
    assert panel.data.generator.isVisible()


def test_the_same_choice_brings_each_kind_back(session: Session, panel: SettingsPanel) -> None:
    curve = session.experiment
    choose(panel.data.kind, True)
    session.edit_points(session.experiment.dataset.moved([0], 1, 1), "Move point")
    moved = session.experiment
    choose(panel.data.kind, False)
    assert (session.experiment.dataset, session.experiment.model) == (curve.dataset, curve.model)
    assert "Your points with classes are kept" in str(session.notice)
    choose(panel.data.kind, True)
    assert session.experiment == moved


def test_points_of_another_document_do_not_come_back(session: Session, panel: SettingsPanel) -> None:
    choose(panel.data.kind, True)
    session.open_document(Document(preset("bishop-table")))
    choose(panel.data.kind, True)
    session.open_document(Document(session.experiment))
    choose(panel.data.kind, False)
    assert session.experiment.truth is not None  # a sample, as there was no curve
    assert session.notice is None  # of a sample nothing is lost


def test_documents_of_both_kinds_one_after_the_other(session: Session, panel: SettingsPanel) -> None:
    iris = with_table(session.experiment, "iris", Shares("random", 30, 10))
    for experiment in (iris, preset("sine-formula"), as_classes(iris, None), preset("sine-mlp"), iris):
        session.open_document(Document(experiment))
        assert panel.data.kind.currentData() is experiment.dataset.is_classes
    assert panel.data.classes.shares.shares == Shares("random", 30, 10)
    assert panel.data.classes.source.kind.currentData() == "iris"


def test_data_stays_in_sight_when_the_kind_is_chosen(panel: SettingsPanel, qtbot: QtBot) -> None:
    kind, seen = panel.data.kind, panel.area.viewport()
    panel.resize(330, 400)
    for wanted in (True, False, True):
        panel.area.ensureWidgetVisible(kind, 0, 0)
        choose(kind, wanted)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: seen.rect().contains(kind.rect().translated(kind.mapTo(seen, QPoint()))))


# --- where points come from -------------------------------------------------------------------------


def test_a_pattern_follows_its_fields(qtbot: QtBot, session: Session, classes: SettingsPanel) -> None:
    source = classes.data.classes.source
    take(classes, "blobs")
    enter(qtbot, source.form.classes.lineEdit(), "4")
    enter(qtbot, source.form.flip.lineEdit(), "7")
    enter(qtbot, source.form.n_test.lineEdit(), "20")
    pattern = session.experiment.pattern
    assert pattern == replace(Pattern.of_kind("blobs", 4), noise=0.8, flip=0.07, n_test=20)
    assert is_pattern_sample(session.experiment.dataset, pattern)
    assert classes.data.count.text().endswith("20 test points")
    source.new_sample.click()
    assert session.experiment.pattern == replace(pattern, seed=2)
    assert session.undo_stack.undoText() == "New sample"
    assert not source.preview.isVisible()
    assert not classes.data.classes.split.isVisible()  # the pattern has its numbers


def test_what_no_pattern_has_is_said_under_its_field(
    qtbot: QtBot, session: Session, classes: SettingsPanel
) -> None:
    take(classes, "circles")
    before, form = session.experiment, classes.data.classes.source.form
    enter(qtbot, form.classes.lineEdit(), "7")
    assert "has 2 to 5 classes, not 7" in form.rows["classes"].note.text()
    enter(qtbot, form.flip.lineEdit(), "80")
    assert form.rows["flip"].note.is_warning
    assert session.experiment is before


def test_own_points_stay_until_they_are_replaced(
    qtbot: QtBot, session: Session, classes: SettingsPanel
) -> None:
    source = classes.data.classes.source
    session.edit_points(session.experiment.dataset.moved([0], 1, 1), "Move point")
    mine = session.experiment
    take(classes, "xor")
    assert session.experiment is mine
    assert source.note.text() == "Your points stay as they are until you replace them."
    assert source.preview.isVisible()
    qtbot.waitUntil(lambda: not source.replace_points.visibleRegion().isEmpty())
    assert not source.preview.grab().isNull()
    source.replace_points.click()
    assert session.experiment.pattern == replace(Pattern.of_kind("xor"))
    assert not source.replace_points.isVisible()
    session.undo_stack.undo()
    assert session.experiment == mine


def test_a_table_of_our_own(session: Session, classes: SettingsPanel) -> None:
    take(classes, "iris")
    source = classes.data.classes.source
    assert session.experiment.dataset.class_names == ("setosa", "versicolor", "virginica")
    assert source.about.text().startswith("150 flowers of three kinds")
    assert classes.data.classes.scaling.currentData() == "min-max"
    assert session.undo_stack.undoText() == "Take a table"
    assert not source.form.isVisible()
    take(classes, "digits")
    assert session.experiment.model.sizes == (64, 16, 10)
    assert "the same at every training point" in classes.data.classes.remarks.text()
    assert classes.data.classes.classes.names[9].text() == "9"
    assert not classes.data.classes.classes.add.isEnabled()


def test_the_pattern_can_be_forgotten(session: Session, classes: SettingsPanel) -> None:
    points = session.experiment.dataset
    take(classes, "unknown")
    assert session.experiment.pattern is None
    assert session.experiment.dataset == points
    assert session.undo_stack.undoText() == "No known pattern"


# --- scaling, split, names --------------------------------------------------------------------------


def test_scaling(session: Session, classes: SettingsPanel) -> None:
    choose(classes.data.classes.scaling, "standard")
    assert session.experiment.scaling == "standard"
    assert session.undo_stack.undoText() == "Scaling"


def test_the_split_of_a_table_follows_its_fields(
    qtbot: QtBot, session: Session, classes: SettingsPanel
) -> None:
    take(classes, "iris")
    form = classes.data.classes.shares
    enter(qtbot, form.validation.lineEdit(), "10")
    assert [session.experiment.dataset.count(role) for role in Role] == [105, 15, 30]
    assert form.left.text() == "70 % are left for training: 105, 15 and 30 points."
    choose(form.how, "positional")
    assert session.undo_stack.undoText() == "Split the points"
    said = classes.data.classes.remarks.text()
    assert "No point of class “setosa” is for validation and test" in said
    before = session.experiment
    enter(qtbot, form.test.lineEdit(), "95")
    assert "none below 0" in form.rows["test"].note.text()
    assert session.experiment is before
    assert not form.split.isVisible()


def test_roles_of_ones_own_are_replaced_by_the_button_only(
    qtbot: QtBot, session: Session, classes: SettingsPanel
) -> None:
    take(classes, "iris")
    form = classes.data.classes.shares
    session.edit_points(session.experiment.dataset.with_role([0, 1], Role.TEST), "Turn points")
    mine = session.experiment
    assert form.split.isVisible()
    enter(qtbot, form.seed.lineEdit(), "9")
    assert session.experiment is mine
    form.split.click()
    assert form.is_split()
    assert not form.split.isVisible()


def test_names_of_classes(qtbot: QtBot, session: Session, classes: SettingsPanel) -> None:
    rows = classes.data.classes.classes
    enter(qtbot, rows.names[0], "upper")
    assert session.experiment.dataset.class_names == ("upper", "1")
    assert session.undo_stack.undoText() == "Rename class"
    assert session.experiment.pattern is not None
    enter(qtbot, rows.names[1], "upper")
    assert "“upper” was given twice" in rows.note.text()
    assert session.experiment.dataset.class_names == ("upper", "1")
    assert rows.counts[0].text() == "75 points"


def test_a_class_is_added_and_removed(session: Session, classes: SettingsPanel) -> None:
    rows = classes.data.classes.classes
    assert not rows.removers[0].isEnabled()
    rows.add.click()
    assert session.experiment.dataset.class_count == 3
    assert session.experiment.model.n_out == 3
    assert rows.names[2].isVisible()
    assert rows.counts[2].text() == "0 points"
    rows.removers[2].click()
    assert session.experiment.dataset.class_names == ("0", "1")
    assert session.undo_stack.undoText() == "Remove class"
    assert not rows.names[2].isVisible()


def test_one_class_only_is_said(session: Session, classes: SettingsPanel) -> None:
    dataset = session.experiment.dataset
    session.edit_points(dataset.with_class(range(len(dataset)), 1), "")
    assert classes.data.classes.remarks.text().startswith("All points are of class “1”.")
    session.undo_stack.undo()
    assert not classes.data.classes.remarks.isVisible()


def test_a_class_missing_in_a_part_is_mended_by_what_is_named(
    session: Session, classes: SettingsPanel
) -> None:
    take(classes, "iris")
    form, remarks = classes.data.classes.shares, classes.data.classes.remarks
    dataset = session.experiment.dataset
    session.edit_points(replace(dataset, roles=(dataset.classes == 0).astype(int)), "")
    assert form.how.currentData() == "stratified"
    assert form.split.isVisible()
    assert "Press “Split the points like this”, below." in remarks.text()
    choose(form.how, "random")
    assert "Choose “stratified” as Split, below, and press “Split the points like this”." in remarks.text()
    choose(form.how, "stratified")
    form.split.click()
    assert not remarks.isVisible()
    choose(form.how, "positional")
    assert "Choose “stratified” as Split, below." in remarks.text()
    choose(form.how, "stratified")
    assert not remarks.isVisible()


# --- model, training, replicas ----------------------------------------------------------------------


def test_only_the_perceptron_can_be_chosen(session: Session, classes: SettingsPanel) -> None:
    model = classes.model
    for button in (model.polynomial, model.formula):
        assert not button.isEnabled()
        assert "It draws a curve" in button.toolTip()
    assert not model.perceptron_page.scale.isVisible()
    session.undo_stack.undo()
    assert model.polynomial.isEnabled()
    assert "sum of powers" in model.polynomial.toolTip()


def test_a_perceptron_of_classes_does_not_stay_for_a_curve(session: Session, classes: SettingsPanel) -> None:
    choose(classes.data.kind, False)
    classes.model.perceptron.click()
    assert session.experiment.model == MLPSpec()
    assert not classes.model.note.isVisible()


def test_the_slider_keeps_inputs_and_outputs(session: Session, classes: SettingsPanel) -> None:
    take(classes, "iris")
    complexity = classes.model.complexity
    complexity.slider.setValue(0)
    assert session.experiment.model.sizes == (4, 1, 3)
    assert complexity.parameters.text() == "11 parameters for 90 points"
    complexity.slider.setValue(40)
    assert complexity.parameters.is_warning
    assert "get all of the points right" in complexity.parameters.toolTip()


@pytest.mark.parametrize("layers", [0, 6])
def test_layers_from_none_to_six(qtbot: QtBot, session: Session, classes: SettingsPanel, layers: int) -> None:
    page = classes.model.perceptron_page
    enter(qtbot, page.layers.lineEdit(), str(layers))
    assert session.experiment.model.sizes == (2, *[16] * layers, 1)
    said = page.shape.text()
    assert ("2-1: the single-layer network" in said) is (layers == 0)


def test_two_classes_have_one_unit_or_two(session: Session, classes: SettingsPanel) -> None:
    outputs = classes.model.perceptron_page.outputs
    choose(outputs, 2)
    assert session.experiment.head == "softmax"
    assert session.undo_stack.undoText() == "Output"
    take(classes, "iris")
    assert not outputs.isVisible()
    choose(classes.data.kind, False)
    assert not outputs.isVisible()


def test_the_loss_is_chosen_for_classes_only(session: Session, classes: SettingsPanel) -> None:
    training = classes.training
    assert training.loss.isVisible()
    choose(training.loss, "squared error")
    assert session.experiment.training.loss == "squared error"
    session.edit(replace(session.experiment, training=replace(session.experiment.training, patience=5)), "")
    assert "validation loss" in training.rows["patience"].note.text()
    choose(classes.data.kind, False)
    assert not training.loss.isVisible()


def test_replicas_of_classes_are_made_in_ways_that_classes_have(
    session: Session, classes: SettingsPanel
) -> None:
    replicas = classes.replicas
    session.edit(replace(session.experiment, replicas=Replicas(30, "same-x")), "")
    assert keys(replicas.made_by) == ["same-x", "fresh-x", "bootstrap"]
    assert replicas.made_by.currentText() == "fresh labels"
    assert "classes drawn anew" in replicas.rows["resample"].note.text()
    take(classes, "iris")
    assert session.experiment.replicas.resample == "bootstrap"
    assert "needs no pattern" in replicas.rows["resample"].note.text()
    choose(classes.data.kind, False)
    assert keys(replicas.made_by) == ["same-x", "fresh-x", "bootstrap", "residuals"]


@pytest.mark.parametrize("key", ["blobs", "digits"])
def test_nothing_is_cut_off(qtbot: QtBot, classes: SettingsPanel, key: str) -> None:
    classes.show_theme(DARK)
    for section in classes.findChildren(Section):
        section.heading.setChecked(True)
    take(classes, key)
    assert classes.area.minimumSizeHint().width() <= 330
    qtbot.waitUntil(lambda: classes.area.widget().width() == classes.area.viewport().width())
    assert not classes.area.horizontalScrollBar().isVisible()
