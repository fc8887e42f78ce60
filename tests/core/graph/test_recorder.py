"""The recorder against numbers worked by hand and against torch itself."""

import gc
import sys

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch.nn.functional import softplus

from nnviz.core.graph.graph import Graph
from nnviz.core.graph.recorder import Recorder


def recorded(**values: float) -> tuple[Recorder, list[torch.Tensor]]:
    """A recorder with these numbers as parameters."""
    recorder = Recorder()
    return recorder, [recorder.leaf(value, name, "parameter") for name, value in values.items()]


def gradients(graph: Graph, *keys: str) -> list[float]:
    return [float(graph.node(key).gradient) for key in keys]


def check_contributions(graph: Graph) -> None:
    """At every node but the last, what its uses contribute adds up to its gradient."""
    for node in graph.nodes:
        uses = [edge.contribution for edge in graph.out_of(node.key)]
        if node.key != graph.loss and node.gradient is not None and uses:
            assert_allclose(sum(uses), node.gradient, rtol=0, atol=1e-10)


# --- published graphs (figure F9) ----------------------------------------------------------------


def test_two_ways_from_b_to_e() -> None:
    recorder, (a, b) = recorded(a=2, b=1)
    with recorder:
        e = (a + b) * (b + 1)
        graph = recorder.finish(e)
    assert graph.node(graph.loss).value == 6
    assert gradients(graph, "a", "b") == [2, 5]
    assert [edge.contribution for edge in graph.out_of("b")] == [2, 3]
    assert [node.key for node in graph.nodes] == ["a", "b", "add", "constant", "add 2", "mul"]
    assert graph.node("mul").formula == "(a + b) · (b + 1)"
    assert graph.node("constant").gradient is None
    check_contributions(graph)


def test_a_sum_times_z() -> None:
    recorder, (x, y, z) = recorded(x=-2, y=5, z=-4)
    with recorder:
        graph = recorder.finish((x + y) * z)
    assert graph.node(graph.loss).value == -12
    assert gradients(graph, "x", "y", "z") == [-4, -4, 3]


def test_one_logistic_unit() -> None:
    recorder, (w0, x0, w1, x1, w2) = recorded(w0=2, x0=-1, w1=-3, x1=-2, w2=-3)
    with recorder:
        graph = recorder.finish(torch.sigmoid(w0 * x0 + w1 * x1 + w2))
    assert_allclose(graph.node("sigmoid").value, 0.7311, atol=5e-5)
    expected = [-0.1966, 0.3932, -0.3932, -0.5898, 0.1966]
    assert_allclose(gradients(graph, "w0", "x0", "w1", "x1", "w2"), expected, atol=5e-5)
    check_contributions(graph)


def test_a_plus_a_has_two_edges() -> None:
    recorder, (a,) = recorded(a=3)
    with recorder:
        graph = recorder.finish(a + a)
    assert gradients(graph, "a") == [2]
    assert [(edge.source, edge.target, edge.place) for edge in graph.edges] == [
        ("a", "add", 0),
        ("a", "add", 1),
    ]
    assert [edge.contribution for edge in graph.edges] == [1, 1]


def test_the_same_function_used_twice_is_two_nodes() -> None:
    recorder, (a,) = recorded(a=3)
    with recorder:
        graph = recorder.finish(torch.relu(torch.relu(a)))
    assert [node.key for node in graph.nodes] == ["a", "relu", "relu 2"]
    assert [(edge.source, edge.target) for edge in graph.edges] == [("a", "relu"), ("relu", "relu 2")]


def test_fifteen_steps_down_the_bowl() -> None:
    """Figure F1: (x1 − 3)² + (x2 + 2)² from (0, 0) with rate 0.1."""
    place = np.zeros(2)
    for n in range(1, 16):
        recorder, (x1, x2) = recorded(x1=place[0], x2=place[1])
        with recorder:
            graph = recorder.finish((x1 - 3) ** 2 + (x2 + 2) ** 2)
        place = place - 0.1 * np.array(gradients(graph, "x1", "x2"))
        assert_allclose(place, [3 * (1 - 0.8**n), -2 * (1 - 0.8**n)], atol=1e-12)
    assert_allclose(place, [2.89445, -1.92963], atol=5.1e-6)
    assert graph.node(graph.loss).formula == "(x1 − 3)² + (x2 + 2)²"


