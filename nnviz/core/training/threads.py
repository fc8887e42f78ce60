"""How many threads a step is worth, by its size. No torch."""

import os
from functools import cache

from threadpoolctl import ThreadpoolController

# Members × points × parameters of a step that keep one thread busy for about a millisecond: beside that its
# hand-over (0.1 ms) is cheap. Measured on 2 cores, two threads draw level with one at 1 to 3.5 million.
WORTH_A_THREAD = 1_700_000


def threads_for(work: int) -> int:
    """Threads for a step of `work` = members × points × parameters. One core is left for the window."""
    return max(1, min((os.cpu_count() or 1) - 1, work // WORTH_A_THREAD))


def limit_blas(threads: int) -> None:
    """Let matrix products use so many threads: those of OpenBLAS wait actively, and slow small work down."""
    controller = _controller()
    if any(pool.get("num_threads") != threads for pool in controller.info() if pool["user_api"] == "blas"):
        controller.limit(limits=threads, user_api="blas")


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()  # looks through all loaded libraries: 5 ms
