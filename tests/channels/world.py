"""The whole product beside the double that rules as the service does, with a clock that both go by.

Time stands still while anything is on its way, and jumps to the next moment that anybody waits for: ten minutes of
429 take none. Calls go over real HTTP by the test's library.
"""

import asyncio
import contextlib
import heapq
import itertools
import json
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from unittest.mock import patch

import httpx

from bot import app as composition
from bot import committer
from bot.channels.telegram import Bot, Pace, Request, Telegram, Webhook
from bot.channels.telegram.library import Library, Remote
from bot.messages import Incoming, Outgoing
from bot.settings import Settings
from storage import bindings, people
from tests.channels.bot_api import TOKEN
from tests.channels.service import Rules, Seen, chat_of
from tests.channels.talks import library
from tests.deployment import KEY, MORNING

CHATS = {"李某": 801, "孙某": 802, "周某": 803, "张某": 811, "刘某": 812, "陈某": 821, "马某": 813}
SECRET = "a-secret-of-the-tests"

Result = TypeVar("Result")


@dataclass
class Time:
    """Seconds since the morning. `busy` counts what is on its way."""

    at: float = 0.0
    busy: int = 0
    napping: bool = False  # the one who fetches updates sleeps
    sleepers: list[tuple[float, int, "asyncio.Future[None]"]] = field(default_factory=list)
    order: "itertools.count[int]" = field(default_factory=itertools.count)

    def now(self) -> float:
        return self.at

    def __call__(self) -> datetime:
        return MORNING + timedelta(seconds=self.at)

    async def sleep(self, seconds: float) -> None:
        """Until the clock says so."""
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self.sleepers, (self.at + seconds, next(self.order), woken))
        await woken

    async def nap(self, seconds: float) -> None:
        """The same, for the one who fetches updates."""
        self.napping = True
        try:
            await self.sleep(seconds)
        finally:
            self.napping = False

    async def watched(self, work: Awaitable[Result]) -> Result:
        """Time stands still meanwhile."""
        self.busy += 1
        try:
            return await work
        finally:
            self.busy -= 1

    async def passes(self, seconds: float, idle: Callable[[], bool]) -> None:
        """Goes on by so many seconds, from one sleeper to the next."""
        until = self.at + seconds
        while True:
            await self._still(idle)
            if not self.sleepers or self.sleepers[0][0] > until:
                break
            self._wake()
        self.at = until

    async def settles(self, idle: Callable[[], bool], most: float = 3600) -> None:
        """Goes on until nobody waits for anything any more."""
        until = self.at + most
        while True:
            await self._still(idle)
            if not self.sleepers:
                return
            assert self.sleepers[0][0] <= until, "still waiting after an hour"
            self._wake()

    def _wake(self) -> None:
        at, _, woken = heapq.heappop(self.sleepers)
        self.at = max(self.at, at)
        if not woken.done():
            woken.set_result(None)

    async def _still(self, idle: Callable[[], bool]) -> None:
        """Returns when nothing has been on its way for a few moments."""
        quiet = 0
        async with asyncio.timeout(30):
            while quiet < 3:
                await asyncio.sleep(0.001)
                quiet = quiet + 1 if not self.busy and idle() else 0


class Watched:
    """A library whose calls make time stand still; waiting for updates does not."""

    def __init__(self, inner: Library, time: Time, troubled: Callable[[], bool]) -> None:
        self.inner, self.time, self.troubled = inner, time, troubled

    async def me(self) -> Bot:
        return await self.time.watched(self.inner.me())

    async def updates(self, offset: int, wait: int) -> list[bytes]:
        work = self.inner.updates(offset, wait)
        return await (self.time.watched(work) if self.troubled() else work)

    async def call(self, request: Request, file: BinaryIO | None = None) -> str:
        return await self.time.watched(self.inner.call(request, file))

    async def file(self, reference: str) -> Remote:
        return await self.time.watched(self.inner.file(reference))

    async def close(self) -> None:
        await self.inner.close()


