"""Reports that are ordered: in two taps in a chat, by the schedule on the first of the month; made once, sent once."""

import asyncio
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import json, structs

from bot import app, making
from bot.app import running
from bot.messages import Action, Button, Incoming, Outgoing
from bot.reports import progress
from bot.schedule.ticks import due
from bot.turn import Handler, Turn
from storage import dead_letters, orders
from storage.orders import Order
from storage.outbox import Waiting
from tests.deployment import COUNTY, Deployment, texts


def pressed(place: Deployment, who: str, shown: list[Outgoing], label: str) -> list[Outgoing]:
    """A button of what was just said."""
    found: Button = next(button for each in shown for row in each.buttons for button in row if button.label == label)
    return place.said(who, button=found.data)


def made(place: Deployment) -> list[Outgoing]:
    """Makes what was ordered, and delivers; what was sent."""

    async def work() -> None:
        async with running(place.app):
            await place.app.making.idle()
            await place.app.delivery.idle()

    asyncio.run(work())
    sent = list(place.wire.sent)
    place.wire.sent.clear()
    del place.app
    return sent


def test_a_clerk_orders_the_ledger_of_the_unit(either: Deployment) -> None:
    either.filed("李某")
    shown = either.said("张某", text="/ledger")
    assert "环县水务局的台账" in texts(shown)
    assert "马上发来" in texts(pressed(either, "张某", shown, "2026年11月"))
    sent = [each for each in made(either) if each.document is not None]
    assert [(each.chat, each.document.name) for each in sent if each.document] == [
        ("chat-张某", "环县水务局：台账（2026年11月）.xlsx")
    ]
    assert made(either) == []


def test_a_coordinator_writes_the_period_and_is_sent_both_files(place: Deployment) -> None:
    place.filed("李某")
    place.said("陈某", text="/bulletin 2026-Q4")
    names = [each.document.name for each in made(place) if each.document]
    assert names == ["环县村情季分析（2026年第4季度）.pdf", "环县村情季分析（2026年第4季度）.xlsx"]


def test_what_is_no_period_is_said_with_what_is_one(place: Deployment) -> None:
    assert "2026-10" in texts(place.said("陈某", text="/bulletin 十月"))
    with place.app.reader.connect() as connection:
        assert orders.waiting(connection, 9) == []


@pytest.mark.parametrize("who", ["李某", "管理员"])
def test_reports_are_not_for_everybody(place: Deployment, who: str) -> None:
    assert "协调员" in texts(place.said(who, text="/ledger"))


def test_nobody_orders_the_bulletin_of_another_county(place: Deployment) -> None:
    place.asked("陈某", "bulletin", "621023", period="2026-10")
    with place.app.reader.connect() as connection:
        assert [order.area for order in orders.waiting(connection, 9)] == ["621022"]


def test_on_the_first_of_the_month_bulletins_come_of_themselves_once(either: Deployment) -> None:
    either.filed("李某")
    either.clock.at = datetime(2026, 12, 1, 1, tzinfo=UTC)
    asked = [each for each in due(either.app.reader, either.clock(), 8) if each.id.startswith("bulletins/")]
    assert [each.id for each in asked] == ["bulletins/2026-11"]
    either.run(*asked)
    assert not [each for each in due(either.app.reader, either.clock(), 8) if each.id.startswith("bulletins/")]
    sent = {each.chat: each.document.name for each in made(either) if each.document}
    name = "环县村情月通报（2026年11月）.pdf"
    assert sent == {"chat-刘某": name, "chat-何某": name, "chat-陈某": name}


@pytest.mark.parametrize(
    ("day", "periods"),
    [
        (datetime(2027, 1, 1, 2, tzinfo=UTC), ["2026-12", "2026-Q4", "2026-H2", "2026"]),
        (datetime(2027, 4, 3, 2, tzinfo=UTC), ["2027-03", "2027-Q1"]),
        (datetime(2027, 3, 1, 2, tzinfo=UTC), ["2027-02"]),
        (datetime(2027, 3, 20, 2, tzinfo=UTC), []),
    ],
)
def test_which_periods_end(place: Deployment, day: datetime, periods: list[str]) -> None:
    asked = [each.id for each in due(place.app.reader, day, 8)]
    assert [each.removeprefix("bulletins/") for each in asked if each.startswith("bulletins/")] == periods


