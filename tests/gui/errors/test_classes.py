"""ERRORS of points with classes: loss and accuracy as two graphs, and back to one graph for a curve."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset, Role
from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment, Training
from nnviz.core.models import MLPSpec
from nnviz.core.replicas import Replicas
from nnviz.core.training.history import History
from nnviz.core.training.steps import COLUMNS, Checkpoint, Ending
from nnviz.gui.errors import ErrorsPanel, likeness
from nnviz.gui.session import RunState, Session
from nnviz.gui.theme import DARK, LIGHT

LOSSES, PARTS = {"train_error", "validation_error"}, {"bias_squared", "variance", "noise", "total"}
ROLES = (Role.TRAINING, Role.TRAINING, Role.TRAINING, Role.VALIDATION)


def clouds(n: int = 40) -> Dataset:
    """Two classes, of which the first is three times as frequent, round (0, 0) and (3, 0)."""
    rng = np.random.default_rng(1)
    numbers = (np.arange(n) % 16 >= 12).astype(float)
    places = rng.standard_normal((n, 2)) + np.outer(numbers, (3, 0))
    return Dataset(places, numbers, np.resize(ROLES, n).astype(np.int8), ("near", "far"))


CLASSES = Experiment(
    dataset=clouds(),
    model=MLPSpec((5,), n_in=2),
    training=Training(200, optimiser="Adam", learning_rate=0.05),
)
SPLIT = {
    "variance": 0.03, "variance_se": 0.004, "bias_squared": 0.01, "noise": 0.1, "total": 0.14, "replicas": 50
}  # fmt: skip


def train(session: Session, replicas: bool = False, n: int = 51) -> None:
    """Show a run whose validation loss is least at epoch 10, while its accuracy creeps up."""
    rows = np.full((n, len(COLUMNS)), np.nan)
    epochs = np.arange(n)
    columns = {
        "epoch": epochs, "train_error": 0.7 * 0.95**epochs, "penalty": 0 * epochs,
        "validation_error": 0.4 + np.abs(epochs - 10) / 50, "last_batch_loss": 0 * epochs,
        "train_accuracy": np.linspace(0.7, 1, n), "validation_accuracy": np.linspace(0.6, 0.8, n),
    }  # fmt: skip
    columns |= {name: np.full(n, value) for name, value in SPLIT.items()} if replicas else {}
    for name, values in columns.items():
        rows[:, COLUMNS.index(name)] = values
    history = History()
    weights = np.zeros((1, session.experiment.model.parameter_count))
    history.add(rows, {0: weights, n - 1: weights})
    session.show_run(history, Ending.FINISHED)


@pytest.fixture
def classes(session: Session, panel: ErrorsPanel) -> ErrorsPanel:
    session.open_document(Document(CLASSES))
    train(session)
    return panel


def drawn(panel: ErrorsPanel, graph: int, name: str) -> np.ndarray:
    return np.asarray(panel.charts[graph].curve(name).getData()[1])


def shown(panel: ErrorsPanel) -> list[list[str]]:
    """The curves that can be seen, by graph."""
    names = ("train_error", "validation_error", "train_accuracy", "validation_accuracy", *SPLIT)
    return [
        [name for name in names if name in chart.curves and chart.curve(name).isVisible()]
        for chart in panel.charts
    ]


def test_loss_and_accuracy_are_two_graphs(classes: ErrorsPanel, session: Session) -> None:
    assert shown(classes) == [["train_error", "validation_error"], ["train_accuracy", "validation_accuracy"]]
    assert drawn(classes, 1, "validation_accuracy") == pytest.approx(np.linspace(60, 80, 51))
    loss, accuracy = classes.charts
    assert loss.getAxis("left").labelText == "cross-entropy<br>(nats)"
    assert accuracy.getAxis("left").labelText == "accuracy<br>(%)"
    low, high = accuracy.getViewBox().viewRange()[1]
    assert low < 0 < 100 < high
    assert loss.getViewBox().viewRange()[0] == accuracy.getViewBox().viewRange()[0]


def test_the_other_loss_has_its_own_name(classes: ErrorsPanel, session: Session) -> None:
    brier = replace(CLASSES, training=replace(CLASSES.training, loss="squared error"))
    session.open_document(Document(brier))
    assert classes.chart.getAxis("left").labelText == "squared error of<br>probabilities"


def test_the_best_epoch_is_that_of_the_least_loss(classes: ErrorsPanel, session: Session) -> None:
    assert [chart.best_place for chart in classes.charts] == [10, 10]
    assert classes.chart.best_words == "least validation loss, epoch 10"
    assert classes.charts[1].best_words == ""
    patient = replace(CLASSES, training=replace(CLASSES.training, patience=40))
    session.open_document(Document(patient))
    train(session)
    assert classes.chart.best_words == "least validation loss, epoch 10: early stopping looks at the loss"


def test_levels_tell_what_the_shares_of_the_classes_alone_reach(classes: ErrorsPanel) -> None:
    loss, accuracy = (chart.level for chart in classes.charts)
    assert loss is not None
    assert accuracy is not None
    right = float(np.mean(clouds().of(Role.VALIDATION).classes == 0))
    assert accuracy == (pytest.approx(100 * right), f"most frequent class: {100 * right:g} %")
    assert loss[1] == f"class shares alone: {loss[0]:.3g}"


def test_a_box_hides_a_role_in_both_graphs(classes: ErrorsPanel) -> None:
    assert classes.legend.boxes["train_error"].text() == "training"
    QTest.keyClick(classes.legend.boxes["train_error"], Qt.Key.Key_Space)
    assert shown(classes) == [["validation_error"], ["validation_accuracy"]]


def test_a_logarithmic_axis_is_for_the_loss_alone(classes: ErrorsPanel) -> None:
    classes.legend.log_y.setChecked(True)
    classes.legend.log_x.setChecked(True)
    assert drawn(classes, 0, "train_error")[0] == pytest.approx(np.log10(0.7))
    assert drawn(classes, 1, "train_accuracy")[-1] == pytest.approx(100)
    assert not classes.charts[1].getAxis("left").logMode
    assert classes.charts[1].getAxis("bottom").logMode


def test_the_numbers_of_an_epoch_name_the_loss_and_the_share_that_is_right(
    classes: ErrorsPanel, qtbot: QtBot
) -> None:
    classes.charts[1].pointed.emit(10.0)
    expected = "epoch 10 · training loss 0.419, 76 % right · validation loss 0.4, 64 % right"
    qtbot.waitUntil(lambda: classes.numbers.readout.text() == expected)
    assert "cross-entropy (nats)" in classes.numbers.readout.toolTip()


def test_pressing_in_either_graph_goes_to_that_epoch(classes: ErrorsPanel, session: Session) -> None:
    for chart in classes.charts:
        box = chart.getViewBox()
        place = box.mapViewToScene(QPointF(2.0, sum(box.viewRange()[1]) / 2)).toPoint()
        QTest.mouseClick(chart.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert session.shown_epoch == 2
        assert [each.cursor_place for each in classes.charts] == [0, 0], "the kept epoch next to it"
        QTest.keyClick(chart, Qt.Key.Key_End)
        assert session.shown_epoch is None


def test_the_split_never_shares_an_axis_with_the_loss(classes: ErrorsPanel, session: Session) -> None:
    several = replace(CLASSES, replicas=Replicas(2, "bootstrap"))
    session.open_document(Document(several))
    train(session, replicas=True)
    assert shown(classes)[1] == ["train_accuracy", "validation_accuracy"]
    assert classes.legend.boxes["variance"].isHidden()
    QTest.keyClick(classes.legend.split, Qt.Key.Key_Space)
    assert shown(classes) == [
        ["train_error", "validation_error"],
        ["variance", "bias_squared", "noise", "total"],
    ]
    assert classes.charts[1].getAxis("left").labelText == "squared error of<br>probabilities"
    assert classes.charts[1].level is None
    assert not classes.legend.boxes["variance"].isHidden()


def test_the_sum_says_that_it_is_the_brier_score(
    classes: ErrorsPanel, session: Session, qtbot: QtBot
) -> None:
    session.open_document(Document(replace(CLASSES, replicas=Replicas(2, "bootstrap"))))
    train(session, replicas=True)
    qtbot.waitUntil(lambda: classes.numbers.check.whole.startswith("Brier score: bias² 0.01 + variance"))


def test_a_curve_has_one_graph_again(classes: ErrorsPanel, session: Session, panel: ErrorsPanel) -> None:
    session.open_document(Document(Experiment()))
    assert len(panel.charts) == 1
    assert panel.legend.boxes["train_error"].text() == "training error"
    assert panel.chart.level is None
    assert panel.chart.getAxis("left").labelText.startswith("mean squared error")
    session.open_document(Document(CLASSES))
    assert len(panel.charts) == 2


def pinned(experiment: Experiment) -> KeptRun:
    rows = np.array([[0, 0.7, 0.7, 0, 0, 0.5, 0.5], [1, 0.3, 0.4, 0, 0, 0.9, 0.8]])
    return KeptRun(experiment, rows, (Checkpoint(1, np.zeros(experiment.model.parameter_count)),))


def test_a_pin_is_in_both_graphs(classes: ErrorsPanel, session: Session) -> None:
    session.edit_pins((pinned(CLASSES),), "Pin")
    first, second = (view.pins.lines for view in classes.views.shown)
    assert first[0, "validation_error"].getData()[1].tolist() == [0.7, 0.4]
    assert second[0, "validation_accuracy"].getData()[1].tolist() == [50, 80]
    assert classes.legend.pins[0].text().endswith(": 90 % | 80 %")


def test_a_pin_with_errors_of_another_kind_is_not_drawn(classes: ErrorsPanel, session: Session) -> None:
    brier = replace(CLASSES, training=replace(CLASSES.training, loss="squared error"))
    session.edit_pins((pinned(brier), pinned(CLASSES)), "Pin")
    lines = classes.views.first.pins.lines
    assert {slot for (slot, _), line in lines.items() if line.isVisible()} == {1}
    assert [box.isEnabled() for box in classes.legend.pins[:2]] == [False, True]
    session.open_document(Document(brier, pins=(pinned(brier), pinned(CLASSES))))
    assert {slot for (slot, _), line in lines.items() if line.isVisible()} == {0}


def test_where_there_is_little_height_the_graphs_stand_side_by_side(classes: ErrorsPanel) -> None:
    assert not classes.views.side_by_side
    upper, lower = classes.charts
    assert not upper.getAxis("bottom").style["showValues"]
    classes.resize(500, 170)
    assert classes.views.side_by_side
    assert upper.best_words == "least loss, epoch 10"
    assert upper.level is not None
    assert not upper.level_is_named, "its words are wider than the graph"
    assert upper.getAxis("bottom").style["showValues"]
    assert lower.geometry().left() >= upper.geometry().right()


def test_where_there_is_little_height_the_split_stands_alone(classes: ErrorsPanel, session: Session) -> None:
    train(session, replicas=True)
    legend = classes.legend
    legend.split.setChecked(True)
    legend.log_x.setChecked(True)
    assert [set(each) for each in shown(classes)] == [LOSSES, PARTS]
    classes.resize(320, 150)
    assert [set(each) for each in shown(classes)] == [PARTS]
    there = {box.text() for box in legend.findChildren(QCheckBox) if not box.isHidden()}
    assert there == {"bias²", "variance", "noise", "total", "Split", "Log x"}, "what is chosen can be undone"
    assert legend.height() >= legend.heightForWidth(legend.width())
    classes.resize(500, 400)
    assert [set(each) for each in shown(classes)] == [LOSSES, PARTS]
    assert not legend.log_y.isHidden()


def test_in_a_low_graph_its_name_is_in_the_corner(classes: ErrorsPanel) -> None:
    classes.resize(900, 320)
    assert [chart.name for chart in classes.charts] == ["", ""]
    classes.resize(900, 120)
    assert classes.height() == 120
    assert [chart.name for chart in classes.charts] == ["cross-entropy (nats)", "accuracy (%)"]


def test_the_words_at_the_best_epoch_are_clear_of_that_name(classes: ErrorsPanel) -> None:
    upper, both = classes.charts[0], 0
    for height in range(90, 420, 15):
        classes.resize(470, height)
        upper.repaint()
        assert upper.label_is_clear_of_the_name
        both += bool(upper.name) and upper._best.words.isVisible()
    assert both >= 2


def test_another_panel_can_look_like_this_one(classes: ErrorsPanel, session: Session, qtbot: QtBot) -> None:
    classes.legend.split.setChecked(True)
    other = ErrorsPanel(session, LIGHT)
    qtbot.addWidget(other)
    likeness.show_like(other, classes)
    assert other.legend.split.isChecked()


def test_a_run_is_followed_and_themes_reach_both_graphs(
    session: Session, panel: ErrorsPanel, qtbot: QtBot
) -> None:
    session.open_document(Document(CLASSES))
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED, timeout=20_000)
    assert drawn(panel, 1, "train_accuracy")[-1] == 100 * session.history.column("train_accuracy")[-1]
    panel.show_theme(DARK)
    colour = panel.charts[1].curve("train_accuracy").opts["pen"].color().name()
    assert colour == DARK.training
