"""Deadlines keep themselves: reminded before and on the day, brought before those in charge afterwards, each once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.app import running
from bot.checks import check
from bot.languages import SHANGHAI
from bot.messages import Action, Incoming
from bot.schedule.ticks import due
from storage import items as stored
from tests.deployment import Deployment


def tick(place: Deployment) -> list[str]:
    """What the schedule submits now, and what of it was about deadlines."""
    asked = due(place.app.reader, place.clock(), 8)
    for incoming in asked:
        place.run(incoming)
    return [each.id.split("/")[2] for each in asked if each.id.startswith("deadline/")]


def hear(place: Deployment) -> dict[str, str]:
    """What each hears of at the next delivery, in words."""

    async def deliver() -> None:
        async with running(place.app):
            await place.app.delivery.idle()

    asyncio.run(deliver())
    found: dict[str, str] = {}
    for sent in place.wire.sent:
        found[sent.chat.removeprefix("chat-")] = found.get(sent.chat.removeprefix("chat-"), "") + "\n" + sent.text
    place.wire.sent.clear()
    place.restart()
    return found


def events(place: Deployment, number: str) -> list[str]:
    """The actions of an item's events."""
    identity = place.item(number).id
    with place.app.writer.begin() as connection:
        return [event.action for event in stored.events(connection, identity)]


def test_each_stage_of_a_deadline_comes_once(either: Deployment) -> None:
    either.filed("李某")  # a Tuesday; to be accepted by Wednesday
    assert tick(either) == []
    either.clock.move(days=1)
    assert tick(either) == ["accept-today"]
    either.clock.move(hours=5)
    assert tick(either) == []
    either.clock.move(hours=19)
    assert tick(either) == ["accept-late"]
    found = []
    for _ in range(16):
        either.clock.move(days=1)
        found += tick(either)
        found += tick(either)
    assert found == ["accept-coordinator", "accept-above"]


def test_a_deadline_to_resolve_is_told_before_on_and_after_its_day(either: Deployment) -> None:
    number = either.filed("李某", urgency="urgent")
    either.act("张某", number, "accept")
    found = []
    for _ in range(18):
        either.clock.move(days=1)
        found += tick(either)
    assert found == ["resolve-before", "resolve-today", "resolve-late", "resolve-coordinator", "resolve-above"]
    with either.app.writer.begin() as connection:
        assert check(connection, either.vault, either.folder) == []


def test_after_days_without_a_server_only_the_stage_that_has_come_is_told(either: Deployment) -> None:
    number = either.filed("李某", urgency="urgent")
    either.act("张某", number, "accept")
    tick(either)
    either.clock.move(days=9)  # the deadline was two working days ago
    assert tick(either) == ["resolve-late"]
    assert tick(either) == []


@pytest.mark.parametrize("hour", [0, 12, 15])  # 8:00, 20:00 and 23:00 in China
def test_nobody_is_reminded_at_night_or_on_a_day_off(place: Deployment, hour: int) -> None:
    place.filed("李某")
    place.clock.at = datetime(2026, 11, 25, hour, tzinfo=UTC)
    assert tick(place) == (["accept-today"] if hour == 0 else [])
    place.clock.at = datetime(2026, 11, 28, 2, tzinfo=UTC)  # a Saturday
    assert tick(place) == []


def test_who_was_faster_is_not_reminded(either: Deployment) -> None:
    number = either.filed("李某")
    either.clock.move(days=1)
    asked = [each for each in due(either.app.reader, either.clock(), 8) if each.id.startswith("deadline/")]
    either.act("张某", number, "accept")
    for incoming in asked:
        either.run(incoming)
    assert "remind" not in events(either, number)


def test_the_head_hears_first_then_the_coordinator(place: Deployment) -> None:
    place.filed("李某")
    place.clock.move(days=2)
    tick(place)
    heard = hear(place)
    assert "督办，请过问。受理超期：期限是11月25日" in heard["刘某"]
    assert "督办" not in heard["张某"]
    assert "受理超期" in heard["张某"]
    assert "陈某" not in heard
    place.clock.move(days=4)
    tick(place)
    assert "督办" in hear(place)["陈某"]


