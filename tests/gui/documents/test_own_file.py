"""Two windows on one file, and a file that somebody else changes."""

import os
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from nnviz.core.document import Document
from nnviz.core.experiment import Experiment
from nnviz.core.files.experiment_file import read_document, to_json
from nnviz.gui.documents.answer import Answer
from nnviz.gui.documents.own_file import Hold, Holder, stamp_of
from nnviz.gui.main_window import MainWindow

from .conftest import Answers
from .test_documents import edit, saved

HOLDS = """
import sys
from nnviz.gui.documents.own_file import Hold
from datetime import datetime
from pathlib import Path
hold = Hold(Path(sys.argv[1]))
print(hold.take(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "पाठ १.nnviz"
    path.write_text(to_json(Document(Experiment())), encoding="utf-8")
    return path


def holder_process(path: Path) -> subprocess.Popen[str]:
    """A process that holds the file."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "None\n"
    return process


def test_a_file_that_another_window_has_can_be_opened_as_a_copy(
    window: MainWindow, answers: Answers, path: Path
) -> None:
    before = window.session.experiment
    with holder_process(path) as other:
        window.documents.open_file(path)
        assert answers.asked == [f"elsewhere {path.name}"]
        assert window.session.experiment is before
        answers.about_holder = Answer.OPEN_COPY
        window.documents.open_file(path)
        assert window.windowTitle() == "Copy of पाठ १[*] – nnviz"
        assert window.documents.file.path is None
        answers.path = path
        assert not window.documents.save()
        assert "open in another window" in answers.told[-1]
        other.communicate()


def test_what_a_dead_process_held_is_free(window: MainWindow, answers: Answers, path: Path) -> None:
    with holder_process(path) as other:
        other.kill()
        other.communicate()
    window.documents.open_file(path)
    assert not answers.asked
    assert window.documents.file.path == path


def test_another_file_or_the_end_of_the_window_frees_a_file(window: MainWindow, path: Path) -> None:
    window.documents.open_file(path)
    window.documents.open_file(path)  # its own lock is no other window
    assert Hold(path).take() is not None
    window.documents.new()
    assert no_locks(path)
    window.documents.open_file(path)
    window.close()
    assert no_locks(path)


def no_locks(path: Path) -> bool:
    return not list(path.parent.glob(".*.lock"))


def test_two_names_of_one_file_are_one_file(path: Path) -> None:
    link = path.with_name("link.nnviz")
    link.symlink_to(path)
    hold = Hold(link)
    assert hold.take() is None
    assert Hold(path).take() is not None
    hold.release()
    assert Hold(path).take() is None


def test_where_nothing_can_be_written_the_file_is_held_elsewhere(path: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "folder that is a file"
    blocked.touch()
    hold = Hold(blocked / "a.nnviz")
    assert hold.take() is None
    assert Hold(blocked / "a.nnviz").take() is not None
    assert list((tmp_path / "data" / "open").iterdir())
    hold.release()


def test_a_file_that_somebody_changed_is_not_overwritten_unasked(
    window: MainWindow, answers: Answers, path: Path, tmp_path: Path
) -> None:
    window.documents.open_file(path)
    edit(window)
    theirs = path.read_text(encoding="utf-8") + " "
    path.write_text(theirs, encoding="utf-8")
    assert not window.documents.save()
    assert answers.asked == [f"changed {path.name}"]
    assert path.read_text(encoding="utf-8") == theirs
    answers.about_others, answers.path = Answer.SAVE_AS, tmp_path / "mine.nnviz"
    assert window.documents.save()
    assert path.read_text(encoding="utf-8") == theirs
    assert window.documents.file.path == tmp_path / "mine.nnviz"
    (tmp_path / "mine.nnviz").write_text("", encoding="utf-8")
    answers.about_others = Answer.REPLACE
    assert window.documents.save()
    assert read_document(tmp_path / "mine.nnviz").experiment == window.session.experiment


def test_a_file_of_the_same_content_or_none_is_not_a_change(path: Path) -> None:
    stamp = stamp_of(path)
    assert stamp is not None
    os.utime(path, (1, 1))
    assert stamp.is_of(path)
    path.unlink()
    assert stamp.is_of(path)


def test_saving_through_a_link_writes_what_it_leads_to(
    window: MainWindow, answers: Answers, path: Path
) -> None:
    link = path.with_name("link.nnviz")
    link.symlink_to(path)
    window.documents.open_file(link)
    edit(window)
    assert window.documents.save()
    assert link.is_symlink()
    assert read_document(path).experiment == window.session.experiment


def test_the_folder_is_gone(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    path = saved(window, answers, folder / "a.nnviz")
    for each in folder.iterdir():
        each.unlink()
    folder.rmdir()
    edit(window)
    assert not window.documents.save()
    assert path.name in answers.told[-1]
    assert "still unsaved" in answers.told[-1]
    assert window.isWindowModified()


def test_what_was_written_while_a_question_waited_is_not_overwritten_unasked(
    window: MainWindow, answers: Answers, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer may take minutes, and what is shown then is what was read before."""
    theirs = path.read_text(encoding="utf-8") + " "

    def answer_late(path: Path, holder: Holder) -> Answer:
        path.write_text(theirs, encoding="utf-8")
        return Answer.OPEN_ANYWAY

    monkeypatch.setattr(answers, "open_elsewhere", answer_late)
    monkeypatch.setattr(Hold, "take", lambda hold: Holder(datetime.now(), "far away"))
    window.documents.open_file(path)
    edit(window)
    assert not window.documents.save()
    assert answers.asked == [f"changed {path.name}"]
    assert path.read_text(encoding="utf-8") == theirs
