"""The controls that say how a table is to be read."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFormLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from nnviz.core.dataset import Role
from nnviz.core.tables.format import MOST_HEADER_ROWS, Sample, TableFormat
from nnviz.core.tables.numbers import shown
from nnviz.gui.tables.feature_list import FeatureList
from nnviz.gui.widgets import ComboBox, NumberBox, explain

LONGEST_LIST = 200  # columns in a list
WIDTH = 284  # pixels


class FormatForm(QWidget):
    """Shows a format and emits the one that the user wants; guesses nothing."""

    delimiter_chosen = Signal(str)  # a Delimiter: all else is to be guessed anew
    kind_chosen = Signal(bool)  # whether the points have classes: their columns are to be guessed
    edited = Signal()  # `format` or `default_role`
    use_chosen = Signal()  # `skip` or `replaces`

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.format = TableFormat()
        self.delimiter = ComboBox((
            (self.tr("tab"), "\t"), (self.tr("semicolon ;"), ";"), (self.tr("comma ,"), ","),
            (self.tr("vertical bar |"), "|"), (self.tr("spaces"), " "),
        ))  # fmt: skip
        self.decimal = ComboBox(((self.tr("point 0.5"), "."), (self.tr("comma 0,5"), ",")))
        self.header = NumberBox(0, MOST_HEADER_ROWS)
        self.kind = ComboBox(((self.tr("a curve"), False), (self.tr("classes"), True)))
        self.x_column, self.y_column, self.role_column = ComboBox(), ComboBox(), ComboBox()
        self.class_column, self.features = ComboBox(), FeatureList()
        self.role = ComboBox((
            (self.tr("training"), Role.TRAINING), (self.tr("validation"), Role.VALIDATION),
            (self.tr("test"), Role.TEST),
        ))  # fmt: skip
        self.role.show_key(Role.TRAINING)
        self.skip = QCheckBox(self.tr("Skip lines without a point"))
        self.adds, self.replaces = (
            QRadioButton(self.tr("Add to the points")),
            QRadioButton(self.tr("Replace them")),
        )
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.setFixedWidth(WIDTH)
        self._rows = QFormLayout()
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for words, field, tip in (
            (self.tr("&Between cells"), self.delimiter, self.tr("What stands between two cells of a line.")),
            (self.tr("&Decimal sign"), self.decimal, self.tr(
                "What stands before the decimals. The other sign may set thousands apart, as in 1,234.5.")),
            (self.tr("&Header lines"), self.header, self.tr(
                "How many lines stand above the points. The last of them names the columns.")),
            (self.tr("&Points of"), self.kind, self.tr(
                "A curve has one value y for each x. Points with classes have two features or more, and the "
                "class as a name or a whole number.")),
            (self.tr("Column for &x"), self.x_column, self.tr("The column that becomes x.")),
            (self.tr("Column for &y"), self.y_column, self.tr("The column that becomes y.")),
            (self.tr("Column for &class"), self.class_column, self.tr(
                "The column that says the class of each point: a name, or a whole number.")),
            (self.tr("&Features"), self.features, self.tr(
                "The columns of numbers from which the class is to be told. Choose two or more.")),
            (self.tr("Column for &role"), self.role_column, self.tr(
                "A column that says what each point is for: training, validation or test (or train, 0, 1).")),
            (self.tr("&Without a role"), self.role, self.tr(
                "What points are for whose role the table does not tell.")),
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            explain(field, tip)
            self._rows.addRow(label, field)
        explain(self.skip, self.tr("Lines whose cells are empty or no numbers are left out, and counted."))
        self._explain_adding("")
        explain(self.replaces, self.tr(
            "The points of the table take the place of all others, and the truth behind those goes too. Undo "
            "brings both back."
        ))  # fmt: skip
        self.adds.setChecked(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._rows)
        layout.addSpacing(6)
        for widget in (self.skip, self.adds, self.replaces):
            layout.addWidget(widget)
        layout.addStretch(1)

    def _connect(self) -> None:
        self._places = QButtonGroup(self)
        self._places.addButton(self.adds)
        self._places.addButton(self.replaces)
        self.delimiter.activated.connect(self._on_delimiter)
        self.kind.activated.connect(lambda _index: self.kind_chosen.emit(self.kind.currentData()))
        columns = self.x_column, self.y_column, self.class_column, self.role_column
        for box in (self.decimal, *columns):
            box.activated.connect(self._on_edited)
        self.features.edited.connect(self._on_edited)
        self.header.edited.connect(self._on_edited)
        self.role.activated.connect(self.edited)
        self.skip.toggled.connect(self.use_chosen)
        self._places.buttonToggled.connect(self.use_chosen)

    @property
    def default_role(self) -> Role:
        return Role(self.role.currentData())

    def show_place(self, obstacle: str) -> None:
        """Offer to add the points to the present ones, or say why they cannot stand beside them."""
        self._explain_adding(obstacle)
        can_add = not obstacle
        if self.adds.isEnabled() != can_add:
            with QSignalBlocker(self._places):
                self.adds.setEnabled(can_add)
                self.adds.setChecked(can_add)
                self.replaces.setChecked(not can_add)

    def _explain_adding(self, obstacle: str) -> None:
        explain(self.adds, obstacle or self.tr("The points of the table come to those that are there."))

    def show_format(self, table_format: TableFormat, sample: Sample) -> None:
        """sample: the rows that it makes, for the names of the columns."""
        self.format = table_format
        self.delimiter.show_key(table_format.delimiter)
        self.decimal.show_key(table_format.decimal)
        self.header.show_value(table_format.header)
        self.kind.show_key(table_format.is_classes)
        for box in (self.x_column, self.y_column):
            self._rows.setRowVisible(box, not table_format.is_classes)
        for field in (self.class_column, self.features):
            self._rows.setRowVisible(field, table_format.is_classes)
        names = [shown(name) or self.tr("column {n}").format(n=n) for n, name in enumerate(sample.names, 1)]
        for box, chosen in (
            (self.x_column, table_format.x), (self.y_column, table_format.y),
            (self.class_column, table_format.label), (self.role_column, table_format.role),
        ):  # fmt: skip
            with QSignalBlocker(box):
                box.clear()
                if box is self.role_column:
                    box.addItem(self.tr("none"), None)
                for number, name in enumerate(names[:LONGEST_LIST]):
                    box.addItem(name, number)
            box.show_key(chosen)
        self.features.show_columns(names[:LONGEST_LIST], table_format.features)

    @Slot()
    def _on_delimiter(self) -> None:
        self.delimiter_chosen.emit(self.delimiter.currentData())

    @Slot()
    def _on_edited(self) -> None:
        x, y = self.x_column.currentData(), self.y_column.currentData()
        before, label = self.format, self.class_column.currentData()
        beyond = tuple(i for i in before.features if i >= LONGEST_LIST)  # columns that the list leaves out
        if before.is_classes:
            label = before.label if label is None else label
            self.format = replace(before, label=label, features=(*self.features.chosen, *beyond))
        self.format = replace(
            self.format,
            decimal=self.decimal.currentData(),
            header=int(self.header.value()),
            x=self.format.x if x is None else x,
            y=self.format.y if y is None else y,
            role=self.role_column.currentData(),
        )
        self.edited.emit()
