"""Small controls that panels share: freely typed numbers, lists and sliders that leave the wheel alone."""

from html import escape
from math import floor, isfinite, log10

from PySide6.QtCore import QEvent, QRect, QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

MANTISSAS = (1, 2, 5, 10)  # the steps of a logarithmic box: 0.1, 0.2, 0.5, 1, …
SAME = 1e-9  # relative difference below which a number counts as one of these steps
DIGITS = 10  # significant digits shown; the value itself keeps all of them
SMALLEST_PLAIN, LARGEST_PLAIN = 1e-6, 1e9  # between them numbers are written without an exponent
LARGEST_WHOLE = 1e15  # beyond, floats are not exact and sentences with them not readable


def explain(widget: QWidget, tip: str) -> None:
    """Say what a control is for, to the eye (a tooltip that wraps) and to a screen reader."""
    widget.setToolTip(f"<p>{escape(tip)}</p>")
    widget.setAccessibleDescription(tip)


def written(value: float) -> str:
    """The number as it can be typed: ``0.001``, ``16``, ``1e-07``."""
    text = f"{value:.{DIGITS}g}"
    if "e" in text and SMALLEST_PLAIN <= abs(value) < LARGEST_PLAIN:
        return f"{float(text):.16f}".rstrip("0").rstrip(".")
    return text


def read_number(text: str) -> float:
    """The number in `text`: ``0.001``, ``1e-3``, ``0,001``, ``−2``. Raises ValueError."""
    value = float(text.strip().replace("−", "-").replace(",", "."))
    if not isfinite(value):
        raise ValueError(text)
    return value


def read_whole(text: str) -> int:
    """The whole number in `text`; ``1,000`` is a thousand. Raises ValueError."""
    plain = text.strip().replace("−", "-").replace(" ", "")
    first, *groups = plain.split(",")
    if groups and all(len(group) == 3 for group in groups):
        plain = first + "".join(groups)
    value = read_number(plain)
    if value != int(value) or abs(value) > LARGEST_WHOLE:
        raise ValueError(text)
    return int(value)


def asks_to_undo(event: QEvent) -> bool:
    """Whether a field with the focus is asked if it wants the keys of Undo or Redo for its own text."""
    if event.type() is not QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    return event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo)


