"""Recorder: turns a real eager forward and backward pass of torch into a plain Graph."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import ArrayLike
from torch import Tensor
from torch.overrides import TorchFunctionMode

from nnviz.core.graph.derivatives import derivative
from nnviz.core.graph.graph import Array, Edge, Graph, Kind, Node, Setting
from nnviz.core.graph.notation import Term, formula, number_term
from nnviz.core.graph.operations import Call, read_call, run_call

_PLAIN = Setting()
LONGEST_INLINE = 24  # characters of a formula that may stand inside another one; a longer one gets a letter
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
# They change or read what surrounds a tensor and compute nothing.
_NO_ARITHMETIC = frozenset(
    ("backward", "detach", "requires_grad_", "retain_grad", "register_hook", "__set__", "grad", "data")
)


@dataclass(eq=False)
class _Use:
    """One argument of an executed operation: of which node, and the alias that stands for this use alone."""

    node: "_Recorded"
    alias: Tensor | None


@dataclass(eq=False)
class _Recorded:
    """A node in the making, with its tensor."""

    key: str
    name: str
    kind: Kind
    tensor: Tensor
    term: Term
    layer: str
    operation: str = ""
    formula: str = ""
    options: tuple[tuple[str, object], ...] = ()
    first: int | None = None
    uses: Sequence[_Use] = field(default=())


class Recorder(TorchFunctionMode):
    """Records what torch executes inside of its `with`, as one node for each execution.

    Each use of a tensor goes through an alias of its own (a view of all of it): what arrives at the alias in
    the backward pass is what this use contributes to the tensor's gradient. Functions that compute nothing,
    and those of tensors that it does not know, are left alone; any other tensor that takes part becomes a
    constant. An operation that is not in `operations.OPERATIONS` gets a node by its torch name.

    dtype: of leaves and constants that are made here.
    """

    def __init__(self, dtype: torch.dtype = torch.float64) -> None:
        super().__init__()
        self._dtype = dtype
        self._nodes: list[_Recorded] = []
        self._by_tensor: dict[int, _Recorded] = {}  # by id: the nodes keep their tensors alive
        self._keys: dict[str, int] = {}
        self._layer = ""
        self._letters = 0
        self._symbols: set[str] = set()  # of the parameters: a formula's may be any letter

    @contextmanager
    def layer(self, name: str) -> Iterator[None]:
        """What is recorded inside belongs to this group."""
        before, self._layer = self._layer, name
        try:
            yield
        finally:
            self._layer = before

    def leaf(
        self,
        values: ArrayLike,
        name: str,
        kind: Kind,
        symbol: str = "",
        first: int | None = None,
        key: str | None = None,
    ) -> Tensor:
        """A copy of values as a tensor that is a leaf of the graph.

        Inputs, targets and parameters get a gradient, constants none. symbol: for formulas, by default the
        name. first: for a parameter, its place in the model's flat parameters.
        """
        array = np.asarray(values, np.float64)
        # `torch.tensor` copies to C order, which decides how sums are rounded: see `replay`.
        tensor = torch.tensor(array, dtype=self._dtype, requires_grad=kind != "constant")
        text = symbol or name
        if kind == "parameter":
            self._symbols.add(text)
        else:
            text = self._free(text)
        self._add(
            _Recorded(key or name, name, kind, tensor, Term(text), self._layer, formula=text, first=first)
        )
        return tensor

    def named(self, tensor: Tensor, symbol: str) -> Tensor:
        """Call a recorded result by a symbol, such as "z1", in its own formula and in those that use it."""
        node, symbol = self._by_tensor[id(tensor)], self._free(symbol)
        if node.term.text == _letter(self._letters):
            self._letters -= 1  # the letter that it has got for its length is free again
        node.term, node.formula = Term(symbol), f"{symbol} = {node.formula.rpartition(' = ')[2]}"
        return tensor

    def _free(self, symbol: str) -> str:
        """The symbol, primed where a parameter is called like it."""
        return f"{symbol}′" if symbol in self._symbols else symbol

    def finish(self, result: Tensor, setting: Setting = _PLAIN, weights: Array | None = None) -> Graph:
        """Run the backward pass from a recorded result; the graph, with gradients of the sum of the result.

        weights: of that sum, of the result's shape; the result's own gradient.
        The recorder is empty afterwards: no tensor is kept. Raises KeyError for a result it has not recorded.
        """
        end = self._by_tensor[id(result)].key
        nodes, self._nodes, self._by_tensor, self._keys, self._symbols = self._nodes, [], {}, {}, set()
        if result.requires_grad:
            begun = torch.ones_like(result) if weights is None else result.new_tensor(weights)
            result.backward(begun)  # type: ignore[no-untyped-call]  # torch gives it no types
        uses = Counter(id(use.node) for node in nodes for use in node.uses)
        made = {id(node): _node(node) for node in nodes}
        edges = []
        for node in nodes:
            for place, use in enumerate(node.uses):
                only = uses[id(use.node)] == 1 and use.node.tensor is not result  # its gradient is all of it
                arrived = made[id(use.node)].gradient if only else _gradient(use.alias)
                edges.append(_edge(node, place, arrived))
        return Graph(tuple(made.values()), tuple(edges), end, setting)

    def _add(self, node: _Recorded) -> None:
        count = self._keys[node.key] = self._keys.get(node.key, 0) + 1
        if count > 1:
            node.key = f"{node.key} {count}"
        self._nodes.append(node)
        self._by_tensor[id(node.tensor)] = node

    def __torch_function__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        kwargs = kwargs or {}
        if not self._by_tensor:  # before the first leaf, and all that `finish` reads
            return func(*args, **kwargs)
        name = _name(func)
        if name in _NO_ARITHMETIC or not any(
            id(tensor) in self._by_tensor for tensor in _tensors((*args, *kwargs.values()))
        ):
            return func(*args, **kwargs)
        if name.endswith("_") and not name.endswith("__"):
            raise ValueError(f"{name} writes over its operand, which cannot be recorded")
        call = read_call(name, args, kwargs)
        return self._known(call) if call else self._unknown(func, name, args, kwargs)

    def _known(self, call: Call) -> Tensor:
        uses = [self._use(operand) for operand in call.operands]
        operands = tuple(_handed(use) for use in uses)
        result = run_call(call.operation, operands, dict(call.options))
        self._add_result(result, call.operation, uses, call.options)
        return result

    def _unknown(self, func: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        uses: list[_Use] = []

        def handed(value: Any) -> Any:
            if isinstance(value, Tensor):
                uses.append(self._use(value))
                return _handed(uses[-1])
            if isinstance(value, (tuple, list)):
                return type(value)([handed(one) for one in value])
            return value

        result = func(*handed(args), **{key: handed(value) for key, value in kwargs.items()})
        if isinstance(result, Tensor):
            for use in uses:
                if result is use.alias or result is use.node.tensor:  # such as `contiguous`: nothing was done
                    return use.node.tensor
            self._add_result(result, name.strip("_"), uses, ())
        elif _tensors(result):
            raise ValueError(f"{name} gives several tensors, which cannot be recorded")
        return result

    def _use(self, operand: Any) -> _Use:
        node = self._by_tensor.get(id(operand)) or self._constant(operand)
        if not node.tensor.requires_grad:
            return _Use(node, None)
        alias = node.tensor.view_as(node.tensor)
        alias.retain_grad()
        return _Use(node, alias)

    def _constant(self, value: Any) -> _Recorded:
        """A number, or a tensor that nobody has registered; it joins the graph with the result."""
        tensor = value.detach() if isinstance(value, Tensor) else torch.tensor(value, dtype=self._dtype)
        term = number_term(float(tensor)) if tensor.ndim == 0 else Term("constant")
        return _Recorded("constant", term.text, "constant", tensor, term, self._layer, formula=term.text)

    def _add_result(
        self, tensor: Tensor, operation: str, uses: list[_Use], options: tuple[tuple[str, object], ...]
    ) -> None:
        if tensor.requires_grad:
            tensor.retain_grad()
        for use in uses:
            if id(use.node.tensor) not in self._by_tensor:
                self._add(use.node)
        term = formula(operation, [use.node.term for use in uses], dict(options))
        text = term.text
        if len(text) > LONGEST_INLINE:
            self._letters += 1
            term = Term(_letter(self._letters))
            text = f"{term.text} = {text}"
        key = f"{self._layer} {operation}".strip()
        node = _Recorded(key, operation, "operation", tensor, term, self._layer, operation, text, options)
        node.uses = uses
        self._add(node)


def _letter(number: int) -> str:
    """Such as v₁: no letter of a formula can be called like this."""
    return "v" + str(number).translate(_SUBSCRIPTS)


def _name(func: Any) -> str:
    name = getattr(func, "__name__", type(func).__name__)
    if name == "__get__":  # of a property, such as `T`
        return str(getattr(getattr(func, "__self__", None), "__name__", name))
    return str(name)


def _tensors(value: Any) -> list[Tensor]:
    """All tensors in a value, however deep in tuples and lists."""
    if isinstance(value, Tensor):
        return [value]
    return [tensor for one in value for tensor in _tensors(one)] if isinstance(value, (tuple, list)) else []


def _handed(use: _Use) -> Tensor:
    return use.node.tensor if use.alias is None else use.alias


def _array(tensor: Tensor) -> Array:
    """A copy that shares nothing with the tensor."""
    return np.array(tensor.detach().cpu().numpy(), np.float64)


def _gradient(tensor: Tensor | None) -> Array | None:
    return None if tensor is None or tensor.grad is None else _array(tensor.grad)


def _node(node: _Recorded) -> Node:
    tensor = node.tensor
    return Node(
        node.key,
        node.name,
        node.kind,
        node.operation,
        node.formula,
        node.layer,
        _array(tensor),
        _gradient(tensor),
        str(tensor.dtype).removeprefix("torch."),
        str(tensor.device),
        node.first,
        options=node.options,
    )


def _edge(target: _Recorded, place: int, contribution: Array | None) -> Edge:
    source = target.uses[place].node
    symbols, words = derivative(
        target.operation,
        place,
        tuple(use.node.term for use in target.uses),
        target.options,
        averaged=source.tensor.numel() // max(target.tensor.numel(), 1),
        summed=len(target.uses) == 2
        and target.operation != "matmul"
        and source.tensor.shape != target.tensor.shape,
    )
    return Edge(source.key, target.key, place, contribution, symbols, words)
