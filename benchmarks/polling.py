"""The product over each chat library, from getUpdates' answer to the reply's call; the library's network is stubbed."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.visits import PHONES, Place, place
from bot.channels.telegram import Telegram, Unhurried
from bot.channels.telegram.library import Library
from bot.messages import Outgoing

TOKEN = "7000001:AAH-a-token"
SENT = msgspec.json.encode(
    {"ok": True, "result": {"message_id": 1, "date": 1795482000, "chat": {"id": 1, "type": "private"}, "text": "ok"}}
)
ME = msgspec.json.encode(
    {"ok": True, "result": {"id": 7000001, "is_bot": True, "first_name": "C", "username": "c_bot"}}
)
TRUE = b'{"ok":true,"result":true}'


@dataclass
class Line:
    """In place of the network: what people said, and what every call is answered."""

    said: deque[bytes] = field(default_factory=deque)
    more: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, update: bytes) -> None:
        self.said.append(update)
        self.more.set()

    async def answer(self, method: str) -> bytes:
        if method == "getUpdates":
            return await self._batch()
        if method == "getMe":
            return ME
        return SENT if method.startswith(("send", "edit")) else TRUE

    async def _batch(self) -> bytes:
        while not self.said:
            self.more.clear()
            await self.more.wait()
        batch = [self.said.popleft() for _ in range(min(100, len(self.said)))]
        return b'{"ok":true,"result":[' + b",".join(batch) + b"]}"


def by_ptb(line: Line) -> Library:
    """python-telegram-bot without its network."""
    from bot.channels.telegram_ptb import PythonTelegramBot

    made = PythonTelegramBot(TOKEN)

    async def requested(url: str, method: str, request_data: Any = None, **_: Any) -> tuple[int, bytes]:
        if request_data is not None:
            _ = request_data.json_parameters
        return 200, await line.answer(url.rpartition("/")[2])

    for connection in (made.answers, made.batches):
        connection.do_request = requested  # type: ignore[method-assign,assignment]
    return made


class Posted:
    """aiohttp's response, as far as it is looked at."""

    status = 200

    def __init__(self, line: Line, method: str) -> None:
        self.line, self.method = line, method

    async def __aenter__(self) -> "Posted":
        return self

    async def __aexit__(self, *_: object) -> None:
        """Nothing to release."""

    async def read(self) -> bytes:
        return await self.line.answer(self.method)


class Session:
    """aiohttp's session without its connections."""

    def __init__(self, line: Line) -> None:
        self.line, self.bytes_out = line, 0

    def post(self, url: str, data: bytes, **_: Any) -> Posted:
        self.bytes_out += len(data)
        return Posted(self.line, url.rpartition("/")[2])


def by_aiogram(line: Line) -> Library:
    """aiogram without its network."""
    from bot.channels.telegram_aiogram import Aiogram

    made = Aiogram(TOKEN)
    session = Session(line)

    async def opened() -> Session:
        return session

    for connection in (made.connection, made.batches):
        connection.create_session = opened  # type: ignore[method-assign,assignment]
    return made


@dataclass
class Adapter:
    """The product over one library, and phones whose updates come by getUpdates."""

    place: Place
    polling: "asyncio.Task[None] | None" = None

    async def rate(self, visits: int) -> float:
        """Updates per second."""
        return await self.place.rate(visits)


@asynccontextmanager
async def adapter(folder: Path, library: Callable[[Line], Library]) -> AsyncIterator[Adapter]:
    """Everything on, its network stubbed."""
    line = Line()
    async with place(folder, PHONES) as made:
        telegram = Telegram(library(line), said=made.app.offices.languages.said, pace=Unhurried())
        _carried(made, telegram)
        for phone in made.phones:
            phone.update = _saying(line)  # type: ignore[method-assign,assignment]
        polling = asyncio.create_task(telegram.run(made.app.submit))
        try:
            yield Adapter(made, polling)
        finally:
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
            await telegram.close()


def _saying(line: Line) -> Callable[[bytes], Awaitable[None]]:
    async def say(update: bytes) -> None:
        line.say(update)

    return say


def _carried(made: Place, telegram: Telegram) -> None:
    """The stubbed wire of the place hands each send to the library, then to the phone."""
    phones = made.wire.phones

    async def send(outgoing: Outgoing) -> str:
        await telegram.send(outgoing)
        phones[outgoing.chat].reply.set_result(outgoing)
        return str(outgoing.row)

    made.wire.send = send  # type: ignore[method-assign]
