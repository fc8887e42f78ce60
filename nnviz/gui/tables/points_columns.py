"""The columns of the POINTS panel: x, y and role of a curve; class, role and every feature of classes."""

from dataclasses import dataclass
from typing import Literal

from nnviz.core.dataset import Dataset

Kind = Literal["feature", "value", "class", "role"]


@dataclass(frozen=True)
class Column:
    """feature: its number, of that kind."""

    kind: Kind
    feature: int = 0

    @property
    def is_number(self) -> bool:
        return self.kind in ("feature", "value")


CURVE = (Column("feature"), Column("value"), Column("role"))


def columns_of(dataset: Dataset) -> tuple[Column, ...]:
    """Class and role come first where there may be many features: they must not be searched for."""
    if not dataset.is_classes:
        return CURVE
    features = (Column("feature", number) for number in range(dataset.feature_count))
    return (Column("class"), Column("role"), *features)
