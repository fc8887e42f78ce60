"""Every action of the window as data: its words, icon, keys and where it stands."""

from dataclasses import dataclass
from typing import Literal

from nnviz.core.dataset import Role

SEPARATOR: Literal["-"] = "-"


def NOOP(context: str, text: str) -> str:
    """Marks a text for translation where it stands; Qt's own is typed to return anything.

    Found by ``pyside6-lupdate -tr-function-alias QT_TRANSLATE_NOOP+=NOOP``.
    """
    return text


@dataclass(frozen=True)
class ActionSpec:
    """One thing the user can do.

    does: the way from the main window to what does it, such as "session.step". It is called with
    `arguments`; a checkable action without any gives whether it is checked.
    """

    text: str
    tip: str
    does: str
    icon: str = ""
    keys: tuple[str, ...] = ()
    checkable: bool = False
    arguments: tuple[object, ...] = ()


@dataclass(frozen=True)
class MenuSpec:
    """A menu: its title, and names of actions, "-" for a line, or menus inside it."""

    title: str
    entries: "tuple[str | MenuSpec, ...]"


ACTIONS: dict[str, ActionSpec] = {
    "new": ActionSpec(
        NOOP("Actions", "New"),
        NOOP("Actions", "An empty plane, to draw on. If there are unsaved changes, you are asked first."),
        "documents.new", "", ("Ctrl+N",),
    ),
    "open": ActionSpec(
        NOOP("Actions", "Open…"),
        NOOP("Actions", "Open an experiment from a file, with the run that is saved in it. Or drop a file "
             "on to the window."),
        "documents.open", "", ("Ctrl+O",),
    ),
    "save": ActionSpec(
        NOOP("Actions", "Save"),
        NOOP("Actions", "Save points, settings, pins and the present run into the file."),
        "documents.save", "", ("Ctrl+S",),
    ),
    "save-as": ActionSpec(
        NOOP("Actions", "Save as…"), NOOP("Actions", "Save into another file, and go on with that one."),
        "documents.save_as", "", ("Ctrl+Shift+S",),
    ),
    "describe": ActionSpec(
        NOOP("Actions", "Name and note…"),
        NOOP("Actions", "What the experiment is called, and what it is to show. Both go along with it."),
        "documents.describe",
    ),
    "select": ActionSpec(
        NOOP("Actions", "Select and move"),
        NOOP("Actions", "Click or draw a frame to select points, drag them, nudge them with the arrow keys."),
        "view.choose", "select", ("S",), True, ("select",),
    ),
    "training-point": ActionSpec(
        NOOP("Actions", "Training points"),
        NOOP("Actions", "Click to add points the model learns from. Drag a point to move it. "
             "Without a mouse: Insert adds a point, the arrow keys move it."),
        "view.choose", "training-point", ("T",), True, ("training-point",),
    ),
    "validation-point": ActionSpec(
        NOOP("Actions", "Validation points"),
        NOOP("Actions", "Click to add points the model never learns from: they show how well it predicts."),
        "view.choose", "validation-point", ("V",), True, ("validation-point",),
    ),
    "brush": ActionSpec(
        NOOP("Actions", "Brush"),
        NOOP("Actions", "Hold the button down to spray training points; with Shift, validation points."),
        "view.choose", "brush", ("B",), True, ("brush",),
    ),
    "eraser": ActionSpec(
        NOOP("Actions", "Eraser"), NOOP("Actions", "Hold the button down to erase points."),
        "view.choose", "eraser", ("E",), True, ("eraser",),
    ),
    "truth": ActionSpec(
        NOOP("Actions", "Truth"),
        NOOP("Actions", "Draw the true curve by hand: hold the button down and draw. Replicas then take "
             "their points from it, with the noise set in Data. Without a mouse: choose a known function "
             "there."),
        "view.choose", "truth", ("D",), True, ("truth",),
    ),
    "points-with-classes": ActionSpec(
        NOOP("Actions", "Points with classes"),
        NOOP("Actions", "Draw points of two classes or more in the plane. The curve's points are kept, and "
             "come back with “A curve”."),
        "settings.data.turn_to", "", (), True, (True,),
    ),
    "points-of-a-curve": ActionSpec(
        NOOP("Actions", "A curve"),
        NOOP("Actions", "Draw points with one value y for each x. Points with classes are kept, and come "
             "back with “Points with classes”."),
        "settings.data.turn_to", "", (), True, (False,),
    ),
    "play": ActionSpec(
        NOOP("Actions", "Play"),
        NOOP("Actions", "Train the model, or pause. You can draw meanwhile. Also: Space over the points."),
        "toggle_play", "play", ("F5",),
    ),
    "step": ActionSpec(
        NOOP("Actions", "One step"), NOOP("Actions", "One update of the parameters, then pause."),
        "session.step", "step", ("F6", "."),
    ),
    "slow-motion": ActionSpec(
        NOOP("Actions", "One step in slow motion"),
        NOOP("Actions", "In the GRAPH panel: forward, loss, backward, update, zero, moment by moment. "
             "Each press goes one moment on."),
        "slow_motion", "", ("F8",),
    ),
    "stop": ActionSpec(
        NOOP("Actions", "Stop"),
        NOOP("Actions", "End the run here. Play then goes on from these weights with a fresh optimiser."),
        "session.stop", "stop", ("F7",),
    ),
    "reset": ActionSpec(
        NOOP("Actions", "Reset"),
        NOOP("Actions", "Back to epoch 0 and the same initial weights. RUNS keeps the trained run, "
             "the points stay."),
        "session.reset", "reset", ("Ctrl+R",),
    ),
    "new-weights": ActionSpec(
        NOOP("Actions", "New weights"),
        NOOP("Actions", "Start from other random weights (the next weight seed). Polynomials start at zero."),
        "new_weights", "new-weights", ("W",),
    ),
    "pin-run": ActionSpec(
        NOOP("Actions", "Pin this run"),
        NOOP("Actions", "Its curve stays in FIT and its errors in ERRORS, to compare with, up to four. The "
             "RUNS panel lists all runs."),
        "runs.pinning.pin_shown", "pin", ("Ctrl+P",),
    ),
    "unpin-all": ActionSpec(
        NOOP("Actions", "Unpin all"), NOOP("Actions", "Take all pinned curves out of FIT and ERRORS."),
        "runs.pinning.unpin_all",
    ),
    "compare": ActionSpec(
        NOOP("Actions", "Compare models…"),
        NOOP("Actions", "Train several models on the same points, one after the other: a table, and their "
             "curves as pins."),
        "comparing.open", "", ("Ctrl+Shift+M",),
    ),
    "residuals": ActionSpec(
        NOOP("Actions", "Residuals"),
        NOOP("Actions", "Show how far each point is from the curve. The error is the mean of their squares."),
        "fit.show_residuals", "residuals", ("R",), True,
    ),
    "replicas": ActionSpec(
        NOOP("Actions", "Replicas"),
        NOOP("Actions", "Train the model again and again on other samples, and split the error into bias², "
             "variance and noise."),
        "toggle_replicas", "replicas", ("P",), True,
    ),
    "split": ActionSpec(
        NOOP("Actions", "Split at each x"),
        NOOP("Actions", "Below the points: how much of the replicas' error is bias², variance and noise, at "
             "each x."),
        "fit.show_split", "split", ("X",), True,
    ),
    "fit-view": ActionSpec(
        NOOP("Actions", "Fit the view"), NOOP("Actions", "Show all points and the whole x range again."),
        "view.fit_view", "fit-view", ("Ctrl+0",),
    ),
    "select-all": ActionSpec(
        NOOP("Actions", "Select all points"), NOOP("Actions", "Select every point."),
        "view.select_all", "", ("Ctrl+A",),
    ),
    "delete": ActionSpec(
        NOOP("Actions", "Delete selected points"), NOOP("Actions", "Delete them. Key: Delete."),
        "view.delete_selected",
    ),
    "to-validation": ActionSpec(
        NOOP("Actions", "Turn into validation points"),
        NOOP("Actions", "The selected points are no longer learned from; they judge the model."),
        "view.turn_selected", "", ("Ctrl+Shift+V",), False, (Role.VALIDATION,),
    ),
    "to-training": ActionSpec(
        NOOP("Actions", "Turn into training points"),
        NOOP("Actions", "The model learns from the selected points."),
        "view.turn_selected", "", ("Ctrl+Shift+T",), False, (Role.TRAINING,),
    ),
    "to-test": ActionSpec(
        NOOP("Actions", "Turn into test points"),
        NOOP("Actions", "The selected points only judge what was chosen in the end: they take no part in "
             "training, nor in the choice of an epoch."),
        "view.turn_selected", "", (), False, (Role.TEST,),
    ),
    "clear": ActionSpec(
        NOOP("Actions", "Clear all points"),
        NOOP("Actions", "Empty the plane; the truth goes too. Undo brings both back."),
        "view.clear_points",
    ),
    "import-table": ActionSpec(
        NOOP("Actions", "Import table…"),
        NOOP("Actions", "Points from a table of text: CSV, TSV or columns between spaces. You see how it is "
             "read before anything changes."),
        "tables.import_table", "", ("Ctrl+I",),
    ),
    "export-points": ActionSpec(
        NOOP("Actions", "Points as CSV…"),
        NOOP("Actions", "x, y and role of every point; of classes its features, class and role."),
        "tables.export", "", (), False, ("points",),
    ),
    "export-curves": ActionSpec(
        NOOP("Actions", "Curves as CSV…"),
        NOOP("Actions", "The shown curve over x, the truth, the replicas' mean and standard deviation, and "
             "pinned runs; of classes what the model says of every point."),
        "tables.export", "", (), False, ("curves",),
    ),
    "export-errors": ActionSpec(
        NOOP("Actions", "Errors as CSV…"),
        NOOP("Actions", "The errors of every epoch, with replicas also bias², variance and noise."),
        "tables.export", "", (), False, ("errors",),
    ),
    "export-split": ActionSpec(
        NOOP("Actions", "Split at each x as CSV…"),
        NOOP("Actions", "Bias², variance and noise at each x, from the replicas; of classes where they "
             "disagree."),
        "tables.export", "", (), False, ("split",),
    ),
    "export-confusion": ActionSpec(
        NOOP("Actions", "Confusion matrix as CSV…"),
        NOOP("Actions", "Of points with classes: how many of each class the shown model takes for which, "
             "with precision and recall, for training, validation and test points."),
        "tables.export", "", (), False, ("confusion",),
    ),
    "export-parameters": ActionSpec(
        NOOP("Actions", "Parameters as CSV…"),
        NOOP("Actions", "Name and value of every parameter of the shown curve, and of a polynomial the "
             "coefficients of x."),
        "tables.export", "", (), False, ("parameters",),
    ),
    "paste-points": ActionSpec(
        NOOP("Actions", "Paste points"),
        NOOP("Actions", "Points from the clipboard: columns of numbers, such as from a spreadsheet."),
        "tables.paste_points", "", ("Ctrl+V",),
    ),
    "expression": ActionSpec(
        NOOP("Actions", "Any expression…"),
        NOOP("Actions", "A formula of your own: its graph, values and gradients, and its use as a model."),
        "graph.open_expression", "", ("Ctrl+E",),
    ),
    "reset-panels": ActionSpec(
        NOOP("Actions", "Panels as at first"), NOOP("Actions", "Put all panels back where they were."),
        "docks.reset",
    ),
    "shortcuts": ActionSpec(
        NOOP("Actions", "Keys"), NOOP("Actions", "All keyboard ways in one list."),
        "help.show_keys", "", ("F1",),
    ),
    "about": ActionSpec(
        NOOP("Actions", "About nnviz"), NOOP("Actions", "What nnviz is, and its version."), "help.show_about",
    ),
    "export-script": ActionSpec(
        NOOP("Actions", "Python script…"),
        NOOP("Actions", "The experiment as a PyTorch program to read, change and run. It ends with the same "
             "errors."),
        "scripts.open",
    ),
    "copy-as-text": ActionSpec(
        NOOP("Actions", "Copy as text"),
        NOOP("Actions", "The whole document as one line of text on the clipboard, for a mail or a chat."),
        "sharing.copy",
    ),
    "open-copied-text": ActionSpec(
        NOOP("Actions", "Open copied text"),
        NOOP("Actions", "The document in a line from a mail or a chat that was copied before."),
        "sharing.open",
    ),
    "figure": ActionSpec(
        NOOP("Actions", "Figure…"),
        NOOP("Actions", "FIT, ERRORS, GRAPH or the whole window as PNG, SVG or PDF, for slides and papers."),
        "figures.export", "", ("Ctrl+Shift+E",),
    ),
    "animation": ActionSpec(
        NOOP("Actions", "Animation…"),
        NOOP("Actions", "The run as GIF or MP4: the curve at one epoch after the other."),
        "figures.animate",
    ),
    "copy-fit": ActionSpec(
        NOOP("Actions", "Copy picture of FIT"),
        NOOP("Actions", "Put a picture of FIT on the clipboard, light as for paper."),
        "figures.copy", "", ("Ctrl+Shift+C",), False, ("fit",),
    ),
    "copy-errors": ActionSpec(
        NOOP("Actions", "Copy picture of ERRORS"),
        NOOP("Actions", "Put a picture of ERRORS on the clipboard, light as for paper."),
        "figures.copy", "", (), False, ("errors",),
    ),
    "copy-both": ActionSpec(
        NOOP("Actions", "Copy picture of FIT and ERRORS"),
        NOOP("Actions", "Put FIT and ERRORS side by side on the clipboard, light as for paper."),
        "figures.copy", "", (), False, ("both",),
    ),
    "copy-classes": ActionSpec(
        NOOP("Actions", "Copy picture of CLASSES"),
        NOOP("Actions", "Put the confusion matrix on the clipboard, light as for paper."),
        "figures.copy", "", (), False, ("classes",),
    ),
    "copy-hidden": ActionSpec(
        NOOP("Actions", "Copy picture of HIDDEN"),
        NOOP("Actions", "Put the points in a hidden layer on the clipboard, light as for paper."),
        "figures.copy", "", (), False, ("hidden",),
    ),
    "copy-graph": ActionSpec(
        NOOP("Actions", "Copy picture of GRAPH"),
        NOOP("Actions", "Put a picture of the whole graph on the clipboard, light as for paper."),
        "figures.copy", "", (), False, ("graph",),
    ),
    "copy-window": ActionSpec(
        NOOP("Actions", "Copy picture of the window"),
        NOOP("Actions", "Put a picture of the whole window on the clipboard, in its own colours."),
        "figures.copy", "", (), False, ("window",),
    ),
    "quit": ActionSpec(NOOP("Actions", "Quit"), NOOP("Actions", "Close nnviz."), "close", "", ("Ctrl+Q",)),
}  # fmt: skip

