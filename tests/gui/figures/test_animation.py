"""A run as GIF or MP4: made while the window lives on, cancelled without a trace, refused with a remedy."""

import io
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageSequence
from PySide6.QtCore import QEventLoop, QObject, QSize, QThread, Slot
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from nnviz.gui.figures import animation_dialog, camera, filming, gif
from nnviz.gui.figures.animation_dialog import AnimationDialog
from nnviz.gui.figures.camera import Camera
from nnviz.gui.figures.filming import Filming
from nnviz.gui.figures.frames import Timing
from nnviz.gui.figures.panels import FitFigure
from nnviz.gui.mirror import Mirror
from nnviz.gui.picture_formats import image_of
from nnviz.gui.theme import LIGHT
from nnviz.gui.writing import write_file

Lay = Callable[..., SimpleNamespace]


class Drawer(QObject):
    """Lives in the window's thread, as slots for a thread's signals must."""

    def __init__(self, draw: Callable[[int, object], None]) -> None:
        super().__init__()
        self._draw = draw

    @Slot(int, object)
    def draw(self, epoch: int, spread: object) -> None:
        self._draw(epoch, spread)


@pytest.fixture
def dialog(desk: SimpleNamespace, qtbot: QtBot) -> Iterator[AnimationDialog]:
    yield from opened(desk)


def opened(desk: SimpleNamespace) -> Iterator[AnimationDialog]:
    dialog = AnimationDialog(desk.maker, desk.window)
    dialog.begin()
    dialog.seconds.show_value(1)
    dialog.rate.setCurrentIndex(0)  # 10 a second
    dialog.measures.setCurrentIndex(0)
    yield dialog
    dialog.close()
    assert not any(thread.isRunning() for thread in dialog.findChildren(QThread))


def made(dialog: AnimationDialog, path: Path, qtbot: QtBot) -> list[tuple[Image.Image, int]]:
    """The pictures of the GIF, and for how many milliseconds each is seen."""
    dialog.film(path)
    assert dialog.is_filming
    qtbot.waitUntil(lambda: not dialog.is_filming, timeout=20_000)
    assert "Saved" in dialog.said.text()
    with Image.open(path) as film:
        assert film.info["loop"] == 0  # for ever
        return [(frame.convert("RGB"), frame.info["duration"]) for frame in ImageSequence.Iterator(film)]


def test_a_gif_shows_the_run_and_goes_on_for_ever(
    dialog: AnimationDialog, desk: SimpleNamespace, qtbot: QtBot, tmp_path: Path
) -> None:
    before = desk.fit.grab().toImage()
    dialog.spacing.setCurrentIndex(1)  # even
    film = made(dialog, tmp_path / "run.gif", qtbot)
    assert film[0][0].size == (480, 300)
    assert [length for _, length in film] == [100] * 9 + [1600]
    assert len({picture.tobytes() for picture, _ in film}) == 10
    assert desk.fit.grab().toImage() == before


def test_a_run_from_a_file_is_said_to_have_few_curves(desk: SimpleNamespace) -> None:
    for dialog in opened(desk):
        assert "only" not in dialog.note.text()
    desk.session.open_document(desk.session.whole_document())
    for dialog in opened(desk):
        assert "They show only 2 curves" in dialog.note.text()
        assert dialog.save.isEnabled()


