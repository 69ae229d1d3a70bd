"""A unit's digest: each item in one list, each period once, nothing said where there is nothing."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import digests
from bot.digests import Digest
from bot.messages import Action, Incoming
from bot.schedule.ticks import due
from bot.workdays import day_of
from storage import digests as stored
from tests.deployment import OVERVIEW, WATER, Deployment


def digest(place: Deployment, unit: str = WATER) -> Digest:
    with place.app.reader.connect() as connection:
        return digests.compute(connection, unit, place.clock())


def test_where_an_item_stands_as_the_days_go_by(either: Deployment) -> None:
    number = either.filed("李某")  # to be accepted by the end of the 25th
    assert digest(either).due_soon == (number,)
    either.clock.move(days=2)
    assert digest(either).overdue == (number,)
    either.act("张某", number, "accept")
    assert number not in digest(either).overdue
    either.act("张某", number, "resolve", text="修好了")
    assert digest(either).waiting == (number,)
    either.act("李某", number, "close")
    assert digest(either).empty


def test_what_is_new_is_not_new_twice(place: Deployment) -> None:
    filed = place.file("李某", form="household_application", topic="monitoring_application", household="H02")
    number = filed.item.number  # to be accepted within two working days
    assert digest(place, OVERVIEW).new == (number,)
    place.run(Incoming(id="digest/o/1", action=Action("digest_unit", OVERVIEW, {"period": "2026-11-24"})))
    place.clock.move(days=1)
    assert digest(place, OVERVIEW).due_soon == (number,)
    assert digest(place, OVERVIEW).new == ()


def test_an_assisting_unit_reads_of_it_as_waiting_for_others(place: Deployment) -> None:
    filed = place.file("李某", form="household_application", topic="monitoring_application", household="H02")
    assist = filed.item.assist
    assert assist
    place.clock.move(days=3)
    assert digest(place, assist[0]).waiting == (filed.item.number,)
    assert filed.item.number in digest(place, OVERVIEW).overdue


def test_a_stage_of_an_application_presses_on_the_unit_that_leads_it(either: Deployment) -> None:
    filed = either.file("李某", form="household_application", topic="monitoring_application", household="H02")
    number = filed.item.number
    either.act("马某", number, "accept")
    either.clock.move(days=1)  # the household is to be visited until the 26th
    assert (digest(either, OVERVIEW).due_soon, everywhere(either, OVERVIEW).due_soon) == ((number,), (number,))
    either.clock.move(days=2)
    assert (digest(either, OVERVIEW).overdue, everywhere(either, OVERVIEW).overdue) == ((number,), (number,))
    either.asked("马某", "stage_done", number, text="镇上去看过")
    assert number not in digest(either, OVERVIEW).overdue + everywhere(either, OVERVIEW).overdue


def everywhere(place: Deployment, unit: str) -> Digest:
    with place.app.reader.connect() as connection:
        found = {each.unit: each for each in digests.compute_all(connection, place.clock())}
    return found.get(unit, Digest(unit, day_of(place.clock())))


STEPS = st.lists(
    st.sampled_from(["accept", "reply", "resolve", "close", "reopen", "send_back", "pass_on", "withdraw", "day"]),
    max_size=6,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stories=st.lists(STEPS, min_size=1, max_size=3))
def test_each_open_item_stands_in_at_most_one_list(place: Deployment, stories: list[list[str]]) -> None:
    for story in stories:
        number = place.filed("李某")
        for action in story:
            if action == "day":
                place.clock.move(days=1)
                continue
            for who in ("张某", "马某", "李某"):
                place.asked(who, action, number, text="x", reason="x", unit="621022-housing")
    for unit in (WATER, OVERVIEW, "621022-housing"):
        numbers = [number for listed in digest(place, unit).lists.values() for number in listed]
        assert len(numbers) == len(set(numbers))
        with place.app.reader.connect() as connection:
            there = {entry.number for entry in stored.open_entries(connection, unit, place.clock())}
        assert set(numbers) <= there


def test_a_digest_is_made_once_a_period_and_told_to_those_on_duty(either: Deployment) -> None:
    either.filed("李某")
    either.clock.move(hours=1)
    with either.app.reader.connect():
        asked = [each for each in due(either.app.reader, either.clock(), 8) if each.id.startswith(f"digest/{WATER}/")]
    assert [each.id for each in asked] == [f"digest/{WATER}/2026-11-24"]
    for each in (*asked, *asked):
        either.run(each)
    again = Incoming(id="digest/another", action=asked[0].action)
    either.run(again)
    with either.app.reader.connect() as connection:
        told = connection.exec_driver_sql("SELECT count(*) FROM outbox WHERE cause LIKE 'digest/%%'").scalar()
        assert told == 2  # 张某 and 刘某
        assert stored.made(connection, WATER, date(2026, 11, 24)) is not None
    assert not [each for each in due(either.app.reader, either.clock(), 8) if WATER in each.id]


@pytest.mark.parametrize(("hour", "wanted"), [(7, False), (8, True), (23, True)])
def test_digests_are_due_from_their_hour_on_in_chinas_time(place: Deployment, hour: int, wanted: bool) -> None:
    place.filed("李某")
    place.clock.at = place.clock.at.replace(hour=(hour - 8) % 24)
    assert any(each.id.startswith("digest/") for each in due(place.app.reader, place.clock(), 8)) == wanted


def test_every_unit_at_once_is_told_what_each_would_be_told(either: Deployment) -> None:
    numbers = [either.filed("李某") for _ in range(3)]
    either.file("李某", form="household_application", topic="monitoring_application", household="H02")
    either.act("张某", numbers[0], "accept")
    either.act("张某", numbers[1], "accept")
    either.act("张某", numbers[1], "resolve", text="修好了")
    either.act("张某", numbers[2], "send_back", reason="不归我们")
    for day in range(25):
        with either.app.reader.connect() as connection:
            together = {each.unit: each for each in digests.compute_all(connection, either.clock())}
            units = list(either.app.live.current(connection).directory.units)
            asked = {*together, WATER, OVERVIEW, *units[day::25]}  # each of the others on one of the days
            alone = {unit: digests.compute(connection, unit, either.clock()) for unit in asked}
        assert together == {unit: each for unit, each in alone.items() if not each.empty}
        either.run(
            Incoming(
                id=f"d/{either.clock()}", action=Action("digest_unit", WATER, {"period": str(either.clock().date())})
            )
        )
        either.clock.move(days=1)
