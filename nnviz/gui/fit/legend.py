"""What is drawn in the FIT plot, in words beside a sample of each."""

from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextDocument
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.core.dataset import Role
from nnviz.core.generalization.spread import Spread
from nnviz.core.replicas import FEWEST_FOR_SPLIT
from nnviz.gui.pins import LOOKS, pin_labels
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme

GAP = "&nbsp;&nbsp; "  # between entries; a line may end there
NO_BREAK = "\N{NON-BREAKING HYPHEN}"
Entry = tuple[str, str, str]  # colour, sample, words as HTML


class Legend(QLabel):
    """Names what is there. Takes as many lines as it needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.one_line = 0  # pixels that it would take in a single line
        self.entries: list[Entry] = []

    def show_what(self, theme: Theme, session: Session, spread: Spread | None, robust: bool) -> None:
        self.entries = entries = [
            (theme.training, "●", self.tr("training points")),
            (theme.validation, "◇", self.tr("validation points")),
            (theme.curve, "━", self.tr("fitted curve")),
        ]
        if session.experiment.dataset.count(Role.TEST):
            entries.insert(2, (theme.quiet, "□", self.tr("test points")))
        if session.experiment.truth is not None:
            entries.append((theme.truth, "╌╌", self.tr("truth")))
        if spread is not None and len(spread.curves):
            entries.append((theme.variance, "≈", self._replicas(spread)))
        if spread is not None and spread.count >= FEWEST_FOR_SPLIT:
            words = self.tr("their median ± robust sd") if robust else self.tr("their mean ± 1 sd")
            entries.append((theme.bias, "━", words))
        pins = zip(session.pin_slots, session.pins, pin_labels(session.pins), strict=True)
        for slot, label in ((s, words) for s, run, words in pins if not run.experiment.dataset.is_classes):
            whole = escape(label).replace("-", NO_BREAK)
            entries.append((LOOKS[slot].colour_in(theme), LOOKS[slot].letters, whole))
        text = GAP.join(
            f'<span style="color:{colour}">{sample}</span>&nbsp;' + words.replace(" ", "&nbsp;")
            for colour, sample, words in entries
        )
        if text != self.text():
            self.setText(text)
            self.setToolTip(self._tip(spread, robust))
            self._measure()

    def _replicas(self, spread: Spread) -> str:
        drawn = len(spread.curves)
        if spread.count == 1:
            return self.tr("1 replica")
        if drawn < spread.count:
            return self.tr("replicas ({drawn} of {count:,} drawn)").format(drawn=drawn, count=spread.count)
        return self.tr("replicas ({count})").format(count=spread.count)

    def _tip(self, spread: Spread | None, robust: bool) -> str:
        if spread is None or spread.count < FEWEST_FOR_SPLIT:
            return ""
        if robust:
            tip = self.tr(
                "The line is the median of all replicas at each x. The band holds 1.48 median absolute "
                "deviations on either side: as much as one standard deviation, but wild replicas cannot "
                "move it. A right click in the plot brings mean and standard deviation back."
            )
        else:
            tip = self.tr(
                "The line is the mean of all replicas at each x, the band one standard deviation on either "
                "side. Where a few wild replicas own them, a right click in the plot gives median and robust "
                "band."
            )
        return f"<p>{tip}</p>"

    def _measure(self) -> None:
        ruler = QTextDocument()
        ruler.setDefaultFont(self.font())
        ruler.setDocumentMargin(0)
        ruler.setHtml(self.text())
        self.one_line = round(ruler.idealWidth()) + 2

    def minimumSizeHint(self) -> QSize:
        """As high as at this width: Qt's own is one line, and a low panel would cut the others off."""
        return QSize(super().minimumSizeHint().width(), self.heightForWidth(self.width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._measure()
