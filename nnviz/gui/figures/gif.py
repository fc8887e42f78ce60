"""An animation as GIF, which every program shows."""

import io
from collections.abc import Iterator, Sequence

from PIL import Image, ImageChops
from PIL.GifImagePlugin import getdata, getheader
from PySide6.QtGui import QImage

COLOURS = 255  # of the 256 that a GIF can hold; the last one lets the frame before be seen
UNCHANGED = 255
PALETTE = 3 * 256  # bytes
FOREVER = 0
END = b";"
Place = tuple[int, int]


def gif(frames: Iterator[QImage], durations: Sequence[int], samples: Sequence[QImage]) -> bytes:
    """The file. durations: of each frame, in milliseconds. samples: frames from which its colours are chosen.

    One choice of colours for all frames: with one for each, what stands still would flicker. Each frame is
    packed before the next one is asked for: thousands of them side by side would take gigabytes.
    """
    palette = _together([_pillow(sample) for sample in samples]).quantize(
        COLOURS, method=Image.Quantize.FASTOCTREE
    )
    reduced = (_pillow(frame).quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames)
    before = next(reduced)
    file = io.BytesIO()
    file.writelines(_header(before))
    (part, at), shown = (before, (0, 0)), durations[0]
    for frame, duration in zip(reduced, durations[1:], strict=True):
        new = _what_is_new(before, frame)
        if new is None:
            shown += duration
            continue
        file.writelines(_packed(part, at, shown))
        (part, at), shown, before = new, duration, frame
    file.writelines(_packed(part, at, shown))
    file.write(END)
    return file.getvalue()


def _header(first: Image.Image) -> list[bytes]:
    """With all 256 places for colours, as the last one is used."""
    image = first.copy()
    image.putpalette(bytes(first.getpalette() or ()).ljust(PALETTE, b"\0"))
    return getheader(image, info={"loop": FOREVER})[0]


def _what_is_new(before: Image.Image, frame: Image.Image) -> tuple[Image.Image, Place] | None:
    """The smallest part of a frame that holds all that differs from the one before, and its place.

    None where nothing does.
    """
    differs = ImageChops.subtract_modulo(frame, before)
    box = differs.getbbox()
    if box is None:
        return None
    part = frame.crop(box)
    part.paste(UNCHANGED, mask=differs.crop(box).point([255, *[0] * 255], "1"))
    return part, box[:2]


def _packed(part: Image.Image, at: Place, duration: int) -> list[bytes]:
    return getdata(part, at, duration=duration, transparency=UNCHANGED, disposal=1)


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