@dataclass
class Pusher:
    """The service's side of a webhook: one queue a chat, brought again until it is answered 2xx."""

    service: Rules
    time: Time
    webhook: Webhook
    client: httpx.AsyncClient
    queues: dict[str, deque[bytes]] = field(default_factory=dict)
    tasks: set["asyncio.Task[None]"] = field(default_factory=set)
    answers: list[int] = field(default_factory=list)

    def bring(self, *updates: bytes) -> None:
        for update in updates:
            chat = chat_of(update)
            if chat in self.queues:
                self.queues[chat].append(update)
                continue
            self.queues[chat] = deque([update])
            task = asyncio.create_task(self._drain(chat))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _drain(self, chat: str) -> None:
        queue, pause = self.queues[chat], 1.0
        while queue:
            answer = await self.time.watched(self.post(queue[0]))
            self.answers.append(answer.status_code)
            if answer.is_success:
                queue.popleft()
                pause = 1.0
            else:
                await self.time.sleep(float(answer.headers.get("retry-after", pause)))
                pause = min(120.0, pause * 2)
        del self.queues[chat]

    async def post(self, update: bytes, **headers: str) -> httpx.Response:
        """One delivery, as the service makes it."""
        sent = {"X-Telegram-Bot-Api-Secret-Token": self.service.webhook["secret_token"], **headers}
        address = f"http://127.0.0.1:{self.webhook.port}{self.webhook.path}"
        return await self.client.post(address, content=update, headers=sent)


@dataclass
class World:
    """The product at work, and people with phones."""

    service: Rules
    time: Time
    app: composition.App
    telegram: Telegram
    pusher: Pusher | None
    polling: "asyncio.Task[None]"
    numbers: "itertools.count[int]"
    submitted: list[Incoming]
    gate: asyncio.Event  # closed: nothing that was brought is submitted yet

    def phone(self, who: str) -> "Phone":
        return Phone(self, CHATS[who], CHATS[who], who)

    def in_group(self, who: str, group: int) -> "Phone":
        return Phone(self, CHATS.get(who, 899), group, who)

    def brings(self, *updates: dict[str, Any] | bytes) -> None:
        """The service has these for us."""
        raw = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in updates]
        if self.pusher is not None:
            self.pusher.bring(*raw)
        else:
            self.service.say(*raw)

    async def settles(self) -> None:
        """Until all is answered and sent, whatever time that takes."""
        await self.time.settles(self._idle)

    async def passes(self, seconds: float) -> None:
        await self.time.passes(seconds, self._idle)

    def _idle(self) -> bool:
        if self.app.committer._outcomes:
            return False
        if self.pusher is not None:
            return True
        return not self.service.updates or self.polling.done() or self.time.napping


