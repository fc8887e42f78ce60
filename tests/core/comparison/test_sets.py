"""The sets that come with nnviz are those of the lab."""

import pytest

from nnviz.core.comparison.models import model_label
from nnviz.core.comparison.sets import SETS, ModelSet, model_set


@pytest.mark.parametrize("chosen", SETS, ids=lambda each: each.name)
def test_a_set_has_the_models_that_it_names_on_the_same_points(chosen: ModelSet) -> None:
    experiments = chosen.experiments()
    assert [model_label(each.model) for each in experiments] == list(chosen.models)
    assert len({id(each.dataset) for each in experiments}) == 1
    assert {each.replicas.count for each in experiments} == {0}
    for experiment in experiments:  # by which the window chooses the set that fits
        assert experiment.name.startswith(str(chosen.title))


def test_sets_are_found_by_name() -> None:
    assert [each.name for each in SETS] == ["two-classes", "iris", "digits"]
    assert model_set("iris") is SETS[1]
    assert model_set("moons") is None
