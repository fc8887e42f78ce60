"""The split of an error into bias², variance and noise: its numbers and what they are called."""

from dataclasses import dataclass, fields
from math import nan


@dataclass(frozen=True, slots=True)
class Split:
    """Averages over x in squared units of y; NaN for what is not known. `_se`: jackknife standard errors.

    bias_squared is corrected by −variance/B and may be negative. bias_squared_plus_noise: where the truth is
    unknown, in place of the two. total: their sum with the variance. measured_total: mean squared distance
    of the replicas from fresh noisy points, which take no part in the split. median_…: see `Medians`;
    median_total is the median error of a replica. replicas: B, how many took part: not those that diverged.
    """

    bias_squared: float = nan
    variance: float = nan
    noise: float = nan
    bias_squared_plus_noise: float = nan
    total: float = nan
    measured_total: float = nan
    bias_squared_se: float = nan
    variance_se: float = nan
    noise_se: float = nan
    bias_squared_plus_noise_se: float = nan
    total_se: float = nan
    measured_total_se: float = nan
    median_bias_squared: float = nan
    median_variance: float = nan
    median_bias_squared_plus_noise: float = nan
    median_total: float = nan
    replicas: float = nan

    @property
    def row(self) -> tuple[float, ...]:
        """The numbers in the order of `SPLIT_COLUMNS`."""
        return tuple(getattr(self, name) for name in SPLIT_COLUMNS)


SPLIT_COLUMNS = tuple(each.name for each in fields(Split))
