"""The thread that makes an animation of a run: asks for frames, encodes them, writes the file."""

import traceback
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Literal

from PySide6.QtCore import QObject, QThread, Signal, Slot
from PySide6.QtGui import QImage

from nnviz.core.experiment import Experiment
from nnviz.core.generalization.spread import AnySpread, Kept, spread_of
from nnviz.core.sentences import BadInput, Sentence
from nnviz.core.training.history import History
from nnviz.core.training.steps import Checkpoint
from nnviz.gui.figures import gif, mp4
from nnviz.gui.figures.frames import Shot, Timing
from nnviz.gui.writing import write_file

Kind = Literal["gif", "mp4"]
PATIENCE = 0.1  # seconds between two looks whether the thread is to end
UNEXPECTED = Sentence("The animation could not be made: something unexpected happened inside nnviz.")
NO_FFMPEG = "MP4 needs the program ffmpeg, which is not installed. Install it, or choose GIF."


class Cancelled(Exception):
    """Nobody wants the animation any more."""


class Filming(QThread):
    """One animation. Frames are drawn by the window's thread, which is asked for one at a time.

    history: must not change meanwhile. saved: whether the file is there, also where nobody wants it any more.
    """

    wanted = Signal(int, object)  # an epoch to draw, and the replicas' spread there or None
    progressed = Signal(int, int)  # frames that are done, of how many
    finished_well = Signal()
    failed = Signal(object, str)  # a Sentence, and a report

    def __init__(
        self,
        run: tuple[Experiment, History],
        timing: Timing,
        kind: Kind,
        path: Path,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._experiment, self._history = run
        self._timing, self._kind, self._path = timing, kind, path
        self._images: SimpleQueue[QImage] = SimpleQueue()
        self.saved = False

    @Slot(QImage)
    def take(self, image: QImage) -> None:
        """The frame that was asked for."""
        self._images.put(image)

    def cancel(self) -> None:
        """End, without a file unless it is `saved` already; waits for it."""
        self.requestInterruption()
        self.wait()

    # --- this thread ------------------------------------------------------------------------------

    def run(self) -> None:
        try:
            shots = self._timing.shots(self._history)
            # Before the first frame: from these come the colours, and how much room the words take at most.
            rehearsal = [self._frame(shots[at].epoch) for at in (0, len(shots) // 2, -1)]
            self._write(shots, rehearsal)
        except Cancelled:
            return
        except mp4.VideoFailed as error:
            self.failed.emit(error.sentence, error.report)
        except BadInput as error:
            self.failed.emit(error.sentence, "")
        except Exception:  # or the dialog would wait for ever
            self.failed.emit(UNEXPECTED, traceback.format_exc())
        else:
            self.saved = True
            self.finished_well.emit()

    def _write(self, shots: list[Shot], rehearsal: list[QImage]) -> None:
        if self._kind == "gif":
            each = 1000 // self._timing.per_second
            durations = [shot.times * each for shot in shots]
            frames = (image for image, _ in self._frames(shots))
            data = gif.gif(frames, durations, rehearsal)
            self._go_on_or_end()
            write_file(self._path, data)
        elif program := mp4.ffmpeg():
            mp4.write_mp4(self._path, self._frames(shots), self._timing.per_second, program)
        else:
            raise BadInput(NO_FFMPEG)

    def _frames(self, shots: list[Shot]) -> Iterator[tuple[QImage, int]]:
        for number, shot in enumerate(shots):
            yield self._frame(shot.epoch), shot.times
            self.progressed.emit(number + 1, len(shots))
        self._go_on_or_end()

    def _frame(self, epoch: int) -> QImage:
        """Have an epoch drawn. Raises `Cancelled`."""
        self._go_on_or_end()
        kept = self._history.nearest(epoch)
        assert kept is not None, "only kept epochs are chosen"
        self.wanted.emit(kept.epoch, self._spread(kept))
        while True:
            try:
                return self._images.get(timeout=PATIENCE)
            except Empty:
                self._go_on_or_end()

    def _go_on_or_end(self) -> None:
        if self.isInterruptionRequested():
            raise Cancelled

    def _spread(self, kept: Checkpoint) -> AnySpread | None:
        if not len(kept.replicas):
            return None
        return spread_of(self._experiment, Kept(self._experiment, kept.stack), kept.epoch, frozenset())
