"""An animation as GIF, which every program shows."""

import io
from collections.abc import Iterator, Sequence
from itertools import chain

from PIL import Image
from PySide6.QtGui import QImage

COLOURS = 256  # all that a GIF can hold
FOREVER = 0


def gif(frames: Iterator[QImage], durations: Sequence[int], samples: Sequence[QImage]) -> bytes:
    """The file. durations: of each frame, in milliseconds. samples: frames from which its colours are chosen.

    One choice of colours for all frames: with one for each, what stands still would flicker.
    """
    palette = _together([_pillow(sample) for sample in samples]).quantize(
        COLOURS, method=Image.Quantize.FASTOCTREE
    )
    reduced = (_pillow(frame).quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    first = next(reduced)
    file = io.BytesIO()
    first.save(
        file, "GIF", save_all=True, append_images=chain(reduced), duration=list(durations), loop=FOREVER
    )
    return file.getvalue()


def _together(images: Sequence[Image.Image]) -> Image.Image:
    """Below each other."""
    width, height = images[0].size
    result = Image.new("RGB", (width, height * len(images)))
    for number, image in enumerate(images):
        result.paste(image, (0, number * height))
    return result


def _pillow(image: QImage) -> Image.Image:
    """image: of 32 bits a pixel, RGB."""
    size = image.width(), image.height()
    return Image.frombuffer("RGB", size, bytes(image.constBits()), "raw", "BGRX", image.bytesPerLine(), 1)
