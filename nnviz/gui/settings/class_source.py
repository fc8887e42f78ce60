"""Where points with classes come from: drawn by hand, a pattern, or a table that nnviz brings along."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from nnviz.core.class_sources import Source, is_from, source_of, with_table
from nnviz.core.experiment import Experiment
from nnviz.core.kinds_of_points import with_pattern_sample, without_pattern
from nnviz.core.patterns import Pattern
from nnviz.core.patterns.pattern import FAMILIES, PatternKind
from nnviz.core.sentences import BadInput
from nnviz.core.shares import Shares
from nnviz.core.tables.bundled import bundled_table, bundled_tables
from nnviz.core.truths import SEEDS
from nnviz.gui.session import Session
from nnviz.gui.settings.edits import Edits
from nnviz.gui.settings.form import Form, Note
from nnviz.gui.settings.pattern_form import PatternForm
from nnviz.gui.settings.pattern_preview import PatternPreview
from nnviz.gui.theme import Theme
from nnviz.gui.translate import text
from nnviz.gui.widgets import ComboBox, explain

UNKNOWN = "unknown"  # in the list of sources


class ClassSource(QWidget):
    """Points that the user drew are replaced only by the button that says so.

    The draft is what is shown: the source of the present points, or, over points of the user's own, what is
    being prepared and not yet drawn. shares: how the rows of a table are dealt out.
    """

    offered = Signal()  # the button that replaces the user's points has appeared

    def __init__(self, session: Session, edits: Edits, theme: Theme, shares: Callable[[], Shares]) -> None:
        super().__init__()
        self._session, self._edits, self._shares = session, edits, shares
        self._draft: Source = None
        self._seen: Source = None
        self.kind = ComboBox(self._kinds())
        self.new_sample = QPushButton(self.tr("New sa&mple, same pattern"))
        explain(
            self.new_sample,
            self.tr(
                "Other points from the same pattern: the next seed. Watch how much the borders change: that "
                "is variance."
            ),
        )
        self.replace_points = QPushButton(self.tr("Replace &my points"))
        explain(self.replace_points, self.tr("Take these points instead. Undo brings yours back."))
        self.note, self.about = Note(), Note()
        self.preview, self.form = PatternPreview(theme), PatternForm()
        head = Form()
        self.row = head.add(
            self.tr("Points &from"),
            self.kind,
            self.tr(
                "A pattern that is known, so that new points and labels can be drawn from it, or a table of "
                "measurements. You can draw points of your own into both."
            ),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in (
            head, self.about, self.note, self.preview, self.new_sample, self.replace_points, self.form,
        ):  # fmt: skip
            layout.addWidget(widget)
        self.kind.activated.connect(self._on_kind)
        self.new_sample.clicked.connect(self._on_new_sample)
        self.replace_points.clicked.connect(self._on_replace)
        self.form.edited.connect(self._on_fields)
        session.opened.connect(self._forget)
        session.experiment_changed.connect(self._show)
        self._show()

    def _kinds(self) -> tuple[tuple[str, object], ...]:
        tables = tuple(
            (self.tr("table: {name}").format(name=text(table.title)), table.name)
            for table in bundled_tables()
        )
        return (
            (self.tr("by hand, or a file"), UNKNOWN),
            (self.tr("moons"), "moons"),
            (self.tr("blobs"), "blobs"),
            (self.tr("circles"), "circles"),
            (self.tr("XOR"), "xor"),
            (self.tr("spirals"), "spirals"),
            (self.tr("slanting clusters"), "clusters"),
            *tables,
        )

    def show_theme(self, theme: Theme) -> None:
        self.preview.show_theme(theme)

    @Slot()
    def _forget(self) -> None:
        """What was being prepared belonged to another document."""
        self._seen = self._draft = None

    @Slot()
    def _show(self) -> None:
        experiment = self._session.experiment
        if not experiment.dataset.is_classes:
            return
        source = source_of(experiment)
        if source != self._seen:
            self._seen = self._draft = source
        self._show_draft()

    def _show_draft(self) -> None:
        draft, loses_nothing = self._draft, self.draws_at_once()
        pattern = draft if isinstance(draft, Pattern) else None
        table = bundled_table(draft) if isinstance(draft, str) else None
        present = draft == source_of(self._session.experiment) and loses_nothing
        self.kind.show_key(pattern.kind if pattern else table.name if table else UNKNOWN)
        self.about.say(text(table.about) if table else "")
        self.form.setVisible(pattern is not None)
        self.new_sample.setVisible(pattern is not None and present)
        waits = draft is not None and not present
        self.replace_points.setVisible(waits)
        self.preview.setVisible(pattern is not None and waits)
        if pattern:
            self.form.show_pattern(pattern)
            self.preview.show_pattern(pattern)
        self.note.say(self.tr("Your points stay as they are until you replace them.") if waits else "")

    def draws_at_once(self) -> bool:
        """Whether the points are just those of their source, or there are none."""
        experiment = self._session.experiment
        return is_from(experiment, source_of(experiment))

    # --- what the user does -----------------------------------------------------------------------

    @Slot()
    def _on_kind(self) -> None:
        kind: PatternKind | str = self.kind.currentData()
        if kind == UNKNOWN:
            self._draft = None
            if self._session.experiment.pattern is not None:
                self._edits.make(self.tr("No known pattern"), without_pattern, self.row.note)
            self._show_draft()
        else:
            before = self._draft if isinstance(self._draft, Pattern) else None
            self._use(pattern_with_kind(before, kind) if kind in FAMILIES else kind)
            if not self.draws_at_once():
                self.offered.emit()

    @Slot()
    def _on_fields(self) -> None:
        assert isinstance(self._draft, Pattern)
        try:
            draft = self.form.read(self._draft)
        except BadInput as bad:
            self.form.warn(text(bad.sentence))
            return
        self._use(draft, joins=True)

    def _use(self, draft: Pattern | str, joins: bool = False) -> None:
        """Take the draft, and its points at once if nothing is lost by that."""
        before, self._draft = self._draft, draft
        if self.draws_at_once() and not self._draw(draft, joins):
            self._draft = before  # the fields keep what was typed, and the note says what is wrong
        else:
            self._show_draft()

    @Slot()
    def _on_new_sample(self) -> None:
        if isinstance(self._draft, Pattern):
            self._draw(replace(self._draft, seed=(self._draft.seed + 1) % SEEDS))

    @Slot()
    def _on_replace(self) -> None:
        if self._draft is not None:
            self._draw(self._draft)

    def _draw(self, draft: Pattern | str, joins: bool = False) -> bool:
        if isinstance(draft, Pattern):
            note = self.form.last_note
            return self._edits.make(
                self.tr("New sample"), lambda e: with_pattern_sample(e, draft), note, joins
            )

        def taken(experiment: Experiment) -> Experiment:
            return with_table(experiment, draft, self._shares())

        return self._edits.make(self.tr("Take a table"), taken, self.row.note)


def pattern_with_kind(before: Pattern | None, kind: PatternKind) -> Pattern:
    """Another shape with its usual noise; numbers of points, classes as far as it has them, and seed stay."""
    fresh = Pattern.of_kind(kind)
    if before is None:
        return fresh
    count = min(before.class_count, FAMILIES[kind].most_classes)
    return replace(
        fresh,
        class_count=count,
        n_training=before.n_training,
        n_validation=before.n_validation,
        n_test=before.n_test,
        seed=before.seed,
    )
