"""A window with the panels of a short run, and what makes figures of them."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.experiment import Experiment
from nnviz.core.presets import preset
from nnviz.core.replicas import Replicas
from nnviz.gui.classes import ClassesPanel
from nnviz.gui.errors import ErrorsPanel
from nnviz.gui.figures.making import Maker
from nnviz.gui.figures.subjects import Sources
from nnviz.gui.graph import GraphPanel
from nnviz.gui.hidden import HiddenPanel
from nnviz.gui.main_view import MainView
from nnviz.gui.session import Session
from nnviz.gui.theme import LIGHT
from tests.played import played

Lay = Callable[..., SimpleNamespace]


def shorter(name: str, epochs: int, replicas: int = 0) -> Experiment:
    experiment = preset(name)
    training = replace(experiment.training, epochs=epochs)
    return replace(experiment, training=training, replicas=Replicas(replicas, "same-x"))


def show_run(session: Session) -> None:
    """Train the session's experiment in this thread, and show the run."""
    session.show_run(*played(session.experiment))


@pytest.fixture
def lay(qtbot: QtBot) -> Iterator[Lay]:
    """Shows an experiment, after its run unless `trained` is false: window, session, panels, maker."""
    desks: list[SimpleNamespace] = []

    def laid(
        name: str = "five-dots-degree-6", epochs: int = 60, replicas: int = 0, trained: bool = True
    ) -> SimpleNamespace:
        session = Session(shorter(name, epochs, replicas), in_process=True)
        if trained:
            show_run(session)
        window = QWidget()
        window.resize(900, 700)
        view, errors = MainView(session, LIGHT, window), ErrorsPanel(session, LIGHT, window)
        graph = GraphPanel(session, LIGHT)
        classes, hidden = ClassesPanel(session, LIGHT), HiddenPanel(session, LIGHT)
        for widget in (graph, classes, hidden, window):
            qtbot.addWidget(widget)
        view.setGeometry(0, 0, 500, 380)
        errors.setGeometry(0, 390, 500, 300)
        window.show()
        qtbot.waitExposed(window)
        view.fit_view()
        maker = Maker(Sources(session, view, errors, graph, classes, hidden, window))
        maker.take()
        desk = SimpleNamespace(
            window=window,
            session=session,
            view=view,
            fit=view.fit,
            errors=errors,
            graph=graph,
            classes=classes,
            hidden=hidden,
            maker=maker,
        )
        desks.append(desk)
        return desk

    yield laid
    for desk in desks:
        desk.maker.leave()
        desk.view.stop()
        desk.session.close()


@pytest.fixture
def desk(lay: Lay) -> SimpleNamespace:
    """After a short run of degree 6 on the five dots."""
    return lay()
