"""Tables of points with classes: guessed, read, refused in a sentence, placed, written and read again."""

import csv
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nnviz.core.classes import predicted
from nnviz.core.dataset import Dataset, Role
from nnviz.core.generalization.disagreement import Disagreement
from nnviz.core.kinds_of_points import as_classes
from nnviz.core.models import MLPSpec
from nnviz.core.patterns import Pattern
from nnviz.core.presets import preset
from nnviz.core.sentences import BadInput
from nnviz.core.tables.bundled import bundled_dataset
from nnviz.core.tables.class_exports import confusion_csv, disagreement_csv, predictions_csv
from nnviz.core.tables.exports import points_csv, points_tsv
from nnviz.core.tables.format import TableFormat, guess
from nnviz.core.tables.format import as_classes as with_classes
from nnviz.core.tables.placing import with_points_added, with_points_replaced
from nnviz.core.tables.reading import Reading, read_all
from nnviz.core.tables.source import Source, head_of

FIVE = preset("five-dots-line")
MOONS = as_classes(FIVE, None)
IRIS = bundled_dataset("iris", (0.6, 0.2, 0.2), "stratified", 1)
LEAVES = "a,b,kind of leaf\n1,2,oak\n2,3,oak\n3,1,elm\n4,1,elm\n"


def guessed(text: str, beside: Dataset | None = None) -> TableFormat:
    return guess(head_of(Source.of_text(text)), beside=beside)


def read(text: str, table_format: TableFormat | None = None, beside: Dataset | None = None) -> Reading:
    source = Source.of_text(text)
    head = head_of(source)
    known = beside.class_names if beside else ()
    chosen = table_format or guess(head, beside=beside)
    return read_all(source, chosen, Role.TRAINING, head.encoding, known)


def two(n: int, names: tuple[str, ...] = ("A", "B"), **changes: object) -> Dataset:
    classes = np.arange(n) % len(names)
    features = np.arange(2.0 * n).reshape(n, 2)
    return replace(Dataset(features, classes.astype(float), np.zeros(n, np.int8), names), **changes)


# --- what the columns are ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label", "features"),
    [
        (LEAVES, 2, (0, 1)),
        ("species,a,b\noak,1,2\nelm,3,4\n", 0, (1, 2)),  # by its name alone
        ("Id,a,b,c,Species\n1,1.5,2.5,3.5,x\n2,1.5,2.5,3.5,y\n", 4, (1, 2, 3)),
        ("a,b,class,role\n1,2,0,train\n3,4,1,test\n", 2, (0, 1)),
        ("#,a,b,class\n1.5,2,3,x\n2.5,3,4,y\n", 3, (0, 1, 2)),  # no number of rows
        ("1.5,2.5,x\n1.5,2,x\n1,2,y\n1,2,y\n", 2, (0, 1)),
        ("a,class,b\n1,0,2\n3,1,4\n", 1, (0, 2)),
    ],
)
def test_a_column_of_classes_is_guessed(text: str, label: int, features: tuple[int, ...]) -> None:
    found = guessed(text)
    assert (found.label, found.features) == (label, features)


@pytest.mark.parametrize(
    "text",
    [
        "x,y\n1,2\n3,4\n",
        "x,y,note\n1,2,first\n3,4,second\n5,6,third\n",  # none comes again
        "x,y,role\n1,2,train\n3,4,test\n",
        "x,class\n1,0\n2,1\n",  # one feature: no plane
        "a,b,target\n1,2,0.5\n3,4,0.25\n",  # values
        "a,b,c\n1,2,0\n3,4,1\n5,6,0\n",  # might be anything
    ],
)
def test_other_tables_are_of_curves(text: str) -> None:
    assert not guessed(text).is_classes


def test_beside_points_with_classes_whole_numbers_are_classes() -> None:
    text = "1.5\t2.5\t0\n2.5\t3.5\t1\n"
    assert guessed(text, MOONS.dataset).label == 2
    assert guessed("1.5\t2.5\tA\ttraining\n", two(4)).features == (0, 1)
    assert not guessed("1.5\t2.5\n2.5\t3.5\n", MOONS.dataset).is_classes


@pytest.mark.parametrize("first", [True, False])
def test_all_columns_of_a_wide_table_are_looked_at(first: bool) -> None:
    """As those of pictures are, whose class stands before all pixels or behind them."""
    columns, numbers = [f"pixel {i}" for i in range(784)], range(60)
    names = ["label", *columns] if first else [*columns, "label"]
    rows = [[k % 10, *[(k * i) % 256 for i in range(784)]] for k in numbers]
    lines = [names, *(row if first else [*row[1:], row[0]] for row in rows)]
    text = "".join(",".join(map(str, line)) + "\n" for line in lines)
    began = perf_counter()
    found = guessed(text)
    assert perf_counter() - began < 1.0
    assert (found.label, found.header) == (0 if first else 784, 1)
    assert found.features == tuple(range(first, 784 + first))
    assert read(text).points.features.shape == (60, 784)


