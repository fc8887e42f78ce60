"""The dialog “Figure…”, and pictures on the clipboard."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from nnviz.core.dataset import Dataset
from nnviz.gui.clipboard import SVG, copy_figure
from nnviz.gui.figures.dialog import FigureDialog
from nnviz.gui.figures.subjects import Look
from nnviz.gui.theme import DARK, LIGHT

Lay = Callable[..., SimpleNamespace]


@pytest.fixture
def dialog(desk: SimpleNamespace, qtbot: QtBot) -> Iterator[FigureDialog]:
    dialog = FigureDialog(desk.maker, desk.window)
    desk.dialog = dialog
    dialog.begin(LIGHT)
    qtbot.waitExposed(dialog)
    yield dialog
    dialog.close()


def choose(dialog: FigureDialog, **choices: object) -> None:
    for name, key in choices.items():
        box = getattr(dialog, name)
        box.setCurrentIndex([box.itemData(i) for i in range(box.count())].index(key))


def test_it_opens_with_a_preview_of_fit(dialog: FigureDialog) -> None:
    assert dialog.subject.currentText() == "FIT"
    assert dialog.preview.pixmap().height() == 330
    assert "1,000 × 760 pixels" in dialog.note.text()


def test_every_subject_in_every_format(dialog: FigureDialog, tmp_path: Path) -> None:
    begins = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
    for subject in ("fit", "errors", "both", "window"):
        for kind, begin in begins.items():
            choose(dialog, subject=subject, format=kind)
            path = tmp_path / f"{subject}.{kind}"
            dialog.save_as(path)
            assert path.read_bytes().startswith(begin)
            assert str(path) in dialog.said.text()
    assert ElementTree.parse(tmp_path / "fit.svg").getroot().tag.endswith("svg")


def test_scale_shape_and_colours_are_those_of_the_picture(dialog: FigureDialog, tmp_path: Path) -> None:
    choose(dialog, shape="slide", scale=3, colours=DARK)
    dialog.save_as(tmp_path / "fit.png")
    image = QImage(str(tmp_path / "fit.png"))
    assert (image.width(), image.height()) == (1920, 1080)
    assert image.pixelColor(3, 3).name() == DARK.plot
    assert "1,920 × 1,080 pixels" in dialog.note.text()


def test_what_does_not_matter_cannot_be_chosen(dialog: FigureDialog) -> None:
    choose(dialog, format="svg")
    assert not dialog.scale.isEnabled()
    choose(dialog, subject="window")
    assert not dialog.colours.isEnabled()
    assert not dialog.shape.isEnabled()
    assert "picture in pixels" in dialog.note.text()
    choose(dialog, format="pdf")
    assert "picture in pixels" not in dialog.note.text()


def test_where_there_is_nothing_a_sentence_says_what_to_do(lay: Lay, qtbot: QtBot) -> None:
    desk = lay(trained=False)
    dialog = FigureDialog(desk.maker, desk.window)
    dialog.begin(LIGHT)
    choose(dialog, subject="errors")
    assert "press Play" in dialog.preview.text()
    assert not dialog.save.isEnabled()
    assert not dialog.copy.isEnabled()
    choose(dialog, subject="graph")
    assert "GRAPH panel" in dialog.preview.text()
    choose(dialog, subject="fit")
    assert dialog.save.isEnabled()
    desk.session.edit_points(Dataset.from_xy(), "Clear")
    dialog.begin(LIGHT)
    assert "draw some points" in dialog.preview.text()
    dialog.close()


def test_a_file_that_cannot_be_written_is_a_sentence(dialog: FigureDialog, tmp_path: Path) -> None:
    dialog.save_as(tmp_path / "missing" / "fit.png")
    assert "cannot be written" in dialog.said.text()
    assert not list(tmp_path.iterdir())


def test_copy_puts_pixels_and_vectors_on_the_clipboard(dialog: FigureDialog) -> None:
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    data = QGuiApplication.clipboard().mimeData()
    assert QImage(QGuiApplication.clipboard().image()).width() == 1000
    assert ElementTree.fromstring(bytes(data.data(SVG).data())).tag.endswith("svg")
    assert "clipboard" in dialog.said.text()


def test_it_shows_the_moment_at_which_it_was_opened(dialog: FigureDialog, desk: SimpleNamespace) -> None:
    before = dialog.preview.pixmap().toImage()
    desk.session.show_epoch(3)
    desk.session.edit_points(desk.session.experiment.dataset.without([0]), "Delete")
    dialog.show_figure()
    assert dialog.preview.pixmap().toImage() == before


def test_the_graph_is_drawn_in_the_chosen_colours(lay: Lay, qtbot: QtBot) -> None:
    desk = lay()
    desk.session.open()
    desk.graph.show()
    qtbot.waitUntil(lambda: desk.graph.board is not None and desk.graph.board.view.drawing is not None)
    desk.graph.board.view.zoom(9)
    figure = desk.maker.make("graph", Look(DARK), LIGHT)
    copy_figure(figure, 2.0)
    image = QGuiApplication.clipboard().image()
    assert image.width() == pytest.approx(2 * figure.size.width(), abs=2)
    assert image.pixelColor(2, 2).name() == DARK.plot
    assert desk.graph.board.view.drawing.nodes  # the panel's own is still there
    assert desk.graph.board.view.theme is LIGHT


def test_the_whole_window_has_its_plots_drawn_anew(dialog: FigureDialog, desk: SimpleNamespace) -> None:
    choose(dialog, subject="window")
    figure = dialog.figure
    assert figure is not None
    copy_figure(figure, 3)
    image = QGuiApplication.clipboard().image()
    assert (image.width(), image.height()) == (2700, 2100)
    assert not QGuiApplication.clipboard().mimeData().hasFormat(SVG)
    choose(dialog, format="svg")
    root = ElementTree.fromstring(dialog._data(figure))
    names = [each.tag.rpartition("}")[2] for each in root.iter()]
    assert names.count("image") == 1
    assert "polyline" in names
    assert " ".join(root.itertext()).count("mean squared error") == 1  # the stage is not in it
