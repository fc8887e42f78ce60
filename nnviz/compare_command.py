"""`nnviz compare`: several models on the same points, as a table, comparison.json and comparison.csv."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from nnviz.core.comparison.compare import Done, compare
from nnviz.core.comparison.compare import Progress as Epochs
from nnviz.core.comparison.models import model_label, read_models
from nnviz.core.comparison.sets import SETS, model_set
from nnviz.core.comparison.tables import comparison_text, comparison_values
from nnviz.core.comparison.trained import TrainedModel
from nnviz.core.experiment import Experiment
from nnviz.core.files.json_text import readable
from nnviz.core.files.safe_write import make_folder, write_safely
from nnviz.core.sentences import BadInput
from nnviz.headless import PLAIN_REPORT_EVERY
from nnviz.reports import print_comparison


def chosen_experiments(
    name: str, models: str | None, read: Callable[[str], Experiment]
) -> tuple[Experiment, ...]:
    """Those of a set, or with models of one's own on the points of a set or of what `read` finds.

    Raises `BadInput`.
    """
    found = model_set(name)
    if models is not None:
        return read_models(models, read(found.presets[0] if found else name))
    if found is None:
        raise BadInput(
            "“{name}” is no set of models ({sets}). Say which to compare: --hidden \"none; 10; 50, 50\".",
            name=name, sets=", ".join(each.name for each in SETS),
        )  # fmt: skip
    return found.experiments()


def compare_and_report(experiments: Sequence[Experiment], folder: Path) -> None:
    """Train them one after the other, print the table, write both files. Raises `BadInput`."""
    make_folder(folder)  # before the work, not after it
    models = train_all(experiments)
    print_comparison(models)
    print()
    for name, text in (
        ("comparison.json", readable(comparison_values(models)) + "\n"),
        ("comparison.csv", comparison_text(models)),
    ):
        write_safely(folder / name, text)
        print(f"wrote {folder / name}")


def train_all(experiments: Sequence[Experiment]) -> list[TrainedModel]:
    """The trained models in their order; how far it is stands on stderr."""
    done: list[TrainedModel] = []
    with _telling(experiments) as tell:
        for news in compare(experiments):
            match news:
                case Epochs(index, epoch):
                    tell(index, epoch)
                case Done(_, model):
                    done.append(model)
    return done


@contextmanager
def _telling(experiments: Sequence[Experiment]) -> Iterator[Callable[[int, int], None]]:
    """What takes the place of a model and its epoch, and shows them: as a bar, or now and then as a line."""
    most = [experiment.training.epochs for experiment in experiments]
    columns = (TextColumn("training"), BarColumn(), TextColumn("{task.fields[news]}"), TimeRemainingColumn())
    console = Console(stderr=True)
    told = perf_counter()
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("training", total=sum(most), news="")

        def tell(index: int, epoch: int) -> None:
            nonlocal told
            news = f"{model_label(experiments[index].model)}, epoch {epoch:,}"
            progress.update(task, completed=sum(most[:index]) + epoch, news=news)
            if not console.is_terminal and perf_counter() - told > PLAIN_REPORT_EVERY:
                told = perf_counter()
                print(f"{news} of {most[index]:,}", file=sys.stderr)

        yield tell
