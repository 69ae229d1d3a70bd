"""Items in storage: scopes, compare and set, counters, the chain of events. On both databases."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from bot.lifecycle import Status
from bot.rights import EVERYTHING, NOTHING, Scope, sees
from storage import Connection, Engine, open_writer, people
from storage import items as stored
from storage.items import Filter, NewEvent, chained
from storage.tables.filing import ITEM
from tests.deployment import FAR_VILLAGE, MORNING, OTHER_VILLAGE, VILLAGE, WATER, Deployment

UNITS = (WATER, "621022-housing", "621023-water", "621022-rural_revitalisation")
AREAS = ("62/621000", "62/621000/621022", "62/621000/621022/621022101", f"62/621000/621022/621022101/{VILLAGE}",
         "62/621000/621023", "62/621000/62102", "62", "62/621000/621022/621022101/62102210120")  # fmt: skip


@pytest.fixture
def spread(either: Deployment) -> Deployment:
    """Items of several reporters, villages and units, open and over."""
    for who, area in (("李某", VILLAGE), ("周某", OTHER_VILLAGE), ("钱某", FAR_VILLAGE)):
        either.filed(who, area=area)
        either.filed(who, area=area, topic="housing_unsafe")
        either.act(who, either.filed(who, area=area, topic="dibao"), "withdraw")
    either.act("张某", either.filed("孙某"), "pass_on", unit="621022-housing")
    for who in ("李某", "孙某"):  # the second is joined to the first
        either.file(who, "申请", "household_application", topic="monitoring_application", household="H02")
    return either


scopes = st.builds(
    Scope,
    person=st.integers(0, 6),
    units=st.lists(st.sampled_from(UNITS), max_size=2).map(tuple),
    areas=st.lists(st.sampled_from(AREAS), max_size=2).map(tuple),
    villages=st.lists(st.sampled_from(AREAS), max_size=1).map(tuple),
    everything=st.booleans(),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(scope=scopes)
def test_what_a_statement_finds_is_what_the_rights_allow(spread: Deployment, scope: Scope) -> None:
    with spread.app.reader.connect() as connection:
        everything = stored.listed(connection, EVERYTHING, Filter(), 100)
        seen = {item.number for item in stored.listed(connection, scope, Filter(), 100)}
        assert seen == {item.number for item in everything if sees(scope, item.parties)}
        assert stored.count(connection, scope, Filter()) == len(seen)
        for item in everything:
            found = stored.by_number(connection, scope, item.number)
            assert (found is not None) == (item.number in seen)
            assert stored.secrets(connection, scope, item.number) is None


def test_whoever_has_no_scope_finds_nothing(spread: Deployment) -> None:
    with spread.app.reader.connect() as connection:
        assert stored.listed(connection, NOTHING, Filter(), 100) == []
        assert people.listed(connection, NOTHING) == []


@pytest.mark.parametrize("words", ["100%", "a_b", "\\", "'; DROP TABLE item; --", '"', "％"])
def test_what_is_searched_for_is_taken_literally(either: Deployment, words: str) -> None:
    number = either.filed("李某", title=f"五组{words}水管")
    either.filed("李某", title="五组100x、aXb水管")
    with either.app.reader.connect() as connection:
        found = stored.listed(connection, EVERYTHING, Filter(words=words), 10)
    assert [item.number for item in found] == [number]


def test_of_two_who_change_a_status_one_is_first(either: Deployment) -> None:
    item = either.item(either.filed("李某"))
    with either.app.writer.begin() as connection:
        assert stored.set_status(connection, item.id, Status.ROUTED, Status.ACCEPTED, MORNING)
        assert not stored.set_status(connection, item.id, Status.ROUTED, Status.RETURNED, MORNING)
    assert either.item(item.number).status == Status.ACCEPTED


def race(place: Deployment, attempt: Callable[[Connection], Any], count: int) -> list[Any]:
    """What each of so many processes got that all begin at once; an error where it lost so."""
    start, results = threading.Barrier(count), list[Any]()

    def run() -> None:
        engine = open_writer(place.folder / "cunqing.db", place.url)
        start.wait(10)
        try:
            with engine.begin() as connection:
                results.append(attempt(connection))
        except IntegrityError as error:
            results.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_of_eight_who_accept_at_once_one_is_first(either: Deployment) -> None:
    item = either.item(either.filed("李某"))
    results = race(
        either,
        lambda connection: stored.set_status(connection, item.id, Status.ROUTED, Status.ACCEPTED, MORNING),
        8,
    )
    assert sorted(results) == [False] * 7 + [True]


def test_numbers_are_given_out_once_and_without_gaps(either: Deployment) -> None:
    numbers = race(either, lambda connection: stored.next_number(connection, 2026), 8)
    assert sorted(numbers) == [f"2026-{n:06d}" for n in range(122, 130)]


def test_a_year_begins_with_one(either: Deployment) -> None:
    with either.app.writer.begin() as connection:
        assert [stored.next_number(connection, 2027) for _ in range(3)] == [f"2027-00000{n}" for n in (1, 2, 3)]


def test_two_processes_that_file_a_years_first_items_at_once_each_have_a_number(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite has one writer")
    with engine.connect() as first, engine.begin() as second, ThreadPoolExecutor(1) as other:
        transaction = first.begin()
        numbers = [stored.next_number(first, 2027)]
        later = other.submit(stored.next_number, second, 2027)
        while not _waits_for_a_lock(engine):
            assert not later.done()
            time.sleep(0.01)
        transaction.commit()
        numbers.append(later.result(10))
    assert numbers == ["2027-000001", "2027-000002"]


def _waits_for_a_lock(engine: Engine) -> bool:
    with engine.connect() as connection:
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        return bool(connection.exec_driver_sql(waiting).scalar_one())


def test_a_confirmed_form_has_one_item(either: Deployment) -> None:
    number = either.filed("李某")
    with either.app.writer.begin() as connection:
        connection.execute(ITEM.update().where(ITEM.c.number == number).values(draft=7))
        row = dict(connection.execute(ITEM.select().where(ITEM.c.number == number)).mappings().one())
    del row["id"]
    again = ITEM.insert().values(row | {"number": "2026-999999"})
    with either.app.writer.connect() as connection, pytest.raises(IntegrityError):
        connection.execute(again)


def _event(item: int, action: str = "comment", **given: Any) -> NewEvent:
    values: dict[str, Any] = {
        "item": item, "action": action, "before": "routed", "after": "routed", "person": None, "unit": None,
        "at": MORNING + timedelta(microseconds=123456), "cause": "test/1", "details": {"text": "冻裂😀\u202e"},
    }  # fmt: skip
    return NewEvent(**(values | given))


def test_events_are_chained_by_their_hashes(either: Deployment) -> None:
    item = either.item(either.filed("李某"))
    with either.app.writer.begin() as connection:
        for _ in range(3):
            stored.add_event(connection, _event(item.id))
        events = stored.events(connection, item.id)
    assert [event.sequence for event in events] == list(range(1, 6))
    previous = ""
    for event in events:
        values = {name: getattr(event, name) for name in event.__slots__} | {"item": item.id}
        assert event.previous == previous
        assert event.hash == chained(values)
        assert event.hash != chained(values | {"details": {"text": "another"}})
        assert event.hash != chained(values | {"at": event.at + timedelta(microseconds=1)})
        previous = event.hash


def test_two_events_cannot_have_one_place_in_the_chain(either: Deployment) -> None:
    item = either.item(either.filed("李某"))

    def add(connection: Connection) -> int:
        return stored.add_event(connection, _event(item.id))

    results = race(either, add, 4)
    placed = [result for result in results if isinstance(result, int)]
    assert len(placed) == len(set(placed)) >= 1
    assert all(isinstance(result, int | IntegrityError) for result in results)
