"""Where points with classes come from, as far as that can be seen: a pattern, or a table of our own."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from nnviz.core.dataset import Dataset
from nnviz.core.experiment import Experiment
from nnviz.core.kinds_of_points import with_class_dataset
from nnviz.core.patterns import Pattern, is_pattern_sample
from nnviz.core.scaling import Scaling
from nnviz.core.shares import Shares
from nnviz.core.tables.bundled import bundled_dataset, bundled_rows, bundled_tables

FIRST_SCALING: Scaling = "min-max"  # of a table: features in other units than each other
Source = Pattern | str | None  # a pattern, the name of a bundled table, or unknown


def with_table(experiment: Experiment, name: str, shares: Shares) -> Experiment:
    """The bundled table called `name` in place of all points; scaled, as its features have other units."""
    new = with_class_dataset(experiment, bundled_dataset(name, shares.fractions, shares.how, shares.seed))
    if source_of(experiment) == name:  # the same rows again
        new = replace(new, name=experiment.name, note=experiment.note)
    return replace(new, scaling=FIRST_SCALING) if new.scaling == "none" else new


def source_of(experiment: Experiment) -> Source:
    """Where points with classes are from, as far as that can be seen."""
    return experiment.pattern if experiment.pattern is not None else _table_of(experiment.dataset)


@lru_cache(maxsize=2)  # asked for several times whenever the points are shown
def _table_of(dataset: Dataset) -> str | None:
    """The bundled table whose rows the points are, whatever their roles and what their classes are called."""
    for table in bundled_tables():
        if dataset.class_count == len(table.class_names):
            rows = bundled_rows(table.name)
            same = np.array_equal(rows.classes, dataset.targets)
            if same and np.array_equal(rows.features, dataset.features):
                return table.name
    return None


def is_from(experiment: Experiment, source: Source) -> bool:
    """Whether the points are just those of the source: nothing is lost if they are replaced."""
    if not len(experiment.dataset):
        return True
    if isinstance(source, Pattern):
        return is_pattern_sample(experiment.dataset, source)
    return source is not None and source_of(experiment) == source
