"""The document with its present run: what panels read of both. The session acts on them."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal

from nnviz.core.document import Document, KeptRun
from nnviz.core.experiment import Experiment
from nnviz.core.generalization.diagnosis import Diagnosis, diagnose
from nnviz.core.generalization.disagreement import Disagreement
from nnviz.core.generalization.spread import Spread
from nnviz.core.graph.question import ALL_POINTS, Question
from nnviz.core.training.errors import Scores, errors_of, scores_of
from nnviz.core.training.history import History
from nnviz.core.training.steps import Ending
from nnviz.gui.edited_document import EditedDocument
from nnviz.gui.frame import Frame
from nnviz.gui.present_run import PresentRun
from nnviz.gui.run_log import RunLog
from nnviz.gui.run_state import RunState


class DocumentWithRun(EditedDocument):
    """Where the run stands, what it has learned so far, what is shown of it, and the runs before it."""

    advanced = Signal()  # the run brought news: history, state, parameters
    frame_changed = Signal()  # another epoch's parameters are shown
    spread_changed = Signal()  # other curves of the replicas are shown, or none
    state_changed = Signal()
    focus_changed = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(Document(experiment), parent)
        self.runs = RunLog(self)
        self.state = RunState.READY
        self.steps_per_second = 0.0
        self.focus = ALL_POINTS  # what the graph's numbers are about
        self._run = PresentRun(experiment)

    @property
    def history(self) -> History:
        return self._run.history

    @property
    def ending(self) -> Ending | None:
        return self._run.ending

    @property
    def shown_epoch(self) -> int | None:
        """An earlier epoch that is looked at; None: the present one."""
        return self._run.shown_epoch

    @property
    def settings_held(self) -> bool:
        """Whether points, learning rate, penalties, … are those of epoch 0."""
        return self._run.settings_held

    @property
    def shown(self) -> Frame:
        """The epoch and parameters [P] on the screen."""
        return self._run.shown(self.experiment)

    @property
    def spread(self) -> Spread | None:
        """The replicas' curves at the shown epoch; None without replicas, or until they have come."""
        spread = self._run.spread(self.experiment)
        return spread if isinstance(spread, Spread) else None

    @property
    def disagreement(self) -> Disagreement | None:
        """The same of classes: how often the replicas disagree, as a map."""
        spread = self._run.spread(self.experiment)
        return spread if isinstance(spread, Disagreement) else None

    def predict(self, x: NDArray[np.float64]) -> NDArray[np.float64]:
        """The shown model's predictions at x [n]; of classes its logits at features [n, d]."""
        return self.shown.predict(x)

    def errors(self) -> tuple[float, float]:
        """Training and validation error of the shown parameters on the present points; NaN if none."""
        return errors_of(self.shown.predict(self.experiment.dataset.places), self.experiment)

    def scores(self) -> Scores:
        """The same with accuracies."""
        return scores_of(self.shown.predict(self.experiment.dataset.places), self.experiment)

    @property
    def holds_tests_back(self) -> bool:
        """Whether nothing is told of test points: whoever looks at them during a run soon chooses by them."""
        return self.state is RunState.RUNNING

    def diagnosis(self) -> Diagnosis:
        """What happened in the run, in a sentence."""
        return diagnose(self.experiment, self.history, self.ending)

    def whole_document(self) -> Document:
        """The document with what is kept of the present run, as a file holds it."""
        return replace(self.document, run=self._run.kept())

    def shown_run(self) -> KeptRun | None:
        """What is kept of the present run up to the shown epoch; None where nothing was trained."""
        return self._run.kept_shown()

    def focus_on(self, question: Question) -> None:
        """Ask the graph about all training points, one point, or an x."""
        if question != self.focus:
            self.focus = question
            self.focus_changed.emit()

    def _note(self) -> None:
        """Have the log remember the present run as it is now."""
        self.runs.note(self._run.kept(), self.undo_stack.index())

    def _set_state(self, state: RunState) -> None:
        if state is not self.state:
            self.state = state
            self.steps_per_second = 0.0
            self.state_changed.emit()

    def _announce(self, state: RunState) -> None:
        """Another run is on the screen."""
        self._set_state(state)
        self.advanced.emit()
        self.frame_changed.emit()
        self.spread_changed.emit()
