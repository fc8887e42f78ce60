"""Figures of the FIT and the ERRORS panel, drawn from the stage."""

from html import unescape

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPen, QTextDocument
from PySide6.QtWidgets import QWidget

from nnviz.gui.errors.band import OPACITY
from nnviz.gui.errors.curves import loss_of
from nnviz.gui.errors.words import box_word, word
from nnviz.gui.figure import Figure, Steps, unchanged
from nnviz.gui.figures.captions import caption
from nnviz.gui.figures.legend import Entry, Legend
from nnviz.gui.figures.pens import in_pixels
from nnviz.gui.figures.plot import draw_messages, plot_steps
from nnviz.gui.figures.stage import Stage
from nnviz.gui.figures.words import document_of, draw_label
from nnviz.gui.fit.replicas import BAND
from nnviz.gui.pins import LOOKS, pin_labels
from nnviz.gui.readout import with_even_digits
from nnviz.gui.theme import Theme

MARGIN = 12.0  # pixels round everything; the axes have room of their own
ABOVE_CAPTION = 2.0
ABOVE_PLOT = 6.0  # pixels between the words and the plot
LEAST = QSize(360, 270)  # pixels, in less of which axes would lose their titles
LEAST_WITH_SPLIT = QSize(360, 450)


class PlotFigure(Figure):
    """Legend, caption, and one panel of the stage below them. with_caption: whether the numbers are told."""

    def __init__(self, stage: Stage, panel: QWidget, theme: Theme, size: QSize, with_caption: bool) -> None:
        self.stage, self.panel, self.theme, self.with_caption = stage, panel, theme, with_caption
        self.size = QSizeF(size)
        self._words_room = 0.0  # as much as they have taken: in an animation the plot must not jump

    def entries(self) -> list[Entry]:
        """What the legend names."""
        raise NotImplementedError

    def panel_steps(self, painter: QPainter) -> Steps:
        """The panel's plots, its top left corner at (0, 0)."""
        raise NotImplementedError

    def steps(self, painter: QPainter) -> Steps:
        self.stage.choose_theme(self.theme)
        painter.fillRect(QRectF(QPointF(), self.size), QColor(self.theme.plot))
        painter.setFont(in_pixels(self.stage.font()))
        with unchanged(painter):
            painter.translate(MARGIN, MARGIN)
            below = self._draw_words(painter, self.size.width() - 2 * MARGIN)
        room = QSizeF(self.size.width() - MARGIN, self.size.height() - below - 1.5 * MARGIN)
        self.stage.place(self.panel, room.toSize())
        with unchanged(painter):
            painter.translate(0, MARGIN + below)
            yield from self.panel_steps(painter)

    def _draw_words(self, painter: QPainter, width: float) -> float:
        """Returns the height that they took, with the gap below."""
        font = self.stage.font()
        legend = Legend(self.entries(), width, font, self.theme.text)
        legend.draw(painter)
        height = legend.height
        if self.with_caption:
            lines = self._caption(with_even_digits(font), width)
            height += ABOVE_CAPTION
            painter.translate(0, height)
            lines.drawContents(painter)
            height += lines.size().height()
        self._words_room = max(self._words_room, height + ABOVE_PLOT)
        return self._words_room

    def _caption(self, font: QFont, width: float) -> QTextDocument:
        """In one line if there is room, else in two."""
        moment, model = caption(self.stage.session)
        line = document_of(f"{moment} · {model}", font, self.theme.quiet)
        fits = line.idealWidth() <= width
        return line if fits else document_of(f"{moment}<br>{model}", font, self.theme.quiet, width)


