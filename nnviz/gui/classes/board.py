"""The insides of the CLASSES panel: which points, how many are right, the matrix, and the misread ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from numpy.typing import ArrayLike
from PySide6.QtCore import QCoreApplication, Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from nnviz.core.dataset import Dataset, Role
from nnviz.core.judgement import Judgement, judge
from nnviz.core.models import MLPSpec
from nnviz.gui.classes.matrix_view import MatrixView
from nnviz.gui.classes.misread import MOST, misread_of
from nnviz.gui.classes.misread_view import TILE, MisreadView
from nnviz.gui.late_panel import Board
from nnviz.gui.latest import Latest
from nnviz.gui.readout import Pace, score, with_even_digits
from nnviz.gui.session import Session
from nnviz.gui.theme import Theme
from nnviz.gui.widgets import ComboBox, explain

OFTEN = 200  # milliseconds between two judgements while the model trains: faster ones could not be read
MARGIN = 10  # pixels
BROAD = 1.5  # times its height: in such a panel the misread points stand beside the matrix, not below it


@dataclass(frozen=True, eq=False)
class Answer:
    """What the model of an epoch says of the points of a role."""

    role: Role
    judgement: Judgement


def role_of(dataset: Dataset) -> Role:
    """Which points are judged if none are chosen: validation points, if there are any."""
    return Role.VALIDATION if dataset.count(Role.VALIDATION) else Role.TRAINING


def role_words(role: Role) -> str:
    words = {
        Role.TRAINING: _tr("Training points"),
        Role.VALIDATION: _tr("Validation points"),
        Role.TEST: _tr("Test points"),
    }
    return words[role]


def right_words(judgement: Judgement) -> str:
    """How many points are taken for what they are, as HTML."""
    total, right = len(judgement.points), judgement.right
    words = _tr("<b>{share}</b> right ({right:,} of {total:,})")
    return words.format(share=score(right / total), right=right, total=total)


class ClassesBoard(Board):
    """in_thread: without it what is shown is up to date at once, as figures need it."""

    def __init__(
        self, session: Session, theme: Theme, in_thread: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.answer: Answer | None = None  # what is shown
        self._chosen: Role | None = None  # by the user
        self._latest = Latest(in_thread, self)
        self._pace = Pace(OFTEN, self)
        self.role = ComboBox(tuple((role_words(role), role) for role in Role))
        self.role.setMinimumContentsLength(14)
        self.role.setAccessibleName(self.tr("Which points are judged"))
        explain(
            self.role,
            self.tr(
                "Which points are judged. The model has learned from the training points; test points only "
                "judge what was chosen in the end."
            ),
        )
        self.accuracy = QLabel()
        self.matrix = MatrixView(theme)
        self.misread = MisreadView(theme)
        self.count = QLabel()
        self.message = QLabel()
        self._lay_out()
        self._connect()
        self.look()

    def _lay_out(self) -> None:
        self.accuracy.setWordWrap(True)
        self.accuracy.setFont(with_even_digits(self.accuracy.font()))
        words = self.tr("Accuracy: how many points are taken for what they are. Recall is that of one class.")
        self.accuracy.setToolTip(f"<p>{words}</p>")
        for label in (self.message, self.count):
            label.setProperty("quiet", True)
            label.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.message.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.count.setContentsMargins(MARGIN, 4, MARGIN, 4)
        bar = QHBoxLayout()
        bar.setContentsMargins(MARGIN, 6, MARGIN, 4)
        bar.setSpacing(MARGIN)
        bar.addWidget(self.role)
        bar.addWidget(self.accuracy, 1)
        self._bar = QWidget()
        self._bar.setLayout(bar)
        self._below = QWidget()
        below = QVBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        below.addWidget(self.count)
        below.addWidget(self.misread, 1)
        self._content = QWidget()
        self._parts = QBoxLayout(QBoxLayout.Direction.TopToBottom, self._content)
        self._parts.setContentsMargins(MARGIN - 4, 0, 0, 0)
        self._parts.setSpacing(4)
        self._parts.addWidget(self.matrix, 3)
        self._parts.addWidget(self._below, 2)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.message)
        self._pages.addWidget(self._content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._bar)
        layout.addWidget(self._pages, 1)

    def _connect(self) -> None:
        session = self._session
        for signal in (session.frame_changed, session.experiment_changed, session.state_changed):
            signal.connect(self._pace.ask)
        self._pace.due.connect(self.look)
        self._latest.answered.connect(self._on_answered)
        self.role.activated.connect(self._on_role_chosen)
        self.matrix.chosen.connect(self._choose)
        self.misread.chosen.connect(self._on_misread_chosen)
        session.selection.changed.connect(self._on_selection_changed)

    def stop(self) -> None:
        self._latest.stop()

    def show_theme(self, theme: Theme) -> None:
        self.matrix.show_theme(theme)
        self.misread.show_theme(theme)

    # --- which points ---------------------------------------------------------------------------------

    @property
    def shown_role(self) -> Role:
        """The points that were chosen; before that validation points, if there are any."""
        if self._chosen is not None:
            return self._chosen
        return role_of(self._session.experiment.dataset)

    def choose_role(self, role: Role | None) -> None:
        self._chosen = role
        self.look()

    @Slot(int)
    def _on_role_chosen(self, index: int) -> None:
        self.choose_role(self.role.itemData(index))

    # --- what is shown --------------------------------------------------------------------------------

    @Slot()
    def look(self) -> None:
        """Say why there is nothing to judge, or have the points judged."""
        is_classes = self._session.experiment.dataset.is_classes
        self._bar.setVisible(is_classes)
        self.role.show_key(self.shown_role)
        words = (
            self._why_nothing(self.shown_role)
            if is_classes
            else self.tr(
                "Points with classes are shown here. Choose a pattern or a table with classes in Data."
            )
        )
        if words:
            self._latest.forget()
            self.answer = None
            self.matrix.show_judgement(None)
            self.misread.show_found([])
            self.accuracy.clear()
            self.message.setText(words)
            self._pages.setCurrentWidget(self.message)
        elif self.isVisible():  # or showEvent catches up
            self._ask()

    def _why_nothing(self, role: Role) -> str:
        session = self._session
        if role is Role.TEST and session.holds_tests_back:
            return self.tr(
                "Test points are judged when the training rests. Whoever looks at them while it goes on "
                "soon chooses by them, and then they no longer tell how well the model does on new points."
            )
        if not session.experiment.dataset.count(role):
            words = {
                Role.TRAINING: self.tr("There are no training points. Draw some, or choose other points."),
                Role.VALIDATION: self.tr(
                    "There are no validation points. Draw some, or choose other points."
                ),
                Role.TEST: self.tr("There are no test points. Choose other points."),
            }
            return words[role]
        return ""

    def _ask(self) -> None:
        frame, dataset, role = self._session.shown, self._session.experiment.dataset, self.shown_role
        model = frame.model
        if not isinstance(model, MLPSpec) or model.n_in != dataset.feature_count:
            return  # the run of these points is on its way

        def work() -> Iterator[object]:
            for found in judge(dataset, role, frame.probabilities):
                yield None if found is None else Answer(role, found)

        self._latest.ask(work)

    @Slot(object)
    def _on_answered(self, answer: Answer) -> None:
        if (
            answer.judgement.dataset is not self._session.experiment.dataset
            or answer.role is not self.shown_role
        ):
            return  # it was asked for before the points changed
        self.answer = answer
        judgement = answer.judgement
        self.accuracy.setText(right_words(judgement))
        self.matrix.show_judgement(judgement)
        self.misread.show_found(misread_of(judgement))
        self.count.setText(self._counted(len(judgement.misread)))
        self._pages.setCurrentWidget(self._content)
        self._share_room()

    def _counted(self, wrong: int) -> str:
        if not wrong:
            return self.tr("No point is misread.")
        if wrong > MOST:
            return self.tr("{wrong:,} points are misread; the {most} surest:").format(wrong=wrong, most=MOST)
        if wrong == 1:
            return self.tr("1 point is misread:")
        return self.tr("{wrong} points are misread, the surest first:").format(wrong=wrong)

    # --- selecting points -----------------------------------------------------------------------------

    @Slot(object)
    def _choose(self, points: ArrayLike) -> None:
        if self.answer and self.answer.judgement.dataset is self._session.experiment.dataset:
            self._session.selection.choose(points)

    @Slot(int)
    def _on_misread_chosen(self, point: int) -> None:
        self._choose([point])

    @Slot()
    def _on_selection_changed(self) -> None:
        selected = self._session.selection.indices
        self.matrix.cells.show_selection(selected)
        self.misread.show_selection(selected)

    # --- Qt's overrides -----------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_selection_changed()
        self.look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    @property
    def _room_for_misread(self) -> int:
        """Pixels of width beside the matrix."""
        bar = self.misread.verticalScrollBar().sizeHint().width()
        return TILE.width() + bar + MARGIN if self.misread.has_pictures else int(0.4 * self.width())

    def _share_room(self) -> None:
        broad = self.width() > BROAD * self.height()
        self._parts.setDirection(
            QBoxLayout.Direction.LeftToRight if broad else QBoxLayout.Direction.TopToBottom
        )
        least = min(self.matrix.least_width, self.width() - self._room_for_misread) if broad else 0
        self.matrix.setMinimumWidth(max(0, least))
        self.matrix.setMaximumHeight(16_777_215 if broad else self.matrix.sizeHint().height())


def _tr(words: str) -> str:
    return QCoreApplication.translate("ClassesBoard", words)
