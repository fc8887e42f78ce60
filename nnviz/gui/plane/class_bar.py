"""Above the plane: a button for each class, which names its mark and chooses what is drawn; pinned runs."""

from collections.abc import Callable, Mapping
from html import escape

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Slot
from PySide6.QtWidgets import QButtonGroup, QInputDialog, QLabel, QMenu, QToolButton, QWidget

from nnviz.core.class_edits import with_class_added, with_class_renamed, without_class
from nnviz.core.dataset import FEWEST_CLASSES, MOST_CLASSES, Dataset
from nnviz.gui.flow import FlowLayout
from nnviz.gui.marks import class_icon
from nnviz.gui.pins import LOOKS
from nnviz.gui.plane.canvas import PlaneCanvas
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import explain

ICON = 16  # pixels
PIN_MARGIN = 4  # pixels round the name of a pinned run, which then stands as high as a button
LONGEST_NAME = 24  # letters that a button shows


class ClassBar(QWidget):
    """Buttons are made once, and as many shown as there are classes; so are the names of pinned runs."""

    def __init__(self, canvas: PlaneCanvas, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas, self._theme = canvas, theme
        self._shown: tuple[str, ...] = ()
        layout = FlowLayout(self, 0, 0, last_at_end=False)
        layout.setContentsMargins(6, 2, 6, 0)
        self._group = QButtonGroup(self)
        self.buttons = [self._make_button(number) for number in range(MOST_CLASSES)]
        self.more = QToolButton(self)
        self.more.setText("+")
        self.more.setProperty("low", True)
        self.more.setAccessibleName(self.tr("Add a class"))
        explain(self.more, self.tr("Add a class. The model gets an output for it, and begins afresh."))
        self.more.clicked.connect(self._add_class)
        for button in (*self.buttons, self.more):
            layout.addWidget(button)
        self.pins = tuple(QLabel(self) for _ in LOOKS)
        self._named: Mapping[int, str] = {}  # by slot
        for label in self.pins:
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setMargin(PIN_MARGIN)
            label.hide()
            layout.addWidget(label)
        canvas.class_chosen.connect(self._show_chosen)

    def _make_button(self, number: int) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setProperty("low", True)
        button.setIconSize(QSize(ICON, ICON))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        button.customContextMenuRequested.connect(lambda place: self._open_menu(number, place))
        button.clicked.connect(lambda: self._canvas.choose_class(number))
        self._group.addButton(button, number)
        return button

    def show_theme(self, theme: Theme) -> None:
        self._theme = theme
        for number, button in enumerate(self.buttons):
            button.setIcon(class_icon(theme, number, ICON))
        self.show_pins(self._named)

    def show_classes(self, names: tuple[str, ...]) -> None:
        if names == self._shown:
            return
        self._shown = names
        for number, button in enumerate(self.buttons):
            button.setVisible(number < len(names))
            if number < len(names):
                name = names[number]
                button.setText(name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…")
                button.setAccessibleName(name)
                words = self.tr("Draw points of class “{name}” (key {key}). Selected points turn into it.")
                explain(button, words.format(name=name, key=(number + 1) % 10))
        self.more.setVisible(len(names) < MOST_CLASSES)
        if self._canvas.class_number >= len(names):
            self._canvas.class_number = 0
        self._show_chosen(self._canvas.class_number)

    def show_pins(self, named: Mapping[int, str]) -> None:
        """Name pinned runs beside a sample of their lines, by the slot of their look."""
        self._named = named
        for slot, label in enumerate(self.pins):
            label.setVisible(slot in named)
            if slot in named:
                look, name = LOOKS[slot], escape(named[slot])
                sample = f'<span style="color:{look.colour_in(self._theme)}">{look.letters}</span>'
                label.setText(f"{sample}&nbsp;{name.replace(' ', '&nbsp;')}")
                words = self.tr(
                    "The pinned run “{name}”: the line is where its decision flips, after its last epoch."
                )
                label.setToolTip(f"<p>{words.format(name=name)}</p>")

    @Slot(int)
    def _show_chosen(self, number: int) -> None:
        self.buttons[number].setChecked(True)

    # --- other classes ------------------------------------------------------------------------------

    @property
    def _dataset(self) -> Dataset:
        return self._canvas.dataset

    @Slot()
    def _add_class(self) -> None:
        new = self._dataset.class_count
        self._edit(lambda: with_class_added(self._dataset), self.tr("Add class"))
        self._canvas.select(self._canvas.selection[:0])
        self._canvas.choose_class(new)

    def rename(self, number: int, name: str) -> None:
        if name.strip():
            self._edit(lambda: with_class_renamed(self._dataset, number, name), self.tr("Rename class"))

    def remove(self, number: int) -> None:
        """Its points go with it."""
        doomed = np.flatnonzero(self._dataset.classes == number).tolist()
        self._edit(lambda: without_class(self._dataset.without(doomed), number), self.tr("Remove class"))

    def _edit(self, change: Callable[[], Dataset], words: str) -> None:
        with self._canvas.said():
            self._canvas.session.edit_points(change(), words)

    def _open_menu(self, number: int, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Rename…"), lambda: self._ask_for_name(number))
        remove = menu.addAction(self.tr("Remove the class and its points"), lambda: self.remove(number))
        remove.setEnabled(len(self._shown) > FEWEST_CLASSES)
        menu.popup(self.buttons[number].mapToGlobal(place))

    def _ask_for_name(self, number: int) -> None:
        asked = QInputDialog(self)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.setWindowTitle(self.tr("Rename class"))
        asked.setLabelText(self.tr("What is this class called?"))
        asked.setTextValue(self._shown[number])
        asked.textValueSelected.connect(lambda name: self.rename(number, name))
        asked.open()