def test_the_hand_worked_example() -> None:
    """x → z = W·x + b → p = sigmoid(z) → loss = (p − y)², its derivatives by the chain rule on paper."""
    x, y, weight, bias = 2.0, 1.0, 0.5, -0.25
    recorder, (w, b) = recorded(W=weight, b=bias)
    with recorder:
        at, target = recorder.leaf(x, "x", "input"), recorder.leaf(y, "y", "target")
        z = recorder.named(w * at + b, "z")
        p = recorder.named(torch.sigmoid(z), "p")
        graph = recorder.finish(recorder.named((p - target) ** 2, "loss"))
    p_here = 1 / (1 + np.exp(-(weight * x + bias)))
    dp = 2 * (p_here - y)
    dz = dp * p_here * (1 - p_here)
    assert_allclose(graph.node("sigmoid").value, p_here)
    found = gradients(graph, "sigmoid", "add", "W", "b", "x", "y")
    assert_allclose(found, [dp, dz, dz * x, dz, dz * weight, -dp], rtol=1e-14)
    assert [graph.node(key).formula for key in ("add", "sigmoid", "pow")] == [
        "z = W · x + b", "p = sigmoid(z)", "loss = (p − y)²",
    ]  # fmt: skip
    (edge,) = graph.into("sigmoid")
    assert edge.derivative == "∂sigmoid(z)/∂z = sigmoid(z) · (1 − sigmoid(z))"
    assert "a quarter" in str(edge.words)


# --- names ---------------------------------------------------------------------------------------

A, B = torch.tensor([0.5, 1.5], dtype=torch.float64), torch.tensor([2.0, 4.0], dtype=torch.float64)
WAYS = {
    "add": [lambda a, b: a + b, torch.add, torch.Tensor.add, lambda a, b: torch.add(a, other=b)],
    "sub": [lambda a, b: a - b, torch.subtract, lambda a, b: torch.rsub(b, a)],
    "mul": [lambda a, b: a * b, torch.multiply],
    "div": [lambda a, b: a / b, torch.true_divide],
    "matmul": [lambda a, b: a @ b, torch.matmul, torch.dot],
    "pow": [lambda a, b: a**b, torch.pow, lambda a, b: a.square(), lambda a, b: 2**a],
    "abs": [lambda a, b: abs(a), lambda a, b: torch.absolute(a)],
    "sigmoid": [lambda a, b: a.sigmoid(), lambda a, b: torch.special.expit(a)],
    "relu": [lambda a, b: torch.nn.functional.relu(a), lambda a, b: a.relu()],
    "softplus": [lambda a, b: softplus(a), lambda a, b: softplus(a, 2.0, threshold=1)],
    "mean": [lambda a, b: a.mean(), lambda a, b: a.mean(0), lambda a, b: torch.mean(a, dim=0, keepdim=True)],
    "sum": [lambda a, b: a.sum(), lambda a, b: torch.sum(a, 0)],
}  # fmt: skip
CASES = [(name, way) for name, ways in WAYS.items() for way in ways]
CASES += [
    (name, lambda a, b, name=name: getattr(torch, name)(a))
    for name in ("neg", "exp", "log", "sqrt", "sin", "cos", "tan", "tanh")
]
CASES += [("sub", lambda a, b: 1 - a), ("div", lambda a, b: 2 / a), ("mul", lambda a, b: 3 * a)]


@pytest.mark.parametrize(("name", "way"), CASES, ids=[name for name, _ in CASES])
def test_an_operation_has_one_name_whatever_way_it_is_called(name: str, way: object) -> None:
    """Value and gradients are those of the same call without a recorder."""
    a, b = A.clone().requires_grad_(), B.clone().requires_grad_()
    expected = way(a, b)
    expected.sum().backward()
    recorder = Recorder()
    first, second = (
        recorder.leaf(values.numpy(), name, "parameter") for values, name in ((A, "a"), (B, "b"))
    )
    with recorder:
        result = way(first, second)
        graph = recorder.finish(result)
    (node,) = [node for node in graph.nodes if node.operation]
    assert (node.operation, node.name) == (name, name)
    assert_allclose(node.value, expected.detach().numpy(), rtol=1e-15)
    for key, leaf in (("a", a), ("b", b)):
        found = graph.node(key).gradient
        assert (found is None) == (leaf.grad is None)
        if found is not None:
            assert_allclose(found, leaf.grad.numpy(), rtol=1e-14)
    assert all(edge.derivative and edge.words for edge in graph.edges)
    check_contributions(graph)


