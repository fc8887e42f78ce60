"""Actions and menus, made from their descriptions; the examples and the choice of colours."""

from collections.abc import Mapping, Sequence
from operator import attrgetter

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from nnviz.core.presets import PRESET_GROUPS, preset
from nnviz.gui.actions import ACTIONS, MENUS, SEPARATOR, MenuSpec
from nnviz.gui.help import explain
from nnviz.gui.theme import Choice
from nnviz.gui.translate import text


def make_action(name: str, window: QWidget) -> QAction:
    """The action of this name, added to the window. Raises AttributeError if nothing there does it."""
    spec = ACTIONS[name]
    action = QAction(QCoreApplication.translate("Actions", spec.text), window)
    action.setObjectName(name)
    action.setCheckable(spec.checkable)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    explain(action, QCoreApplication.translate("Actions", spec.tip))
    method = attrgetter(spec.does)(window)
    if spec.checkable and not spec.arguments:
        action.toggled.connect(method)
    else:
        action.triggered.connect(lambda _=False: method(*spec.arguments))
    window.addAction(action)
    return action


def fill(bar: QMenuBar, actions: Mapping[str, Sequence[QAction]]) -> None:
    """Put the menus of `MENUS` into the bar; `actions`: what each of their names stands for."""
    for menu in MENUS:
        _fill_menu(bar.addMenu(QCoreApplication.translate("Actions", menu.title)), menu, actions)


def _fill_menu(menu: QMenu, spec: MenuSpec, actions: Mapping[str, Sequence[QAction]]) -> None:
    menu.setToolTipsVisible(True)
    for entry in spec.entries:
        if isinstance(entry, MenuSpec):
            _fill_menu(menu.addMenu(QCoreApplication.translate("Actions", entry.title)), entry, actions)
        elif entry == SEPARATOR:
            menu.addSeparator()
        else:
            menu.addActions(actions[entry])


class ExamplesMenu(QMenu):
    """The presets in groups, each with its note."""

    chosen = Signal(str)  # the preset's name

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open an example"))
        self.setToolTipsVisible(True)
        explain(
            self.menuAction(),
            self.tr("An example opens as a new document, and can be changed and saved like any other. "
                    "If the present one has unsaved changes, you are asked first."),
        )  # fmt: skip
        for title, names in PRESET_GROUPS:
            group = _ExamplesGroup(text(title), names, self)
            group.chosen.connect(self.chosen)
            self.addMenu(group)


class _ExamplesGroup(QMenu):
    """Some of the presets. Their files are read when the group is looked at, not when the window opens."""

    chosen = Signal(str)

    def __init__(self, title: str, names: Sequence[str], parent: QWidget) -> None:
        super().__init__(title, parent)
        self._names = names
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._fill)

    @Slot()
    def _fill(self) -> None:
        if self.isEmpty():
            for name in self._names:
                action = self.addAction(name, lambda name=name: self.chosen.emit(name))
                explain(action, preset(name).note)


class ColoursGroup(QActionGroup):
    """Three actions, of which one is checked: colours like the system, light, dark."""

    chosen = Signal(str)  # a Choice

    def __init__(self, present: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        choices: tuple[tuple[Choice, str], ...] = (
            ("system", self.tr("Colours like the system")),
            ("light", self.tr("Light colours")),
            ("dark", self.tr("Dark colours")),
        )
        for choice, words in choices:
            action = self.addAction(words)
            action.setCheckable(True)
            action.setChecked(choice == present)
            action.triggered.connect(lambda _=False, choice=choice: self.chosen.emit(choice))
