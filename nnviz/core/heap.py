"""Gives memory back to the system that the C library would keep for itself."""

import ctypes
import sys
from collections.abc import Callable
from functools import cache


@cache
def _trim() -> Callable[[int], int] | None:
    """glibc's malloc_trim; None with other libraries, which give back what is free by themselves."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, AttributeError):  # musl
        return None


def give_back() -> None:
    """Return the free parts of the heap.

    By itself glibc returns only what is free at its end, and arrays of up to 32 MB come to lie in it
    (mallopt(3), M_MMAP_THRESHOLD): after half an hour of runs and documents a third of the window's memory
    was holes. malloc_trim(3) returns whole free pages anywhere.
    """
    if trim := _trim():
        trim(0)
