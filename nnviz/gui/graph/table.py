"""The table of a node's numbers: one row for each element, one column for each thing that is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from nnviz.core.graph.graph import Array, Graph, Node
from nnviz.core.graph.story import Lit, Update
from nnviz.core.models import ModelSpec
from nnviz.gui.graph.node_look import gradient_title
from nnviz.gui.translate import text

Column = tuple[str, Array]


class Labels(Protocol):
    """The names of rows: a list, or what makes each when it is shown, for there may be 100,000."""

    def __len__(self) -> int: ...

    def __getitem__(self, row: int, /) -> str: ...


@dataclass(frozen=True, eq=False)
class Table:
    """columns: a name and values [rows] each. labels: of the rows. parameters: which of the model's
    parameters each row is [rows]; empty where rows are no parameters.
    """

    columns: tuple[Column, ...] = ()
    labels: Labels = ()
    parameters: NDArray[np.intp] = field(default_factory=lambda: np.empty(0, np.intp))

    @property
    def rows(self) -> int:
        return len(self.labels)


def table_of(
    node: Node,
    operations: Graph,
    model: ModelSpec,
    lit: Lit | None = None,
    updates: Sequence[Update] = (),
) -> Table:
    """The numbers of a node; of a closed layer with parameters, those of its parameters.

    operations: the graph that `node` belongs to when everything is open. lit: what is known in slow motion;
    None for everything. updates: how parameters are updated, where that is what is looked at.
    """
    tensors = [each for each in operations.nodes if each.key in node.inner and each.first is not None]
    tensors = tensors or [node]
    changes = {update.node: update for update in updates}
    if all(each.key in changes for each in tensors):
        columns = _before_and_after([changes[each.key] for each in tensors])
    else:
        columns = _values(node, tensors, lit)
    if tensors[0].first is None:
        return Table(columns, _Places(node.shape))
    places = np.concatenate([np.arange(each.value.size) + (each.first or 0) for each in tensors])
    return Table(columns, _Names(names_of(model), places, node.name), places)


def _values(node: Node, tensors: Sequence[Node], lit: Lit | None) -> tuple[Column, ...]:
    columns = []
    if lit is None or node.key in lit.values:
        columns.append((_tr("value"), _joined([each.value for each in tensors])))
    gradients = [each.gradient for each in tensors]
    if lit is not None:  # of a closed layer's parameters, once the layer has its own
        closed = tensors[0] is not node
        gradients = [
            (each.gradient if node.key in lit.complete else None) if closed else lit.gradients.get(each.key)
            for each in tensors
        ]
    known = [gradient for gradient in gradients if gradient is not None]
    if len(known) == len(tensors):
        columns.append((gradient_title(node), _joined(known)))
    return tuple(columns)


def _before_and_after(changes: Sequence[Update]) -> tuple[Column, ...]:
    """The first and the last line of the updates."""
    return tuple(
        (text(changes[0].lines[place][0]), _joined([change.lines[place][1] for change in changes]))
        for place in (0, -1)
    )


def lines_for(parameter: int, updates: Sequence[Update]) -> list[tuple[str, float]]:
    """How the optimiser gives one parameter its new value: name and number of each line."""
    for update in updates:
        place = parameter - update.first
        if 0 <= place < update.lines[0][1].size:
            return [(text(name), float(values.flat[place])) for name, values in update.lines]
    return []


def _joined(values: Sequence[Array]) -> Array:
    return np.concatenate([np.ravel(each) for each in values])


class _Places:
    """“2, 3” for the element in row 2 and column 3, made when asked for: tensors may be large."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._shape = tuple(size for size in shape if size > 1)
        self._size = int(np.prod(shape, dtype=int))

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, place: int) -> str:
        return ", ".join(str(each + 1) for each in np.unravel_index(place, self._shape)) or "1"


class _Names:
    """The parameters' names, without that of the node, which stands above: “2→3”."""

    def __init__(self, names: tuple[str, ...], places: NDArray[np.intp], node: str) -> None:
        self._names, self._places, self._node = names, places, node

    def __len__(self) -> int:
        return len(self._places)

    def __getitem__(self, row: int) -> str:
        name = self._names[int(self._places[row])]
        return name.removeprefix(self._node).strip() or name


@lru_cache(maxsize=4)  # a wide model has 100,000 names, and they are asked for with every frame
def names_of(model: ModelSpec) -> tuple[str, ...]:
    """The names of a model's parameters."""
    return model.parameter_names


def _tr(words: str) -> str:
    return QCoreApplication.translate("Graph", words)
