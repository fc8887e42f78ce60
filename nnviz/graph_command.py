"""`nnviz graph`: the computational graph of an experiment as numbers, text or a picture, without a window."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Literal

from nnviz.core.experiment import Experiment
from nnviz.core.files.safe_write import write_safely
from nnviz.core.graph.dot import dot_text
from nnviz.core.graph.graph import Graph, Level
from nnviz.core.graph.graph_json import graph_json
from nnviz.core.graph.health import marks
from nnviz.core.graph.layers import layers_of
from nnviz.core.graph.network import network_of
from nnviz.core.graph.question import Question
from nnviz.core.graph.record import record
from nnviz.core.sentences import BadInput, Sentence, require
from nnviz.headless import need_no_display, train

Format = Literal["json", "dot", "svg", "png"]
FORMATS: tuple[Format, ...] = ("json", "dot", "svg", "png")


def write_graph(
    experiment: Experiment, level: Level, format: Format, point: int | None, epochs: int, out: Path | None
) -> None:
    """Record the graph and write it to a file, or print it if there is none. Raises `BadInput`.

    point: counted from 1, as in the window; None for the mean over all training points. epochs: of training
    before; 0 for the initial weights.
    """
    require(epochs >= 0, "The number of epochs must be 0 or more, not {epochs}.", epochs=epochs)
    require(format != "png" or out is not None, "A PNG picture needs a file: add --out FILE.")
    graph, found = _recorded(experiment, level, point, epochs)
    if format == "png":
        assert out is not None
        _draw(graph, found, out)
        return
    text = {"json": graph_json, "dot": dot_text}[format](graph) if format != "svg" else _draw(graph, found)
    if out is None:
        print(text, end="")
    else:
        write_safely(out, text)


def _recorded(
    experiment: Experiment, level: Level, point: int | None, epochs: int
) -> tuple[Graph, dict[str, Sentence]]:
    """The graph at this level, and what is to be said of its nodes."""
    parameters, epoch = experiment.initial_parameters(), 0
    if epochs or experiment.solved_exactly:
        alone = replace(experiment, replicas=replace(experiment.replicas, count=0))
        history, *_ = train(replace(alone, training=replace(alone.training, epochs=max(epochs, 1))))
        end = history.nearest(history.last_epoch)
        assert end is not None, "a history begins with the parameters of its first epoch"
        parameters, epoch = end.parameters, end.epoch
    question = Question() if point is None else Question(point=point - 1)
    graph = record(experiment, parameters, epoch, question)
    found = marks(graph)
    match level:
        case "network":
            return network_of(graph, experiment, parameters), found
        case "layers":
            return layers_of(graph), found
    return graph, found


def _draw(graph: Graph, found: dict[str, Sentence], png: Path | None = None) -> str:
    """The picture, into a PNG file, or else as SVG text."""
    need_no_display()
    try:
        from PySide6.QtWidgets import QApplication

        from nnviz.gui.graph.export import still, svg, write_png
        from nnviz.gui.theme import LIGHT
    except ImportError as error:
        raise BadInput(
            "The picture cannot be drawn: {reason}. Qt lacks a library; json and dot can do without it.",
            reason=str(error),
        ) from error
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert app is not None  # it must live as long as fonts are asked for
    drawing = still(graph, found, LIGHT)
    if png is not None:
        write_png(drawing, LIGHT, png)
        return ""
    return svg(drawing, LIGHT, "Computational graph")