TOOLS = ("select", "training-point", "validation-point", "brush", "eraser", "truth")
KINDS_OF_POINTS = ("points-of-a-curve", "points-with-classes")
TOOLBAR = (*TOOLS, SEPARATOR, "play", "step", "stop", "reset", "new-weights", SEPARATOR, "undo", "redo",
           SEPARATOR, "residuals", "replicas", "split", "fit-view")  # fmt: skip

EXPORT = MenuSpec(NOOP("Actions", "Export"), (
    "export-points", "export-curves", "export-errors", "export-split", "export-confusion",
    "export-parameters", SEPARATOR,
    "figure", "animation", SEPARATOR, "export-script",
))  # fmt: skip
COPY_PICTURE = MenuSpec(NOOP("Actions", "Copy &picture"), (
    "copy-fit", "copy-errors", "copy-both", "copy-classes", "copy-hidden", "copy-graph",
    "copy-window",
))  # fmt: skip
MENUS: tuple[MenuSpec, ...] = (
    MenuSpec(NOOP("Actions", "&File"), (
        "new", "open", "<recent>", "<presets>", SEPARATOR, "save", "save-as", "describe", SEPARATOR,
        "import-table", EXPORT, SEPARATOR, "copy-as-text", "open-copied-text", SEPARATOR, "quit",
    )),
    MenuSpec(NOOP("Actions", "&Edit"), (
        "undo", "redo", SEPARATOR, "paste-points", SEPARATOR, "select-all", "delete", "to-training",
        "to-validation", "to-test", SEPARATOR, "clear", SEPARATOR, COPY_PICTURE,
    )),
    MenuSpec(NOOP("Actions", "&Draw"), (*TOOLS, SEPARATOR, *KINDS_OF_POINTS)),
    MenuSpec(NOOP("Actions", "&Train"), (
        "play", "step", "slow-motion", "stop", SEPARATOR, "reset", "new-weights", SEPARATOR, "replicas",
        SEPARATOR, "pin-run", "unpin-all", SEPARATOR, "compare",
    )),
    MenuSpec(NOOP("Actions", "&View"), (
        "residuals", "split", "fit-view", SEPARATOR, "<panels>", "reset-panels", SEPARATOR, "expression",
        SEPARATOR, "<theme>",
    )),
    MenuSpec(NOOP("Actions", "&Help"), ("shortcuts", "about")),
)  # fmt: skip
