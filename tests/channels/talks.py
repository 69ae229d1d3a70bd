"""A channel at work for as long as a test needs it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import Commands, Pace, Telegram, Unhurried
from bot.channels.telegram.library import Library
from bot.channels.telegram_ptb import PythonTelegramBot
from bot.messages import Incoming, Outgoing, Said
from tests.channels.bot_api import TOKEN, Service


def said(saying: Said, language: str) -> str:
    """The msgid, with the language that it was asked in."""
    return f"[{language}] {getattr(saying, 'msgid', saying)}"


class Pauses(list[float]):
    """In place of sleeping: how long the channel wanted to wait."""

    async def __call__(self, seconds: float) -> None:
        self.append(seconds)
        await asyncio.sleep(0)


class Door:
    """In place of the committer: remembers what was submitted, and may refuse some of it."""

    def __init__(self) -> None:
        self.seen: list[Incoming] = []
        self.refusals: dict[str, list[Exception]] = {}  # by an Incoming's id, one for each time it comes
        self.open = asyncio.Event()
        self.open.set()

    async def submit(self, incoming: Incoming) -> list[Outgoing]:
        await self.open.wait()
        if self.refusals.get(incoming.id):
            raise self.refusals[incoming.id].pop(0)
        self.seen.append(incoming)
        return []

    @property
    def ids(self) -> list[int]:
        """The numbers of the updates that were taken, in order."""
        return [int(incoming.id.rpartition("/")[2]) for incoming in self.seen]


LIBRARIES = ("telegram_ptb", "telegram_aiogram")


def library(name: str, token: str, api: str, patience: float = 5) -> Library:
    """A chat library; the test is skipped where it is not installed."""
    if name == "telegram_aiogram":
        pytest.importorskip("aiogram")
        from bot.channels.telegram_aiogram import Aiogram

        return Aiogram(token, api=api, patience=patience)
    return PythonTelegramBot(token, api=api, patience=patience)


def channel(
    service: Service,
    folder: Path = Path("/nowhere"),
    commands: Commands | None = None,
    patience: float = 5,
    pace: Pace | None = None,
) -> tuple[Telegram, Pauses]:
    """A channel that talks to the double by the library of the test, and never sleeps."""
    pauses = Pauses()
    wire = library(service.library, TOKEN, service.address, patience)
    made = Telegram(wire, folder=folder, said=said, commands=commands, pace=pace or Unhurried(), sleep=pauses)
    return made, pauses


@asynccontextmanager
async def running(made: Telegram, door: Door) -> AsyncIterator["asyncio.Task[None]"]:
    """Polls while the block runs, then stops as the process does."""
    task = asyncio.create_task(made.run(door.submit))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await made.close()


def text(number: int, words: str, person: int = 7) -> dict[str, Any]:
    """An update: a person's words in a private chat."""
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "from": {"id": person, "is_bot": False, "first_name": "李", "language_code": "zh-hans"},
            "chat": {"id": person, "first_name": "李", "type": "private"},
            "date": 1764032400,
            "text": words,
        },
    }


def press(number: int, data: str, person: int = 7) -> dict[str, Any]:
    """An update: a pressed button."""
    return {
        "update_id": number,
        "callback_query": {
            "id": f"query-{number}",
            "from": {"id": person, "is_bot": False, "first_name": "李"},
            "message": {"message_id": 90, "chat": {"id": person, "type": "private"}, "date": 1764032400},
            "chat_instance": "1",
            "data": data,
        },
    }


def broken(number: int) -> bytes:
    """An update that no library can parse, and whose number can be read."""
    return json.dumps({"update_id": number, "message": {"message_id": "x", "chat": {"id": 7}}}).encode()


async def until(met: Callable[[], object], seconds: float = 10) -> None:
    """Returns as soon as it holds; fails where it does not within so many seconds."""
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.002)