class FitFigure(PlotFigure):
    """Points, curves and truth, and the split at each x below them where the panel shows it."""

    def __init__(self, stage: Stage, theme: Theme, size: QSize, with_caption: bool = True) -> None:
        least = LEAST if stage.fit.split is None or stage.fit.split.isHidden() else LEAST_WITH_SPLIT
        super().__init__(stage, stage.fit, theme, size.expandedTo(least), with_caption)
        self.title = stage.fit.tr("Points and fitted curve")

    def entries(self) -> list[Entry]:
        return [self._entry(*each) for each in self.stage.fit.header.legend.entries]

    def _entry(self, colour: str, sample: str, html: str) -> Entry:
        theme, nothing, words = self.theme, QPen(Qt.PenStyle.NoPen), unescape(html)
        match sample:
            case "●":
                return Entry(words, nothing, QBrush(QColor(colour)), "o")
            case "◇":
                return Entry(words, QPen(QColor(colour), 2), QBrush(QColor(theme.plot)), "d")
            case "╌╌":
                return Entry(words, _line(colour, 1.0, (5.0, 3.0)))
            case "≈":
                return Entry(words, _line(colour, 1.0), symbol=sample)
        for look in LOOKS:
            if sample == look.letters:
                return Entry(words, scaled(look.pen(theme)))
        band = QBrush(_faint(theme.variance)) if colour == theme.bias else QBrush()
        return Entry(words, _line(colour, 2.0), band)

    def panel_steps(self, painter: QPainter) -> Steps:
        panel = self.stage.fit
        place = QPointF(panel.canvas.mapTo(panel, panel.canvas.rect().topLeft()))
        painter.translate(place)
        yield from plot_steps(painter, panel.canvas, self.theme)
        painter.translate(-place)
        if (split := panel.split) is None or split.isHidden():
            return
        for label in (split.legend, split.note):
            if not label.isHidden():
                draw_label(painter, label, QPointF(label.mapTo(panel, label.rect().topLeft())), self.theme)
        painter.translate(QPointF(split.plot.mapTo(panel, split.plot.rect().topLeft())))
        yield from plot_steps(painter, split.plot, self.theme)
        draw_messages(painter, split.plot, self.theme)


class ErrorsFigure(PlotFigure):
    """Errors over the epochs. The line of the shown epoch is there if one looks back, or if asked for."""

    def __init__(
        self, stage: Stage, theme: Theme, size: QSize, with_caption: bool = True, cursor: bool = False
    ) -> None:
        super().__init__(stage, stage.errors, theme, size.expandedTo(LEAST), with_caption)
        self._cursor = cursor
        self.title = stage.errors.tr("Errors over the epochs")

    def entries(self) -> list[Entry]:
        panel, theme = self.stage.errors, self.theme
        medians = panel.legend.wants_medians
        wanted = panel.legend.wanted
        entries = [
            Entry(self._word(each.column, medians and bool(each.median)), scaled(each.pen(theme, 2)))
            for each in wanted
            if not each.box  # of classes one entry stands for loss and accuracy
        ]
        if any(each.error for each in wanted) and not medians:
            faint = QColor(theme.quiet)
            faint.setAlpha(OPACITY[theme.name])
            entries.append(Entry(panel.tr("± 1 standard error"), QPen(Qt.PenStyle.NoPen), QBrush(faint)))
        return entries + self._pins()

    def _word(self, column: str, median: bool) -> str:
        loss = loss_of(self.stage.session.experiment)
        return box_word(column, loss) if loss else word(column, median)

    def _pins(self) -> list[Entry]:
        session, boxes = self.stage.session, self.stage.errors.legend.pins
        entries = [
            Entry(label, scaled(LOOKS[slot].pen(self.theme, dashed=False)))
            for slot, label in zip(session.pin_slots, pin_labels(session.pins), strict=True)
            if boxes[slot].isChecked() and boxes[slot].isEnabled()
        ]
        if entries:
            classes = session.experiment.dataset.is_classes
            errors = self.stage.errors
            words = errors.tr("their validation") if classes else errors.tr("their validation error")
            entries.append(Entry(words, _line(self.theme.quiet, 1.0, (6.0, 4.0))))
        return entries

    def panel_steps(self, painter: QPainter) -> Steps:
        panel = self.stage.errors
        for chart in panel.charts:
            place = QPointF(chart.mapTo(panel, chart.rect().topLeft()))
            shown = chart.cursor_place
            if not self._cursor and self.stage.session.shown_epoch is None:
                chart.show_cursor(None)
            painter.translate(place)
            yield from plot_steps(painter, chart, self.theme)
            draw_messages(painter, chart, self.theme)
            painter.translate(-place)
            chart.show_cursor(shown)


def _line(colour: str, width: float, dashes: tuple[float, ...] = ()) -> QPen:
    pen = QPen(QColor(colour), width)
    if dashes:
        pen.setDashPattern([each / width for each in dashes])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def scaled(pen: QPen) -> QPen:
    """As the sample of a line: it grows with the figure."""
    pen.setCosmetic(False)
    return pen


def _faint(colour: str) -> QColor:
    faint = QColor(colour)
    faint.setAlpha(BAND)
    return faint
