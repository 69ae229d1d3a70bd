"""Errands beside the turns, one at a time for each key: begun in the event loop, and let go of at the end."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from typing import Any

import structlog

log = structlog.get_logger()


class Errands:
    """What is under way. An errand that fails is logged by its kind of error alone, and may be begun again."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.loop: asyncio.AbstractEventLoop | None = None
        self._tasks: dict[Hashable, asyncio.Task[None]] = {}

    def bind(self) -> None:
        """To the running loop; `soon` may then be called from any thread."""
        self.loop = asyncio.get_running_loop()

    def soon(self, act: Callable[[], None]) -> None:
        """Has the loop do something; nothing before the start and after the end."""
        if self.loop is not None and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(act)

    def begin(self, key: Hashable, errand: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Begins one, unless that of this key is under way."""
        before = self._tasks.get(key)
        if before is None or before.done():
            task = asyncio.create_task(errand())
            self._tasks[key] = task
            task.add_done_callback(partial(self._over, key))

    def _over(self, key: Hashable, task: asyncio.Task[None]) -> None:
        if self._tasks.get(key) is task:
            del self._tasks[key]
        if not task.cancelled() and task.exception() is not None:
            log.error(f"{self.name}.failed", error=type(task.exception()).__name__)

    async def idle(self) -> None:
        """Returns when nothing is under way."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def stop(self) -> None:
        """Lets go of what is under way."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
