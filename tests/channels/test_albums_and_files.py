"""Albums that come in pieces, and files that cannot be had."""

import asyncio
import json
from typing import Any

import pytest

from tests.channels.bot_api import error
from tests.channels.stage import (
    PHOTO,
    TO_THE_PHOTO,
    Stage,
    rows,
    visit,
)
from tests.channels.world import World

TOO_BIG = error(400, "Bad Request: file is too big")


def test_an_album_over_five_seconds_with_words_and_a_crash_between_is_one_answer(telegram: Stage) -> None:
    async def play() -> None:
        telegram.service.files["photos/1.jpg"] = (200, PHOTO)
        async with telegram.world() as world:
            await visit(world, taps=TO_THE_PHOTO)
            phone = world.phone("李某")
            album = [phone.photo(f"u{at}", "album-1") for at in range(10)]
            for at, update in enumerate(album[:5]):
                world.brings(update)
                if at == 2:
                    world.brings(phone.message({"text": "就这些"}))  # at the review: no answer to anything
                await world.passes(0.5)
        async with telegram.world() as world:  # and none of what came twice counts twice
            world.brings(*album[3:])
            await world.settles()
            phone = world.phone("李某")
            assert "10张照片" in phone.last.text
            await phone.presses("提交")
            await world.app.attachments.idle()
            (answers,) = rows(world, "SELECT answers FROM item")[0]
            (photos,) = [value for path, value in json.loads(answers).items() if path.endswith("/photo")]
            names = rows(world, "SELECT id, reference FROM attachment WHERE item IS NOT NULL")
            assert [photo["attachment"] for photo in photos] == [identity for identity, _ in names]
            assert {reference for _, reference in names} == {f"Fu{at}" for at in range(10)}

    asyncio.run(play())


def test_the_rest_of_an_album_finds_its_answer_when_the_form_has_gone_on(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            telegram.service.files["photos/1.jpg"] = (200, PHOTO)
            phone = world.phone("李某")
            await phone.says("村里水管冻裂了，五组三户停水三天")
            for label in ("饮水不足、水质或断水", "不用", "很急，影响生活"):
                await phone.presses(label)
            world.brings(phone.photo("a", "two"))
            await world.settles()
            await phone.presses("改一项…")
            await phone.presses(next(label for label, _ in phone.last.buttons if "急缓" in label))
            world.brings(phone.photo("b", "two"))
            await world.settles()
            assert "急不急" in phone.last.text  # the question that was asked is still the one that is asked
            await phone.presses("一般")
            assert "2张照片" in phone.last.text

    asyncio.run(play())


async def with_photo(world: World, content: Any) -> str:
    """What became of a photo, as the person hears it."""
    phone = world.phone("李某")
    await visit(world, taps=TO_THE_PHOTO)
    if content is TOO_BIG:
        world.service.answers["getFile"].append(TOO_BIG)
    world.service.files["photos/1.jpg"] = content
    world.brings(phone.photo("u"))
    await world.passes(0)
    await world.time.watched(asyncio.wait_for(settled(world), 20))
    await world.settles()
    return phone.last.text


async def settled(world: World) -> None:
    """Until no file is being fetched, while time goes by."""
    fetching = asyncio.create_task(world.app.attachments.idle())
    while not fetching.done():
        await asyncio.sleep(0.001)
        if world.time.sleepers:
            world.time._wake()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (TOO_BIG, "20MB"),
        ((200, b""), "再发"),
        ((200, b"MZ\x90\x00 a program".ljust(len(PHOTO))), "再发"),
        ((404, b""), "再发"),
        ((200, PHOTO[:-20]), "再发"),
    ],
    ids=["25 MB", "empty", "a program", "expired", "cut short"],
)
def test_a_file_that_cannot_be_kept_is_said_and_never_half_kept(telegram: Stage, content: Any, said: str) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            assert said in await with_photo(world, content)
            assert rows(world, "SELECT status FROM attachment") == [("failed",)]
            assert not list(telegram.folder.glob("files/*/*"))

    asyncio.run(play())


def test_a_download_that_was_cut_is_made_again_by_the_files_id(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phone = world.phone("李某")
            await visit(world, taps=TO_THE_PHOTO)
            telegram.service.files["photos/1.jpg"] = (200, PHOTO[:-20])
            world.brings(phone.photo("u"))
            await world.passes(0)
        telegram.service.files["photos/1.jpg"] = (200, PHOTO)
        async with telegram.world() as world:
            await asyncio.wait_for(settled(world), 10)
            await world.settles()
            assert rows(world, "SELECT status FROM attachment") == [("stored",)]

    asyncio.run(play())
