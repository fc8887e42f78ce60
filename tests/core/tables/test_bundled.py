"""The tables that come with nnviz are whole and are found by name."""

import time

import numpy as np
import pytest

from nnviz.core.dataset import Role
from nnviz.core.sentences import BadInput
from nnviz.core.tables.bundled import bundled_dataset, bundled_rows, bundled_table, bundled_tables
from nnviz.resources import resource

NAMES = [table.name for table in bundled_tables()]

# rows, features, rows of each class, sum of all numbers: of scikit-learn 1.9.1's copies
KNOWN = {
    "iris": (150, 4, [50, 50, 50], 2078.7),
    "digits": (1797, 64, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180], 561718.0),
    "wine": (178, 13, [59, 71, 48], 159975.295999),
    "breast-cancer": (569, 30, [212, 357], 1056474.4596356),
}


@pytest.mark.parametrize("name", NAMES)
def test_it_is_whole(name: str) -> None:
    rows, (n, d, of_class, total) = bundled_rows(name), KNOWN[name]
    assert rows.features.shape == (n, d)
    assert rows.features.dtype == np.float64
    assert np.bincount(rows.classes).tolist() == of_class
    assert rows.features.sum() == pytest.approx(total, rel=1e-12)
    assert len(rows.feature_names) == len(set(rows.feature_names)) == d
    assert rows.class_names == bundled_table(name).class_names
    assert len(rows.class_names) == len(of_class)


def test_each_file_is_known_and_its_source_is_told() -> None:
    assert sorted(file.stem for file in resource("tables").glob("*.csv")) == sorted(NAMES) == sorted(KNOWN)
    sources = resource("tables", "SOURCES.md").read_text(encoding="utf-8")
    for name in NAMES:
        told = sources.partition(f"## {name}.csv")[2].partition("\n## ")[0]
        assert all(word in told for word in ("Authors:", "Source:", "Licence: CC BY 4.0", "Changed:"))


def test_iris_is_as_in_fishers_paper() -> None:
    """And not as in the UCI repository, where these two rows are wrong."""
    iris = bundled_rows("iris")
    assert iris.features[[34, 37]].tolist() == [[4.9, 3.1, 1.5, 0.2], [4.9, 3.6, 1.4, 0.1]]
    assert iris.feature_names[2] == "petal length (cm)"


def test_digits_are_pictures_row_by_row() -> None:
    digits = bundled_rows("digits")
    assert digits.feature_names[0] == "row 1 column 1"
    assert digits.feature_names[8 * 6 + 3] == "row 7 column 4"
    assert digits.class_names == tuple("0123456789")
    assert digits.classes[:10].tolist() == list(range(10))
    assert np.unique(digits.features).tolist() == list(range(17))
    zero = digits.features[0].reshape(8, 8)
    assert zero[0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    assert zero[3:5, 3:5].max() == 0  # it is hollow


@pytest.mark.parametrize("name", NAMES)
def test_it_becomes_a_data_set(name: str) -> None:
    rows, dataset = bundled_rows(name), bundled_dataset(name, (0.6, 0.2, 0.2), "stratified", 3)
    assert np.array_equal(dataset.features, rows.features)
    assert np.array_equal(dataset.classes, rows.classes)
    assert (dataset.class_names, dataset.feature_names) == (rows.class_names, rows.feature_names)
    for role, share in zip(Role, (0.6, 0.2, 0.2), strict=True):
        in_part = np.bincount(dataset.of(role).classes, minlength=dataset.class_count)
        assert in_part == pytest.approx(share * np.bincount(rows.classes), abs=1)


def test_rows_are_read_once_and_cannot_be_changed() -> None:
    rows = bundled_rows("wine")
    assert bundled_rows("wine") is rows
    with pytest.raises(ValueError, match="read-only"):
        rows.features[0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        rows.classes[0] = 1


def test_digits_are_read_in_a_moment() -> None:
    times = []
    for _ in range(5):
        start = time.perf_counter()
        bundled_rows.__wrapped__("digits")
        times.append(time.perf_counter() - start)
    assert min(times) < 0.05


@pytest.mark.parametrize("asked", ["Iris", "digit", "breast cancer", "Wein"])
def test_a_name_that_is_nearly_right_is_guessed(asked: str) -> None:
    with pytest.raises(BadInput, match=r"Did you mean (iris|digits|breast-cancer|wine)"):
        bundled_rows(asked)


def test_another_name_is_answered_with_all_of_them() -> None:
    with pytest.raises(BadInput, match="only iris, digits, wine, breast-cancer"):
        bundled_table("mnist")
