"""The dialog “Animation…”: a run as GIF or MP4. The window can be used while the frames are drawn."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.sentences import Sentence
from nnviz.gui.figure import Figure
from nnviz.gui.figures.camera import Camera
from nnviz.gui.figures.classes import HiddenFigure
from nnviz.gui.figures.film_words import what_comes, why_no_film
from nnviz.gui.figures.filming import Filming, Kind
from nnviz.gui.figures.frames import Timing
from nnviz.gui.figures.main import SideBySide, main_figure
from nnviz.gui.figures.making import Maker
from nnviz.gui.figures.stage import Stage
from nnviz.gui.fit.likeness import split_shown
from nnviz.gui.theme import DARK, LIGHT, Theme
from nnviz.gui.translate import text
from nnviz.gui.where_to_save import ask_where
from nnviz.gui.widgets import ComboBox, NumberBox, explain

WIDTHS = {"fit": 640, "both": 960, "hidden": 640}  # pixels at scale 1
HEIGHT, HEIGHT_WITH_SPLIT = 400, 480  # all sides are even at any scale, as MP4 wants them
SCALES = (0.75, 1.0, 1.5, 2.0)
SHORTEST, LONGEST = 1, 120  # seconds
RATES = (10, 20, 25)  # frames a second; a GIF counts in hundredths of a second
FORM_WIDTH = 380  # pixels


class AnimationDialog(QDialog):
    """Not modal. Shows the run as it was when Save… was pressed."""

    failed = Signal(object, str)  # a Sentence, and a report

    def __init__(self, maker: Maker, parent: QWidget) -> None:
        super().__init__(parent)
        self._maker = maker
        self._filming: Filming | None = None
        self._path = Path()
        self.camera: Camera | None = None  # of the present or the last animation
        self.setWindowTitle(self.tr("Animation"))
        self._make_fields()
        self._lay_out()
        self._explain()
        for box in (self.subject, self.kind, self.measures, self.rate):
            box.currentIndexChanged.connect(self._show)
        self.seconds.edited.connect(self._on_seconds_edited)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.stop)
        self.close_button.clicked.connect(self.close)

    def _make_fields(self) -> None:
        tr = self.tr
        self.subject = ComboBox(
            ((tr("FIT"), "fit"), (tr("FIT and ERRORS side by side"), "both"), (tr("HIDDEN"), "hidden"))
        )
        self.kind = ComboBox(((tr("GIF: moves in every program"), "gif"), (tr("MP4: a video"), "mp4")))
        self.seconds = NumberBox(SHORTEST, LONGEST)
        self.seconds.show_value(Timing.seconds)
        self.rate = ComboBox(tuple((tr("{n} a second").format(n=n), n) for n in RATES))
        self.rate.setCurrentIndex(RATES.index(Timing.per_second))
        self.spacing = ComboBox(
            ((tr("Slow at the beginning"), "log"), (tr("Evenly over the epochs"), "even"))
        )
        self.measures = ComboBox()
        self.colours = ComboBox(((tr("Light: paper, most slides"), LIGHT), (tr("Dark: dark slides"), DARK)))
        self.note, self.said = QLabel(), QLabel()
        self.bar = QProgressBar()
        self.save, self.cancel = QPushButton(tr("Save…")), QPushButton(tr("Cancel"))
        self.close_button = QPushButton(tr("Close"))

    def _lay_out(self) -> None:
        self._form = QWidget()
        form = QFormLayout(self._form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field in (
            (self.tr("&What"), self.subject),
            (self.tr("Save &as"), self.kind),
            (self.tr("S&econds"), self.seconds),
            (self.tr("&Frames"), self.rate),
            (self.tr("E&pochs"), self.spacing),
            (self.tr("Si&ze"), self.measures),
            (self.tr("C&olours"), self.colours),
        ):
            form.addRow(words, field)
        for label in (self.note, self.said):
            label.setWordWrap(True)
            label.setMinimumWidth(FORM_WIDTH)
            label.setTextFormat(Qt.TextFormat.PlainText)  # a file may be called <b>
        self.note.setProperty("quiet", True)
        self.save.setProperty("primary", True)
        self.save.setDefault(True)
        self.bar.setTextVisible(False)
        making = QHBoxLayout()
        making.addWidget(self.bar, 100)
        making.addStretch(1)
        for button in (self.cancel, self.save, self.close_button):
            making.addWidget(button)
        layout = QVBoxLayout(self)
        for part in (self._form, self.note, self.said):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addLayout(making)

    def _explain(self) -> None:
        tr = self.tr
        self.bar.setAccessibleName(tr("Frames that are drawn"))
        for field, words in (
            (self.subject, tr("FIT at one kept epoch after the other, with the errors, or a hidden layer.")),
            (self.kind, tr("A GIF has 256 colours and runs again and again; an MP4 is sharper and smaller.")),
            (self.seconds, tr("How long the run takes. Its end is then held a moment.")),
            (self.rate, tr("How many pictures a second: more move more smoothly and make a larger file.")),
            (self.spacing, tr("Most happens in the first epochs: “slow” spaces them by their logarithm.")),
            (self.measures, tr("Width and height in pixels. All is drawn anew in that size.")),
            (self.colours, tr("Whatever colours the window has.")),
            (self.save, tr("Choose a file for it, and draw.")),
            (self.cancel, tr("Stop drawing; no file is left.")),
        ):  # fmt: skip
            explain(field, words)

    def begin(self) -> None:
        """Open it, with the choices of the last time."""
        self._fill_sizes()
        self._show()
        if self.isVisible():
            self.raise_()
            self.activateWindow()
        self.show()

    # --- what is chosen -------------------------------------------------------------------------------

    @property
    def timing(self) -> Timing:
        return Timing(self.seconds.value(), self.rate.currentData(), self.spacing.currentData())

    @property
    def is_filming(self) -> bool:
        return self._filming is not None

    def _fill_sizes(self) -> None:
        """The sizes for the subject; the same place in the list stays chosen."""
        before = max(self.measures.currentIndex(), 0) if self.measures.count() else SCALES.index(1.0)
        base = self._base_size()
        self.measures.blockSignals(True)
        self.measures.clear()
        for scale in SCALES:
            size = base * scale
            self.measures.addItem(f"{size.width():,} × {size.height():,}", scale)
        self.measures.setCurrentIndex(before)
        self.measures.blockSignals(False)

    @Slot(float)
    def _on_seconds_edited(self, seconds: float) -> None:
        self.seconds.show_value(min(max(seconds, SHORTEST), LONGEST))
        self._show()

    def _base_size(self) -> QSize:
        split = not self._maker.view.has_classes and split_shown(self._maker.view.fit)
        return QSize(WIDTHS[self.subject.currentData()], HEIGHT_WITH_SPLIT if split else HEIGHT)

    @Slot()
    def _show(self) -> None:
        self._fill_sizes()
        self._form.setEnabled(not self.is_filming)
        for widget, wanted in (
            (self.bar, self.is_filming), (self.cancel, self.is_filming),
            (self.save, not self.is_filming), (self.close_button, not self.is_filming),
        ):  # fmt: skip
            widget.setVisible(wanted)
        reason = why_no_film(self._maker, self.subject.currentData(), self.kind.currentData())
        self.save.setEnabled(not reason)
        self.note.setText(reason or what_comes(self._maker.session.history, self.timing))

    # --- making it --------------------------------------------------------------------------------------

    @Slot()
    def _on_save(self) -> None:
        kind: Kind = self.kind.currentData()
        kinds = {"gif": self.tr("GIF animation (*.gif)"), "mp4": self.tr("MP4 video (*.mp4)")}
        path = ask_where(self, self.tr("Save the animation"), f"run.{kind}", kinds[kind])
        if path is not None:
            self.film(path)

    def film(self, path: Path) -> None:
        """Make the animation that is chosen; returns at once."""
        self._maker.take()
        stage = self._maker.stage
        self._path = path
        theme, size = self.colours.currentData(), self._base_size()
        figure = self._figure(stage, theme, size)
        self.camera = Camera(figure, stage.session, self.measures.currentData(), self)
        run = stage.session.experiment, stage.session.history
        self._filming = filming = Filming(run, self.timing, self.kind.currentData(), path, self)
        filming.wanted.connect(self.camera.shoot)
        self.camera.shot.connect(filming.take)
        self.camera.broke.connect(self.stop)
        filming.progressed.connect(self._on_progressed)
        filming.finished_well.connect(self._on_finished_well)
        filming.failed.connect(self._on_failed)
        self._say(self.tr("Drawing…"))
        self.bar.setRange(0, 0)
        self._show()
        filming.start()

    def _figure(self, stage: Stage, theme: Theme, size: QSize) -> Figure:
        match self.subject.currentData():
            case "both":
                return SideBySide(stage, theme, size, cursor=True)
            case "hidden":
                return HiddenFigure(stage, theme, size)
            case _:
                return main_figure(stage, theme, size)

    @Slot()
    def stop(self) -> None:
        """Stop drawing; no file is left, unless it was written before."""
        if self._filming is not None:
            self._filming.cancel()
            if self._filming.saved:
                self._on_finished_well()
            else:
                self._end(self.tr("Cancelled: no file was written."))

    def _end(self, words: str, wrong: bool = False) -> None:
        assert self._filming is not None
        assert self.camera is not None
        self._filming.wait()
        self._filming.deleteLater()
        self._filming = None
        self.camera.stop()
        self._maker.leave()
        self._say(words, wrong)
        self._show()

    @Slot(int, int)
    def _on_progressed(self, done: int, of: int) -> None:
        if not self.is_filming:  # it was said before `stop`, and comes after it; so may the next two
            return
        self.bar.setRange(0, of)
        self.bar.setValue(done)
        if done == of:
            self._say(self.tr("Writing the file…"))

    @Slot()
    def _on_finished_well(self) -> None:
        if self.is_filming:
            self._end(self.tr("Saved as {path}.").format(path=self._path))

    @Slot(object, str)
    def _on_failed(self, sentence: Sentence, report: str) -> None:
        if self.is_filming:
            self._end(text(sentence), wrong=True)
            self.failed.emit(sentence, report)

    def _say(self, words: str, wrong: bool = False) -> None:
        self.said.setProperty("warning", wrong)
        self.said.style().polish(self.said)
        self.said.setText(words)

    # --- Qt's events --------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        self.stop()
        super().closeEvent(event)

    def reject(self) -> None:
        """The key Esc: cancels what is being made, or else closes."""
        if self.is_filming:
            self.stop()
        else:
            super().reject()
