"""Pinned runs in the plane: where their decision flips, computed once, named, read off, left out."""

from dataclasses import replace
from threading import Event

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.core.document import KeptRun
from nnviz.core.experiment import Experiment, with_dataset
from nnviz.core.models import MLPSpec
from nnviz.core.presets import preset
from nnviz.core.regions import compute_regions
from nnviz.core.training.steps import Checkpoint, Ending
from nnviz.gui.pins import LOOKS
from nnviz.gui.plane import PlanePanel, likeness
from nnviz.gui.plane.axes_bar import COMPONENTS, Sight
from nnviz.gui.session import Session
from nnviz.gui.theme import DARK, LIGHT
from tests.gui.plane.conftest import WEIGHTS, experiment

UPRIGHT = (-5.0, 0.0, 5.0, 0.0, 0.0, 0.0, 5.0, -90.0, -5.0)  # between the first and the last class, at x1 = 1


def pinned(
    run_of: Experiment | None = None, weights: tuple[float, ...] = UPRIGHT, label: str = ""
) -> KeptRun:
    """A run with these weights."""
    rows = np.array([[10.0, 0.5, 0.25, 0.0, np.nan]])
    kept = (Checkpoint(10, np.array(weights)),)
    return KeptRun(run_of or experiment(), rows, kept, Ending.FINISHED, label)


def of_four(names: tuple[str, ...] = ("length", "width", "depth", "age")) -> Experiment:
    features = np.random.default_rng(2).normal(size=(30, 4)) * [1.0, 2.0, 0.5, 3.0] + [5.0, 4.0, 1.0, 0.0]
    dataset = Dataset(features, np.arange(30) % 2, np.zeros(30, np.int8), ("a", "b"), names)
    return with_dataset(Experiment(model=MLPSpec(())), dataset)


def places(panel: PlanePanel, slot: int = 0) -> np.ndarray:
    """Of its line, [n, 2]."""
    x, y = panel.pins.lines[slot].getData()
    return np.empty((0, 2)) if x is None else np.column_stack([x, y])


