"""The controls that say how a table is to be read."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFormLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from nnviz.core.dataset import Role
from nnviz.core.tables.format import MOST_HEADER_ROWS, Sample, TableFormat
from nnviz.core.tables.numbers import shown
from nnviz.gui.widgets import ComboBox, NumberBox, explain

LONGEST_LIST = 200  # columns in a list
WIDTH = 250  # pixels


class FormatForm(QWidget):
    """Shows a format and emits the one that the user wants; guesses nothing."""

    delimiter_chosen = Signal(str)  # a Delimiter: all else is to be guessed anew
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
        self.x_column, self.y_column, self.role_column = ComboBox(), ComboBox(), ComboBox()
        self.role = ComboBox((
            (self.tr("training"), Role.TRAINING), (self.tr("validation"), Role.VALIDATION),
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
            (self.tr("Column for &x"), self.x_column, self.tr("The column that becomes x.")),
            (self.tr("Column for &y"), self.y_column, self.tr("The column that becomes y.")),
            (self.tr("Column for &role"), self.role_column, self.tr(
                "A column that says what each point is for: training or validation (or train, test, 0, 1).")),
            (self.tr("&Without a role"), self.role, self.tr(
                "What points are for whose role the table does not tell.")),
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(field)
            field.setAccessibleName(words.replace("&", ""))
            explain(field, tip)
            self._rows.addRow(label, field)
        explain(self.skip, self.tr("Lines whose cells are empty or no numbers are left out, and counted."))
        explain(self.adds, self.tr("The points of the table come to those that are there."))
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
        for box in (self.decimal, self.x_column, self.y_column, self.role_column):
            box.activated.connect(self._on_edited)
        self.header.edited.connect(self._on_edited)
        self.role.activated.connect(self.edited)
        self.skip.toggled.connect(self.use_chosen)
        self._places.buttonToggled.connect(self.use_chosen)

    @property
    def default_role(self) -> Role:
        return Role(self.role.currentData())

    def show_format(self, table_format: TableFormat, sample: Sample) -> None:
        """sample: the rows that it makes, for the names of the columns."""
        self.format = table_format
        self.delimiter.show_key(table_format.delimiter)
        self.decimal.show_key(table_format.decimal)
        self.header.show_value(table_format.header)
        names = [shown(name) or self.tr("column {n}").format(n=n) for n, name in enumerate(sample.names, 1)]
        for box, chosen in (
            (self.x_column, table_format.x), (self.y_column, table_format.y),
            (self.role_column, table_format.role),
        ):  # fmt: skip
            with QSignalBlocker(box):
                box.clear()
                if box is self.role_column:
                    box.addItem(self.tr("none"), None)
                for number, name in enumerate(names[:LONGEST_LIST]):
                    box.addItem(name, number)
            box.show_key(chosen)

    @Slot()
    def _on_delimiter(self) -> None:
        self.delimiter_chosen.emit(self.delimiter.currentData())

    @Slot()
    def _on_edited(self) -> None:
        x, y = self.x_column.currentData(), self.y_column.currentData()
        self.format = replace(
            self.format,
            decimal=self.decimal.currentData(),
            header=int(self.header.value()),
            x=self.format.x if x is None else x,
            y=self.format.y if y is None else y,
            role=self.role_column.currentData(),
        )
        self.edited.emit()
