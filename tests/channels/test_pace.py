"""Telegram's limits and 429s, by a clock that the test moves."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.channels.telegram import Pace
from bot.channels.telegram.pace import ALL, CHAT, GROUP
from tests.channels.world import Time


def calls(chats: list[str]) -> list[tuple[float, str]]:
    """When each call of these goes, all asked for at once, a chat's one after the other."""
    time, gone = Time(), list[tuple[float, str]]()
    pace = Pace(time.now, time.sleep)

    async def chat(name: str, times: int) -> None:
        for _ in range(times):
            await pace.turn(name)
            gone.append((time.at, name))
            pace.over()
            pace.passed()

    async def play() -> None:
        tasks = [asyncio.create_task(chat(name, chats.count(name))) for name in dict.fromkeys(chats)]
        while not all(task.done() for task in tasks):
            await asyncio.sleep(0)
            if time.sleepers:
                for _ in range(50):
                    await asyncio.sleep(0)
                if time.sleepers:
                    time._wake()
        await asyncio.gather(*tasks)

    asyncio.run(play())
    return gone


def most(times: list[float], seconds: float) -> int:
    """The most of them in any span of so many seconds, its end not counted."""
    return max(sum(start <= at < start + seconds for at in times) for start in times)


@given(some.lists(some.sampled_from(["1", "2", "3", "-1", "-2"]), min_size=1, max_size=150))
@settings(max_examples=60, deadline=None)
def test_no_window_ever_holds_more_than_the_limit(chats: list[str]) -> None:
    gone = calls(chats)
    assert len(gone) == len(chats)
    assert most([at for at, _ in gone], ALL[1]) <= ALL[0]
    for name in set(chats):
        own = [at for at, chat in gone if chat == name]
        assert most(own, CHAT[1]) <= CHAT[0]
        if name.startswith("-"):
            assert most(own, GROUP[1]) <= GROUP[0]


def test_a_thousand_chats_go_by_thirties_in_the_order_of_asking() -> None:
    gone = calls([str(number) for number in range(1000)])
    assert [chat for _, chat in gone] == [str(number) for number in range(1000)]
    assert 32 <= gone[-1][0] <= 34


def test_a_lone_answer_waits_for_nothing() -> None:
    assert calls(["7"]) == [(0.0, "7")]


def test_a_chat_that_was_told_to_wait_waits_and_no_other() -> None:
    async def play() -> None:
        time = Time()
        pace = Pace(time.now, time.sleep)
        pace.passed()
        time.at = 1
        pace.hold("7", 30)
        await asyncio.wait_for(pace.turn("8"), 1)
        pace.over()
        pace.passed()
        waiting = asyncio.create_task(pace.turn("7"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not waiting.done()
        time._wake()
        await waiting
        assert time.at == 31

    asyncio.run(play())


@pytest.mark.parametrize(("between", "held"), [(False, True), (True, False)])
def test_two_chats_told_to_wait_mean_all_unless_a_call_got_through_between(between: bool, held: bool) -> None:
    time = Time()
    pace = Pace(time.now, time.sleep)
    pace.hold("7", 30)
    time.at = 1
    if between:
        pace.passed()
    time.at = 2
    pace.hold("8", 60)
    assert (pace.held("9") == 62) is held


def test_after_all_had_to_wait_one_goes_first() -> None:
    async def play() -> None:
        time = Time()
        pace = Pace(time.now, time.sleep)
        pace.hold("7", 30)
        pace.hold("8", 30)
        time.at = 31
        await pace.turn("1")
        second = asyncio.create_task(pace.turn("2"))
        for _ in range(5):
            await asyncio.sleep(0)
        assert not second.done()
        pace.over()
        pace.passed()
        await asyncio.wait_for(second, 1)

    asyncio.run(play())


def test_idle_chats_are_forgotten() -> None:
    async def play() -> None:
        time = Time()
        pace = Pace(time.now, time.sleep)
        for number in range(12_000):
            time.at = number
            await pace.turn(str(number))
            pace.over()
        assert len(pace._chats) < 6_000

    asyncio.run(play())
