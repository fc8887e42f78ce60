"""Points with classes in the plane that are drawn from a known distribution: moons, spirals, blobs, …"""

from nnviz.core.patterns.pattern import FAMILIES, Pattern, PatternKind
from nnviz.core.patterns.posterior import best_accuracy, draw_labels, posterior
from nnviz.core.patterns.sampling import fresh, is_pattern_sample, sample_pattern

__all__ = [
    "FAMILIES",
    "Pattern",
    "PatternKind",
    "best_accuracy",
    "draw_labels",
    "fresh",
    "is_pattern_sample",
    "posterior",
    "sample_pattern",
]
