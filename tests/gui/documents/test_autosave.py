"""Safety copies: written soon after every change, gone after a clean close, three of them."""

import errno
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document
from nnviz.core.files.experiment_file import read_document, to_json
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput
from nnviz.gui.documents import autosave, slots
from nnviz.gui.documents.answer import Answer
from nnviz.gui.documents.save_document import save_document
from nnviz.gui.documents.slots import GENERATIONS
from nnviz.gui.documents.writer import Writer
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import RunState
from nnviz.gui.writing import write_file

from .conftest import Answers
from .test_documents import edit, run_of, saved


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(autosave, "DELAY", 1)


def copies(tmp_path: Path) -> list[Path]:
    """The safety copies, oldest first."""
    return sorted((tmp_path / "data" / "autosave").glob("*/*.nnviz"), key=lambda path: int(path.stem))


def newest(tmp_path: Path) -> Document | None:
    paths = copies(tmp_path)
    return read_document(paths[-1]) if paths else None


def kept(window: MainWindow, tmp_path: Path) -> Callable[[], bool]:
    """Whether the newest copy is the present document."""
    return lambda: newest(tmp_path) == window.session.whole_document()


def test_every_change_is_kept_and_three_copies_stay(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    for _ in range(GENERATIONS + 2):
        edit(window)
        qtbot.waitUntil(kept(window, tmp_path))
    # The oldest goes only when the newest is there.
    qtbot.waitUntil(lambda: [path.stem for path in copies(tmp_path)] == ["3", "4", "5"])
    run = run_of(window, qtbot)
    qtbot.waitUntil(kept(window, tmp_path))
    window.session.edit_pins((run,), "Pin")
    qtbot.waitUntil(kept(window, tmp_path))


def test_an_untouched_example_and_a_clean_close_leave_nothing(
    window: MainWindow, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    window.documents.open_example("bishop-table")  # solved exactly, by itself
    qtbot.waitUntil(lambda: window.session.state is RunState.ENDED)
    window.documents._autosave.keep()
    window.documents._autosave._writer.wait()
    assert not copies(tmp_path)
    window.documents.open_example("five-dots-line")
    edit(window)
    qtbot.waitUntil(kept(window, tmp_path))
    assert len(copies(tmp_path)) == 1
    answers.about_changes = Answer.DISCARD
    window.close()
    assert not list((tmp_path / "data" / "autosave").iterdir())


def test_what_is_saved_or_left_needs_no_copy(
    window: MainWindow, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    edit(window)
    qtbot.waitUntil(kept(window, tmp_path))
    saved(window, answers, tmp_path / "a.nnviz")
    qtbot.waitUntil(lambda: not copies(tmp_path))
    edit(window)
    qtbot.waitUntil(kept(window, tmp_path))
    window.session.undo_stack.undo()
    qtbot.waitUntil(lambda: not copies(tmp_path))
    window.documents.open_unsaved(Document(preset("sine-mlp")), "pasted")
    qtbot.waitUntil(kept(window, tmp_path))


def test_a_document_that_was_there_at_the_start_is_safe_with_its_run(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    run = run_of(window, qtbot)
    window.documents.close()
    window.session.open_document(Document(run.experiment, run))  # as the program does before `begin`
    window.documents.begin(None)
    edit(window)
    qtbot.waitUntil(kept(window, tmp_path))
    window.session.open_document(Document(run.experiment, run))
    qtbot.waitUntil(lambda: not copies(tmp_path))


def test_a_trained_run_is_kept_though_it_is_not_asked_about(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    window.session.play()
    qtbot.waitUntil(lambda: window.session.state is RunState.ENDED, timeout=20_000)
    qtbot.waitUntil(kept(window, tmp_path))
    assert not window.isWindowModified()


def test_a_run_that_goes_on_is_kept_again_and_again(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(autosave, "TRAINING", 1)
    session = window.session
    endless = replace(session.experiment.training, epochs=1_000_000)
    session.edit(replace(session.experiment, training=endless), "Epochs")
    session.play()
    epochs: set[int] = set()

    def several() -> bool:
        document = newest(tmp_path)
        if document is not None and document.run is not None:
            epochs.add(document.run.last.epoch)
        return len(epochs) >= 3

    qtbot.waitUntil(several, timeout=20_000)
    session.stop()


def test_where_nothing_can_be_written_it_is_said_once(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").rename(tmp_path / "old")
    (tmp_path / "data").touch()
    monkeypatch.setattr(autosave, "RETRY", 1)
    edit(window)
    qtbot.waitUntil(lambda: "no safety copy" in str(window.session.notice))
    window.session.tell(None)
    edit(window)
    with qtbot.waitSignal(window.documents._autosave._writer.failed):
        pass
    assert window.session.notice is None
    (tmp_path / "data").unlink()
    qtbot.waitUntil(kept(window, tmp_path))


def test_the_copy_is_written_in_another_thread(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []
    checked = autosave.checked_text

    def watched(document: Document) -> str:
        threads.append(QThread.currentThread())
        return checked(document)

    monkeypatch.setattr(autosave, "checked_text", watched)
    edit(window)
    qtbot.waitUntil(kept(window, tmp_path))
    assert threads
    assert window.thread() not in threads


def test_a_copy_can_be_written_at_once(window: MainWindow, tmp_path: Path) -> None:
    session = window.session
    session.edit(replace(session.experiment, name="x"), "Name")
    path = window.documents.keep_safe()
    assert path is not None
    assert read_document(path) == session.whole_document()


def test_of_the_jobs_that_wait_the_last_one_is_done(qtbot: QtBot) -> None:
    done: list[int] = []
    writer = Writer()
    for number in range(100):
        writer.do(lambda number=number: done.append(number))
    qtbot.waitUntil(lambda: done[-1:] == [99])
    writer.wait()
    assert done == sorted(done)

    def fails() -> None:
        raise BadInput("The disk is full.")

    with qtbot.waitSignal(writer.failed) as heard:
        writer.do(fails)
    assert str(heard.args[0]) == "The disk is full."
    with qtbot.waitSignal(writer.done):
        writer.do(lambda: done.append(100))
    writer.finish()
    assert done[-1] == 100


def test_after_a_job_that_broke_in_any_way_the_next_one_is_done(qtbot: QtBot) -> None:
    """Such as a folder that cannot be listed any more, or no memory: a copy must come as soon as it can."""
    writer = Writer()

    def breaks() -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with qtbot.waitSignal(writer.failed) as heard:
        writer.do(breaks)
    assert os.strerror(errno.EIO) in str(heard.args[0])
    with qtbot.waitSignal(writer.done):
        writer.do(lambda: None)
    writer.finish()


def test_a_copy_that_cannot_be_written_leaves_none_of_the_document_before(
    window: MainWindow, answers: Answers, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or it would come back under the next one's name, and be saved into its file."""
    path = tmp_path / "bowl.nnviz"
    save_document(path, Document(preset("bowl")))
    edit(window)
    qtbot.waitUntil(kept(window, tmp_path))

    def fill_up(file: Path, data: str | bytes) -> None:
        if file.suffix == ".nnviz":
            raise BadInput("The disk is full.")
        write_file(file, data)

    monkeypatch.setattr(slots, "write_file", fill_up)
    with qtbot.waitSignal(window.documents._autosave.failed):
        edit(window)
    answers.about_changes = Answer.DISCARD
    window.documents.open_file(path)
    qtbot.waitUntil(lambda: not copies(tmp_path))


def test_no_copy_is_written_once_the_window_is_closed(
    window: MainWindow, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    edit(window)
    answers.about_changes = Answer.DISCARD
    window.close()
    assert window.documents.keep_safe() is None
    assert not list((tmp_path / "data" / "autosave").glob("*"))


def test_runs_that_are_too_large_for_a_file_leave_a_copy_of_the_points(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pinned = run_of(window, qtbot)
    checked = autosave.checked_text

    def refuses_runs(document: Document) -> str:
        if document.run or document.pins:
            raise BadInput("It is too large.")
        return checked(document)

    monkeypatch.setattr(autosave, "checked_text", refuses_runs)
    edit(window)
    window.session.edit_pins((pinned,), "Pin")
    qtbot.waitUntil(lambda: newest(tmp_path) == Document(window.session.experiment))
    assert "safety copy" not in str(window.session.notice)


@pytest.mark.qt_log_ignore("Could not remove our own lock file", extend=True)
def test_a_slot_that_was_thrown_away_makes_way_for_a_new_one(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    edit(window)
    qtbot.waitUntil(kept(window, tmp_path))
    window.documents._autosave._writer.wait()
    shutil.rmtree(tmp_path / "data")
    edit(window)
    qtbot.waitUntil(kept(window, tmp_path))


def test_a_file_whose_name_is_not_in_utf_8_has_its_copies_too(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path / "caf") + b"\xe9.nnviz"))
    path.write_text(to_json(Document(preset("bowl"))), encoding="utf-8")
    window.documents.open_file(path)
    edit(window)
    qtbot.waitUntil(kept(window, tmp_path))
    copy = window.documents._autosave._slot.newest()
    assert (copy.about.title, copy.about.path) == ("caf\N{REPLACEMENT CHARACTER}", None)
