"""Starts nnviz. Imports nothing heavy: the worker process reads this file again."""

import os
import sys
from collections.abc import Sequence

INTERRUPTED = 130  # the exit code that shells use for Ctrl-C


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line (without the program's name); returns the exit code."""
    # Small products beside a training process: a second numpy thread would only take its core.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from nnviz.commands import run_command

        return run_command(sys.argv[1:] if argv is None else list(argv))
    except KeyboardInterrupt:
        print("nnviz: stopped.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    from multiprocessing import freeze_support

    freeze_support()  # where nnviz is one executable, its worker process starts here too
    sys.exit(main())
