"""Measures what is felt, and prints each target beside its figure. Figures of one run compare; times do not.

Run by ``python3 packaging/bootstrap.py bench``; names of benchmarks after it choose some.
"""

import os
import sys

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from rich.console import Console
from rich.table import Table


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; 0 when every target is met."""
    import classes
    import cycles
    import decomposition
    import degrees
    import drawing
    import engine
    import follow
    import graph
    import regions
    import replicas
    import start

    benchmarks = {
        "start": start.measure,
        "drawing": drawing.measure,
        "follow": follow.measure,
        "cycles": cycles.measure,
        "engine": engine.measure,
        "classes": classes.measure,
        "decomposition": decomposition.measure,
        "degrees": degrees.measure,
        "replicas": replicas.measure,
        "graph": graph.measure,
        "regions": regions.measure,
    }
    unknown = [name for name in names if name not in benchmarks]
    if unknown:
        print(f"There is no benchmark called {unknown[0]}. Choose from: {', '.join(benchmarks)}.")
        return 2
    table = Table("what", "figure", "target", "met", title="nnviz benchmarks")
    results = [
        row for name, measure in benchmarks.items() if name in (names or benchmarks) for row in measure()
    ]
    for row in results:
        table.add_row(row.what, row.figure, row.target, "yes" if row.met else "NO")
    Console(width=120).print(table)
    return 0 if all(row.met for row in results) else 1


if __name__ == "__main__":  # workers are spawned from here
    sys.exit(main(sys.argv[1:]))
