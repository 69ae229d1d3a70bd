"""Deadlines in legal working days, by the day in Asia/Shanghai."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages import SHANGHAI
from bot.workdays import LAW, Calendar, calendar, day_of, deadline, working_days_between


def at(year: int, month: int, day: int, hour: int = 15, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("filed", "days", "due"),
    [
        (at(2026, 11, 24), 1, date(2026, 11, 25)),  # a Tuesday: accept by Wednesday
        (at(2026, 11, 24), 5, date(2026, 12, 1)),  # over a weekend
        (at(2026, 11, 24), 0, date(2026, 11, 24)),
        (at(2026, 11, 28), 0, date(2026, 11, 30)),  # a Saturday is no working day
        (at(2026, 11, 28), 1, date(2026, 11, 30)),
        (at(2026, 9, 30), 1, date(2026, 10, 8)),  # National Day, seven days
        (at(2026, 9, 30), 3, date(2026, 10, 10)),  # Saturday the 10th is worked in its stead
        (at(2026, 2, 13), 2, date(2026, 2, 24)),  # Spring Festival; Saturday the 14th is worked
        (at(2025, 12, 31), 1, date(2026, 1, 4)),  # the 4th, a Sunday, is worked
    ],
)
def test_a_deadline_counts_legal_working_days(filed: datetime, days: int, due: date) -> None:
    found = deadline(filed, days)
    assert day_of(found.at) == due
    assert not found.provisional


def test_a_deadline_is_the_end_of_its_day_in_shanghai() -> None:
    assert deadline(at(2026, 11, 24), 1).at == datetime(2026, 11, 25, 23, 59, 59, tzinfo=SHANGHAI)


def test_the_day_of_filing_is_the_day_in_shanghai_and_not_in_utc() -> None:
    late = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)  # half past midnight on the 25th in Shanghai
    assert day_of(deadline(late, 1).at) == date(2026, 11, 26)


def test_the_whole_day_of_filing_has_the_same_deadline() -> None:
    assert deadline(at(2026, 11, 24, 0, 0), 3) == deadline(at(2026, 11, 24, 23, 59), 3)


def test_a_year_that_is_not_published_is_reckoned_monday_to_friday_and_said_to_be_provisional() -> None:
    found = deadline(at(2026, 12, 30), 5)
    assert found.provisional
    assert day_of(found.at) == date(2027, 1, 6)
    assert not deadline(at(2026, 12, 24), 5).provisional


def test_our_own_table_goes_before_the_library() -> None:
    market_day = calendar([(date(2026, 11, 25), False)])
    assert day_of(deadline(at(2026, 11, 24), 1, market_day).at) == date(2026, 11, 26)


def test_a_table_for_next_year_makes_it_certain() -> None:
    new_year = [(date(2027, 1, day), False) for day in (1, 2, 3)]
    spring = [(date(2027, 2, day), False) for day in range(5, 12)]
    shifted = [(date(2027, 1, 10), True)]
    table = calendar([*new_year, *spring, *shifted])
    found = deadline(at(2026, 12, 31), 6, table)
    assert not found.provisional
    assert day_of(found.at) == date(2027, 1, 10)  # a Sunday that is worked
    assert deadline(at(2026, 12, 31), 6).provisional


def test_a_single_day_of_ours_does_not_make_a_year_published() -> None:
    assert deadline(at(2026, 12, 31), 1, calendar([(date(2027, 1, 1), False)])).provisional


@pytest.mark.parametrize("days", [-1, 10_000])
def test_an_absurd_number_of_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="working days"):
        deadline(at(2026, 11, 24), days)


def test_overdue_is_counted_in_working_days() -> None:
    due = deadline(at(2026, 11, 24), 1).at
    assert working_days_between(due, at(2026, 11, 25)) == 0
    assert working_days_between(due, at(2026, 11, 29)) == 2  # Thursday and Friday; the weekend does not count
    assert working_days_between(due, at(2026, 11, 20)) == 0
    assert working_days_between(due, None) == 0


MOMENTS = st.datetimes(datetime(2005, 1, 1), datetime(2030, 12, 31), timezones=st.just(SHANGHAI))  # noqa: DTZ001


@settings(deadline=None)
@given(MOMENTS, st.integers(0, 60))
def test_a_deadline_is_a_working_day_and_counting_back_gives_its_days(moment: datetime, days: int) -> None:
    found = deadline(moment, days)
    assert LAW.worked(day_of(found.at))
    assert found.at.timetz() == time(23, 59, 59, tzinfo=SHANGHAI)
    if days or LAW.worked(day_of(moment)):
        assert working_days_between(moment, found.at) == days


@settings(deadline=None)
@given(MOMENTS, st.integers(0, 40), st.integers(0, 40))
def test_more_days_are_never_earlier(moment: datetime, some: int, more: int) -> None:
    assert deadline(moment, some + more).at >= deadline(moment, some).at


def test_a_calendar_of_nothing_but_holidays_is_no_endless_loop() -> None:
    week = Calendar({date(2026, 11, day): False for day in range(1, 31)})
    assert day_of(deadline(at(2026, 11, 2), 1, week).at) == date(2026, 12, 1)
