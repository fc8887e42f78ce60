"""Which graph the panel shows: the recorded one at the chosen level, or a step in slow motion."""

from PySide6.QtCore import QObject, QSignalBlocker, Signal, Slot

from nnviz.core.graph.graph import Graph, Level, Node
from nnviz.core.graph.health import marks
from nnviz.core.graph.layers import layers_of
from nnviz.core.graph.network import network_of
from nnviz.core.graph.story import Lit, Phase, Story, Update
from nnviz.core.graph.walk import carried_over, first_of, lit_at, story_of
from nnviz.core.sentences import Sentence
from nnviz.gui.recordings import Recording
from nnviz.gui.session import Session


class ShownGraph(QObject):
    """Follows the session's recordings. All of it is numpy's work, some milliseconds for each frame."""

    changed = Signal()  # another graph or level, or other numbers
    moved = Signal()  # another moment of the step in slow motion

    def __init__(self, session: Session, level: Level, parent: QObject) -> None:
        super().__init__(parent)
        self._recordings = session.recordings
        self.level: Level = level
        self._opened: dict[Level, frozenset[str]] = {}
        self.recording: Recording | None = None
        self.graph: Graph | None = None
        self.marks: dict[str, Sentence] = {}
        self.story: Story | None = None
        self.lit: Lit | None = None  # what is known at the present moment; None without slow motion
        self._recordings.changed.connect(self._on_recorded)
        self._recordings.step_changed.connect(self._on_step_changed)
        self._show()

    # --- level and layers -----------------------------------------------------------------------------

    @property
    def opened(self) -> frozenset[str]:
        """The layers that are open at this level."""
        return self._opened.get(self.level, frozenset())

    def choose_level(self, level: Level) -> None:
        if level != self.level:
            self.level = level
            self._show()

    def open_or_close(self, key: str) -> None:
        """Open the layer that this node stands for, or close the one that it belongs to."""
        node = self._node(key)
        if node is None or not node.layer or self.level == "operations":
            return
        if node.kind == "layer" or node.layer in self.opened:
            self._opened[self.level] = self.opened ^ {node.layer}
            self._show()

    def close_layer(self, key: str) -> None:
        """Close the layer that this node belongs to, if it is open."""
        node = self._node(key)
        if node is not None and node.layer in self.opened:
            self.open_or_close(key)

    def _node(self, key: str) -> Node | None:
        nodes = self.graph.nodes if self.graph else ()
        return next((node for node in nodes if node.key == key), None)

    # --- slow motion -------------------------------------------------------------------------------------

    @property
    def moments(self) -> int:
        return len(self.story.moments) if self.story else 0

    @property
    def count(self) -> int:
        """How many of the moments have passed."""
        return self._recordings.count

    @property
    def updates(self) -> tuple[Update, ...]:
        """How parameters change, once the slow motion is there."""
        now = self.lit.moment if self.lit else None
        return self.story.updates if self.story and now and now.phase in ("update", "zero") else ()

    def go_to(self, count: int) -> None:
        """Go to after the first `count` moments; beyond the ends to the end."""
        self._recordings.step_to(min(max(count, 0), self.moments))

    def go_to_phase(self, phase: Phase) -> None:
        """Go to the first moment of a phase; where there is none, to the end."""
        if self.story:
            self.go_to(first_of(self.story, phase))

    # --- what is shown -------------------------------------------------------------------------------------

    @Slot()
    def _on_recorded(self) -> None:
        self.story = None  # another step is not walked on where the last one was left
        self._show()

    @Slot()
    def _on_step_changed(self) -> None:
        if self.story and self._recordings.in_slow_motion:
            self.lit = lit_at(self.story, self.count)
            self.moved.emit()

    def _show(self) -> None:
        self.recording = recording = self._recordings.present
        self.graph = self._at_level(recording) if recording else None
        self.marks = marks(recording.graph) if recording else {}
        before, self.story = self.story, None
        if recording and self.graph and self._recordings.in_slow_motion:
            self.story = story_of(self.graph, recording.updates)
        if self.story and before:
            with QSignalBlocker(self._recordings):  # the same moment, in other words
                self.go_to(carried_over(before, self.count, self.story))
        self.lit = lit_at(self.story, self.count) if self.story else None
        self.changed.emit()

    def _at_level(self, recording: Recording) -> Graph:
        match self.level:
            case "network":
                shown = recording.experiment, recording.parameters, self.opened
                return network_of(recording.graph, *shown)
            case "layers":
                return layers_of(recording.graph, self.opened)
        return recording.graph