def test_a_unit_without_anybody_is_brought_before_the_coordinator_at_once(place: Deployment) -> None:
    place.filed("李某", topic="housing_unsafe")  # nobody works in 环县住建局
    place.clock.move(days=2)
    assert tick(place) == ["accept-late"]
    assert "督办" in hear(place)["陈某"]


def test_what_is_resolved_closes_by_itself_and_that_is_said_before(either: Deployment) -> None:
    number = either.filed("李某")
    either.act("张某", number, "accept")
    either.act("张某", number, "resolve", text="修好了")
    found = {}
    for day in range(1, 10):
        either.clock.move(days=1)
        found[day] = tick(either)
    assert [day for day, stages in found.items() if stages == ["answer-before"]] == [6]
    assert [day for day, stages in found.items() if stages == ["answer-over"]] == [8]
    assert either.item(number).status == "closed"
    assert events(either, number)[-2:] == ["remind", "expire"]
    with either.app.writer.begin() as connection:
        assert check(connection, either.vault, either.folder) == []


def test_it_is_never_closed_before_that_was_said(either: Deployment) -> None:
    number = either.filed("李某")
    either.act("张某", number, "accept")
    either.act("张某", number, "resolve", text="修好了")
    either.clock.move(days=20)
    assert tick(either) == ["answer-before"]
    either.clock.move(days=1)
    assert tick(either) == []
    either.clock.move(days=1)
    assert tick(either) == ["answer-over"]
    assert either.item(number).status == "closed"


def test_an_answer_keeps_it_open(either: Deployment) -> None:
    number = either.filed("李某")
    either.act("张某", number, "accept")
    either.act("张某", number, "resolve", text="修好了")
    either.clock.move(days=6)
    tick(either)
    either.act("李某", number, "reopen", reason="又漏了")
    for _ in range(3):
        either.clock.move(days=1)
        assert "answer-over" not in tick(either)
    assert either.item(number).status == "reopened"


def test_the_first_digest_after_days_without_a_server_says_so(place: Deployment) -> None:
    place.filed("李某")
    tick(place)
    hear(place)
    place.clock.move(days=3)
    tick(place)
    heard = hear(place)
    assert heard["张某"].count("服务器停过，11月24日以后没有发过提醒") == 1
    place.clock.move(days=3)
    place.clock.at -= timedelta(days=2)
    tick(place)
    assert "服务器停过" not in hear(place).get("张某", "")


@pytest.mark.parametrize("digest_hour", [0, 7, 12, 20, 23])
def test_whenever_the_digests_come_deadlines_are_told_by_day(place: Deployment, digest_hour: int) -> None:
    place.filed("李某")  # at nine on Tuesday, to be accepted by Wednesday
    found: dict[str, int] = {}
    place.clock.move(hours=-3)
    for _ in range(40):
        place.clock.move(hours=1)
        for incoming in due(place.app.reader, place.clock(), digest_hour):
            if incoming.id.startswith(("deadline/", "visits/")) and place.run(incoming) is not None:
                found.setdefault(incoming.id.rpartition("/")[0], place.clock().astimezone(SHANGHAI).hour)
    assert {hour for each, hour in found.items() if each.startswith("deadline/")} == {8}
    assert {hour for each, hour in found.items() if each.startswith("visits/")} == {8}


def test_whoever_answers_for_an_application_now_is_reminded_of_the_visit(either: Deployment) -> None:
    number = either.file("李某", "申请帮扶", "household_application", household="H04", topic="").item.number
    leave = Action("staff_change", str(either.people["李某"]), {"do": "leave", "successor": str(either.people["孙某"])})
    either.run(Incoming(id="command/leave", action=leave))
    assert either.item(number).answerable == either.people["孙某"]
    hear(either)
    told: list[str] = []
    for _ in range(5):
        either.clock.move(days=1)
        tick(either)
        told.append(hear(either).get("孙某", ""))
    assert any(number in each and "入户" in each for each in told)
