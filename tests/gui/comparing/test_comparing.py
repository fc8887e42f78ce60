"""The action: one dialog, made when it is first wanted; what was compared while it was closed is said."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.comparison.models import read_models
from nnviz.gui.comparing import Comparing
from nnviz.gui.comparing.comparing import DONE
from nnviz.gui.comparison import STOPPED
from nnviz.gui.session import Session


@pytest.fixture
def comparing(session: Session, qtbot: QtBot) -> Iterator[Comparing]:
    window = QWidget()
    qtbot.addWidget(window)
    comparing = Comparing(session, window)
    yield comparing
    comparing.close()


def test_the_dialog_is_made_once(comparing: Comparing) -> None:
    comparing.close()
    assert comparing.dialog is None
    comparing.open()
    dialog = comparing.dialog
    assert dialog is not None
    assert dialog.isVisible()
    assert not dialog.isModal()
    dialog.close()
    comparing.open()
    assert comparing.dialog is dialog
    assert dialog.isVisible()


def test_the_window_says_when_it_is_done_unless_the_dialog_shows_it(
    comparing: Comparing, session: Session, qtbot: QtBot
) -> None:
    models = read_models("degree 1; degree 3", session.experiment)
    comparing.open()
    session.comparison.begin(models)
    qtbot.waitUntil(lambda: not session.comparison.is_running, timeout=20_000)
    assert session.notice is None
    comparing.close()
    session.comparison.begin(models)
    qtbot.waitUntil(lambda: not session.comparison.is_running, timeout=20_000)
    assert session.notice == DONE
    session.comparison.begin(models)
    session.comparison.stop()
    assert session.notice == STOPPED