def test_what_computes_nothing_is_no_node() -> None:
    recorder, (a,) = recorded(a=3)
    with recorder:
        assert a.size() == a.shape == torch.Size([])
        assert a.requires_grad
        assert a.numel() == 1
        assert a.item() == 3
        same = a.contiguous()
        unseen = torch.ones(3) + 1
        graph = recorder.finish(same * a.detach())
    assert len(unseen) == 3
    assert [(node.key, node.kind) for node in graph.nodes] == [
        ("a", "parameter"), ("constant", "constant"), ("mul", "operation"),
    ]  # fmt: skip
    assert gradients(graph, "a") == [3]


def test_an_unknown_function_has_its_name_in_torch() -> None:
    recorder, (a,) = recorded(a=0.5)
    with recorder:
        graph = recorder.finish(torch.stack([torch.atan(a), a]).sum())
    assert [node.operation for node in graph.nodes] == ["", "atan", "stack", "sum"]
    assert_allclose(gradients(graph, "a"), [1 / 1.25 + 1])
    check_contributions(graph)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda a: a.add_(1), "writes over"),
        (lambda a: torch.add(a, 1, alpha=2), "alpha"),
        (lambda a: torch.stack([a, a]).unbind(), "several tensors"),
    ],
)
def test_what_cannot_be_recorded_is_refused(call: object, words: str) -> None:
    recorder, (a,) = recorded(a=1)
    with recorder, pytest.raises(ValueError, match=words):
        call(a)


def test_layers_and_keys_are_the_same_each_time() -> None:
    def once() -> list[tuple[str, str]]:
        recorder, (a,) = recorded(a=1)
        with recorder:
            with recorder.layer("layer 1"):
                z = a * 2 * 2
            return [(node.key, node.layer) for node in recorder.finish(z + 1).nodes]

    assert once() == once()
    assert once() == [
        ("a", ""), ("constant", "layer 1"), ("layer 1 mul", "layer 1"), ("constant 2", "layer 1"),
        ("layer 1 mul 2", "layer 1"), ("constant 3", ""), ("add", ""),
    ]  # fmt: skip


def test_a_long_formula_gets_a_letter() -> None:
    recorder, (weight, offset) = recorded(weight=1, offset=2)
    with recorder:
        inner = torch.tanh(weight * 1.5 + offset * 2.5)
        graph = recorder.finish(torch.exp(inner) + inner)
    assert [node.formula for node in graph.nodes if node.operation][2:] == [
        "v₁ = weight · 1.5 + offset · 2.5", "tanh(v₁)", "exp(tanh(v₁))", "exp(tanh(v₁)) + tanh(v₁)",
    ]  # fmt: skip


def test_a_value_that_is_used_by_nothing_has_no_gradient() -> None:
    recorder, (a, b) = recorded(a=1, b=2)
    with recorder:
        _unused = b * 2
        graph = recorder.finish(a * 3)
    assert graph.node("b").gradient is None
    assert graph.into("mul")[0].contribution is None
    assert graph.loss == "mul 2"


def test_float32_is_said_and_kept() -> None:
    recorder = Recorder(torch.float32)
    a = recorder.leaf(0.1, "a", "parameter")
    with recorder:
        graph = recorder.finish(a * 0.1)
    node = graph.node("mul")
    assert (node.dtype, node.device, node.value.dtype) == ("float32", "cpu", np.float64)
    assert float(node.value) == float(np.float32(0.1) * np.float32(0.1))


# --- nothing stays behind ------------------------------------------------------------------------


def test_nothing_is_kept_after_a_recording() -> None:
    """Tensors and Python's blocks are counted: a hook or a graph left behind grows with the recordings."""

    def once() -> None:
        recorder = Recorder()
        w = recorder.leaf(np.ones((3, 3)), "w", "parameter")
        with recorder:
            recorder.finish(torch.tanh(w @ w + w).mean())

    def counted() -> tuple[int, int]:
        gc.collect()
        return sum(issubclass(type(one), torch.Tensor) for one in gc.get_objects()), sys.getallocatedblocks()

    for _ in range(1_000):  # until Python's own stores of blocks are full
        once()
    tensors, blocks = counted()
    for _ in range(300):
        once()
    tensors_after, blocks_after = counted()
    assert tensors_after == tensors
    assert blocks_after - blocks < 300  # less than one for each recording
