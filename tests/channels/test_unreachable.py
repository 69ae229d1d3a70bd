"""Chats that blocked the bot, groups that put it out or became another group."""

import asyncio
from typing import cast

import pytest

from bot.channels.telegram.channel import Telegram
from bot.channels.telegram.library import Library
from bot.channels.telegram.menus import MOST
from bot.messages import Incoming
from tests.channels.stage import (
    GROUP,
    SUPERGROUP,
    Stage,
    bound,
    count,
    filed,
    heard,
    rows,
    visit,
)

BLOCKED = [
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot was kicked from the group chat",
]


@pytest.mark.parametrize("words", BLOCKED)
def test_a_block_ends_delivery_there_and_the_coordinator_hears_of_it_once(telegram: Stage, words: str) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phone, clerk = world.phone("李某"), world.phone("张某")
            await filed(world)
            await visit(world)
            telegram.service.blocked[str(phone.chat)] = words
            await clerk.presses("受理")  # each of these is told to the reporter
            await clerk.presses("更多…")
            await clerk.presses("备注")
            await clerk.says("先看一下")
            told = [text for text in heard(world, "陈某") if "李某" in text]
            assert len(told) == 1
            assert count(world, "outbox", "status = 'waiting'") == 0
            calls = len(telegram.service.calls)
            await world.passes(3600)
            assert [method for method, _ in telegram.service.calls[calls:] if method != "getUpdates"] == []
            del telegram.service.blocked[str(phone.chat)]
            await phone.presses("提交")
            assert count(world, "item") == 2

    asyncio.run(play())


def test_a_duty_group_that_put_us_out_is_told_to_its_unit(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await bound(world)
            telegram.service.blocked[str(GROUP)] = "Forbidden: bot was kicked from the group chat"
            await filed(world)
            assert any("值班群" in text for text in heard(world, "张某"))
            assert any("新件" in text for text in heard(world, "张某"))

    asyncio.run(play())


@pytest.mark.parametrize("told", ["by updates", "by a send alone"])
def test_a_group_that_becomes_a_supergroup_keeps_all_it_had(telegram: Stage, told: str) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await bound(world)
            telegram.service.moved[str(GROUP)] = SUPERGROUP
            group, moved = world.in_group("张某", GROUP), world.in_group("张某", SUPERGROUP)
            if told == "by updates":
                world.brings(
                    moved.message({"text": "已经是大群了"}),  # the new one speaks before the old one says goodbye
                    group.message({"migrate_to_chat_id": SUPERGROUP}),
                    moved.message({"migrate_from_chat_id": GROUP}),
                )
                await world.settles()
            await filed(world)
            assert ["新件" in seen.text for seen in moved.screen] == [True]
            assert rows(world, "SELECT address FROM chat WHERE unit IS NOT NULL") == [(str(SUPERGROUP),)]
            await moved.presses("受理")
            assert rows(world, "SELECT status FROM item") == [("accepted",)]
        async with telegram.world() as world:
            await filed(world, "孙某", "五组的水井也干了，四户没水吃")
            assert ["新件" in seen.text for seen in world.in_group("张某", SUPERGROUP).screen].count(True) == 1

    asyncio.run(play())


def test_a_process_that_ends_before_the_move_is_written_down_says_it_once_at_the_new_address(
    telegram: Stage,
) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await bound(world)
            telegram.service.moved[str(GROUP)] = SUPERGROUP

            async def ended(incoming: Incoming) -> None:
                """What the send found out never comes in."""

            world.telegram._submitted = ended  # type: ignore[method-assign]
            await filed(world)
            assert rows(world, "SELECT address FROM chat WHERE unit IS NOT NULL") == [(str(GROUP),)]
        async with telegram.world() as world:
            moved = world.in_group("张某", SUPERGROUP)
            assert ["新件" in seen.text for seen in moved.screen] == [True]
            await filed(world, "孙某", "五组的水井也干了，四户没水吃")
            assert ["新件" in seen.text for seen in moved.screen] == [True, True]
            assert rows(world, "SELECT address FROM chat WHERE unit IS NOT NULL") == [(str(SUPERGROUP),)]

    asyncio.run(play())


def test_of_the_groups_that_moved_the_latest_are_remembered() -> None:
    telegram = Telegram(cast("Library", None))
    telegram.moved = {str(-group): -MOST - group for group in range(1, MOST + 1)}
    telegram._follow("-7000000", -8000000)
    assert telegram.moved == {"-7000000": -8000000}
