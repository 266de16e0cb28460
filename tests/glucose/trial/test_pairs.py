"""Tables of pairs: any order of rows, and one line about what is wrong."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from soleus.errors import InputError, NotEnoughDataError, SoleusError
from soleus.glucose.trial.pairs import read_pairs, read_repeats

HEAD = "pair,condition,value"
ROWS = ["1,control,4000", "1,push-ups,3000", "2,push-ups,2900", "2,control,4200", "10,control,3800", "10,push-ups,3100"]


@pytest.fixture
def table(tmp_path: Path):
    def write(*rows: str, head: str = HEAD) -> Path:
        path = tmp_path / "trial.csv"
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
        return path

    return write


@given(st.permutations(ROWS))
def test_the_order_of_rows_does_not_matter(tmp_path_factory, rows) -> None:
    path = tmp_path_factory.mktemp("trial") / "trial.csv"
    path.write_text("\n".join([HEAD, *rows]))
    pairs = read_pairs(path)
    assert pairs.label == ("1", "2", "10")
    np.testing.assert_array_equal(pairs.control, [4000, 4200, 3800])
    np.testing.assert_array_equal(pairs.push_ups, [3000, 2900, 3100])


def test_a_spreadsheet_s_dialect_is_read(table) -> None:
    path = table(*(row.replace(",", ";") + ";45" for row in ROWS), head="\ufeffPair; Condition; Value; Minutes")
    assert read_pairs(path).minutes.tolist() == [45, 45, 45]


def test_an_incomplete_pair_is_left_out_and_counted(table) -> None:
    pairs = read_pairs(table(*ROWS, "11,control,3900", "12,control,3900", "12,push-ups,"))
    assert (len(pairs), pairs.n_incomplete) == (3, 2)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (["3,walking,3000"], "line 8: condition 'walking' is unknown"),
        (["3,control,many"], "line 8: value: expected a number"),
        (["3,control,inf"], "line 8: value"),
        (["3,control,1e300"], "line 8: value"),
        (["2,control,3000"], "more than one control meal"),
        ([",control,3000"], "the pair has no name"),
        (["3,control"], "expected 3 cells, got 2"),
    ],
)
def test_a_wrong_row_is_named(table, rows, says) -> None:
    with pytest.raises(InputError, match=says):
        read_pairs(table(*ROWS, *rows))


def test_one_pair_is_too_little_and_a_missing_column_is_named(table) -> None:
    with pytest.raises(NotEnoughDataError, match="two complete pairs, got 1"):
        read_pairs(table(*ROWS[:2]))
    with pytest.raises(InputError, match="column value is missing"):
        read_pairs(table("1,control", head="pair,condition"))


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path_factory, junk) -> None:
    path = tmp_path_factory.mktemp("junk") / "junk.csv"
    for content in (junk, HEAD.encode() + b"\n" + junk):
        path.write_bytes(content)
        assert _refusal(path) in (None, "junk.csv")


def _refusal(path: Path) -> str | None:
    """Which file the one line of the refusal begins with."""
    try:
        read_pairs(path)
    except SoleusError as error:
        return str(error).split("\n")[0].split(":")[0].split(",")[0]
    return None


def test_repeated_meals_are_grouped_by_their_name(table) -> None:
    path = table("oats,3000", "drink,5000", "oats,3300", "drink,", head="meal,value")
    assert read_repeats(path) == [[3000, 3300], [5000]]
    assert read_repeats(table("3000", "3300", head="value")) == [[3000, 3300]]