def test_the_user_may_say_that_there_are_classes() -> None:
    head = head_of(Source.of_text("a,b,c\n1.5,2.5,0\n3.5,4.5,1\n"))
    found = with_classes(head, guess(head))
    assert (found.label, found.features) == (2, (0, 1))


# --- reading ----------------------------------------------------------------------------------------


def test_names_are_numbered_as_they_come_and_numbers_by_size() -> None:
    leaves = read(LEAVES).points
    assert leaves.class_names == ("oak", "elm")
    assert leaves.targets.tolist() == [0, 0, 1, 1]
    assert leaves.feature_names == ("a", "b")
    numbers = read("a,b,class\n1,2,10\n1,3,9\n2,2,9.0\n").points
    assert numbers.class_names == ("9", "10")
    assert numbers.targets.tolist() == [1, 0, 0]


def test_long_names_of_features_are_cut_once() -> None:
    once = read("a,b" + "\x01" * 40 + ",class\n1,2,x\n3,4,y\n").points
    assert max(map(len, once.feature_names)) == 60
    assert read(points_csv(once)).points == once


def test_known_classes_keep_their_numbers() -> None:
    points = read("1,2,B\n2,3,C\n4,4,B\n", TableFormat(label=2, features=(0, 1)), two(4)).points
    assert points.class_names == ("A", "B", "C")
    assert points.targets.tolist() == [1, 2, 1]


def test_lines_without_a_class_are_named() -> None:
    text = "a,b,class\n1,2,0\n3,4,\n5,6,1.5\n7,8\n,9,1\n2,2,1\n"
    result = read(text, TableFormat(header=1, label=2, features=(0, 1)))
    assert len(result.points) == 2
    assert list(map(str, result.problems)) == [
        "Line 3, column “class” is empty. There should be a class.",
        "Line 4, column “class”: “1.5” is not a whole number. Classes are names or whole numbers; choose "
        "another column for them.",
        "Line 5, column “class” is empty. There should be a class.",
        "Line 6, column “a” is empty. There should be a number.",
    ]


def test_one_class_only_is_refused() -> None:
    with pytest.raises(BadInput, match="All points are of one class, “oak”"):
        read("a,b,species\n1,2,oak\n3,4,oak\n")


def test_more_classes_than_ten_are_counted() -> None:
    text = "a,b,species\n" + "".join(f"1,2,kind {i % 23}\n" for i in range(60))
    with pytest.raises(BadInput, match="Column “species” holds 23 different classes, more than the 10"):
        read(text)


