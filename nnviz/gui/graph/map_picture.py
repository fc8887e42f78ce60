"""What a unit gives over two features, as a small picture: by sign and size, or a class's probability."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from nnviz.core.graph.graph import Array, Node
from nnviz.gui.graph.tensor_picture import image_of, rgb, tensor_picture
from nnviz.gui.marks import class_colour
from nnviz.gui.theme import Theme

STRONGEST = 0.85  # share of a class's colour where it is certain


def map_picture(node: Node, outputs: Array, theme: Theme) -> QImage:
    """One pixel for each place of `outputs` [H, G], the highest row first."""
    turned = outputs[::-1]
    if node.of_class is None:
        return tensor_picture(turned, theme)
    return image_of(_probability(node, np.nan_to_num(turned, nan=0.5), theme))


def _probability(node: Node, p: Array, theme: Theme) -> NDArray[np.uint8]:
    """The class's colour where it is likely; of a logistic unit the other class's elsewhere."""
    assert node.of_class is not None
    ground, own = rgb(theme.plot), rgb(class_colour(theme, node.of_class))
    if node.operation == "sigmoid":
        other = rgb(class_colour(theme, 1 - node.of_class))
        strength, colour = np.abs(2 * p - 1), np.where(p[..., None] > 0.5, own, other)
    else:
        strength, colour = p, own
    share = STRONGEST * strength[..., None]
    return np.asarray((ground * (1 - share) + colour * share).round(), np.uint8)
