"""Story: one optimiser step in slow motion, moment by moment, forwards and backwards. No torch, no Qt."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nnviz.core.graph.graph import Array, Edge, Graph
from nnviz.core.sentences import Sentence

Phase = Literal["forward", "loss", "backward", "update", "zero"]
PHASES: tuple[Phase, ...] = ("forward", "loss", "backward", "update", "zero")
UNSAID = Sentence("")


@dataclass(frozen=True, eq=False)
class Update:
    """How one parameter tensor gets its new value: the optimiser's rule, line by line.

    node: the key of the parameter. lines: name and value of each quantity in order, such as ("w", …),
    ("gradient", …), ("first moment m", …), ("learning rate × gradient", …), ("new w", …); all of its shape.
    first: which of the model's parameters its first element is, as in `Node`.
    """

    node: str
    lines: tuple[tuple[Sentence, Array], ...]
    first: int = 0


@dataclass(frozen=True, eq=False)
class Moment:
    """One thing that happens: the node that lights, and the edges along which something flows.

    sentence: says it. also: nodes that light with it. parameter: in the update, the key of `Update.node`: the
    node itself, or a parameter that is closed into it (at the network level, into its edges).
    """

    phase: Phase
    node: str
    edges: tuple[Edge, ...] = ()
    sentence: Sentence = UNSAID
    also: tuple[str, ...] = ()
    parameter: str = ""


@dataclass(frozen=True, eq=False)
class Lit:
    """What is known after a moment.

    values: nodes that have one. gradients: the present one of each node that has any, summed over the uses
    that have delivered; complete: nodes whose uses all have. updated: the new values of parameters that have
    them, by `Update.node`. moment: the present one; None before the first.
    """

    values: frozenset[str] = frozenset()
    gradients: Mapping[str, Array] = field(default_factory=dict)
    complete: frozenset[str] = frozenset()
    updated: Mapping[str, Array] = field(default_factory=dict)
    moment: Moment | None = None


@dataclass(frozen=True, eq=False)
class Story:
    """A graph (of any level), its moments in order, and how parameters are updated."""

    graph: Graph
    moments: tuple[Moment, ...]
    updates: tuple[Update, ...]
