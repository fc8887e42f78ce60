"""Points drawn from a known function: which one, how noisy, how many, and from which seed."""

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnviz.core.experiment import Experiment
from nnviz.core.kinds_of_points import can_be_had_again
from nnviz.core.resampling import with_truth, without_truth
from nnviz.core.sentences import BadInput, number
from nnviz.core.truths import DEFAULT_RANGES, SEEDS, Sampling, Truth, TruthKind, sample
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Note
from nnviz.gui.settings.generator_form import GeneratorForm
from nnviz.gui.translate import text
from nnviz.gui.widgets import ComboBox, explain

UNKNOWN = "unknown"  # the function behind the points, in the list of functions
Draft = tuple[Truth, Sampling]


class Generator(QWidget):
    """Draws samples. Points that the user drew are replaced only by the button that says so.

    The draft is what the fields show: the experiment's own truth and sampling, or, over points drawn by
    hand, what is being prepared and not yet applied. The noise of the experiment's own truth needs no
    preparing: replicas are drawn with it, whatever the points are.
    """

    offered = Signal()  # the button that replaces the user's points has appeared

    def __init__(self, session: Session, edits: Edits) -> None:
        super().__init__()
        self._session, self._edits = session, edits
        self._draft: Draft | None = None
        self._awaits_curve = False  # "drawn by hand" was chosen, and nothing is drawn yet
        self._seen: tuple[Truth | None, Sampling | None] | None = None
        self.kind = ComboBox(self._kinds())
        self.new_sample = QPushButton(self.tr("New sa&mple, same truth"))
        explain(
            self.new_sample,
            self.tr(
                "Other points from the same function: the next seed. Watch how much the fitted curve "
                "changes: that is variance."
            ),
        )
        self.replace_points = QPushButton(self.tr("Replace &my points"))
        explain(
            self.replace_points,
            self.tr("Draw points from this function instead of the present ones. Undo brings yours back."),
        )
        self.note = Note()
        head = Form()
        self._kind_row = head.add(
            self.tr("&Known function"),
            self.kind,
            self.tr(
                "The truth behind the points. When it is known, the error splits into bias², variance and "
                "noise."
            ),
        )
        self.form = GeneratorForm()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (head, self.note, self.new_sample, self.replace_points, self.form):
            layout.addWidget(widget)
        self.kind.activated.connect(self._on_kind)
        self.new_sample.clicked.connect(self._on_new_sample)
        self.replace_points.clicked.connect(self._on_replace)
        self.form.edited.connect(self._on_fields)
        session.experiment_changed.connect(self._show)
        self._show()

    def _kinds(self) -> tuple[tuple[str, object], ...]:
        return (
            (self.tr("none"), UNKNOWN),
            (self.tr("line"), "line"),
            (self.tr("sine"), "sine"),
            (self.tr("step"), "step"),
            (self.tr("bump"), "bump"),
            (self.tr("polynomial"), "polynomial"),
            (self.tr("x·sin x"), "x sin x"),
            (self.tr("drawn by hand"), "drawn"),
        )

    @Slot()
    def _show(self) -> None:
        experiment = self._session.experiment
        if experiment.dataset.is_classes:
            return
        if self._seen != (experiment.truth, experiment.sampling):
            self._seen = experiment.truth, experiment.sampling
            self._draft, self._awaits_curve = draft_of(experiment, self._draft), False
        self._show_draft()

    def _show_draft(self) -> None:
        draft, drawn = None if self._awaits_curve else self._draft, self._is_sample()
        self.kind.show_key("drawn" if self._awaits_curve else draft[0].kind if draft else UNKNOWN)
        self.form.setVisible(draft is not None)
        self.new_sample.setVisible(draft is not None and drawn)
        self.replace_points.setVisible(draft is not None and not drawn)
        if draft:
            self.form.show_draft(*draft)
        self.note.say("\n".join(self._notes(draft, drawn)))

    def _notes(self, draft: Draft | None, drawn: bool) -> list[str]:
        if self._awaits_curve:
            return [self.tr("Draw it in the FIT panel with the Truth tool (D).")]
        if draft is None:
            return []
        notes = [] if drawn else [self.tr("Your points stay as they are until you replace them.")]
        (low, high), (left, right) = draft[0].range, self._session.experiment.domain
        if low > left or high < right:
            words = self.tr(
                "The truth is known from x = {low} to {high}. Replicas, and the split into bias², "
                "variance and noise, are made only there."
            )
            notes.append(words.format(low=number(low), high=number(high)))
        return notes

    def _is_sample(self) -> bool:
        """Whether nothing is lost by drawing again: the points are just as drawn, or there are none."""
        return can_be_had_again(self._session.experiment)

    # --- what the user does -----------------------------------------------------------------------

    @Slot()
    def _on_kind(self) -> None:
        kind, own = self.kind.currentData(), self._session.experiment.truth
        self._awaits_curve = False
        if kind == UNKNOWN:
            self._draft = None
            self._edits.make(self.tr("No known function"), without_truth, self.note)
            self._show_draft()
        elif kind == "drawn":  # there is one already, or it can only be drawn
            self._awaits_curve = own is None or own.kind != "drawn"
            if not self._awaits_curve:
                self._draft = draft_of(self._session.experiment, self._draft)
            self._show_draft()
        else:
            self._use(draft_with_kind(self._draft, kind))
            if not self._is_sample():
                self.offered.emit()

    @Slot()
    def _on_fields(self) -> None:
        assert self._draft is not None
        try:
            draft = self.form.read(*self._draft)
        except BadInput as bad:
            self.form.warn(text(bad.sentence))
            return
        if self._is_own_but_for_noise(draft[0]):
            self._use_noise(draft)
        else:
            self._use(draft, joins=True)

    def _is_own_but_for_noise(self, truth: Truth) -> bool:
        """Whether it is the experiment's truth with other noise, and the points would not follow it."""
        experiment = self._session.experiment
        own = experiment.truth
        if own is None or truth == own or truth != replace(own, noise=truth.noise):
            return False
        return not len(experiment.dataset) or not self._is_sample()

    def _use_noise(self, draft: Draft) -> None:
        """Give the experiment's truth this noise; the points, and what is being prepared, stay."""
        self._draft, self._seen = draft, (draft[0], self._session.experiment.sampling)
        self._edits.make(
            self.tr("Noise"), lambda e: replace(e, truth=draft[0]), self.form.last_note, joins=True
        )

    def _use(self, draft: Draft, joins: bool = False) -> None:
        """Take the draft, and draw from it at once if nothing is lost by that."""
        before, self._draft = self._draft, draft
        if self._is_sample() and not self._draw(draft, joins):
            self._draft = before  # the fields keep what was typed, and the note says what is wrong
        else:
            self._show_draft()

    @Slot()
    def _on_new_sample(self) -> None:
        if self._draft:
            truth, sampling = self._draft
            self._draw((truth, replace(sampling, seed=(sampling.seed + 1) % SEEDS)))

    @Slot()
    def _on_replace(self) -> None:
        if self._draft:
            self._draw(self._draft)

    def _draw(self, draft: Draft, joins: bool = False) -> bool:
        return self._edits.make(
            self.tr("New sample"), lambda e: with_sample(e, *draft), self.form.last_note, joins
        )


def with_sample(experiment: Experiment, truth: Truth, sampling: Sampling) -> Experiment:
    """The experiment with points drawn from this truth, and the x range that they are drawn from."""
    drawn = with_truth(experiment, truth, sampling)
    return replace(drawn, dataset=sample(truth, sampling), domain=(sampling.low, sampling.high))


def draft_of(experiment: Experiment, before: Draft | None = None) -> Draft | None:
    """The experiment's truth and sampling; where only the truth is known, a sampling of its x range.

    before: what was shown, whose numbers of points stay.
    """
    truth, sampling = experiment.truth, experiment.sampling
    if truth is None:
        return None
    if sampling is None:
        low, high = truth.range if truth.kind == "drawn" else experiment.domain
        sampling = replace(before[1] if before else Sampling(), low=low, high=high)
    return truth, sampling


def draft_with_kind(draft: Draft | None, kind: TruthKind) -> Draft:
    """Another function with its own coefficients and x range; noise and numbers of points stay."""
    truth, sampling = draft or (Truth(), Sampling())
    low, high = DEFAULT_RANGES[kind]
    return Truth.of_kind(kind, truth.noise), replace(sampling, low=low, high=high)
