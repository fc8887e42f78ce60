"""The label at the end of the tool bar: where the run stands, how fast it is, and on which device."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget

from nnviz.gui.session import RunState, Session

REFRESH = 200  # milliseconds: numbers that change faster cannot be read


class RunLabel(QLabel):
    """For example “training · epoch 812 · 3,100 steps/s · CPU”."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setProperty("quiet", True)
        self.setContentsMargins(8, 0, 8, 0)
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH)
        self._timer.timeout.connect(self._show)
        session.state_changed.connect(self._on_state_changed)
        session.frame_changed.connect(self._on_frame_changed)
        self._show()

    @Slot()
    def _on_state_changed(self) -> None:
        if self._session.state is RunState.RUNNING:
            self._timer.start()
        else:
            self._timer.stop()
        self._show()

    @Slot()
    def _on_frame_changed(self) -> None:
        if not self._timer.isActive():
            self._show()

    @Slot()
    def _show(self) -> None:
        session = self._session
        if session.experiment.solved_exactly:
            self.setText(self.tr("solved exactly"))
            return
        words = {
            RunState.READY: self.tr("not trained yet"),
            RunState.RUNNING: self.tr("training"),
            RunState.PAUSED: self.tr("paused"),
            RunState.ENDED: self.tr("ended"),
        }
        parts = [words[session.state], self.tr("epoch {n:,}").format(n=session.shown.epoch)]
        if session.steps_per_second:
            parts.append(self.tr("{n:,.0f} steps/s").format(n=session.steps_per_second))
        parts.append(session.experiment.training.device.upper())
        self.setText(" · ".join(parts))