def test_the_errors_move_along_beside_it(dialog: AnimationDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.subject.setCurrentIndex(1)
    film = made(dialog, tmp_path / "run.gif", qtbot)
    assert film[0][0].size == (720, 300)
    begin, end = (film[at][0].crop((380, 60, 720, 300)).tobytes() for at in (0, -1))
    assert begin != end


def test_replicas_have_the_curves_of_each_epoch(lay: Lay, qtbot: QtBot, tmp_path: Path) -> None:
    desk = lay("sine-degree-3", 30, replicas=20)
    for dialog in opened(desk):
        assert len(made(dialog, tmp_path / "run.gif", qtbot)) >= 7
        stage = desk.maker.stage
        assert stage.session.spread is not None
        assert stage.session.spread.epoch == stage.session.shown.epoch == 30


def test_the_window_can_be_used_meanwhile(
    dialog: AnimationDialog, desk: SimpleNamespace, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.film(tmp_path / "run.gif")
    desk.session.edit_points(desk.session.experiment.dataset.without([0]), "Delete")
    desk.session.reset()
    qtbot.waitUntil(lambda: not dialog.is_filming, timeout=20_000)
    assert "Saved" in dialog.said.text()


@pytest.mark.parametrize("kind", ["gif", "mp4"])
def test_cancel_leaves_no_file_and_no_thread(
    dialog: AnimationDialog, qtbot: QtBot, tmp_path: Path, kind: str
) -> None:
    if kind == "mp4" and not shutil.which("ffmpeg"):
        pytest.skip("ffmpeg is not installed")
    dialog.seconds.show_value(60)
    dialog.kind.setCurrentIndex(["gif", "mp4"].index(kind))
    dialog.spacing.setCurrentIndex(1)
    dialog.film(tmp_path / f"run.{kind}")
    qtbot.waitUntil(lambda: dialog.bar.value() >= 2, timeout=20_000)
    dialog.cancel.click()
    assert not dialog.is_filming
    assert "Cancelled" in dialog.said.text()
    assert not list(tmp_path.glob("*run*"))
    assert not list(tmp_path.glob(".*run*"))


def test_cancelled_while_the_file_is_made(
    dialog: AnimationDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, stopped = Event(), Event()
    gif_of = gif.gif

    def late(*arguments: Any) -> bytes:
        data = gif_of(*arguments)
        made.set()
        assert stopped.wait(20)
        return data

    class Stopping(Filming):
        def requestInterruption(self) -> None:
            super().requestInterruption()
            stopped.set()

    monkeypatch.setattr(gif, "gif", late)
    monkeypatch.setattr(animation_dialog, "Filming", Stopping)
    dialog.film(tmp_path / "run.gif")
    qtbot.waitUntil(made.is_set, timeout=20_000)
    dialog.cancel.click()
    QApplication.processEvents()
    assert "Cancelled" in dialog.said.text()
    assert not list(tmp_path.iterdir())


def test_cancelled_too_late(
    dialog: AnimationDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file is there, but the dialog has not heard of it."""

    written = Event()

    def told(path: Path, data: bytes) -> None:
        write_file(path, data)
        written.set()

    monkeypatch.setattr(filming, "write_file", told)
    dialog.film(tmp_path / "run.gif")
    while not written.is_set():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        if dialog.bar.value() == dialog.bar.maximum() > 0:
            assert written.wait(20)
    dialog.cancel.click()
    QApplication.processEvents()
    assert "Saved" in dialog.said.text()
    assert (tmp_path / "run.gif").exists()


def test_a_long_film_is_packed_frame_by_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of frames side by side would take gigabytes."""

    def drawn(number: int) -> QImage:
        pixels = np.full((40, 60, 4), 255, np.uint8)
        pixels[number // 3 : number // 3 + 9, number : number + 9, number % 3] = 0
        pixels[0, : len(shades), :3] = shades
        return QImage(pixels.tobytes(), 60, 40, QImage.Format.Format_RGB32).copy()

    shades = np.random.default_rng(0).integers(0, 256, (50, 3))
    numbers = [0, *range(30), 29]
    samples = [drawn(0), drawn(20)]
    packed: list[Image.Image] = []
    pack = gif.getdata

    def counted(part: Image.Image, *place: Any, **looks: Any) -> list[bytes]:
        packed.append(part)
        return pack(part, *place, **looks)

    def frames() -> Iterator[QImage]:
        for asked, number in enumerate(numbers):
            assert len(packed) >= asked - 3
            yield drawn(number)

    monkeypatch.setattr(gif, "getdata", counted)
    data = gif.gif(frames(), [40] * len(numbers), samples)
    with Image.open(io.BytesIO(data)) as film:
        told = [(frame.convert("RGB"), frame.info["duration"]) for frame in ImageSequence.Iterator(film)]
    assert [length for _, length in told] == [80, *[40] * 28, 80]
    for number, (picture, _) in enumerate(told):
        with Image.open(io.BytesIO(gif.gif(iter([drawn(number)]), [40], samples))) as alone:
            assert picture.tobytes() == alone.convert("RGB").tobytes()


def test_an_error_before_a_frame_ends_the_film(
    dialog: AnimationDialog, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*asked: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Mirror, "show_at", broken)
    with qtbot.captureExceptions() as errors:
        dialog.film(tmp_path / "run.gif")
        qtbot.waitUntil(lambda: not dialog.is_filming, timeout=20_000)
    assert errors[0][0] is ZeroDivisionError
    assert not list(tmp_path.iterdir())


def test_closing_the_dialog_cancels(dialog: AnimationDialog, qtbot: QtBot, tmp_path: Path) -> None:
    dialog.film(tmp_path / "run.gif")
    dialog.close()
    assert not dialog.is_filming
    assert not (tmp_path / "run.gif").exists()


def test_a_file_that_cannot_be_written_is_a_sentence(
    dialog: AnimationDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog.film(tmp_path / "missing" / "run.gif")
    qtbot.waitUntil(lambda: not dialog.is_filming, timeout=20_000)
    assert "cannot be written" in dialog.said.text()


def test_where_nothing_is_trained_a_sentence_says_what_to_do(lay: Lay) -> None:
    for dialog in opened(lay(trained=False)):
        assert "press Play" in dialog.note.text()
        assert not dialog.save.isEnabled()
    for dialog in opened(lay("bishop-table")):
        assert "exact solution" in dialog.note.text()
        assert not dialog.save.isEnabled()


def test_mp4_is_a_video_that_players_know(dialog: AnimationDialog, qtbot: QtBot, tmp_path: Path) -> None:
    if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
        pytest.skip("ffmpeg is not installed")
    dialog.kind.setCurrentIndex(1)
    dialog.film(tmp_path / "run.mp4")
    qtbot.waitUntil(lambda: not dialog.is_filming, timeout=20_000)
    assert "Saved" in dialog.said.text()
    entries = "stream=codec_name,width,height,pix_fmt,nb_frames"
    told = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", entries, "-of", "csv=p=0", str(tmp_path / "run.mp4")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "h264,480,300,yuv420p,25"
    assert [path.name for path in tmp_path.iterdir() if "run" in path.name] == ["run.mp4"]


def test_without_ffmpeg_it_is_said_how_to_come_by_one(
    dialog: AnimationDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    dialog.kind.setCurrentIndex(1)
    assert "ffmpeg" in dialog.note.text()
    assert "Install" in dialog.note.text()
    assert not dialog.save.isEnabled()
    dialog.kind.setCurrentIndex(0)
    assert dialog.save.isEnabled()


@pytest.mark.parametrize(
    ("said", "told"), [("Unknown encoder 'libx264'", "libx264"), ("No space left on device", "No space left")]
)
def test_what_ffmpeg_complains_of_is_told(
    dialog: AnimationDialog,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    told: str,
) -> None:
    if os.name == "nt":
        pytest.skip("a shell script stands for ffmpeg")
    program = tmp_path / "ffmpeg"
    program.write_text(f'#!/bin/sh\nhead -c 1000 >/dev/null\necho "{said}" >&2\nexit 1\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    dialog.kind.setCurrentIndex(1)
    with qtbot.waitSignal(dialog.failed, timeout=20_000) as failed:
        dialog.film(tmp_path / "run.mp4")
    assert told in dialog.said.text()
    assert said in failed.args[1]
    assert not list(tmp_path.glob("*run*"))


def test_first_and_last_are_tried_before_the_film(
    desk: SimpleNamespace, qtbot: QtBot, tmp_path: Path
) -> None:
    """Its colours come from there, and the room for the words: the plot must not jump."""
    run = desk.session.experiment, desk.session.history
    filming = Filming(run, Timing(1, 10, "even"), "gif", tmp_path / "run.gif", desk.window)
    wanted = []

    def draw(epoch: int, spread: object) -> None:
        wanted.append(epoch)
        image = QImage(20, 10, QImage.Format.Format_RGB32)
        image.fill(0xFF0000 + 4 * epoch)
        filming.take(image)

    drawer = Drawer(draw)
    filming.wanted.connect(drawer.draw)
    with qtbot.waitSignal(filming.finished_well):
        filming.start()
    filming.wait()
    assert wanted[:3] == [0, 33, 60]
    assert wanted[3:] == [0, 7, 13, 20, 27, 33, 40, 47, 53, 60]


def test_the_plot_does_not_jump_when_words_get_shorter(desk: SimpleNamespace) -> None:
    stage = desk.maker.stage
    for width in range(500, 760, 20):  # somewhere here the words of epoch 60 need two lines, those of 0 one
        figure, alone = (FitFigure(stage, LIGHT, QSize(width, 400)) for _ in range(2))
        heights = []
        for each, epoch in ((figure, 60), (figure, 0), (alone, 0)):
            stage.session.show_at(epoch, None)
            image_of(each)
            heights.append(stage.fit.height())
        assert heights[0] == heights[1]
        if heights[2] > heights[1]:
            return
    pytest.fail("the words took one line or two at every width")


def test_a_frame_can_be_given_up_anywhere(
    desk: SimpleNamespace, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(camera, "PORTION", 0.0)  # one step each turn
    stage = desk.maker.stage
    shooting = Camera(FitFigure(stage, LIGHT, QSize(640, 400)), stage.session, 1.0, desk.window)
    for turns in range(12):  # Qt would complain of a painter that was not left as it was
        shooting.shoot(30, None)
        for _ in range(turns):
            shooting._go_on()
        shooting.stop()
    with qtbot.waitSignal(shooting.shot) as shot:
        shooting.shoot(30, None)
    assert shot.args[0].size() == QSize(640, 400)
