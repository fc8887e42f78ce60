"""What was open in a window that is no more is offered, comes back stopped, and cannot loop."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from nnviz.core.document import Document
from nnviz.core.files.experiment_file import read_document, to_json
from nnviz.core.presets import preset
from nnviz.gui.documents import autosave, recovery
from nnviz.gui.documents.answer import Answer
from nnviz.gui.documents.own_file import About, Hold, stamp_of
from nnviz.gui.documents.recovery_dialog import Choice, RecoveryDialog
from nnviz.gui.documents.slots import TRIES, SafetySlot, new_slot
from nnviz.gui.documents.sweeping import is_left, sweep_beside
from nnviz.gui.main_window import MainWindow
from nnviz.gui.session import RunState

from .conftest import Answers
from .test_documents import edit, run_of

LESSON = About("lesson")
LINE, SINE = Document(preset("five-dots-line")), Document(preset("sine-mlp"))


def left(document: Document = LINE, about: About = LESSON) -> SafetySlot:
    """The slot of a window that is no more."""
    slot = new_slot()
    slot.write(to_json(document), about)
    slot.release()
    return slot


@pytest.fixture
def late(window: MainWindow, answers: Answers, tmp_path: Path) -> Callable[[], None]:
    """Begins once more: the window's first beginning found nothing."""

    def begin() -> None:
        answers.offered.clear()
        window.documents.begin(None)

    return begin


def test_nothing_is_offered_where_nothing_was_left(answers: Answers, late: Callable[[], None]) -> None:
    late()
    assert not answers.offered


def test_what_was_open_comes_back_stopped_unsaved_and_with_its_path(
    window: MainWindow, answers: Answers, late: Callable[[], None], qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "पाठ १.nnviz"
    path.write_text(to_json(LINE), encoding="utf-8")
    run = run_of(window, qtbot)
    whole = replace(window.session.whole_document(), pins=(run,))
    left(whole, About("पाठ १", str(path), stamp_of(path)))
    answers.about_changes = Answer.DISCARD
    window.documents.new()
    answers.about_copies = (Choice.BRING_BACK, 0)
    answers.asked.clear()
    late()
    (offered,) = answers.offered
    assert [copy.document for copy in offered] == [whole]
    assert window.session.whole_document() == whole
    assert window.session.state is RunState.ENDED
    assert window.windowTitle() == "पाठ १[*] – nnviz"
    assert window.isWindowModified()
    assert "not saved yet" in str(window.session.notice)
    assert window.documents.save()
    assert read_document(path) == whole
    assert not answers.asked  # nobody has changed the file since
    assert not window.isWindowModified()


def test_another_document_is_none_of_what_came_back(
    window: MainWindow, answers: Answers, late: Callable[[], None]
) -> None:
    left(SINE)
    answers.about_copies = (Choice.BRING_BACK, 0)
    late()
    assert window.isWindowModified()
    answers.about_changes = Answer.DISCARD
    window.documents.open_example("bowl")
    assert not window.isWindowModified()
    assert window.session.notice is None


def test_a_file_that_changed_after_the_crash_is_asked_about(
    window: MainWindow, answers: Answers, late: Callable[[], None], tmp_path: Path
) -> None:
    path = tmp_path / "a.nnviz"
    path.write_text(to_json(LINE), encoding="utf-8")
    left(SINE, About("a", str(path), stamp_of(path)))
    path.write_text(to_json(LINE) + " ", encoding="utf-8")
    answers.about_copies = (Choice.BRING_BACK, 0)
    late()
    assert not window.documents.save()
    assert answers.asked == ["changed a.nnviz"]


def test_a_file_that_is_open_elsewhere_by_now_comes_back_without_it(
    window: MainWindow, answers: Answers, late: Callable[[], None], tmp_path: Path
) -> None:
    path = tmp_path / "a.nnviz"
    hold = Hold(path)
    hold.take()
    left(SINE, About("a", str(path)))
    answers.about_copies = (Choice.BRING_BACK, 0)
    late()
    assert window.session.experiment == SINE.experiment
    assert window.documents.file.path is None
    hold.release()


def test_later_and_discard(window: MainWindow, answers: Answers, late: Callable[[], None]) -> None:
    before = window.session.experiment
    slots = [left(), left(SINE)]
    os.utime(slots[0].newest_file, (1e9, 1e9))
    late()
    late()
    assert [[copy.document for copy in copies] for copies in answers.offered] == [[SINE, LINE]]
    assert window.session.experiment is before
    assert slots[0].take()  # it is not held meanwhile
    slots[0].release()
    chosen = iter([(Choice.DISCARD, 1), (Choice.LATER, 0)])
    answers.bring_back = lambda copies: next(chosen)
    late()
    assert [slot.folder.exists() for slot in slots] == [False, True]


def test_a_window_that_lives_keeps_its_copies(
    window: MainWindow, answers: Answers, late: Callable[[], None]
) -> None:
    slot = new_slot()
    slot.write(to_json(LINE), About("other"))
    late()
    assert not answers.offered
    slot.remove()


def test_an_empty_slot_goes_unless_a_window_may_be_just_beginning_with_it(
    answers: Answers, late: Callable[[], None]
) -> None:
    young, old = new_slot(), new_slot()
    for slot in (young, old):
        slot.release()
    os.utime(old.folder, (1, 1))
    late()
    assert not answers.offered
    assert [slot.folder.exists() for slot in (young, old)] == [True, False]


def test_where_no_lock_can_be_written_the_slot_is_used_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "full").touch()
    assert SafetySlot(tmp_path / "full" / "slot").take()