def test_a_report_that_cannot_be_made_is_said(place: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_given: object) -> list[Path]:
        raise OSError("no room")

    place.said("陈某", text="/bulletin 2026-11")
    monkeypatch.setattr("bot.reports.ordered.make", fails)
    assert "没有做成" in made(place)[-1].text


def test_what_was_left_is_said_before_what_is_made_at_the_start(
    place: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = app._left

    def slow(*given: Any) -> list[Waiting]:
        time.sleep(0.5)
        return read(*given)

    monkeypatch.setattr(app, "_left", slow)
    place.said("陈某", text="/bulletin 2026-11")
    assert "马上发来" in made(place)[0].text


def failing(place: Deployment, files: bool) -> list[str]:
    """Has turns fail that say what was made (those with files), or all that say anything of a report; which did."""
    house, failed = place.app.committer.house, list[str]()

    def found(turn: Turn) -> Handler:
        if turn.action is None or turn.action.name != "report_made" or (files and not turn.value("files")):
            return house.find(turn)
        failed.append(turn.cause)
        raise ValueError(turn.cause)

    place.app.committer.house = replace(house, find=found)
    return failed


def test_a_report_whose_turn_fails_is_made_once_and_said_to_have_failed(either: Deployment) -> None:
    either.said("陈某", text="/bulletin 2026-11")
    failed = failing(either, files=True)
    assert "没有做成" in made(either)[-1].text
    assert failed == ["report/1"]
    assert made(either) == []


def test_the_schedules_report_whose_turn_fails_waits_for_its_dead_letter(either: Deployment) -> None:
    with either.app.writer.begin() as connection:
        orders.add(connection, Order(kind="bulletin", area=COUNTY, period="2026-10"), either.clock())
    failed = failing(either, files=False)
    made(either)
    assert failed == ["report/1"]
    with either.app.reader.connect() as connection:
        [dead] = dead_letters.listed(connection)
        lost = dead_letters.content(connection, either.vault, dead.reference)
    again = structs.replace(json.decode(lost or b"", type=Incoming), id="report/1/again/1")
    assert "chat-何某" in [each.address for each in either.app.committer.run([again]).sendings]


def test_files_are_not_kept_for_ever(place: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    place.said("张某", text="/ledger 2026-11")
    made(place)
    assert list((place.folder / "reports").glob("*/*.xlsx"))
    monkeypatch.setattr("bot.making.KEPT", -timedelta(days=1).total_seconds())
    place.run(Incoming(id="x", action=Action("tidy")))
    place.said("张某", text="/ledger 2026-10")
    made(place)
    assert not list((place.folder / "reports").glob("*"))


def test_who_waits_sees_in_one_message_how_far_it_is(place: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "PATIENCE", 0)
    monkeypatch.setattr(making, "PACE", 0)
    monkeypatch.setattr(progress, "EVERY", 2)
    for n in range(5):
        place.filed("李某", f"第{n}件")
    shown = place.said("张某", text="/ledger")
    pressed(place, "张某", shown, "2026年11月")
    place.said("张某", text="/ledger")  # another question in between is left alone
    sent = [each for each in made(place) if each.chat == "chat-张某"]
    first = next(each for each in sent if "马上发来" in each.text)
    told = [each for each in sent if each.operation == "edit" and each.row > first.row]
    assert [each.text for each in told] == [
        "正在做“环县水务局：台账”：读到第2件，共5件。",
        "正在做“环县水务局：台账”：读到第4件，共5件。",
        "“环县水务局：台账”做好了。",
    ]
    assert len({each.wire for each in (first, *told)}) == 1
    assert [each.document.name for each in sent if each.document] == ["环县水务局：台账（2026年11月）.xlsx"]


def test_progress_of_what_is_made_already_is_not_told(place: Deployment) -> None:
    place.said("陈某", text="/bulletin 2026-Q4")
    made(place)
    place.run(Incoming(id="report/1/500", action=Action("report_progress", "1", {"done": 500, "total": 900})))
    assert not [each for each in made(place) if "正在做" in each.text]
