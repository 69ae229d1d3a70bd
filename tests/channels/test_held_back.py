"""A service that says “later”, that does not answer, or is away: nothing is lost, nothing comes before its time."""

import asyncio
import json
from typing import Any

import pytest

from bot.messages import Action, Incoming, Outgoing
from tests.channels.service import Storm
from tests.channels.stage import (
    ISSUE,
    Stage,
    count,
    filed,
    heard,
    rows,
)
from tests.channels.world import World


@pytest.mark.parametrize("everywhere", [False, True], ids=["in each chat", "everywhere"])
def test_ten_minutes_of_429_lose_nothing_and_no_call_comes_before_its_time(telegram: Stage, everywhere: bool) -> None:
    async def play() -> None:
        names = ("李某", "孙某", "周某", "张某", "刘某", "陈某")
        async with telegram.world() as world:
            telegram.service.storm = Storm(until=600, everywhere=everywhere)
            said = [world.phone(name).message({"text": text}) for text in ("/help", "/mine", "/menu") for name in names]
            world.brings(*said)
            await world.settles()
            # The first call of each chat is on its way before the service has said anything to all of them.
            assert len(telegram.service.early) <= (len(names) if everywhere else 0)
            assert world.time.at >= 600
            assert count(world, "outbox", "status != 'sent'") == 0
            for name in names:
                assert len(heard(world, name)) == 3
                own = str(world.phone(name).chat)
                sent = [text for _, chat, text in telegram.service.sent if chat == own]
                written = rows(
                    world,
                    "SELECT content FROM outbox JOIN chat c ON c.id = chat WHERE address = :own ORDER BY outbox.id",
                    own=own,
                )
                assert sent == [json.loads(content)["text"] for (content,) in written]

    asyncio.run(play())


def test_only_the_chat_that_was_told_waits(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            own = str(world.phone("李某").chat)
            telegram.service.answers["sendMessage"].clear()
            world.telegram.pace.passed()
            world.telegram.pace.hold(own, 300)
            world.brings(world.phone("李某").message({"text": "/help"}), world.phone("孙某").message({"text": "/help"}))
            await world.passes(10)
            assert len(heard(world, "孙某")) == 1
            assert heard(world, "李某") == []
            await world.settles()
            assert world.time.at >= 300
            assert len(heard(world, "李某")) == 1

    asyncio.run(play())


def test_the_limits_are_kept_before_the_service_complains(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phones = [world.phone(name) for name in ("李某", "孙某", "周某", "张某", "刘某", "陈某")]
            world.brings(*(phone.message({"text": "/help"}) for _ in range(25) for phone in phones))
            await world.settles()
            assert telegram.service.complaints == 0
            assert sum(len(phone.screen) for phone in phones) == 150

    asyncio.run(play())


def test_what_was_to_wait_waits_on_after_a_restart(telegram: Stage) -> None:
    async def play() -> None:
        telegram.service.storm = Storm(until=1, longest=300)
        async with telegram.world() as world:
            await world.passes(0)
            world.brings(world.phone("李某").message({"text": "/help"}), world.phone("李某").message({"text": "/mine"}))
            await world.passes(0.5)
            assert heard(world, "李某") == []
        async with telegram.world() as world:
            assert telegram.service.early == []
            assert world.time.at > 1
            assert ["/help" in text for text in heard(world, "李某")] == [False, False]
            assert "/visit_log" in heard(world, "李某")[0]

    asyncio.run(play())


def test_a_send_that_timed_out_comes_once_more_at_most(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phone = world.phone("李某")
            telegram.service.hang_after.add(str(phone.chat))
            await phone.says("/help")
            assert len(phone.screen) == 2  # delivered, then no answer: once more
            assert phone.screen[0].text == phone.screen[1].text
            await phone.says("/mine")
            assert len(phone.screen) == 3

    asyncio.run(play())


def test_a_notice_that_comes_twice_carries_its_number(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            telegram.service.hang_after.add(str(world.phone("张某").chat))
            await filed(world)
            number = rows(world, "SELECT number FROM item")[0][0]
            told = heard(world, "张某")
            assert [number in text for text in told] == [True, True]
            assert told[0] == told[1]
            assert count(world, "entry") == 1

    asyncio.run(play())


def test_the_service_away_for_ten_minutes_while_people_file_by_the_pages(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await filed(world)
            number = rows(world, "SELECT number FROM item")[0][0]
            clerk = rows(world, "SELECT id FROM person WHERE name = '张某'")[0][0]
            telegram.service.down = True
            await elsewhere(world, "孙某", "五组的水井也干了，四户没水吃", *ISSUE)
            assert count(world, "item") == 2
            for at, (name, values) in enumerate((("accept", {}), ("reply", {"text": "下午到"}))):
                action = Action(name, number, values)
                await world.app.submit(Incoming(id=f"page/{at}", action=action, person=clerk, language="zh"))
                await world.passes(300)
            assert count(world, "outbox", "status = 'waiting'") >= 2
            telegram.service.down = False
            await world.passes(400)
            await world.settles()
            assert count(world, "outbox", "status = 'waiting'") == 0
            told = [text for text in heard(world, "李某") if text.startswith("张某")]
            assert [text.partition("\n")[0] for text in told] == ["张某受理", "张某答复：下午到"]
            assert len([text for text in heard(world, "张某") if "新件" in text]) == 2
            assert telegram.service.early == []

    asyncio.run(play())


async def elsewhere(world: World, who: str, *steps: str) -> None:
    """Somebody's talk in a chat that is not Telegram's: words, then what is tapped."""
    person = rows(world, "SELECT id FROM person WHERE name = :who", who=who)[0][0]
    said: list[Outgoing] = []
    for at, step in enumerate(steps):
        data = [button.data for each in said for row in each.buttons for button in row if button.label == step]
        what: dict[str, Any] = {"button": data[0]} if at else {"text": step}
        incoming = Incoming(
            id=f"page/{who}/{at}", channel="console", chat=f"chat-{who}", account=who, person=person, **what
        )
        said = await world.app.submit(incoming)
