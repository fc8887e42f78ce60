"""What a pattern may be: its kinds, their classes, and what is refused with a sentence."""

import pytest

from nnviz.core.patterns import FAMILIES, Pattern
from nnviz.core.sentences import BadInput


def test_every_kind_has_usual_numbers_and_as_many_classes_as_it_says() -> None:
    for kind, family in FAMILIES.items():
        assert Pattern.of_kind(kind).noise == family.usual_noise
        assert Pattern.of_kind(kind, family.most_classes).class_count == family.most_classes
        with pytest.raises(BadInput, match=f"classes, not {family.most_classes + 1}"):
            Pattern(kind, class_count=family.most_classes + 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kind": "stars"}, "no pattern called “stars”. Choose one of: blobs, circles"),
        ({"kind": "moons", "class_count": 3}, "2 classes, not 3. For more, choose blobs"),
        ({"kind": "blobs", "class_count": 1}, "2 to 10 classes, not 1"),
        ({"noise": -0.1}, "from 0 to 10, not -0.1"),
        ({"noise": float("nan")}, "from 0 to 10, not nan"),
        ({"noise": 10.5}, "from 0 to 10, not 10.5"),
        ({"flip": 0.51}, "from 0 to 0.5, not 0.51"),
        ({"flip": float("nan")}, "from 0 to 0.5"),
        ({"n_test": -1}, "0 or more"),
        ({"n_training": 15_000, "n_validation": 5_000, "n_test": 1}, "at most 20,000 together"),
        ({"seed": 2**32}, "A seed is a whole number"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(arguments: dict, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        Pattern(**arguments)
