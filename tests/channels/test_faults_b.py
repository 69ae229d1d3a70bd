"""What can go wrong on the wire, row by row (B1 to B21), with both libraries, on a double that rules as Telegram does.

Time is the double's: ten minutes take none. B4's and B12's long runs are tests/channels/fuzz.py and the properties of
rendering; here the rows are held to the whole product.
"""

import asyncio
import itertools
import json
import random
from typing import Any

import pytest

from bot.messages import Action, Button, Incoming, Outgoing
from storage import dead_letters
from tests.channels.bot_api import error
from tests.channels.fuzz import damaged
from tests.channels.recorded import updates
from tests.channels.service import Storm
from tests.channels.stage import (
    PHOTO,
    TO_THE_PHOTO,
    VISIT,
    Stage,
    count,
    fingerprint,
    heard,
    poisoned,
    rows,
    visit,
)
from tests.channels.world import World

# The library warns of its own attribute each time that it makes a RetryAfter.
pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")

TOO_BIG = error(400, "Bad Request: file is too big")
GROUP, SUPERGROUP = -4001, -1004001
ISSUE = ("饮水不足、水质或断水", "不用", "很急，影响生活", "不用", "提交")


def test_b1_the_same_update_again_now_after_a_restart_and_after_23_hours_has_one_effect(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world(webhook=True) as world:
            phone = world.phone("李某")
            await visit(world)
            last = json.dumps(phone.press("提交")).encode()
            assert world.pusher is not None
            for _ in range(50):
                world.pusher.bring(last)
            await world.settles()
            before = fingerprint(world)
            assert set(world.pusher.answers) == {200}
            await world.passes(23 * 3600)
            assert [(await world.time.watched(world.pusher.post(last))).status_code for _ in range(3)] == [200] * 3
        async with telegram.world(webhook=True) as world:
            assert world.pusher is not None
            both = asyncio.gather(world.pusher.post(last), world.pusher.post(last))
            assert [answer.status_code for answer in await both] == [200, 200]
            await world.settles()
            assert fingerprint(world) == before
            assert count(world, "item") == 1

    asyncio.run(play())


def test_b2_what_overtakes_in_a_chat_is_put_in_order_while_it_waits_and_nothing_is_dropped(telegram: Stage) -> None:
    """In windows of two to ten."""

    async def play() -> None:
        async with telegram.world(webhook=True) as world:
            assert world.pusher is not None
            phone, queues = world.phone("李某"), world.pusher.webhook.queues
            chance, sizes = random.Random(2), range(2, 11)
            for size in sizes:
                order = chance.sample(range(size), size)
                said = [json.dumps(phone.message({"text": f"/help {at}"})).encode() for at in range(size)]
                before = len(world.submitted)
                world.gate.clear()
                posts = []
                for waiting, at in enumerate(order):
                    posts.append(asyncio.create_task(world.pusher.post(said[at])))
                    while len(queues._waiting.get("801", [None] * 99)) != waiting:
                        await asyncio.sleep(0.001)
                world.gate.set()
                answers = await world.time.watched(asyncio.gather(*posts))
                assert [answer.status_code for answer in answers] == [200] * size
                numbers = [int(incoming.id.rpartition("/")[2]) for incoming in world.submitted[before:]]
                first = numbers[0]  # it was there before the others, and waited for nobody
                assert numbers == [first, *sorted(set(numbers) - {first})]
                assert len(set(numbers)) == size
                await world.settles()
            assert len(phone.screen) == sum(sizes)

    asyncio.run(play())


def test_b3_numbers_that_jump_back_are_taken(telegram: Stage) -> None:
    async def play() -> None:
        telegram.numbers = itertools.count(900_000_000)
        async with telegram.world() as world:
            await world.phone("李某").says("/help")
            world.numbers = itertools.count(17)
            await world.phone("李某").says("/help")
            assert len(heard(world, "李某")) == 2
            assert [int(incoming.id.rpartition("/")[2]) for incoming in world.submitted] == [900_000_000, 17]

    asyncio.run(play())


def test_b4_what_cannot_be_read_is_a_dead_letter_and_the_others_go_on(telegram: Stage) -> None:
    async def play() -> None:
        chance, corpus = random.Random(4), list(updates().values())
        async with telegram.world(webhook=True) as world:
            assert world.pusher is not None
            for step in ("", *VISIT, "提交"):
                phone = world.phone("李某")
                mine = phone.press(step) if step else phone.message({"text": "/visit_log"})
                bad = [damaged(chance, chance.choice(corpus)) for _ in range(12)]
                posts = [world.pusher.post(update) for update in (*bad, json.dumps(mine).encode())]
                answers = [answer.status_code for answer in await world.time.watched(asyncio.gather(*posts))]
                assert answers[-1] == 200
                assert set(answers) <= {200, 400}
                await world.settles()
            assert count(world, "item") == 1
            assert count(world, "dead_letter") > 10

    asyncio.run(play())


def test_b4_whoever_sent_it_is_asked_to_send_it_once_more(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phone = world.phone("李某")
            update = phone.message({"text": "身份证620000199001011234"})
            update["message"]["date"] = "yesterday"
            world.brings(update, world.phone("孙某").message({"text": "/help"}))
            await world.settles()
            assert "没看懂" in phone.last.text
            assert len(heard(world, "孙某")) == 1
            (reason,) = rows(world, "SELECT reason FROM dead_letter")[0]
            assert "6200" not in reason

    asyncio.run(play())


def test_b5_a_bug_for_one_person_is_a_dead_letter_in_its_place_and_can_be_run_again(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phone = world.phone("李某")
            repair = poisoned(world, str(phone.account))
            world.brings(phone.message({"text": "/visit_log"}), world.phone("孙某").message({"text": "/help"}))
            await world.settles()
            assert "D0001" in phone.last.text
            assert len(heard(world, "孙某")) == 1
            repair()
            await phone.says("/help")
            assert "/visit_log" in phone.last.text
            with world.app.reader.connect() as connection:
                kept = dead_letters.content(connection, world.app.offices.vault, "D0001")
            assert kept is not None
            assert b"/visit_log" in kept  # what `cunqing` runs again

    asyncio.run(play())


@pytest.mark.parametrize("everywhere", [False, True], ids=["in each chat", "everywhere"])
def test_b6_ten_minutes_of_429_lose_nothing_and_no_call_comes_before_its_time(
    telegram: Stage, everywhere: bool
) -> None:
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


def test_b6_only_the_chat_that_was_told_waits(telegram: Stage) -> None:
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


def test_b6_the_limits_are_kept_before_the_service_complains(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phones = [world.phone(name) for name in ("李某", "孙某", "周某", "张某", "刘某", "陈某")]
            world.brings(*(phone.message({"text": "/help"}) for _ in range(25) for phone in phones))
            await world.settles()
            assert telegram.service.complaints == 0
            assert sum(len(phone.screen) for phone in phones) == 150

    asyncio.run(play())


def test_b6_what_was_to_wait_waits_on_after_a_restart(telegram: Stage) -> None:
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


def test_b7_a_send_that_timed_out_comes_once_more_at_most(telegram: Stage) -> None:
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


def test_b7_a_notice_that_comes_twice_carries_its_number(telegram: Stage) -> None:
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


BLOCKED = [
    "Forbidden: bot was blocked by the user",
    "Forbidden: user is deactivated",
    "Forbidden: bot was kicked from the group chat",
]


@pytest.mark.parametrize("words", BLOCKED)
def test_b8_a_block_ends_delivery_there_and_the_coordinator_hears_of_it_once(telegram: Stage, words: str) -> None:
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


async def bound(world: World) -> None:
    """The duty group of the water office."""
    await world.in_group("张某", GROUP).says("/bind")


def test_b8_a_duty_group_that_put_us_out_is_told_to_its_unit(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await bound(world)
            telegram.service.blocked[str(GROUP)] = "Forbidden: bot was kicked from the group chat"
            await filed(world)
            assert any("值班群" in text for text in heard(world, "张某"))
            assert any("新件" in text for text in heard(world, "张某"))

    asyncio.run(play())


async def filed(world: World, who: str = "李某", words: str = "村里水管冻裂了，五组三户停水三天") -> None:
    """An urgent issue."""
    phone = world.phone(who)
    await phone.says(words)
    for label in ISSUE:
        await phone.presses(label)


@pytest.mark.parametrize("told", ["by updates", "by a send alone"])
def test_b9_a_group_that_becomes_a_supergroup_keeps_all_it_had(telegram: Stage, told: str) -> None:
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


def test_b9_a_process_that_ends_before_the_move_is_written_down_says_it_once_at_the_new_address(
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


def test_b10_a_second_poller_stands_by_and_takes_over(telegram: Stage) -> None:
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


def test_b11_a_revoked_token_stops_the_polling_and_the_pages_go_on(
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


def test_b12_a_long_message_with_many_buttons_arrives_whole(telegram: Stage) -> None:
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


def test_b13_an_album_over_five_seconds_with_words_and_a_crash_between_is_one_answer(telegram: Stage) -> None:
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
            names = rows(world, 'SELECT id, "unique" FROM attachment WHERE item IS NOT NULL')
            assert [photo["attachment"] for photo in photos] == [identity for identity, _ in names]
            assert {unique for _, unique in names} == {f"u{at}" for at in range(10)}

    asyncio.run(play())


def test_b13_the_rest_of_an_album_finds_its_answer_when_the_form_has_gone_on(telegram: Stage) -> None:
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
            await phone.presses(next(label for label, _ in phone.last.buttons if "急不急" in label))
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
    while world.app.attachments._tasks:
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
def test_b14_a_file_that_cannot_be_kept_is_said_and_never_half_kept(telegram: Stage, content: Any, said: str) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            assert said in await with_photo(world, content)
            assert rows(world, "SELECT status FROM attachment") == [("failed",)]
            assert not list(telegram.folder.glob("files/*/*"))

    asyncio.run(play())


def test_b14_a_download_that_was_cut_is_made_again_by_the_files_id(telegram: Stage) -> None:
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


def test_b15_every_earlier_button_at_every_step_changes_nothing_and_says_so(telegram: Stage) -> None:
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


def test_b16_twenty_taps_at_once_file_one_item(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            await visit(world)
            phone = world.phone("李某")
            number, data = phone.button("提交")
            world.brings(*(phone.pressing(number, data) for _ in range(20)))
            await world.settles()
            assert count(world, "item") == 1

    asyncio.run(play())


def test_b17_in_a_group_each_button_acts_with_the_rights_of_whoever_pressed_it(telegram: Stage) -> None:
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


def test_b17_forged_and_foreign_data_do_nothing(telegram: Stage) -> None:
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


def test_b17_a_group_gets_no_drafts_and_no_protected_pages(telegram: Stage) -> None:
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
            assert any("上报" in text and "什么事" in text for text in heard(world, "张某"))
            assert not any("什么事" in seen.text for seen in group.screen)
            await group.says("/unbind")
            assert rows(world, "SELECT unit FROM chat WHERE unit IS NOT NULL") == []

    asyncio.run(play())


def test_b18_an_edit_of_an_earlier_answer_changes_that_answer_while_the_form_is_open(telegram: Stage) -> None:
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


OTHER_KINDS: dict[str, dict[str, Any]] = {
    "sticker": {"sticker": {"file_id": "S", "file_unique_id": "s"}},
    "voice": {"voice": {"file_id": "V", "file_unique_id": "v", "duration": 3}},
    "video": {"video": {"file_id": "V", "file_unique_id": "v", "duration": 3}},
    "location": {"location": {"latitude": 36.5, "longitude": 107.3}},
    "contact": {"contact": {"phone_number": "1", "first_name": "某"}},
    "poll": {"poll": {"id": "1", "question": "?", "options": []}},
    "newer": {"hologram": {"id": 1}},
}


def test_b18_other_kinds_get_a_hint_and_the_question_stays(telegram: Stage) -> None:
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


def test_b18_a_recording_or_a_sticker_outside_a_form_gets_a_friendly_sentence(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            for kind, content in OTHER_KINDS.items():
                before = len(heard(world, "李某"))
                await world.phone("李某").sends(**content)
                assert len(heard(world, "李某")) == before + 1, kind

    asyncio.run(play())


def test_b19_another_form_in_the_middle_of_one_keeps_the_first(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            phone = world.phone("李某")
            await visit(world, taps=VISIT[:2])
            await phone.says("/start")
            await phone.says("/issue_report")
            await phone.says("/cancel")
            assert count(world, "draft", "status = 'open'") >= 1
            await phone.says("/resume")
            await phone.presses(next(label for label, _ in phone.last.buttons if "走访日志" in label))
            assert "六看" in phone.last.text

    asyncio.run(play())


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
def test_b20_a_thousand_updates_of_one_chat_hold_nobody_else_up(telegram: Stage, webhook: bool) -> None:
    async def play() -> None:
        async with telegram.world(webhook=webhook) as world:
            flood = [world.in_group("李某", GROUP).message({"text": f"/nothing{at}@SomeOtherBot"}) for at in range(990)]
            own = [world.phone("李某").message({"text": "没有的话"}) for _ in range(10)]
            world.brings(*flood[:500], *own[:5], world.phone("孙某").message({"text": "/help"}), *own[5:], *flood[500:])
            await world.settles()
            ids = [incoming.chat for incoming in world.submitted]
            assert ids.index("802") <= ids.index("801") + 2
            assert ids.count("801") == 10
            assert len(heard(world, "孙某")) == 1

    asyncio.run(play())


def test_b20_a_storm_in_one_chat_is_answered_in_order(telegram: Stage) -> None:
    async def play() -> None:
        async with telegram.world() as world:
            storm = [world.phone("李某").message({"text": f"/mine {at}"}) for at in range(40)]
            world.brings(*storm, world.phone("孙某").message({"text": "/help"}))
            await world.settles()
            numbers = [int(incoming.id.rpartition("/")[2]) for incoming in world.submitted if incoming.chat == "801"]
            assert numbers == sorted(numbers)
            first = next(at for at, chat, _ in telegram.service.sent if chat == "802")
            last = max(at for at, chat, _ in telegram.service.sent if chat == "801")
            assert first < 1 < last
            assert len(heard(world, "李某")) == 40
            assert telegram.service.complaints == 0

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
            told = [text for text in heard(world, "李某") if text.startswith("张某：")]
            assert [text.partition("\n")[0] for text in told] == ["张某：受理", "张某：答复：下午到"]
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


def test_a_protected_answer_in_place_is_deleted_where_the_operator_allows_it(telegram: Stage) -> None:
    """Not a row of its own: fact 10, and issue's part 7."""

    async def play() -> None:
        async with telegram.world(sensitive_abroad=True) as world:
            phone = world.phone("李某")
            secret = await phone.says("无关")
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


def test_b1_two_workers_on_one_database_give_an_update_one_effect(postgres: Stage, url: str) -> None:
    async def play() -> None:
        other = Stage(postgres.folder / "other", postgres.service, postgres.time, postgres.numbers)
        async with (
            postgres.world(webhook=True, database_url=url) as one,
            other.world(webhook=True, database_url=url) as two,
        ):
            assert one.pusher is not None
            assert two.pusher is not None
            phone = one.phone("李某")
            steps: tuple[str, ...] = ("", *VISIT, "提交")
            for step in steps:
                update = json.dumps(phone.press(step) if step else phone.message({"text": "/visit_log"})).encode()
                posts = [pusher.post(update) for pusher in (one.pusher, two.pusher) * 3]
                answers = await one.time.watched(asyncio.gather(*posts))
                assert [answer.status_code for answer in answers] == [200] * 6
                await one.settles()
                await two.settles()
            assert count(one, "item") == 1
            assert "已记下" in phone.last.text
            assert len(phone.screen) == 1  # one message that became each question in turn

    asyncio.run(play())
