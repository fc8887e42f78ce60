"""An animation as MP4, by the program ffmpeg where it is installed."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import IO

from PySide6.QtGui import QImage

from nnviz.core.sentences import BadInput
from nnviz.gui.writing import move_into_place

PROGRAM = "ffmpeg"
GOOD = "16"  # libx264's measure of quality: 0 is lossless, 23 what it does unasked, which blurs letters
WITHOUT_WINDOW = 0x08000000 if sys.platform == "win32" else 0  # else a black one opens for the program
NO_ENCODER = "Unknown encoder"


class VideoFailed(BadInput):
    """ffmpeg could not do it. `report`: what it said."""

    report = ""


def ffmpeg() -> str | None:
    """Where the program is; None where it is not installed."""
    return shutil.which(PROGRAM)


def write_mp4(path: Path, frames: Iterator[tuple[QImage, int]], per_second: int, program: str) -> None:
    """Write the frames, each as often as is said beside it, into a file that is there when it is whole.

    Raises `BadInput` where that is not possible. What `frames` raises ends the program, and no file is left.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryFile() as said:
            _run(partial, frames, per_second, program, said)
        move_into_place(partial, path)
    finally:
        with suppress(OSError):
            partial.unlink()


def _run(
    partial: Path, frames: Iterator[tuple[QImage, int]], per_second: int, program: str, said: IO[bytes]
) -> None:
    first, times = next(frames)
    command = _command(partial, (first.width(), first.height()), per_second, program)
    try:
        process = subprocess.Popen(
            command, stdin=PIPE, stdout=DEVNULL, stderr=said, creationflags=WITHOUT_WINDOW
        )
    except OSError as error:
        raise _failed(str(error)) from error
    pipe = process.stdin
    assert pipe is not None
    try:
        with suppress(BrokenPipeError):  # it ended before its time, and has said why
            _feed(pipe, first, times)
            for image, times in frames:
                _feed(pipe, image, times)
            pipe.close()
        code = process.wait()
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        with suppress(OSError):
            pipe.close()
    if code:
        said.seek(0)
        raise _failed(said.read().decode(errors="replace"))


def _feed(pipe: IO[bytes], image: QImage, times: int) -> None:
    pixels = bytes(image.constBits())
    for _ in range(times):
        pipe.write(pixels)


def _command(partial: Path, size: tuple[int, int], per_second: int, program: str) -> list[str]:
    width, height = size
    return [
        program, "-y", "-loglevel", "error", "-nostdin",
        "-f", "rawvideo", "-pix_fmt", "bgr0", "-s", f"{width}x{height}", "-r", str(per_second), "-i", "-",
        "-an", "-c:v", "libx264", "-crf", GOOD, "-pix_fmt", "yuv420p",  # other kinds many players refuse
        "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2",  # for which sides must be even
        "-movflags", "+faststart", "-f", "mp4", str(partial),
    ]  # fmt: skip


def _failed(said: str) -> VideoFailed:
    if NO_ENCODER in said:
        error = VideoFailed(
            "This ffmpeg cannot write MP4: it lacks the encoder libx264. Install another one, or choose GIF."
        )
    else:
        lines = said.strip().splitlines() or ["it ended without a word"]
        error = VideoFailed(
            "ffmpeg could not write the video: {reason}. Choose another folder, or GIF.", reason=lines[-1]
        )
    error.report = said
    return error
