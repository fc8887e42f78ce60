"""Round numbers for the ends of axes, which then change rarely. No Qt."""

import numpy as np

NICE = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0, 10.0)  # times a power of ten


def nice_above(value: float) -> float:
    """The least number in `NICE`, times a power of ten, that is not below a positive value."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(next((n * power for n in NICE if n * power >= value * (1 - 1e-9)), value))