def counted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Grows by an entry whenever the border of a pin is computed."""
    computed: list[object] = []

    def compute(*asked: object) -> object:
        computed.append(asked)
        return compute_regions(*asked)

    monkeypatch.setattr("nnviz.gui.plane.pins.compute_regions", compute)
    return computed


def test_a_pin_is_a_thin_dashed_line_where_its_decision_flips(panel: PlanePanel, session: Session) -> None:
    assert not any(line.isVisible() for line in panel.pins.lines)
    session.edit_pins((pinned(),), "Pin")
    line = panel.pins.lines[0]
    assert line.isVisible()
    assert places(panel)[:, 0] == pytest.approx(1.0, abs=1e-3)
    bottom, top = panel.canvas.getViewBox().viewRange()[1]
    assert places(panel)[:, 1].max() == pytest.approx(top, abs=0.02 * (top - bottom))
    assert line.opts["pen"].color().name() == LIGHT.pin_1
    assert line.opts["pen"].dashPattern() == list(LOOKS[0].dashes)
    assert line.thickness < panel.layers.borders.thickness
    session.undo_stack.undo()
    assert not line.isVisible()


def test_the_border_of_the_present_model_is_that_of_its_pin(panel: PlanePanel, session: Session) -> None:
    session.edit_pins((pinned(weights=WEIGHTS),), "Pin")
    assert places(panel) == pytest.approx(np.column_stack(panel.layers.borders.getData()))


def test_it_is_computed_once_and_not_with_every_frame(
    panel: PlanePanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = counted(monkeypatch)
    session.edit_pins((pinned(),), "Pin")
    assert len(computed) == 1
    for _ in range(10):
        session.frame_changed.emit()
        session.advanced.emit()
    panel.show_theme(DARK)
    session.edit_points(session.experiment.dataset.with_class([5], 2), "Class")
    assert panel.pins.lines[0].opts["pen"].color().name() == DARK.pin_1
    assert len(computed) == 1
    panel.canvas.getViewBox().setRange(xRange=(-9.0, 9.0), yRange=(-9.0, 9.0), padding=0)
    assert places(panel)[:, 1].max() > 8
    moved = len(computed)
    assert moved > 1
    session.edit_pins((*session.pins, pinned(weights=WEIGHTS)), "Pin")
    assert len(computed) == moved + 1, "the first one stays as it is"


def test_it_comes_from_another_thread(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = Event()

    def held_back(*asked: object) -> object:
        go_on.wait(10)
        return compute_regions(*asked)

    monkeypatch.setattr("nnviz.gui.plane.pins.compute_regions", held_back)
    panel = PlanePanel(session, LIGHT)
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.show()
    session.edit_pins((pinned(), pinned(weights=WEIGHTS)), "Pin")
    assert not len(places(panel))
    session.edit_pins(session.pins[1:], "Unpin")
    go_on.set()
    qtbot.waitUntil(lambda: len(places(panel, 1)) > 0)
    assert not len(places(panel, 0)), "it was unpinned meanwhile"
    panel.stop()
    qtbot.waitUntil(lambda: not panel.pins.latest.busy)


@pytest.mark.parametrize("sight", [Sight(3, 1), Sight(0, 2, held=4), Sight(COMPONENTS)])
def test_of_many_features_it_is_cut_by_the_plane(panel: PlanePanel, session: Session, sight: Sight) -> None:
    weights = np.array([1.0, 0.5, -0.5, 0.25, -6.0])
    session.edit(of_four(), "Four features")
    session.edit_pins((pinned(of_four(), tuple(weights)),), "Pin")
    panel.look(sight)
    features = panel.canvas.plane.features(places(panel))
    assert len(features) > 10
    assert features @ weights[:4] + weights[4] == pytest.approx(0.0, abs=1e-3)


def test_another_plane_takes_the_line_away_until_the_new_one_is_known(
    panel: PlanePanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.edit(of_four(), "Four features")
    session.edit_pins((pinned(of_four(), (1.0, 0.5, -0.5, 0.25, -6.0)),), "Pin")
    assert len(places(panel))
    monkeypatch.setattr(panel.pins.latest, "ask", lambda work: None)
    panel.look(Sight(0, 1))
    assert not len(places(panel))


def test_pins_of_other_points_are_left_out(panel: PlanePanel, session: Session, qtbot: QtBot) -> None:
    line = preset("five-dots-line")
    dataset = session.experiment.dataset
    others = [
        pinned(line, (1.0,) * line.model.parameter_count, "curve"),
        pinned(of_four(), (1.0,) * 5, "four features"),
        pinned(with_dataset(experiment(), replace(dataset, class_names=("a", "b", "c"))), label="a, b, c"),
    ]
    session.edit_pins((*others, pinned(label="same")), "Pin")
    assert [line.isVisible() for line in panel.pins.lines] == [False, False, False, True]
    assert [label.isVisible() for label in panel.classes.pins] == [False, False, False, True]
    panel.canvas.pointed.emit(2.0, 0.0)
    qtbot.waitUntil(lambda: panel.header.values.words.endswith("· same: P(right) > 99.99 %"))
    session.edit(of_four(), "Four features")
    assert [line.isVisible() for line in panel.pins.lines] == [False, True, False, False]
    session.edit(line, "Curve")
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert [line.isVisible() for line in panel.pins.lines] == [False, False, False, True]


def test_the_bar_of_classes_names_the_pins(panel: PlanePanel, session: Session) -> None:
    session.edit_pins((pinned(label="<b> & co"), pinned(weights=WEIGHTS)), "Pin")
    first, second = panel.classes.pins[:2]
    assert "&lt;b&gt;&nbsp;&amp;&nbsp;co" in first.text()
    assert "2-3" in second.text()
    session.edit_pins((session.pins[1],), "Unpin")
    assert not first.isVisible()
    assert LIGHT.pin_2 in second.text(), "the look stays with its pin"
    panel.show_theme(DARK)
    assert DARK.pin_2 in second.text()


def test_in_little_room_the_readout_still_has_the_pins(
    panel: PlanePanel, session: Session, qtbot: QtBot
) -> None:
    session.edit_pins((pinned(label="wide"),), "Pin")
    panel.resize(250, 500)
    panel.canvas.pointed.emit(0.5, -1.0)
    qtbot.waitUntil(lambda: panel.header.values.text() == "P(right) 95 % · wide: P(left) 99 %")
    panel.resize(200, 500)
    qtbot.waitUntil(lambda: panel.header.values.text() == "P(right) 95 % · wide: left")
    assert panel.header.values.words.startswith("x1 0.5 · x2 −1 · P(right) 95 %")


@pytest.mark.parametrize("weight", [np.nan, 1e300, -1e300])
def test_hostile_weights_are_drawn_without_complaint(
    panel: PlanePanel, session: Session, qtbot: QtBot, weight: float
) -> None:
    session.edit_pins((pinned(weights=(weight,) * 9),), "Pin")
    panel.grab()
    panel.canvas.pointed.emit(0.5, -1.0)
    qtbot.waitUntil(lambda: panel.header.values.words.startswith("x1"))
    assert np.isfinite(places(panel)).all()


def test_a_hidden_plane_waits_until_it_is_seen(
    panel: PlanePanel, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed = counted(monkeypatch)
    panel.hide()
    session.edit_pins((pinned(),), "Pin")
    assert not computed
    panel.show()
    assert len(computed) == 1
    assert len(places(panel))


def test_a_second_plane_shows_them_too(panel: PlanePanel, session: Session, qtbot: QtBot) -> None:
    session.edit_pins((pinned(),), "Pin")
    other = PlanePanel(session, LIGHT, in_thread=False)
    qtbot.addWidget(other)
    other.resize(500, 400)
    other.show()
    likeness.show_like(other, panel)
    assert places(other)[:, 0] == pytest.approx(1.0, abs=1e-3)
    other.stop()
