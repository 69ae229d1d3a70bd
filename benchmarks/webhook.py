"""The product behind its webhook over real HTTP on the loopback, and uvicorn (h11) that echoes the same bodies."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import uvicorn

from benchmarks.visits import PHONES, SAID, STEPS, Place, place
from bot.channels.telegram import Bot, Webhook

SECRET = "a-secret-of-the-benchmark"


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
