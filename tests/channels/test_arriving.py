"""Updates that come twice, out of order, broken, or a thousand at once: each has one effect, and nobody else waits."""

import asyncio
import itertools
import json
import random

import pytest

from storage import dead_letters
from tests.channels.fuzz import damaged
from tests.channels.recorded import updates
from tests.channels.stage import (
    GROUP,
    VISIT,
    Stage,
    count,
    fingerprint,
    heard,
    poisoned,
    rows,
    visit,
)


def test_the_same_update_again_now_after_a_restart_and_after_23_hours_has_one_effect(telegram: Stage) -> None:
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


def test_what_overtakes_in_a_chat_is_put_in_order_while_it_waits_and_nothing_is_dropped(telegram: Stage) -> None:
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


def test_numbers_that_jump_back_are_taken(telegram: Stage) -> None:
    async def play() -> None:
        telegram.numbers = itertools.count(900_000_000)
        async with telegram.world() as world:
            await world.phone("李某").says("/help")
            world.numbers = itertools.count(17)
            await world.phone("李某").says("/help")
            assert len(heard(world, "李某")) == 2
            assert [int(incoming.id.rpartition("/")[2]) for incoming in world.submitted] == [900_000_000, 17]

    asyncio.run(play())


def test_what_cannot_be_read_is_a_dead_letter_and_the_others_go_on(telegram: Stage) -> None:
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


def test_whoever_sent_it_is_asked_to_send_it_once_more(telegram: Stage) -> None:
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


def test_a_bug_for_one_person_is_a_dead_letter_in_its_place_and_can_be_run_again(telegram: Stage) -> None:
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


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
def test_a_thousand_updates_of_one_chat_hold_nobody_else_up(telegram: Stage, webhook: bool) -> None:
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


def test_a_storm_in_one_chat_is_answered_in_order(telegram: Stage) -> None:
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


def test_two_workers_on_one_database_give_an_update_one_effect(postgres: Stage, url: str) -> None:
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
