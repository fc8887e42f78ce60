"""Walk: one step of a graph of any level, moment by moment, and what is known after each. No torch."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from nnviz.core.graph import narration
from nnviz.core.graph.graph import Array, Edge, Graph, Kind, Node
from nnviz.core.graph.network_columns import INPUTS
from nnviz.core.graph.story import Lit, Moment, Phase, Story, Update

DATA = ("input", "target", "constant")  # kinds of nodes that are there before the pass
LOSS_LAYERS = ("loss", "penalty")


def story_of(graph: Graph, updates: Sequence[Update] = ()) -> Story:
    """The step whose pass was recorded as `graph`, with what the optimiser does to the parameters.

    Forward: first what goes in, then the parameters, then every node after all that it uses. Backward: from
    the loss, a node fires when all that use it have delivered. Without updates it ends there.
    """
    flow = _Flow(graph)
    moments = [*_forward(graph, flow), *_backward(graph, flow), *_updating(graph, updates)]
    return Story(graph, tuple(moments), tuple(updates))


def lit_at(story: Story, count: int) -> Lit:
    """What is known after the first `count` moments; nothing after 0."""
    past = story.moments[: max(count, 0)]
    values, updated, flow = set[str](), dict[str, Array](), _Flow(story.graph)
    news = {update.node: update.lines[-1][1] for update in story.updates}
    for moment in past:
        match moment.phase:
            case "forward" | "loss":
                values |= {moment.node, *moment.also}
            case "backward":
                flow.deliver(moment.edges)
            case "update":
                updated[moment.parameter] = news[moment.parameter]
            case "zero":
                flow.sums = {}
    return Lit(frozenset(values), flow.sums, flow.complete, updated, past[-1] if past else None)


def first_of(story: Story, phase: Phase) -> int:
    """The count at which the first moment of a phase is the present one; the end where there is none."""
    phases = [moment.phase for moment in story.moments]
    return phases.index(phase) + 1 if phase in phases else len(phases)


def carried_over(story: Story, count: int, other: Story) -> int:
    """The count in another level's story of the same step that has come as far in the same phase."""
    if not 0 < count < len(story.moments):
        return 0 if count <= 0 else len(other.moments)
    phase = story.moments[count - 1].phase
    here, there = (sum(moment.phase == phase for moment in each.moments) for each in (story, other))
    return first_of(other, phase) + (count - first_of(story, phase)) * max(there - 1, 0) // max(here - 1, 1)


# --- moments --------------------------------------------------------------------------------------


def _forward(graph: Graph, flow: "_Flow") -> Iterator[Moment]:
    for kinds, sentence in ((DATA, narration.goes_in), (("parameter",), narration.as_they_are)):
        if group := [node for node in graph.nodes if _kind(node) in kinds]:
            keys = [node.key for node in group]
            yield Moment("forward", keys[0], (), sentence(graph, group), tuple(keys[1:]))
    made = [node for node in graph.nodes if _kind(node) not in (*DATA, "parameter")]
    ends = [node for node in made if node.key == graph.loss or node.layer in LOSS_LAYERS]
    phases: tuple[tuple[Phase, list[Node]], ...] = (
        ("forward", [node for node in made if node not in ends]),
        ("loss", ends),
    )
    for phase, nodes in phases:
        for node in nodes:
            yield Moment(phase, node.key, flow.into[node.key], narration.gives(graph, node))


def _kind(node: Node) -> Kind:
    """Those of many features that are not shown one by one are given as the others are."""
    return "input" if node.layer == INPUTS else node.kind


def _backward(graph: Graph, flow: "_Flow") -> Iterator[Moment]:
    """Last executed first: then all that use a node have fired before it does."""
    yield Moment("backward", graph.loss, (), narration.begins(graph))
    flow.deliver(())
    for node in reversed(graph.nodes):
        edges = tuple(edge for edge in flow.into[node.key] if edge.contribution is not None)
        if edges and node.key in flow.sums:
            done = flow.deliver(edges)
            added = {key: flow.delivered[key] for key in done if len(flow.delivered[key]) > 1}
            yield Moment("backward", node.key, edges, narration.fires(graph, node, edges, added))


def _updating(graph: Graph, updates: Sequence[Update]) -> Iterator[Moment]:
    for update in updates:
        nodes, edges = _holders(graph, update)
        yield Moment("update", nodes[0], edges, narration.moves(update), tuple(nodes[1:]), update.node)
    if updates:
        yield Moment("zero", graph.loss, (), narration.FORGOTTEN)


def _holders(graph: Graph, update: Update) -> tuple[list[str], tuple[Edge, ...]]:
    """Where a parameter is seen: itself, the layer that hides it, or units with the edges that it weighs."""
    inside = [node.key for node in graph.nodes if update.node in (node.key, *node.inner)]
    if inside:
        return inside[:1], ()
    numbers = range(update.first, update.first + update.lines[-1][1].size)
    edges = tuple(edge for edge in graph.edges if edge.parameter in numbers)
    units = [node.key for node in graph.nodes if node.bias in numbers]
    return list(dict.fromkeys(units + [edge.target for edge in edges])) or [graph.loss], edges


class _Flow:
    """Gradients on their way. sums: what has been delivered to each node, by whom in `delivered`."""

    def __init__(self, graph: Graph) -> None:
        self.sums: dict[str, Array] = {}
        self.delivered = defaultdict[str, list[Array]](list)
        self._graph = graph
        self._output = {node.key: node.inner[-1] if node.inner else node.key for node in graph.nodes}
        self._left = Counter(edge.source for edge in graph.edges if self._delivers(edge))

    @cached_property
    def into(self) -> Mapping[str, tuple[Edge, ...]]:
        """The edges into each node."""
        found: dict[str, list[Edge]] = {node.key: [] for node in self._graph.nodes}
        for edge in self._graph.edges:
            found[edge.target].append(edge)
        return {key: tuple(edges) for key, edges in found.items()}

    @property
    def complete(self) -> frozenset[str]:
        """The nodes whose uses have all delivered."""
        return frozenset(key for key in self.sums if not self._left[key])

    def deliver(self, edges: Sequence[Edge]) -> list[str]:
        """Let products flow along these edges; the nodes that are complete now.

        The first time it is what the loss begins with: 1, of several probabilities 1 for the one asked for.
        """
        if not self.sums:
            end = self._graph.node(self._graph.loss)
            self.sums[end.key] = np.ones_like(end.value) if end.gradient is None else end.gradient
        for edge in edges:
            key, product = edge.source, edge.contribution
            if product is not None and self._delivers(edge):
                self.sums[key] = self.sums[key] + product if key in self.sums else product
                self.delivered[key].append(product)
                self._left[key] -= 1
        sources = dict.fromkeys(edge.source for edge in edges if self._delivers(edge))
        return [key for key in sources if not self._left[key]]

    def is_of_output(self, edge: Edge) -> bool:
        """Whether it is a use of what its source gives, and not of another node that is closed into it."""
        return edge.ends[0] in (edge.source, self._output[edge.source])

    def _delivers(self, edge: Edge) -> bool:
        return edge.contribution is not None and self.is_of_output(edge)
