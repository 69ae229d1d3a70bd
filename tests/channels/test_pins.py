"""Digests that stay pinned where somebody asked for it, with both libraries, on the double that rules as it does."""

import asyncio

from bot import app as composition
from tests.channels.stage import GROUP, SUPERGROUP, Stage, bound, count, filed, rows
from tests.channels.world import Phone, World

PIN, NO_PIN = "置顶最新的简报", "不再置顶简报"
NO_RIGHT = "Bad Request: not enough rights to manage pinned messages in the chat"


async def morning(world: World) -> None:
    """The next day at nine, with its digests."""
    world.time.at += 86_400
    at = world.app.clock()
    await world.time.watched(composition.tick(world.app, at))
    await world.settles()


def digests(phone: Phone) -> dict[str, list[str]]:
    """The digests that a chat shows, by their first line, with their buttons."""
    told = [(seen.text.partition("\n")[0], [label for label, _ in seen.buttons]) for seen in phone.screen]
    return {first: labels for first, labels in told if first.startswith("环县水务局 ")}


def pinned(world: World, phone: Phone) -> list[str]:
    """The first lines of what is pinned in a chat."""
    found = world.service.pinned[str(phone.chat)]
    return [seen.text.partition("\n")[0] for seen in phone.screen if seen.id in found]


def test_nothing_is_pinned_until_somebody_asks_for_it(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await bound(world)
            await filed(world)
            await morning(world)
            assert telegram.service.called("pinChatMessage") == []
            assert digests(world.in_group("张某", GROUP)) == {"环县水务局 11月25日": ["打开收件箱", PIN]}

    asyncio.run(play())


def test_a_duty_group_has_the_newest_digest_pinned_and_the_one_before_unpinned(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            group = world.in_group("张某", GROUP)
            await bound(world)
            await filed(world)
            await morning(world)
            await group.presses(PIN)  # under the digest, which is pinned at once
            assert pinned(world, group) == ["环县水务局 11月25日"]
            await morning(world)
            assert pinned(world, group) == ["环县水务局 11月26日"]
            assert digests(group)["环县水务局 11月26日"] == ["打开收件箱"]
            assert {call["disable_notification"] for call in telegram.service.called("pinChatMessage")} == {True}
        async with telegram.world() as world:  # what is pinned is remembered over a restart
            await morning(world)
            assert pinned(world, group) == ["环县水务局 11月27日"]

    asyncio.run(play())


def test_somebody_may_have_their_own_pinned_from_the_settings_and_no_longer(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            clerk = world.phone("张某")
            await filed(world)
            await clerk.says("/digest_settings")
            await clerk.presses(PIN)
            assert pinned(world, clerk) == []
            await morning(world)
            assert pinned(world, clerk) == ["环县水务局 11月25日"]
            assert pinned(world, world.phone("刘某")) == []
            await clerk.presses(NO_PIN)
            assert pinned(world, clerk) == []
            await morning(world)
            assert pinned(world, clerk) == []

    asyncio.run(play())


def test_without_the_right_to_pin_that_is_said_once_and_digests_go_on(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            group = world.in_group("张某", GROUP)
            telegram.service.no_pins[str(GROUP)] = NO_RIGHT
            await bound(world)
            await group.presses(PIN)  # under the answer to /bind
            await filed(world)
            for _ in range(3):
                await morning(world)
            assert len([seen for seen in group.screen if "没有置顶消息的权限" in seen.text]) == 1
            assert list(digests(group)) == ["环县水务局 11月25日", "环县水务局 11月26日", "环县水务局 11月27日"]
            assert count(world, "chat", "blocked_at IS NOT NULL") == 0
            telegram.service.no_pins.clear()
            await group.presses(PIN)  # once they have given it
            assert pinned(world, group) == ["环县水务局 11月27日"]

    asyncio.run(play())


def test_in_a_group_only_those_of_the_unit_may_ask_for_it(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await bound(world)
            number, data = world.in_group("张某", GROUP).button(PIN)
            for nobody in ("马某", "李某", "路人"):
                world.brings(world.in_group(nobody, GROUP).pressing(number, data))
                await world.settles()
            assert count(world, "pinning") == 0

    asyncio.run(play())


def test_a_digest_that_was_deleted_is_no_failure(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            group = world.in_group("张某", GROUP)
            await bound(world)
            await group.presses(PIN)
            await filed(world)
            await morning(world)
            telegram.service.pinned[str(GROUP)].clear()  # somebody unpinned it
            await morning(world)
            assert pinned(world, group) == ["环县水务局 11月26日"]
            assert rows(world, "SELECT operation, status FROM outbox WHERE status != 'sent'") == []

    asyncio.run(play())


def test_a_group_that_moves_goes_on_having_them_pinned_until_it_is_unbound(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            group, moved = world.in_group("张某", GROUP), world.in_group("张某", SUPERGROUP)
            await bound(world)
            await group.presses(PIN)
            await filed(world)
            await morning(world)
            telegram.service.moved[str(GROUP)] = SUPERGROUP
            world.brings(group.message({"migrate_to_chat_id": SUPERGROUP}))
            await world.settles()
            await morning(world)
            assert pinned(world, moved) == ["环县水务局 11月26日"]
            await moved.says("/unbind")
            assert pinned(world, moved) == []
            assert count(world, "pinning") == 0

    asyncio.run(play())
