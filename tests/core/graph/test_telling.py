"""A graph as an outline, as DOT and as JSON: all that it holds, in forms that others can read."""

import json

import numpy as np
import pytest
from pygraphviz import AGraph

from nnviz.core.graph.dot import dot_text
from nnviz.core.graph.graph import Edge, Graph, Node, Setting
from nnviz.core.graph.graph_json import graph_json
from nnviz.core.graph.outline import outline
from nnviz.core.graph.summary import summary, told
from nnviz.core.sentences import Sentence


def a_plus_a() -> Graph:
    nodes = (
        Node("a", "a", "parameter", value=np.array(2.0), gradient=np.array(2.0), first=0),
        Node("W", 'w "1" {x|y}', "constant", value=np.array([[-1.0, np.nan], [0.5, 2.0]])),
        Node("add", "add", "operation", "add", "a + a", "loss", np.array(4.0), np.array(1.0)),
    )
    edges = (
        Edge("a", "add", 0, np.array(1.0), "∂(a + a)/∂a = 1", Sentence("passes it on unchanged")),
        Edge("a", "add", 1, np.array(1.0)),
        Edge("W", "add", 2, None, weight=-0.25, weight_gradient=0.5, parameter=3),
    )
    return Graph(nodes, edges, "add", Setting(about="point", point=3, x=2.5, points=1))


def test_a_scalar_is_told_by_its_number_and_a_tensor_by_its_range() -> None:
    assert str(told(np.array([[0.46212]]))) == "0.462"
    assert str(told(np.array([-1.0, 0.0, 4.0]))) == "3, minimum −1, mean 1, maximum 4"
    assert str(told(None)) == "none"
    assert str(told(np.array([1.0, np.inf]))) == "2, minimum 1, mean 1, maximum 1, 1 not finite"
    assert str(told(np.array(-np.inf))) == "−∞"


def test_a_summary_leaves_out_what_is_not_finite() -> None:
    brief = summary(np.array([[1.0, np.nan], [3.0, np.inf]]))
    assert (brief.low, brief.mean, brief.high, brief.lost) == (1, 2, 3, 2)
    assert np.isnan(summary(np.array([np.nan])).mean)


def test_the_outline_has_a_line_for_each_node() -> None:
    lines = [str(line) for line in outline(a_plus_a())]
    assert lines == [
        "a: value 2; gradient 2.",
        'w "1" {x|y}: value 2 × 2, minimum −1, mean 0.5, maximum 2, 1 not finite; gradient none.',
        'add (a + a): value 4; gradient 1; uses a, a, w "1" {x|y}.',
    ]


def test_dot_is_read_back_with_all_names_numbers_and_uses() -> None:
    read = AGraph(string=dot_text(a_plus_a()))
    assert read.nodes() == ["a", "W", "add"]
    assert sorted(read.edges()) == [("W", "add"), ("a", "add"), ("a", "add")]
    assert read.get_node("add").attr["label"] == "add: a + a | value 4 | gradient 1"
    escaped = 'w "1" \\{x\\|y\\} | value 2 × 2, minimum −1, mean 0.5, maximum 2, 1 not finite | gradient none'
    assert read.get_node("W").attr["label"] == escaped
    assert read.get_edge("W", "add").attr["label"] == "−0.25"


def test_json_holds_every_number() -> None:
    read = json.loads(graph_json(a_plus_a()), parse_constant=pytest.fail)
    assert [node["key"] for node in read["nodes"]] == ["a", "W", "add"]
    assert read["nodes"][1]["value"] == [[-1, None], [0.5, 2]]
    assert read["nodes"][1]["gradient"] is None
    assert read["nodes"][0]["first_parameter"] == 0
    assert read["nodes"][2]["formula"] == "a + a"
    assert [edge["place"] for edge in read["edges"]] == [0, 1, 2]
    assert read["edges"][0]["words"] == "passes it on unchanged"
    assert read["edges"][2]["weight"] == -0.25
    assert read["setting"]["x"] == 2.5
    assert read["loss"] == "add"
