"""Sends what the outbox holds: in order for each chat, many chats at once; and says what became of each row.

New rows come straight from the committer after its commit; at the start, and after a pause, they come from the
database. A row is sent once, or after a crash in the middle at most twice, never lost.
"""

import asyncio
import contextlib
import random
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog
from msgspec.structs import replace

from bot import crash
from bot.clock import Clock
from bot.door.posts import outgoing
from bot.messages import (
    Action,
    Blocked,
    Busy,
    Channel,
    Deferred,
    Incoming,
    Outgoing,
    Rejected,
    Submit,
    Throttled,
    Unreachable,
)
from storage.outbox import Outcome, Waiting

FIRST_PAUSE = 1.0  # seconds before the second try
LONGEST_PAUSE = 300.0
DEFERRED_FOR = timedelta(days=5)  # an address that takes nothing: RFC 5321, 4.5.4.1, asks for four or five days
RARELY = timedelta(hours=4)  # how rarely it is tried in the end
HOLD = timedelta(minutes=1)  # how often what waits here is said to be here still
BROKEN = 5  # tries of a row at which a channel breaks in an unexpected way: a bug, which no patience mends
RECENT = 20_000  # wire ids remembered, for edits that follow closely

Ended = tuple[str, str, str]  # a row's last status, the wire's id, and a reason

log = structlog.get_logger()


