"""Updates per second through each adapter and through the webhook, everything durable and on.

python -m benchmarks.channels [--json] [--quick]

By polling: the whole product over each chat library, from getUpdates' answer to the request of the reply, the library's
own network alone stubbed; beside python-telegram-bot's ConversationHandler in memory, which takes the same steps,
answers each button too, and keeps nothing.

By webhook: 64 chats in flight over real HTTP on the loopback, each update answered 200 after its commit, the sends
stubbed; beside uvicorn (h11) that echoes the same bodies.
"""

import asyncio
import importlib.util
import logging
import statistics
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec
import structlog
import uvicorn

from benchmarks import measuring
from benchmarks.conversation import Peer
from benchmarks.measuring import Row, left_out, row
from benchmarks.visits import SAID, STEPS, Place, place
from bot.channels.telegram import Bot, Telegram, Unhurried, Webhook
from bot.channels.telegram.library import Library
from bot.messages import Outgoing

PHONES = 64
TOKEN = "7000001:AAH-a-token"
SECRET = "a-secret-of-the-benchmark"
SENT = msgspec.json.encode(
    {"ok": True, "result": {"message_id": 1, "date": 1795482000, "chat": {"id": 1, "type": "private"}, "text": "ok"}}
)
ME = msgspec.json.encode(
    {"ok": True, "result": {"id": 7000001, "is_bot": True, "first_name": "C", "username": "c_bot"}}
)
TRUE = b'{"ok":true,"result":true}'
LIBRARIES = {"telegram_ptb": "python-telegram-bot", "telegram_aiogram": "aiogram"}


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
    heard = made.wire.heard

    async def send(outgoing: Outgoing) -> str:
        await telegram.send(outgoing)
        heard[outgoing.chat].put_nowait(outgoing)
        return str(outgoing.row)

    made.wire.send = send  # type: ignore[method-assign]


# --- the webhook ---------------------------------------------------------------------------------------------


@dataclass
class Kept:
    """One kept connection of the service."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def post(self, body: bytes) -> None:
        """Brings an update, and waits for its 200."""
        self.writer.write(
            b"POST /telegram HTTP/1.1\r\nhost: bot.example\r\ncontent-type: application/json\r\n"
            b"x-telegram-bot-api-secret-token: %b\r\ncontent-length: %d\r\n\r\n%b" % (SECRET.encode(), len(body), body)
        )
        head = await self.reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        size = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
        if size:
            await self.reader.readexactly(size)


@asynccontextmanager
async def brought(folder: Path) -> AsyncIterator[Place]:
    """The product behind its webhook, each phone with a connection of its own."""
    webhook = Webhook("https://bot.example/telegram", 0, SECRET)
    webhook.bot = Bot(7000001, "c_bot")
    async with place(folder, PHONES) as made, webhook.serving(made.app.submit, lambda _: None):
        lines = [await _connected(webhook.port) for _ in made.phones]
        for phone, line in zip(made.phones, lines, strict=True):
            phone.update = line.post  # type: ignore[method-assign,assignment]
        try:
            yield made
        finally:
            for line in lines:
                line.writer.close()


async def _connected(port: int) -> Kept:
    return Kept(*await asyncio.open_connection("127.0.0.1", port))


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """A bare application: answers a body with itself."""
    assert scope["type"] == "http"
    body = b""
    while True:
        event = await receive()
        body += event.get("body", b"")
        if not event.get("more_body"):
            break
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@dataclass
class Echo:
    """The bare server with as many connections, each bringing the next body after the last one's answer."""

    lines: list[Kept]

    async def rate(self, visits: int) -> float:
        """Requests per second."""
        body = SAID % (1, 1, 5_000_000, 5_000_000, b"/visit_log")
        loop = asyncio.get_running_loop()
        began = loop.time()

        async def phone(line: Kept) -> None:
            for _ in range(visits * STEPS):
                await line.post(body)

        await asyncio.gather(*map(phone, self.lines))
        return len(self.lines) * visits * STEPS / (loop.time() - began)


@asynccontextmanager
async def echoing() -> AsyncIterator[Echo]:
    """uvicorn on h11, in this process too."""
    config = uvicorn.Config(
        echo,
        host="127.0.0.1",
        port=0,
        http="h11",
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_keep_alive=600,  # the other sides take their time between the rounds
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    task = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    lines = [await _connected(port) for _ in range(PHONES)]
    try:
        yield Echo(lines)
    finally:
        for line in lines:
            line.writer.close()
        server.should_exit = True
        await task


# --- all of it -----------------------------------------------------------------------------------------------


async def compared(folder: Path, quick: bool) -> dict[str, float]:
    """All sides at once, measured in turn."""
    count, visits = (2, 2) if quick else (5, 3)
    peer = Peer(PHONES)
    async with AsyncExitStack() as stack:
        sides: dict[str, Callable[[int], Awaitable[float]]] = {"peer": peer.rate}
        for name, made in (("telegram_ptb", by_ptb), ("telegram_aiogram", by_aiogram)):
            if name == "telegram_aiogram" and importlib.util.find_spec("aiogram") is None:
                continue
            sides[name] = (await stack.enter_async_context(adapter(folder / name, made))).rate
        sides["webhook"] = (await stack.enter_async_context(brought(folder / "webhook"))).rate
        sides["echo"] = (await stack.enter_async_context(echoing())).rate
        found: dict[str, list[float]] = {name: [] for name in sides}
        for at in range(count + 1):  # the first one only warms up
            for name, rate in sides.items():
                figure = await rate(visits)
                if at:
                    found[name].append(figure)
    return {name: statistics.median(figures) for name, figures in found.items()}


def measured(quick: bool = False) -> list[Row]:
    """The rows."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))  # rows alone on the output
    with tempfile.TemporaryDirectory() as made:
        medians = asyncio.run(compared(Path(made), quick))
    rows = []
    for name, library in LIBRARIES.items():
        title = (
            f"visit log by {library}, SQLite FULL, 64 in flight, network stubbed, beside python-telegram-bot in memory"
        )
        if name not in medians:
            left_out(title, f"{library} is not installed")
            continue
        rows.append(row(title, medians[name], medians["peer"], "updates/s", 0.8, library=library))
    title = "visit log through the webhook over HTTP, SQLite FULL, 64 in flight, beside uvicorn on h11 that echoes"
    rows.append(row(title, medians["webhook"], medians["echo"], "updates/s", 0.4))
    return rows


if __name__ == "__main__":
    measuring.run(__doc__, measured)
