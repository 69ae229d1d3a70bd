"""What takes longer than somebody waits for a page: done in a thread, while a page of its own says how far it is.

Nothing here outlives the process: what was not finished has changed nothing, and is asked for once more.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from bot.messages import Said

PATIENCE = 1.5  # seconds that a press waits before it shows the progress instead
KEPT = 900.0  # seconds that an answer waits to be looked at
AT_ONCE = 2
AGAIN = 2  # seconds after which the page of a work looks again

Answer = Callable[[Request], Response]
Given = TypeVar("Given")


class Stopped(Exception):
    """The server ends: the work is let go."""


class Work:
    """Something under way for one person; `done` of `total` steps, 0 where nobody knows how many."""

    def __init__(self, person: int, label: Said, loop: asyncio.AbstractEventLoop) -> None:
        self.id = secrets.token_urlsafe(16)
        self.person = person
        self.label = label
        self.begun = time.monotonic()
        self.done = 0
        self.total = 0
        self.stopped = False
        self.file = False  # the answer is a file, which its page offers
        self.future: Future[Answer] = Future()
        self._loop = loop

    @property
    def seconds(self) -> int:
        """How long it has been under way."""
        return int(time.monotonic() - self.begun)

    def at(self, done: int, total: int = 0) -> None:
        """Says how far it is. Raises Stopped where the server ends."""
        if self.stopped:
            raise Stopped
        self.done, self.total = done, total or self.total

    def wait_for(self, asked: Coroutine[Any, Any, Given]) -> Given:
        """Has the server's loop do something (a press), and waits for it in this thread."""
        return asyncio.run_coroutine_threadsafe(asked, self._loop).result()


class Works:
    """Those of one process, a few at a time, so that turns and pages have the machine too."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "work")
        self._works: dict[str, Work] = {}

    def begin(self, person: int, label: Said, do: Callable[[Work], Answer]) -> Work:
        """Begins it, from the server's loop."""
        work = Work(person, label, asyncio.get_running_loop())
        self._works = {key: each for key, each in self._works.items() if each.seconds < KEPT or not each.future.done()}
        self._works[work.id] = work
        work.future = self._threads.submit(do, work)
        return work

    def of(self, person: int, key: str) -> Work | None:
        """One of this person's, by its id."""
        found = self._works.get(key)
        return found if found is not None and found.person == person else None

    def forget(self, work: Work) -> None:
        """Its answer was given."""
        self._works.pop(work.id, None)

    def close(self) -> None:
        """Lets go of what is under way, at its next step."""
        for work in self._works.values():
            work.stopped = True
        self._threads.shutdown(wait=True, cancel_futures=True)


def works_of(request: Request) -> Works:
    """Those of this process."""
    found: Works = request.app.state.works
    return found


async def answered(
    request: Request, person: int, label: Said, do: Callable[[Work], Answer], page: str = "/admin/work"
) -> Response:
    """The answer at once where it takes no longer than somebody waits; else, or where it failed, its own page."""
    works = works_of(request)
    work = works.begin(person, label, do)
    waited = asyncio.wrap_future(work.future)
    waited.add_done_callback(_failed)
    await asyncio.wait([waited], timeout=PATIENCE)
    if not waited.done() or _failed(waited):  # which the loop knows a moment after the thread
        return RedirectResponse(f"{page}/{work.id}", 303)
    works.forget(work)
    return await run_in_threadpool(work.future.result(), request)


def _failed(done: "asyncio.Future[Answer]") -> bool:
    """Whether there is no answer; looked at also where nobody waits any more, or the loop would tell of it."""
    return done.cancelled() or done.exception() is not None