class Delivery:
    """One queue a chat; `record` hears the outcomes, `submit` what they change in the domain."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        record: Callable[[Sequence[Outcome]], None],
        submit: Submit,
        clock: Clock,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.channels, self.record, self.submit = channels, record, submit
        self.clock, self.sleep = clock, sleep
        self._queues: dict[tuple[str, str], deque[Waiting]] = {}
        self._ready: deque[tuple[str, str]] = deque()  # chats whose queue nobody empties yet
        self._tasks: set[asyncio.Task[None]] = set()
        self._resting: set[asyncio.Task[Any]] = set()  # those that wait for their next try
        self._wires: OrderedDict[int, str] = OrderedDict()
        self._known: set[int] = set()  # rows in a queue, and those whose end the database does not have yet
        self._reading, self._ended_meanwhile = 0, set[int]()  # reads under way, of rows that end behind their backs
        self._holding: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begins to say, now and then, that what waits here is here still."""
        self._holding = asyncio.create_task(self._hold())

    async def _hold(self) -> None:
        while True:
            await asyncio.sleep(HOLD.total_seconds())
            self.hold()

    def hold(self) -> None:
        """Puts off what has waited here for long, so that no other process takes it up as left behind.

        A chat that is throttled, or has much to hear, keeps its rows in one process and in their order.
        """
        now = self.clock()
        late = [each.row for queue in self._queues.values() for each in queue if each.row.next_at <= now - HOLD]
        for row in late:
            row.next_at = now
        if late:
            self.record([Outcome(row.id, "waiting", row.attempts, "", "", now) for row in late])

    def take(self, rows: Sequence[Waiting]) -> None:
        """Puts rows into their chats' queues; those that are there already are passed over."""
        for waiting in rows:
            if waiting.row.id in self._known or waiting.channel not in self.channels:
                continue
            self._known.add(waiting.row.id)
            address = (waiting.channel, waiting.address)
            if address not in self._queues:
                self._queues[address] = deque()
                self._ready.append(address)
            self._queues[address].append(waiting)
        self._more()

    async def take_up(self, read: Callable[[], Sequence[Waiting]]) -> None:
        """Takes what is read in a thread; rows that end meanwhile are known until then, and so are not sent again."""
        self._reading += 1
        try:
            self.take(await asyncio.to_thread(read))
        finally:
            self._reading -= 1
            self.forget([])

    def forget(self, outcomes: Sequence[Outcome]) -> None:
        """The database has these: until then a row looks as if nobody had sent it."""
        self._ended_meanwhile.update(outcome.id for outcome in outcomes if outcome.status != "waiting")
        while self._ended_meanwhile and not self._reading:
            self._known.discard(self._ended_meanwhile.pop())

    def _more(self) -> None:
        """One more task, where chats are left to which those at work have not come: these have to wait for the wire."""
        if self._ready:
            task = asyncio.create_task(self._work())
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    async def _work(self) -> None:
        """Empties the queues of one chat after another."""
        asyncio.get_running_loop().call_soon(self._more)
        while self._ready:
            await self._drain(self._ready.popleft())

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            self._more()  # it failed at one chat: the others are still to be heard

    async def idle(self) -> None:
        """Returns when nothing is on its way."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    async def stop(self, seconds: float) -> None:
        """Gives what is on its way so many seconds, then lets go; rows stay in the database."""
        if self._holding is not None:
            self._holding.cancel()
        for task in self._resting:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.idle()
        self._ready.clear()
        late = set(self._tasks)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)

    async def _drain(self, address: tuple[str, str]) -> None:
        queue = self._queues[address]
        try:
            while queue:
                blocked = await self._deliver(queue[0])
                queue.popleft()
                if blocked:
                    self._give_up(queue)
        finally:
            del self._queues[address]
            self._known.difference_update(waiting.row.id for waiting in queue)

    def _give_up(self, queue: deque[Waiting]) -> None:
        """What was still to be said to a chat that does not want us."""
        while queue:
            waiting = queue.popleft()
            self._end(waiting, "dead", "", "the chat had blocked us")

    async def _deliver(self, waiting: Waiting) -> bool:
        """Tries until the row is sent or given up: what comes after it in this chat waits, so that order is kept.

        Whether the chat turned out to have blocked us.
        """
        early = (waiting.row.next_at - self.clock()).total_seconds() if waiting.row.attempts else 0
        if early > 0:  # the service said so before a restart
            await self._rest(early)
        outcome = await self._sent(waiting)
        if isinstance(outcome, Blocked):
            self._end(waiting, "dead", "", str(outcome))
            await self._changes(waiting, "blocked")
            return True
        self._end(waiting, *outcome)
        if outcome[0] == "dead" and waiting.row.operation == "pin":
            await self._changes(waiting, "pin_refused")
        return False

    async def _sent(self, waiting: Waiting) -> Ended | Blocked:
        """The row's last status, the wire's id, and a reason."""
        channel, row = self.channels[waiting.channel], waiting.row
        maybe_sent, broken = False, 0
        ended: Ended | None = None
        while ended is None:
            row.attempts += 1
            crash.point("delivery.before")
            try:
                wire = await channel.send(self._outgoing(waiting))
            except Deferred as failure:
                ended = await self._deferred(waiting, failure)
            except Throttled as failure:
                await self._later(waiting, failure.after)
            except Unreachable as failure:
                if failure.maybe and maybe_sent:
                    return "sent", "", "timed out twice; it may have arrived"
                maybe_sent = maybe_sent or failure.maybe
                await self._later(waiting, pause(row.attempts))
            except Blocked as failure:
                return failure
            except Rejected as failure:
                return self._given_up(waiting, str(failure))
            except Exception as error:
                broken += 1
                ended = await self._broken(waiting, type(error).__name__, broken)
            else:
                crash.point("delivery.after")
                return "sent", wire, ""
        return ended

    async def _deferred(self, waiting: Waiting, failure: Deferred) -> Ended | None:
        age = self.clock() - waiting.row.made_at
        if age >= DEFERRED_FOR:
            return self._given_up(waiting, f"deferred for {DEFERRED_FOR.days} days")
        await self._later(waiting, max(failure.after, min(age / 2, RARELY).total_seconds()))
        return None

    async def _broken(self, waiting: Waiting, name: str, times: int) -> Ended | None:
        """Of an exception that nobody expected, its name and no more: its words may be what was said."""
        log.error("delivery.failed", row=waiting.row.id, channel=waiting.channel, error=name)
        if times >= BROKEN:
            return "dead", "", f"failed: {name}"
        await self._later(waiting, pause(waiting.row.attempts))
        return None

    @staticmethod
    def _given_up(waiting: Waiting, reason: str) -> Ended:
        log.warning("delivery.rejected", row=waiting.row.id, channel=waiting.channel, reason=reason)
        return "dead", "", reason

    async def _later(self, waiting: Waiting, seconds: float) -> None:
        """Waits, and has it written down until when, for a process that takes the row over."""
        row = waiting.row
        row.next_at = self.clock() + timedelta(seconds=seconds)
        self.record([Outcome(row.id, "waiting", row.attempts, "", "", row.next_at)])
        await self._rest(seconds)

    async def _rest(self, seconds: float) -> None:
        """Waits; a stop does not wait along."""
        task = asyncio.current_task()
        assert task is not None  # noqa: S101 - rows are sent in tasks
        self._resting.add(task)
        try:
            await self.sleep(seconds)
        finally:
            self._resting.discard(task)

    def _outgoing(self, waiting: Waiting) -> Outgoing:
        about = waiting.row.about
        if about is not None and not waiting.wire:
            waiting.wire = self._wires.get(about, "")
        shown = waiting.shown or outgoing(waiting)
        return shown if not waiting.wire or shown.wire == waiting.wire else replace(shown, wire=waiting.wire)

    def _end(self, waiting: Waiting, status: str, wire: str, reason: str) -> None:
        row = waiting.row
        if wire:
            self._wires[row.id] = wire
            while len(self._wires) > RECENT:
                self._wires.popitem(last=False)
        self.record([Outcome(row.id, status, row.attempts, wire, reason, self.clock())])

    async def _changes(self, waiting: Waiting, name: str) -> None:
        """What a failure changes in the domain is a turn of its own."""
        action = Action(name, target=f"{waiting.channel}/{waiting.address}")
        try:
            await self.submit(Incoming(id=f"delivery/{waiting.row.id}", action=action))
        except Busy:
            log.warning("delivery.busy", row=waiting.row.id)


def pause(attempts: int) -> float:
    """Seconds before the next try: doubling, with jitter, so that many chats do not come back at once."""
    longest: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, 20))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
