"""Buttons pressed late, at once, by others, or forged; and what a group may see."""

import asyncio
import random

from tests.channels.recorded import BOT
from tests.channels.stage import (
    GROUP,
    VISIT,
    Stage,
    bound,
    count,
    filed,
    heard,
    rows,
    visit,
)


def test_every_earlier_button_at_every_step_changes_nothing_and_says_so(telegram: Stage) -> None:
    async def play() -> None:
        telegram.service.old_queries = True  # "query is too old" is no failure of ours
        async with telegram.world() as world:
            phone = world.phone("李某")
            await phone.says("/visit_log")
            old: list[tuple[int, str]] = []
            for label in (*VISIT, "提交"):
                for number, data in old[-3:]:
                    before = rows(world, "SELECT count(*) FROM item")
                    world.brings(phone.pressing(number, data))
                    await world.settles()
                    assert "按钮" in phone.last.text
                    assert rows(world, "SELECT count(*) FROM item") == before
                old.append(phone.button(label))
                await phone.presses(label)
            assert count(world, "item") == 1
            world.brings(phone.pressing(*old[-1]))
            await world.settles()
            assert "按钮" in phone.last.text
            assert count(world, "item") == 1

    asyncio.run(play())


def test_twenty_taps_at_once_file_one_item(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await visit(world)
            phone = world.phone("李某")
            number, data = phone.button("提交")
            world.brings(*(phone.pressing(number, data) for _ in range(20)))
            await world.settles()
            assert count(world, "item") == 1

    asyncio.run(play())


def test_in_a_group_each_button_acts_with_the_rights_of_whoever_pressed_it(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await bound(world)
            await filed(world)
            number, data = world.in_group("张某", GROUP).button("受理")
            for nobody in ("路人", "李某", "马某"):
                world.brings(world.in_group(nobody, GROUP).pressing(number, data))
                await world.settles()
                assert rows(world, "SELECT status FROM item") == [("routed",)]
            world.brings(world.in_group("刘某", GROUP).pressing(number, data))
            await world.settles()
            assert rows(world, "SELECT status FROM item") == [("accepted",)]
            assert rows(
                world, "SELECT name FROM event JOIN person ON person.id = event.person WHERE action = 'accept'"
            ) == [("刘某",)]

    asyncio.run(play())


def test_forged_and_foreign_data_do_nothing(telegram: Stage) -> None:
    async def play() -> None:
        chance = random.Random(17)
        async with telegram.world() as world:
            await visit(world)
            number, data = world.phone("李某").button("提交")
            other = world.phone("孙某")
            world.brings(other.pressing(number, data))
            for _ in range(30):
                at = chance.randrange(data.index("."))
                forged = data[:at] + chr(ord(data[at]) ^ 1 << chance.randrange(5)) + data[at + 1 :]
                world.brings(world.phone("李某").pressing(number, forged))
            await world.settles()
            assert count(world, "item") == 0
            noted = "SELECT name, count(*) FROM audit JOIN person ON person.id = person WHERE action = 'forged'"
            assert rows(world, f"{noted} GROUP BY name ORDER BY name") == [
                ("孙某", 1),
                ("李某", 20),
            ]  # and no more a day
            await world.phone("李某").presses("提交")
            assert count(world, "item") == 1

    asyncio.run(play())


def test_in_a_group_whoever_is_asked_is_told_to_reply_and_may_reply_with_a_photo(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await bound(world)
            await filed(world)
            group = world.in_group("张某", GROUP)
            await group.presses("受理")
            await group.presses("办结")
            assert "“回复”" in group.last.text
            asked = {"message_id": group.last.id, "from": {"id": BOT, "is_bot": True}}
            photo = [{"file_id": "F1", "file_unique_id": "1", "width": 9, "height": 9}]
            await group.sends(photo=photo, caption="换好了")
            assert rows(world, "SELECT status FROM item") == [("accepted",)], "said to everybody"
            await group.sends(photo=photo, caption="换好了", reply_to_message=asked)
            assert rows(world, "SELECT status FROM item") == [("resolved",)]
            assert count(world, "attachment", "item IS NOT NULL") == 1

    asyncio.run(play())


def test_a_group_gets_no_drafts_and_no_protected_pages(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await bound(world)
            group = world.in_group("张某", GROUP)
            for command in ("/visit_log@CunqingBot", "/inbox", "/pages", "/start"):
                await group.says(command)
                assert "私聊" in group.last.text
            await world.in_group("李某", GROUP).says("/bind")
            assert "经办人" in group.last.text
            await filed(world)
            await group.presses("看全文")
            assert "私聊" in group.last.text
            assert any("上报" in text and "急缓：" in text for text in heard(world, "张某"))
            assert not any("急缓：" in seen.text for seen in group.screen)
            await group.says("/unbind")
            assert rows(world, "SELECT unit FROM chat WHERE unit IS NOT NULL") == []

    asyncio.run(play())
