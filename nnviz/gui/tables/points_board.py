"""What the POINTS panel is made of: the table, and below it what can be done with its rows."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from nnviz.core.dataset import Dataset, Role
from nnviz.core.experiment import Experiment
from nnviz.core.sentences import BadInput
from nnviz.core.tables.exports import points_tsv
from nnviz.gui.late_panel import Board
from nnviz.gui.session import Session
from nnviz.gui.tables.points_view import PointsView
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import explain

ICON = QSize(14, 14)
HINT_MARGIN = 16  # pixels


class PointsBoard(Board):
    """A table of all points. Rows that are selected here are selected in the plot."""

    paste_wanted = Signal()

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.view = PointsView(session, theme)
        self.view.setIconSize(ICON)
        self.hint = QLabel()
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(HINT_MARGIN, 0, HINT_MARGIN, 0)
        self.hint.setProperty("quiet", True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.add, self.paste = QPushButton(self.tr("Add a point")), QPushButton(self.tr("Paste"))
        self.delete = QPushButton(self.tr("Delete"))
        explain(self.add, self.tr("A new point at the end, whose numbers you type."))
        explain(self.paste, self.tr("Points from a spreadsheet or another table (Ctrl+V)."))
        explain(self.delete, self.tr("Delete the selected points (Delete)."))
        self._lay_out()
        self.add.clicked.connect(self._on_add)
        self.paste.clicked.connect(self.paste_wanted)
        self.delete.clicked.connect(self.delete_selected)
        self.view.delete_wanted.connect(self.delete_selected)
        self.view.copy_wanted.connect(self.copy_selected)
        self.view.customContextMenuRequested.connect(self._open_menu)
        session.experiment_changed.connect(self._show)
        session.selection.changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 6, 8, 8)
        buttons.setSpacing(6)
        for button in (self.add, self.paste, self.delete):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.hint, 1)
        layout.addLayout(buttons)

    def show_theme(self, theme: Theme) -> None:
        self.view.show_theme(theme)

    @property
    def _dataset(self) -> Dataset:
        return self._session.experiment.dataset

    @Slot()
    def _show(self) -> None:
        some = len(self._dataset) > 0
        self.view.setVisible(some)
        self.hint.setVisible(not some)
        self.hint.setText(self._hint())
        self.delete.setEnabled(len(self._session.selection.indices) > 0)

    def _hint(self) -> str:
        if not self._dataset.is_classes:
            return self.tr(
                "There are no points. Draw some, add one here, or paste two columns of numbers (Ctrl+V)."
            )
        words = self.tr(
            "There are no points. Draw some, add one here, or paste {n} columns of numbers and one of "
            "classes (Ctrl+V)."
        )
        return words.format(n=self._dataset.feature_count)

    # --- edits ------------------------------------------------------------------------------------

    @Slot()
    def _on_add(self) -> None:
        """A point in the middle, of the same class and role as the last one."""
        try:
            self._session.edit_points(_with_one_more(self._session.experiment), self.tr("Add a point"))
        except BadInput as problem:
            self._session.tell(problem.sentence)
            return
        self.view.edit_point(len(self._dataset) - 1)

    @Slot()
    def delete_selected(self) -> None:
        selection = self._session.selection
        if len(selection.indices):
            doomed = selection.indices.tolist()
            selection.clear()
            self._session.edit_points(self._dataset.without(doomed), self.tr("Delete points"))

    @Slot()
    def copy_selected(self) -> None:
        """The selected points, or all if none is, for a spreadsheet."""
        rows = np.sort(self._session.selection.indices)
        dataset = self._dataset
        chosen = rows if len(rows) else np.arange(len(dataset))
        these = replace(
            dataset,
            features=dataset.features[chosen],
            targets=dataset.targets[chosen],
            roles=dataset.roles[chosen],
        )
        QGuiApplication.clipboard().setText(points_tsv(these))

    def _add_classes(self, menu: QMenu) -> QAction:
        classes = menu.addMenu(self.tr("Give them the class"))
        for number, name in enumerate(self._dataset.class_names):
            chosen = classes.addAction(
                self.view.points.mark(number, Role.TRAINING),
                name.replace("&", "&&"),
                lambda number=number: self._give_class(number),
            )
            chosen.setIconVisibleInMenu(True)
        return classes.menuAction()

    def _give_class(self, number: int) -> None:
        given = self._dataset.with_class(self._session.selection.indices.tolist(), number)
        self._session.edit_points(given, self.tr("Class of points"))

    def _turn_selected(self, role: Role) -> None:
        turned = self._dataset.with_role(self._session.selection.indices.tolist(), role)
        self._session.edit_points(turned, self.tr("Turn points"))

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        self.menu().popup(self.view.viewport().mapToGlobal(place))

    def menu(self) -> QMenu:
        """What can be done with the selected points."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Copy"), self.copy_selected)
        menu.addAction(self.tr("Paste points"), self.paste_wanted.emit)
        menu.addSeparator()
        words = {
            Role.TRAINING: self.tr("Turn into training points"),
            Role.VALIDATION: self.tr("Turn into validation points"),
            Role.TEST: self.tr("Turn into test points"),
        }
        needing = [menu.addAction(words[role], lambda role=role: self._turn_selected(role)) for role in Role]
        if self._dataset.is_classes:
            needing.append(self._add_classes(menu))
        needing.append(menu.addAction(self.tr("Delete"), self.delete_selected))
        for action in needing:
            action.setEnabled(len(self._session.selection.indices) > 0)
        return menu


def _with_one_more(experiment: Experiment) -> Dataset:
    """The points with one more in their middle, of the class and role of the last one."""
    dataset, (low, high) = experiment.dataset, experiment.domain
    role = Role(int(dataset.roles[-1])) if len(dataset) else Role.TRAINING
    if dataset.is_classes:
        middle = dataset.features.mean(axis=0) if len(dataset) else [0.0] * dataset.feature_count
        number = int(dataset.targets[-1]) if len(dataset) else 0
        return dataset.with_class_points([[float(f"{value:.3g}") for value in middle]], number, role)
    y = float(dataset.y.mean()) if len(dataset) else 0.0
    return dataset.with_points([(float(f"{(low + high) / 2:.3g}"), float(f"{y:.3g}"))], role)
