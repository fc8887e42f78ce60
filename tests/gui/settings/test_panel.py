"""The whole panel: within its width, every control explained, named and reachable by keyboard."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QSlider,
    QWidget,
)
from pytestqt.qtbot import QtBot

from nnviz.core.experiment import with_model
from nnviz.core.kinds_of_points import as_classes
from nnviz.core.models import MLPSpec
from nnviz.core.truths import Sampling, Truth
from nnviz.gui.session import Session
from nnviz.gui.settings import SettingsPanel
from nnviz.gui.settings.form import Section
from nnviz.gui.settings.generator import with_sample
from nnviz.gui.theme import DARK

CONTROLS = QAbstractButton | QSlider | QAbstractSpinBox | QComboBox | QLineEdit


def controls(panel: SettingsPanel) -> list[QWidget]:
    found = panel.area.widget().findChildren(QWidget)
    inner = {box.lineEdit() for box in found if isinstance(box, QAbstractSpinBox)}
    return [
        widget
        for widget in found
        if isinstance(widget, CONTROLS) and widget not in inner and not isinstance(widget.parent(), QComboBox)
    ]


@pytest.mark.parametrize("is_classes", [False, True])
def test_every_control_is_explained_named_and_reachable(
    session: Session, panel: SettingsPanel, is_classes: bool
) -> None:
    if is_classes:
        session.edit(as_classes(session.experiment, None), "")
    found = controls(panel)
    assert len(found) > 35
    for control in found:
        name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        assert len(control.toolTip()) > 20, control
        assert name or control in panel.data.generator.form.coefficients, control  # named with their function
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus, name


@pytest.mark.parametrize("model", [None, MLPSpec((512, 256, 128, 64, 32, 16))])
def test_nothing_is_cut_off(
    qtbot: QtBot, session: Session, panel: SettingsPanel, model: MLPSpec | None
) -> None:
    panel.show_theme(DARK)
    for section in panel.findChildren(Section):
        section.heading.setChecked(True)
    session.edit(with_sample(session.experiment, Truth.of_kind("sine"), Sampling()), "")
    if model:
        session.edit(with_model(session.experiment, model), "")
    assert panel.area.minimumSizeHint().width() <= 330
    qtbot.waitUntil(lambda: panel.area.widget().width() == panel.area.viewport().width())
    assert not panel.area.horizontalScrollBar().isVisible()


def test_a_long_word_in_a_sentence_does_not_widen_the_panel(session: Session, panel: SettingsPanel) -> None:
    panel.model.complexity.note.warn("x" * 500)
    assert panel.area.minimumSizeHint().width() <= 330


def test_a_heading_folds_its_section(panel: SettingsPanel) -> None:
    section = panel.findChildren(Section)[0]
    assert panel.model.isVisible()
    section.heading.click()
    assert not panel.model.isVisible()
    section.heading.click()
    assert panel.model.isVisible()
