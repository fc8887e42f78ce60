"""The real session on the five dots, and the dialog that compares models on them."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from nnviz.core.presets import preset
from nnviz.gui.comparing.dialog import ComparingDialog
from nnviz.gui.session import Session

DOTS = preset("five-dots-line")


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    session = Session(replace(DOTS, training=replace(DOTS.training, epochs=60)), in_process=True)
    session.open()
    yield session
    session.close()


@pytest.fixture
def dialog(session: Session, qtbot: QtBot) -> Iterator[ComparingDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = ComparingDialog(session, window)
    dialog.begin()
    yield dialog
    dialog.close()
    dialog.wait()


@pytest.fixture
def compared(dialog: ComparingDialog, session: Session, qtbot: QtBot) -> Callable[[str], ComparingDialog]:
    """The dialog once these models are compared."""

    def compare(models: str) -> ComparingDialog:
        dialog.choice.models.setText(models)
        dialog.start.click()
        qtbot.waitUntil(lambda: not session.comparison.is_running, timeout=20_000)
        return dialog

    return compare
