"""Light and dark: one palette that colour-blind people can read, and the style of all widgets."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from nnviz.gui.garbage import held_back
from nnviz.resources import resource

Choice = Literal["system", "light", "dark"]


@dataclass(frozen=True)
class Theme:
    """All colours of the program, as ``#rrggbb``.

    Data colours follow Okabe & Ito (2008). Half of their eight are too pale for lines on white: those of the
    split lie between them, as far from all others as colour-blind eyes allow.
    """

    name: Literal["light", "dark"]
    window: str
    panel: str
    plot: str
    field: str
    border: str
    grid: str
    text: str
    quiet: str  # secondary text, axes
    accent: str  # selection, the Play button, the slider
    on_accent: str
    training: str
    validation: str
    curve: str
    truth: str
    penalty: str
    bias: str  # these three must do as areas on top of each other, too
    variance: str
    noise: str
    total: str
    pin_1: str  # names and thin lines, beside all of the above
    pin_2: str
    pin_3: str
    pin_4: str
    warning: str
    positive: str  # weights and numbers above zero and below it, in the graph
    negative: str
    gradient: str  # text
    parameter: str  # beside the nodes that are learnt


LIGHT = Theme(
    name="light",
    window="#f3f4f6",
    panel="#fbfbfc",
    plot="#ffffff",
    field="#ffffff",
    border="#d5d8de",
    grid="#9aa1ad",
    text="#1c2129",
    quiet="#565e6c",
    accent="#0b63b0",
    on_accent="#ffffff",
    training="#0072b2",
    validation="#c65102",
    curve="#1c2129",
    truth="#00805c",
    penalty="#9c4a83",
    bias="#a3123a",
    variance="#5b3df5",
    noise="#8e929a",
    total="#4a3f00",
    pin_1="#b1219b",
    pin_2="#0b5964",
    pin_3="#854321",
    pin_4="#218500",
    warning="#a33f00",
    positive="#0072b2",
    negative="#c65102",
    gradient="#00686f",
    parameter="#7d5fb5",
)

DARK = Theme(
    name="dark",
    window="#1b1e24",
    panel="#21252c",
    plot="#15181d",
    field="#2a2f38",
    border="#3a414d",
    grid="#6d7685",
    text="#e8eaee",
    quiet="#a7aebb",
    accent="#3f9be8",
    on_accent="#0d1117",
    training="#56b4e9",
    validation="#f0a030",
    curve="#f4f5f7",
    truth="#2ec298",
    penalty="#dd8fc0",
    bias="#e62e52",
    variance="#7b6cff",
    noise="#808494",
    total="#f2ea6a",
    pin_1="#de4ebc",
    pin_2="#0bdeff",
    pin_3="#ff9059",
    pin_4="#4e9000",
    warning="#ffb066",
    positive="#56b4e9",
    negative="#f0a030",
    gradient="#2fb4c0",
    parameter="#b59cf0",
)


class Themes(QObject):
    """Applies the chosen theme to the application and follows the system where that is the choice.

    Qt walks through a list of all widgets then, and asks Python between them: one that were thrown away as
    garbage meanwhile would still be in that list, and crash the program.
    """

    changed = Signal(object)  # a Theme

    def __init__(self, app: QApplication, choice: Choice) -> None:
        super().__init__(app)
        self._app = app
        self.choice: Choice = choice
        self.theme = LIGHT
        self._dressed = False
        with held_back():
            app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self.choose(choice)

    def dress(self) -> None:
        """Apply the style sheet. Called when the window is made: then it costs half as much."""
        self._dressed = True
        with held_back():
            self._app.setStyleSheet(style_sheet(self.theme))

    def choose(self, choice: Choice) -> None:
        self.choice = choice
        dark = choice == "dark" or (choice == "system" and system_is_dark())
        self.theme = DARK if dark else LIGHT
        # A palette of our own: setColorScheme(Dark) does nothing offscreen or on a bare X server.
        with held_back():
            self._app.setPalette(palette(self.theme))
        if self._dressed:
            self.dress()
        self.changed.emit(self.theme)

    @Slot()
    def _on_system_changed(self) -> None:
        if self.choice == "system":
            self.choose("system")


def system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def palette(theme: Theme) -> QPalette:
    """Qt's palette for this theme."""
    result = QPalette()
    roles = {
        QPalette.ColorRole.Window: theme.window,
        QPalette.ColorRole.WindowText: theme.text,
        QPalette.ColorRole.Base: theme.field,
        QPalette.ColorRole.AlternateBase: theme.panel,
        QPalette.ColorRole.Text: theme.text,
        QPalette.ColorRole.Button: theme.panel,
        QPalette.ColorRole.ButtonText: theme.text,
        QPalette.ColorRole.BrightText: theme.warning,
        QPalette.ColorRole.ToolTipBase: theme.field,
        QPalette.ColorRole.ToolTipText: theme.text,
        QPalette.ColorRole.PlaceholderText: theme.quiet,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.on_accent,
        QPalette.ColorRole.Link: theme.accent,
        QPalette.ColorRole.Mid: theme.border,
        QPalette.ColorRole.Accent: theme.accent,
    }
    for role, colour in roles.items():
        result.setColor(role, QColor(colour))
    off = QColor(theme.quiet)
    off.setAlpha(130)
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        result.setColor(QPalette.ColorGroup.Disabled, role, off)
    return result


def style_sheet(theme: Theme) -> str:
    """resources/style.qss with the theme's colours for ``@names`` and the icons' folder for ``@icons``."""
    sheet = resource("style.qss").read_text(encoding="utf-8")
    # Longest names first, so that @text does not eat the start of another name.
    for name in sorted(vars(theme), key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", getattr(theme, name))
    return sheet.replace("@icons", resource("icons").as_posix())
