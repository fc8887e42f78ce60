"""The selection: one for all panels, and what edits of the points leave of it."""

from collections.abc import Iterator

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Role
from nnviz.core.document import Document
from nnviz.core.presets import preset
from nnviz.gui.session import Session


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(preset("five-dots-line"), in_process=True)
    yield session
    session.close()


def test_points_that_move_or_come_at_the_end_leave_it(session: Session) -> None:
    session.selection.choose([1, 3])
    dataset = session.experiment.dataset
    session.edit_points(dataset.moved([1], 0.1, 0.1), "")
    session.edit_points(session.experiment.dataset.with_points([(1, 1)], Role.TRAINING), "")
    assert session.selection.indices.tolist() == [1, 3]
    session.undo_stack.undo()
    assert session.selection.indices.tolist() == [1, 3]


def test_it_never_holds_a_point_that_is_gone(session: Session) -> None:
    count = len(session.experiment.dataset)
    seen = []
    session.experiment_changed.connect(lambda: seen.append(session.selection.indices.tolist()))
    session.selection.choose(np.arange(count))
    session.edit_points(session.experiment.dataset.without([count - 1]), "")
    assert seen == [list(range(count - 1))]
    session.edit_points(session.experiment.dataset.without([0]), "")
    assert session.selection.indices.tolist() == []


def test_another_document_begins_with_none(session: Session) -> None:
    session.selection.choose([1, 3])
    session.open_document(Document(preset("five-dots-degree-6")))
    assert session.selection.indices.tolist() == []


def test_it_tells_when_its_points_move(session: Session, qtbot: QtBot) -> None:
    session.selection.choose([1])
    with qtbot.waitSignal(session.selection.changed):
        session.edit_points(session.experiment.dataset.moved([1], 0.1, 0.1), "")
