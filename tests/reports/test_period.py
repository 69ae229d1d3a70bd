"""What a period is called, where it begins and ends, and which one went before."""

from datetime import date

import pytest

from bot.reports.period import NoPeriod, Period, read


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026-10", date(2026, 10, 1), date(2026, 10, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-h1", date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-H2", date(2026, 7, 1), date(2026, 12, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-09-15..2026-10-14", date(2026, 9, 15), date(2026, 10, 14)),
    ],
)
def test_a_period_is_read(written: str, first: date, last: date) -> None:
    found = read(written)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("written", ["", "2026-13", "2026-00", "2026-Q5", "2026-H3", "0000", "26-10", "9999",
                                     "2026-10-32..2026-11-01", "2026-10-02..2026-10-01"])  # fmt: skip
def test_what_is_no_period_is_refused(written: str) -> None:
    with pytest.raises(NoPeriod):
        read(written)


def test_a_single_day_is_called_by_its_date() -> None:
    assert read("2024-02-29..2024-02-29").name == "2024-02-29"


@pytest.mark.parametrize(
    ("written", "before"),
    [("2026-01", "2025-12"), ("2026-Q1", "2025-Q4"), ("2026-H1", "2025-H2"), ("2026", "2025"), ("2024-03", "2024-02")],
)
def test_the_period_before_is_of_the_same_kind(written: str, before: str) -> None:
    assert read(written).before == read(before)


def test_as_many_days_go_before_other_days() -> None:
    assert read("2026-09-15..2026-10-14").before == Period(date(2026, 8, 16), date(2026, 9, 14), "days")
