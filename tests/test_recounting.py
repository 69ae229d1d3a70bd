"""Deadlines in a year whose holidays nobody knows yet, and what becomes of them once these are published."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot import workdays
from bot.checks import check
from bot.messages import Action, Incoming
from bot.workdays import day_of, working_days_between
from storage import stages
from tests.deployment import Deployment

NEW_YEAR = date(2027, 1, 1)
FESTIVAL = {NEW_YEAR} | {date(2027, 2, 5) + timedelta(each) for each in range(9)}


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """2027 is in the table, but only where a test asks for it: until then the library's own years."""

    def publish() -> None:
        law, known = workdays._worked_by_law, workdays._in_library
        monkeypatch.setattr(workdays, "_in_library", lambda year: year == 2027 or known(year))
        monkeypatch.setattr(
            workdays,
            "_worked_by_law",
            lambda day: (day.weekday() < 5 and day not in FESTIVAL) if day.year == 2027 else law(day),
        )

    return publish


def tidied(place: Deployment) -> None:
    """The schedule's daily turn."""
    place.clock.move(days=1)
    place.run(Incoming(id=f"tidy/{place.clock()}", action=Action("tidy")))


def filed_at_the_end_of_the_year(place: Deployment) -> str:
    """On Thursday 31 December."""
    place.clock.move(days=37)
    return place.filed("李某")


def test_a_deadline_is_counted_again_and_keeps_its_number_of_working_days(
    either: Deployment, published: Callable[[], None]
) -> None:
    number = filed_at_the_end_of_the_year(either)
    before, filed = either.item(number), either.clock()
    assert before.provisional
    tidied(either)
    assert either.item(number).resolve_by == before.resolve_by  # nothing is known yet
    days = [working_days_between(filed, by) for by in (before.accept_by, before.resolve_by)]
    published()
    tidied(either)
    after = either.item(number)
    assert not after.provisional
    assert [working_days_between(filed, by) for by in (after.accept_by, after.resolve_by)] == days
    assert after.accept_by is not None
    assert day_of(after.accept_by) == date(2027, 1, 4)  # New Year's Day is no working day
    with either.app.writer.begin() as connection:
        assert check(connection, either.vault, either.folder) == []


def test_it_counts_from_the_step_that_set_it(either: Deployment, published: Callable[[], None]) -> None:
    number = filed_at_the_end_of_the_year(either)
    either.act("张某", number, "accept")
    either.clock.move(days=25)
    either.act("张某", number, "resolve", text="办了")
    either.clock.move(days=4)
    reopened = either.act("李某", number, "reopen", reason="又坏了")
    days, at = working_days_between(either.clock(), reopened.resolve_by), either.clock()
    published()
    tidied(either)
    assert working_days_between(at, either.item(number).resolve_by) == days
    assert either.item(number).accept_by == reopened.accept_by  # it was accepted long ago


def test_what_stands_still_waits_until_it_goes_on(either: Deployment, published: Callable[[], None]) -> None:
    number = filed_at_the_end_of_the_year(either)
    either.act("张某", number, "accept")
    either.act("张某", number, "pause", reason="等料")
    published()
    tidied(either)
    assert either.item(number).provisional
    either.act("张某", number, "go_on")
    tidied(either)
    assert not either.item(number).provisional
    with either.app.writer.begin() as connection:
        assert check(connection, either.vault, either.folder) == []


def test_the_stages_of_an_application_are_counted_again_too(either: Deployment, published: Callable[[], None]) -> None:
    either.clock.move(days=37)
    item = either.file("李某", "申请帮扶", "household_application", household="H04", topic="").item

    def check_by() -> stages.Stage:
        with either.app.reader.connect() as connection:
            return next(each for each in stages.of_item(connection, item.id) if each.name == stages.CHECK)

    before = check_by()
    assert before.provisional
    days = working_days_between(item.filed_at, before.by)
    published()
    tidied(either)
    assert not check_by().provisional
    assert working_days_between(item.filed_at, check_by().by) == days
