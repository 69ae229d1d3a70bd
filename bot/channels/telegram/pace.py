"""Telegram's limits, kept before the service complains; and its 429s, obeyed to the second.

Source: https://core.telegram.org/bots/faq, "My bot is hitting limits": about 30 messages a second over all, one a
second in a chat with short bursts allowed, 20 a minute in a group. A window is exact: never more in any such span.
"""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]

ALL = (30, 1.0)  # messages, seconds
CHAT = (3, 3.0)  # one a second, three at once
GROUP = (20, 60.0)
MANY = 5_000  # chats remembered before idle ones are forgotten


class Window:
    """At most `most` in any span of so many seconds. Reservations are made in order of time."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self.times: deque[float] = deque(maxlen=most)

    def free(self, now: float) -> float:
        """When the next one may go."""
        return max(now, self.times[0] + self.seconds) if len(self.times) == self.most else now

    def idle(self, now: float) -> bool:
        """Whether nothing of it counts any more."""
        return not self.times or self.times[-1] + self.seconds <= now


class Pace:
    """Whose turn it is to be sent to. `clock` tells seconds, `sleep` waits for them."""

    def __init__(self, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self.clock, self.sleep = clock, sleep
        self._all = Window(*ALL)
        self._chats: dict[str, tuple[Window, ...]] = {}
        self._held: dict[str, tuple[float, float]] = {}  # chat -> since when, until when
        self._all_held = 0.0
        self._passed = float("-inf")
        self._probing = False  # after a 429 that meant all of us, one call goes first
        self._over = asyncio.Event()

    async def turn(self, chat: str) -> None:
        """Returns when a call may be made in this chat; one caller a chat at a time."""
        windows = self._windows(chat)
        while True:
            now = self.clock()
            at = max(window.free(now) for window in windows)
            if now < (until := max(at, self.held(chat))):
                await self.sleep(until - now)
                continue
            at = self._all.free(now)
            self._all.times.append(at)
            if at > now:
                await self.sleep(at - now)
            while self._probing:
                await self._over.wait()
            now = self.clock()
            if self.held(chat) <= now:
                self._probing = self._all_held > self._passed
                for window in windows:
                    window.times.append(now)
                return

    def held(self, chat: str) -> float:
        """Until when the service wants nothing there; in the past where it does."""
        return max(self._all_held, self._held.get(chat, (0.0, 0.0))[1])

    def hold(self, chat: str, after: float) -> None:
        """The service said 429. Where it says so of two chats and let nothing through between, it means all of them."""
        now = self.clock()
        self._held = {name: span for name, span in self._held.items() if span[1] > now}
        others = [until for name, (since, until) in self._held.items() if name != chat and since >= self._passed]
        self._held[chat] = (now, now + after)
        if others:
            self._all_held = max(self._all_held, now + after, *others)

    def passed(self) -> None:
        """The service took a call."""
        self._passed = self.clock()

    def over(self) -> None:
        """A call that had its turn has ended, whatever came of it."""
        self._probing = False
        self._over.set()
        self._over = asyncio.Event()

    def _windows(self, chat: str) -> tuple[Window, ...]:
        if len(self._chats) > MANY:
            now = self.clock()
            self._chats = {
                name: kept for name, kept in self._chats.items() if not all(window.idle(now) for window in kept)
            }
        found = self._chats.get(chat)
        if found is None:
            found = (Window(*CHAT), Window(*GROUP)) if chat.startswith(("-", "@")) else (Window(*CHAT),)
            self._chats[chat] = found
        return found


class Unhurried(Pace):
    """Without limits, for a service of one's own that has none; a 429 is obeyed all the same."""

    async def turn(self, chat: str) -> None:
        """Returns when the service wants to hear of this chat again."""
        while (wait := self.held(chat) - self.clock()) > 0:
            await self.sleep(wait)