@pytest.mark.parametrize(
    ("table_format", "reason"),
    [
        (TableFormat(label=2, features=(0,)), "need 2 columns of features or more"),
        (TableFormat(label=1, features=(0, 1)), "class comes from the column of a feature"),
        (
            TableFormat(label=0, features=tuple(range(1, 1_002))),
            "1,001 columns of features are more than the",
        ),
        (TableFormat(label=2, features=(0, 1), role=1), "role comes from the column of the class or of a"),
        (TableFormat(label=2, features=(0, 1), role=2), "role comes from the column of the class or of a"),
    ],
)
def test_one_column_cannot_be_two_things(table_format: TableFormat, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        read("1,2,3\n", table_format)


# --- into an experiment -----------------------------------------------------------------------------


def test_classes_of_one_name_are_one_class() -> None:
    here = with_points_replaced(FIVE, two(4))
    there = two(3, ("B", "C"))
    both = with_points_added(here, there)
    assert both.dataset.class_names == ("A", "B", "C")
    assert both.dataset.targets.tolist() == [0, 1, 0, 1, 1, 2, 1]
    assert both.model.n_out == 3


def test_points_of_another_kind_are_not_added() -> None:
    with pytest.raises(BadInput, match="and the present ones are a curve's"):
        with_points_added(FIVE, two(4))
    with pytest.raises(BadInput, match="Choose a column for the class"):
        with_points_added(MOONS, FIVE.dataset)
    with pytest.raises(BadInput, match="have 4 features, the present ones 2"):
        with_points_added(MOONS, IRIS)
    many = tuple("CDEFGHIJK")
    with pytest.raises(BadInput, match="9 new classes of the table there would be 11"):
        with_points_added(with_points_replaced(FIVE, two(4)), two(18, many))


def test_where_there_are_no_points_any_kind_comes() -> None:
    empty = replace(FIVE, dataset=Dataset.from_xy())
    assert with_points_added(empty, two(4)).dataset == two(4)


def test_in_place_of_others_classes_without_points_stay_away() -> None:
    points = two(4, ("A", "B", "C"), targets=np.array([0.0, 2, 2, 0]))
    new = with_points_replaced(MOONS, points)
    assert new.dataset.class_names == ("A", "C")
    assert new.dataset.targets.tolist() == [0, 1, 1, 0]
    assert new.pattern is None
    assert new.replicas.resample == "bootstrap"
    back = with_points_replaced(new, FIVE.dataset)
    assert back.dataset == FIVE.dataset
    assert (back.model.n_in, back.model.n_out) == (1, 1)


# --- written and read again -------------------------------------------------------------------------

names = st.lists(
    st.sampled_from(["A", "b c", "0", "12", "=1+1", "-", "@x", "é", "training", "x", "Class", "a,b", 'a"b']),
    min_size=2, max_size=5, unique=True,
)  # fmt: skip
coordinates = st.floats(-1e9, 1e9)


@given(st.data(), names, st.integers(2, 4), st.sampled_from([points_csv, points_tsv]))
def test_what_is_written_comes_back_to_the_last_bit(
    data: st.DataObject, class_names: list[str], d: int, written: Callable[[Dataset], str]
) -> None:
    n = data.draw(st.integers(len(class_names), 8))
    features = data.draw(st.lists(st.lists(coordinates, min_size=d, max_size=d), min_size=n, max_size=n))
    targets = [*range(len(class_names)), *[0] * (n - len(class_names))]
    roles = data.draw(st.lists(st.sampled_from(Role), min_size=n, max_size=n))
    dataset = Dataset(np.array(features), np.array(targets, float), np.array(roles), tuple(class_names))
    again = read(written(dataset), beside=dataset).checked(skip=False)
    assert again == dataset


@pytest.mark.parametrize("table", ["iris", "digits", "wine", "breast-cancer"])
def test_tables_of_our_own_come_back_without_help(table: str) -> None:
    dataset = bundled_dataset(table, (0.5, 0.25, 0.25), "stratified", 3)
    assert read(points_csv(dataset)).checked(skip=False) == dataset


def test_what_a_model_says_of_each_point() -> None:
    start = MOONS.initial_parameters()
    rows = list(csv.reader(predictions_csv(MOONS, lambda x: MOONS.predict(start, x)).splitlines()))
    assert rows[0] == ["x1", "x2", "class", "role", "predicted", "P(0)", "P(1)"]
    shares = np.array([row[5:] for row in rows[1:]], float)
    assert np.array_equal(shares, MOONS.probabilities(start, MOONS.dataset.features))
    said = predicted(MOONS.predict(start, MOONS.dataset.features), "logistic")
    assert [row[4] for row in rows[1:]] == list(map(str, said.tolist()))


def test_what_is_taken_for_what() -> None:
    features = np.array([[-1.0], [-2.0], [3.0], [4.0], [5.0], [-6.0], [7.0]])
    roles = np.array([*[Role.TRAINING] * 5, Role.TEST, Role.TEST])
    dataset = Dataset(features, np.array([0, 1, 1, 1, 0, 1, 1.0]), roles, ("no", "=yes"))
    table = confusion_csv(
        replace(MOONS, dataset=dataset, model=MLPSpec((), n_in=1), pattern=None), lambda x: x[:, 0]
    )
    assert table.splitlines() == [
        "role,class,taken for no,taken for =yes,precision,recall",
        "training,no,1,1,0.5,0.5",
        f"training,'=yes,1,2,{2 / 3},{2 / 3}",
        "test,no,0,0,0,",
        "test,'=yes,1,1,1,0.5",
    ]


def test_where_replicas_disagree() -> None:
    x, y = np.array([0.0, 1.0]), np.array([5.0, 6.0])
    share = np.array([[0.0, 0.5], [0.25, 0.0]], np.float32)
    mean = np.stack([np.full((2, 2), 0.25), np.full((2, 2), 0.75)], axis=-1).astype(np.float32)
    rows = disagreement_csv(MOONS, Disagreement(3, x, y, share, mean, 4, ())).splitlines()
    assert rows[0] == "x1,x2,disagreement,P(0),P(1)"
    assert rows[2] == "1,5,0.5,0.25,0.75"


def test_a_pattern_stays_known_when_points_are_added() -> None:
    more = with_points_added(MOONS, replace(two(2), class_names=("0", "1")))
    assert more.pattern == Pattern.of_kind("moons")
