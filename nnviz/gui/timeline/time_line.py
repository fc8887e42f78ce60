"""The bar below the panels: which epoch is shown, and the ways to others."""

from PySide6.QtCore import QSignalBlocker, QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from nnviz.gui.icons import icon
from nnviz.gui.looking_back import jump, look_at, step
from nnviz.gui.readout import READABLE, Pace, with_even_digits
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme
from nnviz.gui.timeline.slider import EpochSlider


class TimeLine(QWidget):
    """A slider from the first to the last epoch; first, last, best; and “Keep this one”."""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.slider = EpochSlider(theme)
        self.slider.setAccessibleName(self.tr("Shown epoch"))
        self.first = self._button(self.tr("Go to the first epoch"))
        self.last = self._button(self.tr("Go to the present, the last epoch"))
        self.best = self._button("")
        self.label = QLabel()
        self.label.setFont(with_even_digits(self.label.font()))
        self.label.setAccessibleName(self.tr("Shown epoch"))
        self.keep = QPushButton(self.tr("Keep this one"))
        self.keep.setToolTip(
            self.tr(
                "Go on from the shown epoch: it becomes the present one. The RUNS panel keeps the whole run."
            )
        )
        self._lay_out()
        self._connect()
        self.show_theme(theme)
        self._show()

    def _button(self, words: str) -> QToolButton:
        button = QToolButton()
        button.setIconSize(QSize(18, 18))
        _name(button, words)
        return button

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(6)
        layout.addWidget(self.first)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.last)
        layout.addWidget(self.best)
        layout.addSpacing(6)
        layout.addWidget(self.label)
        layout.addWidget(self.keep)

    def _connect(self) -> None:
        session = self._session
        self._pace = Pace(READABLE, self)
        self._pace.due.connect(self._show)
        session.advanced.connect(self._pace.ask)
        session.experiment_changed.connect(self._pace.ask)
        session.frame_changed.connect(self._on_frame_changed)
        self.slider.asked.connect(self._on_asked)
        self.slider.stepped.connect(self._on_stepped)
        self.first.clicked.connect(self._on_first)
        self.last.clicked.connect(self._on_last)
        self.best.clicked.connect(self._on_best)
        self.keep.clicked.connect(self._on_keep)

    def show_theme(self, theme: Theme) -> None:
        self.slider.show_theme(theme)
        for name, button in (("first", self.first), ("last", self.last), ("best", self.best)):
            button.setIcon(icon(name, theme))

    # --- what is shown ------------------------------------------------------------------------------

    @Slot()
    def _on_frame_changed(self) -> None:
        if self._session.shown_epoch is None:
            self._pace.ask()  # the run goes on
        else:
            self._pace.hurry()  # the user looks back, and wants to see it under the mouse

    @Slot()
    def _show(self) -> None:
        history, shown = self._session.history, self._session.shown.epoch
        first, last, best = history.first_epoch, history.last_epoch, history.best_epoch
        trained = last > first
        earlier = self._session.shown_epoch is not None and shown < last
        with QSignalBlocker(self.slider):
            self.slider.setRange(first, max(last, first + 1))
            self.slider.setPageStep(max(1, (last - first) // 10))
            self.slider.setValue(shown if trained else first)
        self.slider.mark(best if trained else None)
        for widget in (self.slider, self.first, self.last):
            widget.setEnabled(trained)
        self.best.setEnabled(trained and best is not None)
        self.keep.setEnabled(earlier)
        classes = self._session.experiment.dataset.is_classes
        least = self.tr("Go to the least validation loss") if classes else ""
        _name(self.best, least or self.tr("Go to the least validation error"))
        self.slider.setToolTip(self._tip(trained, classes))
        self.label.setText(self._words(shown, last, earlier))
        self.label.setMinimumWidth(max(self.label.minimumWidth(), self.label.sizeHint().width()))

    def _tip(self, trained: bool, classes: bool) -> str:
        if trained and classes:
            return self.tr(
                "Drag to look back: regions, losses and graph go to that epoch, and training pauses. The "
                "triangle stands at the least validation loss, which early stopping watches. Arrow keys: one "
                "kept epoch."
            )
        if trained:
            return self.tr(
                "Drag to look back: curve, errors and graph go to that epoch, and training pauses. "
                "The triangle stands at the least validation error. Arrow keys: one kept epoch."
            )
        if self._session.experiment.solved_exactly:
            return self.tr("Solved exactly: there are no epochs to look back at.")
        return self.tr("Press Play first. Then you can go back to any epoch here.")

    def _words(self, shown: int, last: int, earlier: bool) -> str:
        if self._session.experiment.solved_exactly:
            return self.tr("exact")
        if earlier:
            return self.tr("epoch {n:,} of {last:,}").format(n=shown, last=last)
        return self.tr("now: epoch {n:,}").format(n=max(shown, last))

    # --- what the user asks for ---------------------------------------------------------------------

    @Slot(int)
    def _on_asked(self, epoch: int) -> None:
        look_at(self._session, epoch)
        self._pace.hurry()

    @Slot(int)
    def _on_stepped(self, direction: int) -> None:
        step(self._session, direction)
        self._pace.hurry()

    @Slot()
    def _on_first(self) -> None:
        jump(self._session, -1)
        self._pace.hurry()

    @Slot()
    def _on_last(self) -> None:
        jump(self._session, 1)
        self._pace.hurry()

    @Slot()
    def _on_best(self) -> None:
        best = self._session.history.best_epoch
        if best is not None:
            self._on_asked(best)

    @Slot()
    def _on_keep(self) -> None:
        self._session.keep_shown()
        self._pace.hurry()


def _name(button: QToolButton, words: str) -> None:
    if words != button.toolTip():
        button.setToolTip(words)
        button.setAccessibleName(words)
