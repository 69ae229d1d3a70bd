"""Two pollers of one bot, and a token that was taken back."""

import asyncio

import pytest

from bot.messages import Incoming
from tests.channels.stage import (
    Stage,
    heard,
    rows,
)


def test_a_second_poller_stands_by_and_takes_over(telegram: Stage) -> None:
    async def play() -> None:
        telegram.service.conflict = True
        async with telegram.world(settled=False) as world:
            world.brings(world.phone("李某").message({"text": "/help"}))
            await world.passes(200)
            polls = telegram.service.called("getUpdates")
            assert 3 <= len(polls) <= 8  # once in half a minute to a minute, each with its jitter
            assert heard(world, "李某") == []
            telegram.service.conflict = False
            await world.passes(61)
            await world.settles()
            assert len(heard(world, "李某")) == 1

    asyncio.run(play())


def test_a_revoked_token_stops_the_polling_and_the_pages_go_on(
    telegram: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            telegram.service.revoked = True
            await asyncio.wait_for(world.polling, 10)
            person = rows(world, "SELECT id FROM person WHERE name = '李某'")[0][0]
            chat = Incoming(
                id="page/1", channel="console", chat="chat-李某", account="李某", text="/help", person=person
            )
            replies = await world.app.submit(chat)
            assert "/visit_log" in replies[0].text

    asyncio.run(play())
    assert "CUNQING_TELEGRAM_TOKEN" in "".join(capsys.readouterr())