def test_a_folder_of_slots_that_cannot_be_read_is_said(
    window: MainWindow, late: Callable[[], None], tmp_path: Path
) -> None:
    (tmp_path / "data" / "autosave").rmdir()
    (tmp_path / "data" / "autosave").touch()
    late()
    assert "no safety copy" in str(window.session.notice)


def test_a_damaged_copy_makes_way_for_the_one_before(
    window: MainWindow, answers: Answers, late: Callable[[], None]
) -> None:
    slot = left(SINE)
    slot.write(to_json(LINE), About("lesson"))
    slot.newest_file.write_text(to_json(LINE)[:100], encoding="utf-8")
    answers.about_copies = (Choice.BRING_BACK, 0)
    late()
    assert window.session.experiment == SINE.experiment


def test_damaged_copies_are_set_aside_and_it_is_said_where(
    answers: Answers, late: Callable[[], None], tmp_path: Path
) -> None:
    slot = left()
    (slot.folder / "1.about.json").write_bytes(b"\0")
    slot.newest_file.write_bytes(b"\0\0")
    late()
    assert not answers.offered
    (aside,) = (tmp_path / "data" / "set aside").iterdir()
    assert str(aside) in answers.told[-1]
    assert (aside / "1.nnviz").read_bytes() == b"\0\0"


def test_a_copy_that_breaks_the_program_twice_is_set_aside(
    window: MainWindow, answers: Answers, late: Callable[[], None], tmp_path: Path
) -> None:
    left(SINE, About("../evil name"))
    answers.about_copies = (Choice.BRING_BACK, 0)
    for time in range(1, TRIES + 1):
        late()
        assert len(answers.offered) == 1
        slot = window.documents._autosave._slot
        assert slot is not None
        assert slot.tries() == time
        slot.release()  # the process died
        window.documents._autosave._slot = None
    late()
    assert not answers.offered
    (aside,) = (tmp_path / "data" / "set aside").iterdir()
    assert "evil name" in aside.name
    assert str(aside) in answers.told[-1]
    assert read_document(aside / "1.nnviz") == SINE
    late()
    assert len(answers.told) == 1


def test_living_a_while_or_closing_clears_the_count(
    window: MainWindow,
    answers: Answers,
    late: Callable[[], None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(recovery, "LIFE", 1)
    slot = left(SINE)
    answers.about_copies = (Choice.BRING_BACK, 0)
    late()
    qtbot.waitUntil(lambda: slot.tries() == 0)
    answers.about_changes = Answer.DISCARD
    window.close()
    assert not slot.folder.exists()


def test_the_slot_goes_on_to_be_used(
    window: MainWindow,
    answers: Answers,
    late: Callable[[], None],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(autosave, "DELAY", 1)
    slot = left(SINE)
    answers.about_copies = (Choice.BRING_BACK, 0)
    late()
    edit(window)
    qtbot.waitUntil(lambda: len(list(slot.folder.glob("*.nnviz"))) == 2)
    assert read_document(slot.newest_file).experiment == window.session.experiment


def test_the_dialog_names_what_was_open(qtbot: QtBot) -> None:
    slots = [left(LINE, About("lesson")), left(SINE, About(""))]
    copies = [slot.newest() for slot in slots]
    dialog = RecoveryDialog([copy for copy in copies if copy], None)
    qtbot.addWidget(dialog)
    words = [dialog.list.item(i).text() for i in range(2)]
    assert words[0].startswith("lesson\n7 points")
    assert words[1].startswith(SINE.experiment.name)
    assert dialog.choice is Choice.LATER


def test_only_what_a_killed_saving_left_is_swept(tmp_path: Path) -> None:
    file = tmp_path / "a[1].nnviz"
    gone = [tmp_path / f"{file.name}.{letters}" for letters in ("qXwTzB", "aBcDeF")]
    stays = [
        tmp_path / name
        for name in (
            file.name, f"{file.name}.backup", f"{file.name}.Backup", f"{file.name}.BACKUP", "a1.nnviz.qXwTzB",
            f"{file.name}.qXwTzBa", f"{file.name}.qXw1zB", "b.nnviz.qXwTzB", f"{file.name}.oThErX",
            f"{file.name}.nEwEnW",
        )
    ]  # fmt: skip
    for path in (*gone, *stays):
        path.write_bytes(b"PNG" if "oThErX" in path.name else b"{")
        if "nEwEnW" not in path.name:
            os.utime(path, (1, 1))
    gone[0].write_bytes(b"")
    os.utime(gone[0], (1, 1))
    sweep_beside([file, tmp_path / "no folder" / "b.nnviz"])
    assert [path.exists() for path in gone] == [False, False]
    assert all(path.exists() for path in stays)
    assert not is_left("a.csv.qXwTzB")


def test_an_older_copy_is_not_taken_for_the_next_document(tmp_path: Path) -> None:
    """The newer one's file could not be written, or is damaged: what is older was of another file."""
    slot = left(LINE, About("line", str(tmp_path / "line.nnviz")))
    slot.write(to_json(SINE), About("sine", str(tmp_path / "sine.nnviz")))
    slot.newest_file.write_bytes(b"\0")
    copy = slot.newest()
    assert copy is not None
    assert (copy.document, copy.about.title) == (LINE, "line")


def test_a_copy_of_the_very_file_that_the_program_was_started_with_is_of_that_file(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    path = tmp_path / "a.nnviz"
    path.write_text(to_json(LINE), encoding="utf-8")
    left(SINE, About("a", str(path), stamp_of(path)))
    window.documents.close()
    window.session.open_document(LINE)
    answers.about_copies = (Choice.BRING_BACK, 0)
    window.documents.begin(path)
    assert window.documents.file.path == path
    assert Hold(path).take() is not None
    assert window.documents.save()
    assert read_document(path) == SINE