@dataclass
class Phone:
    """Somebody's, in one chat."""

    world: World
    account: int
    chat: int
    name: str

    @property
    def screen(self) -> list[Seen]:
        return [seen for seen in self.world.service.screens[str(self.chat)] if not seen.erased]

    @property
    def last(self) -> Seen:
        return self.screen[-1]

    async def says(self, text: str, number: int = 0) -> int:
        """Words; the message's number."""
        return await self._sends({"text": text}, number)

    async def sends(self, **content: Any) -> int:
        """Something else: photo=, voice=, sticker= …"""
        return await self._sends(content)

    async def edits(self, number: int, text: str) -> None:
        update = self.message({"text": text}, number)
        update["edited_message"] = update.pop("message") | {"edit_date": 1764032500}
        await self._brought(update)

    async def presses(self, label: str) -> None:
        await self._brought(self.press(label))

    async def _sends(self, content: dict[str, Any], number: int = 0) -> int:
        update = self.message(content, number)
        await self._brought(update)
        return int(update["message"]["message_id"])

    async def _brought(self, update: dict[str, Any]) -> None:
        self.world.brings(update)
        await self.world.settles()

    def message(self, content: dict[str, Any], number: int = 0) -> dict[str, Any]:
        """An update that brings a message of this person."""
        update = next(self.world.numbers)
        message = {"message_id": number or 10_000 + update, "date": 1764032400, **self._who(), **content}
        return {"update_id": update, "message": message}

    def photo(self, unique: str, album: str = "") -> dict[str, Any]:
        content: dict[str, Any] = {
            "photo": [{"file_id": f"F{unique}", "file_unique_id": unique, "width": 9, "height": 9}]
        }
        return self.message(content | ({"media_group_id": album} if album else {}))

    def button(self, label: str) -> tuple[int, str]:
        """The newest one with this label: its message and its data."""
        for seen in reversed(self.screen):
            for name, data in seen.buttons:
                if name == label:
                    return seen.id, data
        raise AssertionError(f"[{label}] is not among {[seen.buttons for seen in self.screen]}")

    def press(self, label: str) -> dict[str, Any]:
        return self.pressing(*self.button(label))

    def pressing(self, number: int, data: str) -> dict[str, Any]:
        """An update that says that this data came back from that message's button."""
        update = next(self.world.numbers)
        who = self._who()
        message = {"message_id": number, "date": 1764032400, "chat": who["chat"]}
        query = {"id": f"q{update}", "from": who["from"], "message": message, "chat_instance": "1", "data": data}
        return {"update_id": update, "callback_query": query}

    def _who(self) -> dict[str, Any]:
        kind = "private" if self.chat > 0 else "group" if self.chat > -1_000_000 else "supergroup"
        return {
            "from": {"id": self.account, "is_bot": False, "first_name": self.name, "language_code": "zh-hans"},
            "chat": {"id": self.chat, "type": kind, **({"title": "值班"} if self.chat < 0 else {})},
        }


def build(folder: Path, telegram: Telegram, time: Time, **changed: Any) -> composition.App:
    """The product over a prepared folder, with people who have come in by Telegram."""
    app = composition.build(Settings(data=folder, key=KEY, **changed), now=time, channels=[telegram])
    app.delivery.sleep = app.attachments.sleep = time.sleep
    with app.writer.begin() as connection:
        for name, chat in CHATS.items():
            person = people.by_name(connection, name)[0]
            people.bind(connection, "telegram", str(chat), person, MORNING)
            bindings.open_private(connection, ("telegram", str(chat)), person)
    return app


@contextlib.asynccontextmanager
async def world(
    folder: Path,
    service: Rules,
    time: Time,
    *,
    webhook: bool = False,
    numbers: "itertools.count[int] | None" = None,
    settled: bool = True,
    **changed: Any,
) -> AsyncIterator[World]:
    """The product at work until the block ends; a second one over the same folder is a restart."""
    listening = Webhook("https://bot.example/telegram", 0, SECRET) if webhook else None
    wire = Watched(library(service.library, TOKEN, service.address, 5), time, lambda: service.conflict or service.down)
    telegram = Telegram(wire, webhook=listening, pace=Pace(time.now, time.sleep), sleep=time.nap)
    app = build(folder, telegram, time, **changed)
    app.delivery.submit = lambda incoming: time.watched(app.submit(incoming))
    submitted: list[Incoming] = []
    gate = asyncio.Event()
    gate.set()

    async def submit(incoming: Incoming) -> list[Outgoing]:
        await gate.wait()
        submitted.append(incoming)
        return await time.watched(app.submit(incoming))

    # Seconds of real time, in which ours stands still.
    with patch.object(composition, "DRAIN", 0.2), patch.object(committer, "OUTCOMES_WAIT", 0.002):
        async with composition.running(app), httpx.AsyncClient(verify=False) as client:
            polling = asyncio.create_task(telegram.run(submit))
            pusher = Pusher(service, time, listening, client) if listening is not None else None
            made = World(service, time, app, telegram, pusher, polling, numbers or itertools.count(1), submitted, gate)
            async with asyncio.timeout(10):
                while listening is not None and not service.webhook:
                    await asyncio.sleep(0.001)
            if settled:
                await made.settles()
            try:
                yield made
            finally:
                for task in (polling, *(pusher.tasks if pusher is not None else ())):
                    task.cancel()
                await asyncio.gather(polling, return_exceptions=True)
                time.sleepers.clear()