class LineEdit(QLineEdit):
    """A line of text that leaves Undo to the window once Enter is pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editingFinished.connect(self._on_editing_finished)

    def show_text(self, text: str) -> None:
        """Show a text that did not come from this field, from its start."""
        if text != self.text():
            self.setText(text)
            self.setCursorPosition(0)

    @Slot()
    def _on_editing_finished(self) -> None:
        self.setModified(False)

    def event(self, event: QEvent) -> bool:
        if asks_to_undo(event) and not self.isModified():
            event.ignore()
            return False
        return super().event(event)


class NumberBox(QAbstractSpinBox):
    """A number to type or to step. Typed numbers are not held to the range: the experiment judges them.

    low, high: where stepping ends. whole: whole numbers only. zero: what is shown for 0, such as "off".
    """

    edited = Signal(float)  # by the user, never by `show_value`
    refused = Signal(str)  # what was typed is not a number

    def __init__(
        self,
        low: float,
        high: float,
        step: float = 1,
        whole: bool = True,
        zero: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._step, self._whole, self._zero = low, high, step, whole, zero
        self._value = 0.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # not the default, which takes focus by wheel
        self.setAccelerated(True)
        self.editingFinished.connect(self._on_editing_finished)
        self.show_value(low)

    def value(self) -> float:
        return self._value

    def set_range(self, low: float, high: float) -> None:
        self._low, self._high = low, high

    def show_value(self, value: float) -> None:
        """Show a value that did not come from this box."""
        self._value = value
        self.setProperty("value", value)  # what assistive tools read
        text = self._written()
        if text != self.text():
            self.lineEdit().setText(text)

    def is_changed(self) -> bool:
        """Whether something is typed that was not yet read."""
        return self.text() != self._written()

    def _written(self) -> str:
        return self._zero if self._zero and self._value == 0 else written(self._value)

    def _read(self, text: str) -> float:
        if self._zero and text.strip().casefold() == self._zero.casefold():
            return 0.0
        return read_whole(text) if self._whole else read_number(text)

    def _stepped(self, value: float, steps: int) -> float:
        return value + steps * self._step

    @Slot()
    def _on_editing_finished(self) -> None:
        if not self.is_changed():
            return
        try:
            value = self._read(self.text())
        except (ValueError, OverflowError):
            self.refused.emit(self.text())
            return
        different = value != self._value
        self.show_value(value)
        if different:
            self.edited.emit(value)

    # --- Qt's overrides ----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if asks_to_undo(event) and not self.is_changed():
            event.ignore()  # the window takes back what was entered
            return False
        return super().event(event)

    def stepBy(self, steps: int) -> None:
        try:
            value = self._read(self.text())
        except (ValueError, OverflowError):
            value = self._value
        value = min(max(self._stepped(value, steps), self._low), self._high)
        value = round(value, DIGITS)  # 0.1 + 0.2 is 0.3 here
        if value != self._value or self.is_changed():
            self.show_value(value)
            self.edited.emit(value)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        enabled = QAbstractSpinBox.StepEnabledFlag.StepNone
        if self._value > self._low:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
        if self._value < self._high:
            enabled |= QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
        return enabled

    def validate(self, text: str, position: int) -> object:
        return QValidator.State.Acceptable, text, position

    def sizeHint(self) -> QSize:
        widest = max(self._zero, "0" * 8, key=len) + "00"
        return QSize(self.fontMetrics().horizontalAdvance(widest) + 34, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().horizontalAdvance(self._zero or "0.001") + 36
        return QSize(least, super().minimumSizeHint().height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()  # the panel scrolls


class LogSpinBox(NumberBox):
    """A number over many magnitudes, stepped 1, 2, 5, 10. With a word for `zero`, 0 lies below `low`."""

    def __init__(self, low: float, high: float, zero: str = "", parent: QWidget | None = None) -> None:
        self._first = low
        super().__init__(0.0 if zero else low, high, whole=False, zero=zero, parent=parent)

    def _stepped(self, value: float, steps: int) -> float:
        for _ in range(abs(steps)):
            value = self._above(value) if steps > 0 else self._below(value)
        return value

    def _above(self, value: float) -> float:
        if value < self._first * (1 - SAME):
            return self._first
        exponent = floor(log10(value))
        return next(m * 10.0**exponent for m in (*MANTISSAS, 20) if m * 10.0**exponent > value * (1 + SAME))

    def _below(self, value: float) -> float:
        if value <= self._first * (1 + SAME):
            return self._low
        exponent = floor(log10(value))
        steps = [m * 10.0**exponent for m in (0.5, *MANTISSAS)]
        return max(step for step in steps if step < value * (1 - SAME))


class ComboBox(QComboBox):
    """A list of choices, each with a key. The user's choice comes as `activated`."""

    def __init__(self, choices: tuple[tuple[str, object], ...] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A long device name must not widen the panel.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(9)
        for text, key in choices:
            self.addItem(text, key)

    def show_key(self, key: object) -> None:
        """Show the choice with this key; nothing if there is none."""
        keys = [self.itemData(i) for i in range(self.count())]
        with QSignalBlocker(self):
            self.setCurrentIndex(keys.index(key) if key in keys else -1)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class Slider(QSlider):
    """A horizontal slider whose handle jumps to where it is clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPageStep(3)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        place = event.position().toPoint()
        if event.button() is Qt.MouseButton.LeftButton and not self._handle().contains(place):
            self.setSliderDown(True)  # first, so that sliderPressed comes before the change
            self.setSliderPosition(self._at(place.x()))
        super().mousePressEvent(event)

    def _handle(self) -> QRect:
        option = QStyleOptionSlider()
        self.initStyleOption(option)
        handle = QStyle.SubControl.SC_SliderHandle
        return self.style().subControlRect(QStyle.ComplexControl.CC_Slider, option, handle, self)

    def _at(self, x: int) -> int:
        width = self._handle().width()
        low, high, span = self.minimum(), self.maximum(), self.width() - width
        right_to_left = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return QStyle.sliderValueFromPosition(low, high, x - width // 2, span, right_to_left)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()
