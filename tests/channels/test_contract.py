"""The channel's contract (bot.messages.Channel), held against every channel that is found in bot/channels."""

import asyncio
import pkgutil
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import bot.channels
from bot.channels.console import Console
from bot.channels.web import Web
from bot.fitting import CHANNELS
from bot.messages import Attachment, Blocked, Button, Channel, Incoming, Outgoing, Rejected, Throttled, Unreachable
from tests.channels import bot_api, post, talks
from tests.channels.test_email import email

SHARED = {"telegram"}  # what both libraries' channels have in common
FAILURES = (Blocked, Rejected, Throttled, Unreachable)


@dataclass
class Wired:
    """A channel and what it talks to: `breaks` makes the next call fail in one way, `heard` counts the calls."""

    make: Callable[[], Channel]
    breaks: dict[type[Exception], Callable[[], None]]
    heard: Callable[[], int]


@contextmanager
def _telegram(name: str) -> Iterator[Wired]:
    with bot_api.serving() as service:
        service.library = name

        def breaking(answer: bot_api.Answer) -> Callable[[], None]:
            return lambda: service.answers["sendMessage"].append(answer)

        breaks = {
            Throttled: breaking(bot_api.error(429, "Too Many Requests: retry after 3", retry_after=3)),
            Unreachable: breaking(bot_api.error(502, "Bad Gateway")),
            Blocked: breaking(bot_api.error(403, "Forbidden: bot was blocked by the user")),
            Rejected: breaking(bot_api.error(400, "Bad Request: BUTTON_DATA_INVALID")),
        }
        yield Wired(lambda: talks.channel(service)[0], breaks, lambda: len(service.called("sendMessage")))


@contextmanager
def _email() -> Iterator[Wired]:
    with post.office() as office:

        def breaking(command: str, answer: str) -> Callable[[], None]:
            return lambda: office.answers.setdefault(command, []).append(answer)

        breaks = {
            Throttled: breaking("RCPT", "450 4.2.0 greylisted"),
            Unreachable: breaking("MAIL", post.HANG_UP),
            Blocked: breaking("RCPT", "550 5.1.1 no such user"),
            Rejected: breaking("DATA", "554 5.6.0 refused"),
        }
        yield Wired(lambda: email(office.server()), breaks, lambda: len(office.letters))


@contextmanager
def _silent(make: Callable[[], Channel]) -> Iterator[Wired]:
    """A channel without a service behind it, which cannot fail."""
    yield Wired(make, {}, lambda: 0)


WIRED: dict[str, Callable[[], Any]] = {
    "console": lambda: _silent(Console),
    "email": _email,
    "telegram_aiogram": lambda: _telegram("telegram_aiogram"),
    "telegram_ptb": lambda: _telegram("telegram_ptb"),
    "web": lambda: _silent(lambda: Web(Path("/nowhere"))),
}
FOUND = sorted({module.name for module in pkgutil.iter_modules(bot.channels.__path__)} - SHARED)


@pytest.fixture(params=FOUND)
def wired(request: pytest.FixtureRequest) -> Iterator[Wired]:
    if request.param == "telegram_aiogram":
        pytest.importorskip("aiogram")
    with WIRED[request.param]() as made:
        yield made


def using(wired: Wired, act: Callable[[Channel], Awaitable[Any]]) -> Any:
    """What the act returns; the channel is closed after it."""

    async def acted() -> Any:
        channel = wired.make()
        try:
            return await act(channel)
        finally:
            await channel.close()

    return asyncio.run(acted())


def out(operation: str = "send", row: int = 1, **more: Any) -> Outgoing:
    buttons = ((Button("提交", "abc.0"), Button("网页", url="https://cunqing.example/")),)
    return Outgoing(row=row, chat="7", operation=operation, text="请核对\n六看", buttons=buttons, **more)


def test_every_channel_can_be_chosen_but_the_console_which_is_always_there() -> None:
    assert {*CHANNELS, "console"} == set(FOUND) == set(WIRED)


def test_a_channel_says_its_name_and_where_its_servers_are(wired: Wired) -> None:
    async def says(channel: Channel) -> tuple[str, bool]:
        return channel.name, channel.abroad

    name, abroad = using(wired, says)
    assert name in {found.partition("_")[0] for found in FOUND}
    assert abroad is (name in ("telegram", "email"))


def test_a_message_is_sent_once_and_known_by_the_wires_id(wired: Wired) -> None:
    async def sends(channel: Channel) -> list[str]:
        return [await channel.send(out(row=1)), await channel.send(out(row=2))]

    first, second = using(wired, sends)
    assert first
    assert second
    assert first != second
    assert wired.heard() in (0, 2)


@pytest.mark.parametrize("operation", ["edit", "close", "delete", "pin", "unpin"])
def test_every_operation_is_known(wired: Wired, operation: str) -> None:
    async def sends(channel: Channel) -> str:
        return await channel.send(out(operation, wire="90"))

    assert isinstance(using(wired, sends), str)


@pytest.mark.parametrize("failure", FAILURES)
def test_what_fails_is_told_as_the_failure_it_is(wired: Wired, failure: type[Exception]) -> None:
    if failure not in wired.breaks:
        pytest.skip("nothing stands behind this channel that could fail")

    async def sends(channel: Channel) -> None:
        wired.breaks[failure]()
        with pytest.raises(failure):
            await channel.send(out())

    using(wired, sends)


def test_nothing_is_sent_after_the_end(wired: Wired) -> None:
    async def sends() -> None:
        channel = wired.make()
        await channel.close()
        try:
            await channel.send(out())
        except FAILURES:
            return

    asyncio.run(sends())
    assert wired.heard() == 0


def test_a_file_that_is_not_there_is_one_of_the_four(wired: Wired) -> None:
    async def pieces(channel: Channel) -> list[bytes]:
        return [piece async for piece in channel.fetch(Attachment("photo", "../../etc/passwd"))]

    with pytest.raises(FAILURES):
        using(wired, pieces)


def test_it_runs_until_it_is_told_to_stop_and_submits_nothing_of_itself(wired: Wired) -> None:
    submitted: list[Incoming] = []

    async def submit(incoming: Incoming) -> list[Outgoing]:
        submitted.append(incoming)
        return []

    async def runs(channel: Channel) -> None:
        task = asyncio.ensure_future(channel.run(submit))
        done, _ = await asyncio.wait({task}, timeout=0.2)
        assert not done
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    using(wired, runs)
    assert submitted == []
