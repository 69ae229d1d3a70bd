"""Answers that are changed, of another kind, long, in the middle of another form, or to be kept from the chat."""

import asyncio
from typing import Any

from bot.messages import Button, Outgoing
from tests.channels.stage import (
    PHOTO,
    VISIT,
    Stage,
    count,
    heard,
    rows,
    visit,
)
from tests.channels.world import World

OTHER_KINDS: dict[str, dict[str, Any]] = {
    "sticker": {"sticker": {"file_id": "S", "file_unique_id": "s"}},
    "voice": {"voice": {"file_id": "V", "file_unique_id": "v", "duration": 3}},
    "video": {"video": {"file_id": "V", "file_unique_id": "v", "duration": 3}},
    "location": {"location": {"latitude": 36.5, "longitude": 107.3}},
    "contact": {"contact": {"phone_number": "1", "first_name": "某"}},
    "poll": {"poll": {"id": "1", "question": "?", "options": []}},
    "newer": {"hologram": {"id": 1}},
}


def test_a_long_message_with_many_buttons_arrives_whole(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            words = "👨‍👩‍👧‍👦水\u202e管𠮷。" * 900
            rows_of = tuple((Button(str(at), f"k{at}.0"),) for at in range(130))
            out = Outgoing(row=1, chat="801", operation="send", text=words, buttons=rows_of)
            await asyncio.gather(world.telegram.send(out), world.settles())
            screen = world.phone("李某").screen
            assert "".join(seen.text for seen in screen if seen.text != "⋯") == words
            assert max(len(seen.text.encode("utf-16-le")) // 2 for seen in screen) <= 4096
            assert [label for seen in screen for label, _ in seen.buttons] == [str(at) for at in range(130)]
            assert max(len(seen.buttons) for seen in screen) <= 100

    asyncio.run(play())


def test_an_edit_of_an_earlier_answer_changes_that_answer_while_the_form_is_open(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phone = world.phone("李某")
            await phone.says("/issue_report")
            number = await phone.says("村里水管冻裂了，五组三户停水三天")
            for label in ("饮水不足、水质或断水", "不用"):
                await phone.presses(label)
            await phone.edits(number, "村里水管冻裂了，六组九户停水五天")
            assert "六组九户停水五天" in phone.last.text
            assert "急不急" in phone.last.text
            await phone.edits(number, "水")  # too short: the answer stays, and why is said
            assert "太短" in phone.last.text
            for label in ("很急，影响生活", "不用", "提交"):
                await phone.presses(label)
            assert rows(world, "SELECT title FROM item") == [("村里水管冻裂了，六组九户停水五天",)]
            await phone.edits(number, "村里通水了")
            assert "另发一条" in phone.last.text
            assert rows(world, "SELECT title FROM item") == [("村里水管冻裂了，六组九户停水五天",)]

    asyncio.run(play())


def test_other_kinds_get_a_hint_and_the_question_stays(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            telegram.service.files["photos/1.jpg"] = (200, PHOTO)
            phone = world.phone("李某")
            await phone.says("/visit_log")
            for kind, content in OTHER_KINDS.items():
                before = len(phone.screen)
                await phone.sends(**content)
                assert len(phone.screen) == before + 1, kind
                assert "走访哪一户" in phone.last.text, kind
                assert phone.last.text.partition("\n")[0] != "走访哪一户？", kind  # something is said before it
            assert count(world, "draft", "status = 'open'") == 1

    asyncio.run(play())


def test_a_recording_or_a_sticker_outside_a_form_gets_a_friendly_sentence(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            for kind, content in OTHER_KINDS.items():
                before = len(heard(world, "李某"))
                await world.phone("李某").sends(**content)
                assert len(heard(world, "李某")) == before + 1, kind

    asyncio.run(play())


def test_another_form_in_the_middle_of_one_keeps_the_first(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phone = world.phone("李某")
            await visit(world, taps=VISIT[:2])
            await phone.says("/start")
            await phone.says("/issue_report")
            await phone.says("村里水管冻裂了，三户停水")
            await phone.says("/cancel")
            assert count(world, "draft", "status = 'open'") >= 1
            await phone.says("/resume")
            await phone.presses(next(label for label, _ in phone.last.buttons if "走访日志" in label))
            assert "六看" in phone.last.text

    asyncio.run(play())


def test_a_protected_answer_in_place_is_deleted_where_the_operator_allows_it(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world(sensitive_abroad=True) as world:
            phone = world.phone("李某")
            await phone.says("无关")
            world.service.screens[str(phone.chat)].clear()
            await application(world)
            secret = await phone.says("13909340001")
            assert secret in [seen.id for seen in world.service.screens[str(phone.chat)] if seen.erased]
            shown = " ".join(seen.text for seen in phone.screen)
            assert "13909340001" not in shown

    asyncio.run(play())


async def application(world: World) -> None:
    """A household application up to the telephone."""
    phone = world.phone("李某")
    await phone.says("/household_application")
    await phone.presses("王某甲·二组")
    for _ in range(15):
        question, labels = phone.last.text, [label for label, _ in phone.last.buttons]
        if "联系电话" in question:
            return
        if "怎么回事" in question.splitlines()[-2:][0]:
            await phone.says("户主住院，花了三万")
        elif "多少元" in question.splitlines()[-2]:
            await phone.says("20000")
        else:
            await phone.presses("选好了" if "选好了" in labels else labels[0])
    raise AssertionError(phone.last.text)
