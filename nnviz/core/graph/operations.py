"""The operations by their user-level names: which torch function each is, and what calls of it look like."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True)
class Operation:
    """operands: how many tensors it takes; options: the names of what else it may be told, in order."""

    name: str
    function: Callable[..., Tensor]
    operands: int = 1
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """One call in plain terms: the operation, its operands (tensors and numbers) and its options."""

    operation: str
    operands: tuple[Any, ...]
    options: tuple[tuple[str, object], ...]


OPERATIONS = {
    operation.name: operation
    for operation in (
        Operation("add", torch.add, 2),
        Operation("sub", torch.sub, 2),
        Operation("mul", torch.mul, 2),
        Operation("div", torch.div, 2),
        Operation("matmul", torch.matmul, 2),
        Operation("pow", torch.pow, 2, ("exponent",)),  # a number as exponent is an option
        Operation("neg", torch.neg),
        Operation("exp", torch.exp),
        Operation("log", torch.log),
        Operation("sqrt", torch.sqrt),
        Operation("sin", torch.sin),
        Operation("cos", torch.cos),
        Operation("tan", torch.tan),
        Operation("tanh", torch.tanh),
        Operation("sigmoid", torch.sigmoid),
        Operation("relu", torch.relu),
        Operation("softplus", torch.nn.functional.softplus, 1, ("beta", "threshold")),
        Operation("abs", torch.abs),
        Operation("mean", torch.mean, 1, ("dim", "keepdim")),
        Operation("sum", torch.sum, 1, ("dim", "keepdim")),
        Operation("softmax", torch.softmax, 1, ("dim",)),
        Operation("logsumexp", torch.logsumexp, 1, ("dim", "keepdim")),
    )
}

_SAME = {
    "multiply": "mul", "subtract": "sub", "divide": "div", "true_divide": "div", "truediv": "div",
    "mm": "matmul", "bmm": "matmul", "mv": "matmul", "dot": "matmul", "negative": "neg",
    "absolute": "abs", "special_expit": "sigmoid", "expit": "sigmoid",
}  # fmt: skip
_TURNED = {"rsub": "sub", "rdiv": "div", "rtruediv": "div", "rpow": "pow", "rmatmul": "matmul"}
_OPERAND_KEYWORDS = ("input", "other", "exponent", "mat2", "vec2")


def read_call(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Call | None:
    """The call of a torch function as one of `OPERATIONS`; None for a function that is not among them.

    name: of the function, as Python calls it ("add", "__rsub__"). Raises ValueError for a setting that would
    make the operation another one, such as `alpha` of add, or that writes over its operand.
    """
    plain = name.strip("_")
    if plain == "square":
        return Call("pow", args[:1], (("exponent", 2),))
    operation = OPERATIONS.get(_SAME.get(plain) or _TURNED.get(plain) or plain)
    if operation is None:
        return None
    rest = {key: value for key, value in kwargs.items() if value is not None and value is not False}
    named = [rest.pop(key) for key in _OPERAND_KEYWORDS if key in rest]
    operands = (*args, *named)[: operation.operands]
    options = dict(zip(operation.options, args[operation.operands :], strict=False)) | rest
    if plain in _TURNED:
        operands = operands[::-1]
    if operation.name == "pow" and not isinstance(operands[1], Tensor):
        operands, options = operands[:1], {"exponent": operands[1]}
    unknown = [key for key in options if key not in operation.options]
    if unknown:
        raise ValueError(f"{operation.name} with {unknown[0]} cannot be recorded")
    plainly = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    return Call(operation.name, operands, tuple(sorted(plainly.items())))


def run_call(operation: str, operands: tuple[Tensor, ...], options: Mapping[str, object]) -> Tensor:
    """Do it. Raises KeyError for an operation that is not among `OPERATIONS`."""
    return OPERATIONS[operation].function(*operands, **options)
