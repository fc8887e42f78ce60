"""Export: what is on the screen as CSV, written in the background; a sentence where there is nothing."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.classes import predicted
from nnviz.core.dataset import Dataset
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.core.sentences import BadInput
from nnviz.core.tables.exports import ROLE_NAMES
from nnviz.core.tables.writing import table_text
from nnviz.gui.session import RunState, Session
from nnviz.gui.tables import Tables
from nnviz.gui.tables.exports import Exports
from nnviz.gui.tables.tables import Kind
from nnviz.gui.theme import LIGHT

SINE = preset("sine-degree-3")
KINDS: tuple[Kind, ...] = ("points", "curves", "errors", "split", "parameters")


@pytest.fixture
def exports(session: Session, qtbot: QtBot) -> Iterator[Exports]:
    window = QWidget()
    qtbot.addWidget(window)
    exports = Exports(session, window)
    yield exports
    exports.wait()


@pytest.fixture
def trained(session: Session, exports: Exports, qtbot: QtBot) -> Session:
    """Three replicas on the sine, trained for twenty epochs."""
    training = replace(SINE.training, epochs=20)
    session.open()
    session.edit(replace(SINE, training=training, replicas=Replicas(3, "same-x")), "")
    session.play()
    qtbot.waitUntil(lambda: session.state is RunState.ENDED and session.spread is not None, timeout=20_000)
    return session


def rows_of(exports: Exports, kind: Kind) -> list[dict[str, str]]:
    return list(csv.DictReader(exports.table(kind)().splitlines()))


def test_what_is_on_the_screen_is_what_is_written(trained: Session, exports: Exports) -> None:
    assert len(rows_of(exports, "points")) == len(trained.experiment.dataset)
    curves = rows_of(exports, "curves")
    x = np.array([float(row["x"]) for row in curves])
    assert [float(row["model"]) for row in curves] == trained.predict(x).tolist()
    assert trained.spread is not None
    assert [float(row["replicas_mean"]) for row in curves] == trained.spread.mean.tolist()
    errors = rows_of(exports, "errors")
    assert [int(row["epoch"]) for row in errors] == list(range(21))
    assert float(errors[-1]["train_error"]) == trained.history.column("train_error")[-1]
    assert float(errors[-1]["variance"]) > 0
    split = rows_of(exports, "split")
    assert [float(row["variance"]) for row in split] == trained.spread.variance.tolist()
    assert {float(row["noise"]) for row in split} == {SINE.truth.noise**2}
    parameters = rows_of(exports, "parameters")
    assert [float(row["value"]) for row in parameters] == trained.shown.parameters.tolist()


def test_an_earlier_epoch_that_is_looked_at_is_what_is_written(trained: Session, exports: Exports) -> None:
    trained.show_epoch(3)
    values = [float(row["value"]) for row in rows_of(exports, "parameters")]
    assert values == trained.history.nearest(3).parameters.tolist()


@pytest.mark.parametrize(
    ("kind", "words"),
    [("errors", "Press Play first"), ("split", "Turn Replicas on"), ("points", "no points")],
)
def test_where_there_is_nothing_it_says_what_to_do(
    session: Session, exports: Exports, kind: Kind, words: str
) -> None:
    session.edit_points(Dataset.from_xy(), "")
    exports.export(kind)
    assert words in str(session.notice)
    assert not exports._window.findChildren(QFileDialog)


def test_the_confusion_matrix_counts_every_point(session: Session, exports: Exports) -> None:
    with pytest.raises(BadInput, match="needs points with classes"):
        exports.table("confusion")
    session.edit(preset("iris-4-3"), "")
    dataset, counted = session.experiment.dataset, dict.fromkeys(ROLE_NAMES.values(), 0)
    right = dict(counted)
    for row in rows_of(exports, "confusion"):
        counted[row["role"]] += sum(int(row[f"taken for {name}"]) for name in dataset.class_names)
        right[row["role"]] += int(row[f"taken for {row['class']}"])
    said = predicted(session.predict(dataset.features), session.experiment.head)
    for role, name in ROLE_NAMES.items():
        points = dataset.roles == role
        assert counted[name] == points.sum() > 0
        assert right[name] == (said == dataset.classes)[points].sum()


@pytest.mark.parametrize("kind", KINDS)
def test_each_is_written_to_the_chosen_file(
    trained: Session, exports: Exports, qtbot: QtBot, tmp_path: Path, kind: Kind
) -> None:
    path = tmp_path / f"मेरी {kind}.csv"
    exports.export(kind)
    (dialog,) = exports._window.findChildren(QFileDialog)
    assert dialog.defaultSuffix() == "csv"
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    qtbot.waitUntil(lambda: exports._thread is None)
    assert str(trained.notice) == f"“{path}” was saved."
    assert path.read_bytes().decode() == exports.table(kind)()


def test_a_name_with_a_slash_is_no_folder(session: Session, exports: Exports) -> None:
    session.edit(replace(session.experiment, name="../5/3 rule"), "")
    exports.export("points")
    (dialog,) = exports._window.findChildren(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "-5-3 rule-points.csv"
    dialog.reject()


def test_a_file_that_cannot_be_written_is_said(
    session: Session, exports: Exports, qtbot: QtBot, tmp_path: Path
) -> None:
    exports.write(tmp_path / "none" / "a.csv", exports.table("points"))
    exports.write(tmp_path / "b.csv", exports.table("points"))
    assert "still being written" in str(session.notice)
    qtbot.waitUntil(lambda: exports._thread is None)
    assert "cannot be written" in str(session.notice)
    assert list(tmp_path.iterdir()) == []


def test_closing_waits_for_what_is_being_written(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    tables = Tables(session, LIGHT, window)
    tables.exports.write(tmp_path / "a.csv", lambda: table_text(("n",), [(n,) for n in range(200_000)]))
    tables.close()
    assert (tmp_path / "a.csv").stat().st_size > 1_000_000
