"""Small counts about people are kept back, and what would give them away."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reports.suppression import LEAST, hidden


def test_counts_of_one_or_two_are_kept_back() -> None:
    assert hidden({"a": 1, "b": 2, "c": 3, "d": 0}) == {"a", "b"}


def test_one_small_count_alone_takes_the_next_one_with_it() -> None:
    assert hidden({"a": 2, "b": 9, "c": 5}) == {"a", "c"}


@pytest.mark.parametrize(
    ("counts", "back"),
    [
        ({"a": 8, "b": 1, "c": 1}, "abc"),  # ten in all, two of them with at least one each
        ({"a": 8, "b": 3, "c": 2, "d": 2}, "bcd"),  # two each, as neither has three
        ({"a": 1, "b": 1, "c": 1, "d": 5, "e": 4}, "abce"),
        ({"a": 1, "b": 1}, "ab"),  # nothing else is there
    ],
    ids=str,
)
def test_small_counts_that_the_sum_would_give_away_take_the_next_one_with_them(
    counts: dict[str, int], back: str
) -> None:
    assert hidden(counts) == set(back)


def test_nothing_small_nothing_kept_back() -> None:
    assert not hidden({"a": 0, "b": 3})


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 6), max_size=6))
def test_what_is_kept_back_is_never_small_together_where_more_is_there(counts: dict[str, int]) -> None:
    back = hidden(counts)
    assert all(not 0 < count < LEAST for key, count in counts.items() if key not in back)
    if back and any(count for key, count in counts.items() if key not in back):
        assert sum(counts[key] for key in back) >= LEAST
        kept = sorted(counts[key] for key in back)
        assert [one for one in product(range(1, max(kept) + 1), repeat=len(kept)) if sum(one) == sum(kept)][1:]
