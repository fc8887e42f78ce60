"""The dialog “Figure…”: what, how large, in which colours and as what, with a preview."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from nnviz.core.sentences import BadInput
from nnviz.gui import picture_formats
from nnviz.gui.clipboard import copy_figure
from nnviz.gui.figure import Figure
from nnviz.gui.figures.making import Maker
from nnviz.gui.figures.subjects import SUBJECTS, Look, Subject, name_of
from nnviz.gui.theme import DARK, LIGHT, Theme
from nnviz.gui.translate import text
from nnviz.gui.where_to_save import ask_where
from nnviz.gui.widgets import ComboBox, explain
from nnviz.gui.writing import write_file

Format = Literal["png", "svg", "pdf"]
PREVIEW = QSize(460, 330)  # pixels
SCALES = (1, 2, 3, 4)
USUAL_SCALE = 2  # sharp on the screens and projectors of today
FORM_WIDTH = 300  # pixels


class FigureDialog(QDialog):
    """Shows the window as it was when the dialog was opened, whatever the run does meanwhile."""

    def __init__(self, maker: Maker, parent: QWidget) -> None:
        super().__init__(parent)
        self._maker, self._window_theme = maker, LIGHT
        self.figure: Figure | None = None  # None where there is nothing to draw
        self.setWindowTitle(self.tr("Figure"))
        self._make_fields()
        self._lay_out()
        self._explain()
        for box in (self.subject, self.shape, self.colours, self.format, self.scale):
            box.currentIndexChanged.connect(self.show_figure)
        self.caption.toggled.connect(self.show_figure)
        self.copy.clicked.connect(self._on_copy)
        self.save.clicked.connect(self._on_save)

    def _make_fields(self) -> None:
        tr = self.tr
        self.subject = ComboBox(tuple((name_of(each), each) for each in SUBJECTS))
        self.shape = ComboBox(
            (
                (tr("As on the screen"), "screen"),
                (tr("Slide, 16 : 9"), "slide"),
                (tr("Page, 4 : 3"), "page"),
                (tr("Square"), "square"),
            )
        )
        self.colours = ComboBox(((tr("Light: paper, most slides"), LIGHT), (tr("Dark: dark slides"), DARK)))
        self.caption = QCheckBox(tr("Epoch, errors and model below the legend"))
        self.caption.setChecked(True)
        self.format = ComboBox(
            (
                (tr("PNG: a picture in pixels"), "png"),
                (tr("SVG: lines and letters"), "svg"),
                (tr("PDF: lines and letters"), "pdf"),
            )
        )
        self.scale = ComboBox(tuple((f"{scale} ×", scale) for scale in SCALES))
        self.scale.show_key(USUAL_SCALE)
        self.note, self.said = QLabel(), QLabel()
        self.preview = QLabel()
        self.copy = QPushButton(tr("Copy"))
        self.save = QPushButton(tr("Save…"))

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field in (
            (self.tr("&What"), self.subject),
            (self.tr("S&hape"), self.shape),
            (self.tr("&Colours"), self.colours),
            ("", self.caption),
            (self.tr("Save &as"), self.format),
            (self.tr("Sca&le"), self.scale),
        ):
            form.addRow(words, field)
        for label in (self.note, self.said):
            label.setWordWrap(True)
            label.setMinimumWidth(FORM_WIDTH)
            label.setTextFormat(Qt.TextFormat.PlainText)  # a file may be called <b>
        self.note.setProperty("quiet", True)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        left = QVBoxLayout()
        left.addLayout(form)
        left.addWidget(self.note)
        left.addStretch(1)
        left.addWidget(self.said)
        self.preview.setFixedSize(PREVIEW)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setWordWrap(True)
        above = QHBoxLayout()
        above.setSpacing(16)
        above.addLayout(left, 1)
        above.addWidget(self.preview)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        self.save.setProperty("primary", True)
        self.save.setDefault(True)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(above)
        layout.addWidget(buttons)

    def _explain(self) -> None:
        tr = self.tr
        self.preview.setAccessibleName(tr("Preview"))
        for field, words in (
            (self.subject, tr("Which part of the window becomes a figure.")),
            (self.shape, tr("Width and height. Letters keep their size whatever the shape.")),
            (self.colours, tr("Whatever colours the window has.")),
            (self.caption, tr("A line that says of which moment and which model the figure is.")),
            (self.format, tr("PNG goes everywhere; SVG (slides) and PDF (papers) stay sharp at any size.")),
            (self.scale, tr("Pixels of the picture for each pixel of the screen. All is drawn anew.")),
            (self.copy, tr("Put the picture on the clipboard, to be pasted into a slide or a document.")),
            (self.save, tr("Choose a file for it.")),
        ):  # fmt: skip
            explain(field, words)

    def begin(self, window_theme: Theme) -> None:
        """Open it, with the choices of the last time. window_theme: that of the window."""
        self._window_theme = window_theme
        self.show_figure()
        self.open()

    # --- what is chosen -------------------------------------------------------------------------------

    def choose(self, subject: Subject) -> None:
        self.subject.setCurrentIndex(SUBJECTS.index(subject))

    @property
    def _format(self) -> Format:
        chosen: Format = self.format.currentData()
        return chosen

    @property
    def _scale(self) -> int:
        return int(self.scale.currentData())

    @Slot()
    def show_figure(self) -> None:
        """Make the figure that is chosen, and show it."""
        subject: Subject = self.subject.currentData()
        look = Look(self.colours.currentData(), self.shape.currentData(), self.caption.isChecked())
        for field in (self.shape, self.caption):
            field.setEnabled(subject in ("fit", "errors", "both", "classes", "hidden"))
        self.colours.setEnabled(subject != "window")
        self.scale.setEnabled(self._format == "png")
        self.said.clear()
        try:
            self.figure = self._maker.make(subject, look, self._window_theme)
        except BadInput as error:
            self.figure = None
            self.preview.setText(text(error.sentence))
            self.note.clear()
        else:
            self.preview.setPixmap(self._reduced(self.figure))
            self.note.setText(self._about(subject, self.figure))
        for button in (self.copy, self.save):
            button.setEnabled(self.figure is not None)

    def _reduced(self, figure: Figure) -> QPixmap:
        """As large as there is room for."""
        sharp = self.devicePixelRatioF()
        scale = min(PREVIEW.width() / figure.size.width(), PREVIEW.height() / figure.size.height(), 1.0)
        pixmap = QPixmap.fromImage(picture_formats.image_of(figure, scale * sharp))
        pixmap.setDevicePixelRatio(sharp)
        return pixmap

    def _about(self, subject: Subject, figure: Figure) -> str:
        """How large it is going to be, and what is not as one might expect."""
        size = picture_formats.image_size(figure, self._scale)
        words = [self.tr("{width:,} × {height:,} pixels.").format(width=size.width(), height=size.height())]
        if self._format != "png":
            words = [self.tr("Stays sharp at any size.")]
        if subject == "window":
            words.append(self.tr("It has the colours of the window: View ▸ Light colours changes them."))
            if self._format == "svg":
                words = words[1:]
                words.append(
                    self.tr("Only its plots are lines and letters; all else is a picture in pixels. A PDF "
                            "has all of it as lines and letters.")
                )  # fmt: skip
        return " ".join(words)

    # --- what is done with it ---------------------------------------------------------------------------

    @contextmanager
    def _busy(self) -> Iterator[None]:
        """The whole window at 4 × takes a second."""
        QGuiApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            yield
        finally:
            QGuiApplication.restoreOverrideCursor()

    @Slot()
    def _on_copy(self) -> None:
        assert self.figure is not None
        try:
            with self._busy():
                copy_figure(self.figure, self._scale)
        except BadInput as error:
            self._say(text(error.sentence), wrong=True)
        else:
            self._say(self.tr("It is on the clipboard."))

    @Slot()
    def _on_save(self) -> None:
        kinds = {
            "png": self.tr("PNG picture (*.png)"),
            "svg": self.tr("SVG picture (*.svg)"),
            "pdf": self.tr("PDF document (*.pdf)"),
        }
        name = f"{self.subject.currentData()}.{self._format}"
        path = ask_where(self, self.tr("Save the figure"), name, kinds[self._format])
        if path is not None:
            self.save_as(path)

    def save_as(self, path: Path) -> None:
        """Write the figure, and say that it was done or why not."""
        assert self.figure is not None
        try:
            with self._busy():
                write_file(path, self._data(self.figure))
        except BadInput as error:
            self._say(text(error.sentence), wrong=True)
        else:
            self._say(self.tr("Saved as {path}.").format(path=path))

    def _data(self, figure: Figure) -> bytes:
        match self._format:
            case "png":
                return picture_formats.png(figure, self._scale)
            case "svg":
                return picture_formats.svg(figure)
            case "pdf":
                return picture_formats.pdf(figure)

    def _say(self, words: str, wrong: bool = False) -> None:
        self.said.setProperty("warning", wrong)
        self.said.style().polish(self.said)
        self.said.setText(words)
