"""What is said of an animation before it is made: how long it gets, or why there can be none."""

from PySide6.QtCore import QCoreApplication

from nnviz.core.sentences import BadInput
from nnviz.core.training.history import History
from nnviz.gui.figures import mp4
from nnviz.gui.figures.filming import Kind
from nnviz.gui.figures.frames import HELD, Timing
from nnviz.gui.figures.making import Maker
from nnviz.gui.figures.subjects import Subject, check_run
from nnviz.gui.translate import text

OF_A_FILE = 2  # epochs whose weights a file has at most: the best and the last


def what_comes(history: History, timing: Timing) -> str:
    """How many frames, and what is missing in a run that was kept."""
    words = _tr(
        "{frames:,} frames; then the end is held for {held} seconds. You can go on working while they are "
        "drawn."
    ).format(frames=timing.count, held=HELD)
    if history.kept_count <= OF_A_FILE < len(history):
        few = _tr(
            "They show only {count} curves: a run that was kept has no more. Press Reset and Play first, and "
            "it has all of them again."
        )
        words += " " + few.format(count=history.kept_count)
    return words


def why_no_film(maker: Maker, subject: Subject, kind: Kind) -> str:
    """Why there can be no animation; nothing if there can."""
    if kind == "mp4" and mp4.ffmpeg() is None:
        return _tr(
            "MP4 needs the program ffmpeg, which is not installed. Install it (on Debian: apt install "
            "ffmpeg) and choose MP4 again, or take GIF."
        )
    try:
        check_run(maker.session)
        maker.check(subject)
    except BadInput as error:
        return text(error.sentence)
    return ""


def _tr(words: str) -> str:
    return QCoreApplication.translate("AnimationDialog", words)
