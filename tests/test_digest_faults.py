"""Digests and deadlines where things go wrong: a process that is killed, a clock that jumps, two at one moment."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.checks import check
from bot.messages import Action, Incoming
from bot.schedule import deadlines
from bot.schedule.ticks import due
from storage import digests as stored
from storage.tables.filing import ITEM
from tests.deployment import OVERVIEW, WATER, Deployment
from tests.kills import digests as killing
from tests.test_deadlines import events, tick


def periods(place: Deployment, unit: str) -> list[date]:
    with place.app.reader.connect() as connection:
        return sorted(period for period, _content in stored.kept(connection, unit, 100))


def test_however_often_a_run_of_digests_is_killed_each_unit_gets_one(database: str, tmp_path: Path) -> None:
    place = Deployment(tmp_path, database)
    place.filed("李某")
    with place.app.writer.begin() as connection:  # every unit assists, so that each has something open
        connection.exec_driver_sql(
            "INSERT INTO entry (item, unit, part, since, ended_by) SELECT item.id, unit.code, 'assist', filed_at, ''"
            " FROM item, unit WHERE unit.code <> '621022-water'"
        )
    place.close()
    at = place.clock.at + timedelta(hours=1)
    kills = killing.killed(tmp_path, database, at, kills=8, seed=1)
    assert kills.total() == 8
    place = Deployment(tmp_path, database, clock=place.clock)
    with place.app.reader.connect() as connection:
        made = connection.exec_driver_sql("SELECT unit, period FROM digest").all()
        units = connection.exec_driver_sql("SELECT code FROM unit").all()
        told = connection.exec_driver_sql(
            "SELECT cause, chat FROM outbox WHERE cause LIKE 'digest/%%' AND chat IS NOT NULL"
        ).all()
        assert check(connection, place.vault, place.folder) == []
    assert set(Counter(unit for unit, _ in made).values()) == {1}
    assert {unit for unit, _ in made} == {unit for (unit,) in units}
    assert told
    assert max(Counter(map(tuple, told)).values()) == 1
    place.close()


def test_a_clock_that_jumps_ahead_and_back_doubles_no_digest_and_skips_none(place: Deployment) -> None:
    place.filed("李某")
    for days in (0, 2, 0, 1, 2, 3):
        place.clock.at = datetime(2026, 11, 24 + days, 1, tzinfo=UTC)
        tick(place)
        tick(place)
    assert periods(place, WATER) == [date(2026, 11, day) for day in (24, 25, 26, 27)]


def test_what_comes_at_midnight_is_new_in_exactly_one_digest(place: Deployment) -> None:
    place.clock.at = datetime(2026, 11, 24, 16, tzinfo=UTC)  # midnight in China
    number = place.filed("李某")
    named = []
    for day in (25, 26, 27):
        place.clock.at = datetime(2026, 11, day, 1, tzinfo=UTC)
        tick(place)
        with place.app.reader.connect() as connection:
            kept = stored.made(connection, WATER, date(2026, 11, day)) or {}
        named += [name for name, numbers in kept.items() if number in numbers and name == "new"]
    assert len(named) <= 1
    with place.app.reader.connect() as connection:
        assert check(connection, place.vault, place.folder) == []


@pytest.mark.parametrize("order", [("answer", "timer"), ("timer", "answer")])
def test_a_deadline_that_fires_as_the_item_is_closed_leaves_no_mark_on_a_closed_item(
    either: Deployment, order: tuple[str, str]
) -> None:
    number = either.filed("李某", urgency="urgent")
    either.act("张某", number, "accept")
    either.clock.move(days=14)
    with either.app.reader.connect() as connection:
        [stage] = deadlines.due(connection, either.clock(), 10)
    press = Incoming(id="page/resolve", action=Action("resolve", number, {"text": "修好了"}),
                     person=either.people["张某"], language="zh")  # fmt: skip
    both = {"answer": press, "timer": stage.incoming}
    either.run(*(both[name] for name in order))  # one batch, one moment
    either.asked("李某", "close", number)
    happened = events(either, number)
    assert either.item(number).status == "closed"
    assert happened.count("supervise") == (order[0] == "timer")
    assert "supervise" not in happened[happened.index("resolve") :]


def test_a_photo_and_a_closing_at_once_are_both_kept_in_either_order(place: Deployment) -> None:
    for first, second in (("add_photo", "close"), ("close", "add_photo")):
        number = place.filed("李某")
        place.act("张某", number, "accept")
        place.act("张某", number, "resolve", text="修好了")
        actions = {"add_photo": {"photo": "x"}, "close": {}}
        presses = [Incoming(id=f"page/{number}/{name}", action=Action(name, number, actions[name]),
                            person=place.people["李某"], language="zh") for name in (first, second)]  # fmt: skip
        place.run(*presses)
        assert place.item(number).status == "closed"
        kept = [each for each in events(place, number) if each in actions]
        assert kept == (["add_photo", "close"] if first == "add_photo" else ["close"])


def test_an_item_that_is_reopened_after_a_digest_is_new_in_the_next_one_once(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "accept")
    place.act("张某", number, "resolve", text="修好了")
    place.act("李某", number, "close")
    tick(place)
    place.clock.move(hours=2)
    place.act("李某", number, "reopen", reason="又漏了")
    lists = []
    for _ in range(2):
        place.clock.move(hours=23)
        tick(place)
        with place.app.reader.connect() as connection:
            kept = stored.made(connection, WATER, place.clock().date()) or {}
        lists.append([name for name, numbers in kept.items() if number in numbers])
    assert lists == [["new"], []]


def test_an_item_that_is_sent_back_five_times_is_in_one_inbox_and_every_step_is_told(place: Deployment) -> None:
    number = place.filed("李某")
    for _ in range(5):
        place.act("张某", number, "send_back", reason="不归我们")
        assert place.item(number).lead == OVERVIEW
        place.act("马某", number, "pass_on", unit=WATER)
    with place.app.reader.connect() as connection:
        assert check(connection, place.vault, place.folder) == []
    assert events(place, number).count("send_back") == 5


def test_ten_thousand_deadlines_at_one_hour_are_looked_for_once_and_told_in_turn(place: Deployment) -> None:
    number = place.filed("李某")
    item = place.item(number)
    columns = ", ".join(column.name for column in ITEM.c if column.name not in ("id", "number", "draft"))
    numbers = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 9999) "
    with place.app.writer.begin() as connection:
        connection.exec_driver_sql(
            f"{numbers}INSERT INTO item (number, {columns}) SELECT printf('2026-%06d', 500000 + n), {columns}"
            f" FROM item, n WHERE id = {item.id}"
        )
        connection.exec_driver_sql(
            "INSERT INTO entry (item, unit, part, since, ended_by) SELECT id, ?, 'lead', filed_at, '' FROM item"
            " WHERE number >= '2026-5'", (WATER,)
        )  # fmt: skip
    place.clock.move(days=1)
    asked = [each for each in due(place.app.reader, place.clock(), 8) if each.id.startswith("deadline/")]
    assert 200 <= len(asked) <= 2_000
    with place.app.reader.connect() as connection:
        assert len(deadlines.stages(connection, place.clock())) == 10_000
        digest = due(place.app.reader, place.clock(), 8)
    place.run(*(each for each in digest if each.id.startswith(f"digest/{WATER}/")))
    with place.app.reader.connect() as connection:
        kept = stored.made(connection, WATER, date(2026, 11, 25)) or {}
    assert sum(map(len, kept.values())) == 10_000


def test_a_closed_unit_gets_no_digest_whatever_lies_there(place: Deployment) -> None:
    place.filed("李某")
    with place.app.writer.begin() as connection:
        connection.exec_driver_sql("UPDATE unit SET closed_at = '2026-11-01' WHERE code = '621022-water'")
        assert WATER not in stored.missing(connection, date(2026, 11, 24), 100)
