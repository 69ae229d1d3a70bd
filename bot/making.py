"""Makes the reports that were ordered, one at a time beside the turns; that one is made is a turn of its own."""

import asyncio
import contextlib
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog

from bot.clock import Clock
from bot.errands import Errands
from bot.languages import In, Languages
from bot.live import LiveLoader
from bot.messages import Action, Busy, Incoming, Said, Submit
from bot.reports import ordered
from bot.reports.progress import unheard
from storage import Engine, orders
from storage.orders import Order

FOLDER = "reports"
KEPT = 7 * 86_400  # seconds that the files are kept; whoever was sent one has it
AT_ONCE = 20
PATIENCE, PACE = 3.0, 5.0  # seconds until it is first said how far a report is, and between that and the next time

log = structlog.get_logger()


class Told:
    """Passes on how far it is, after a while and then now and then."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self.tell = tell
        self.next = time.monotonic() + PATIENCE

    def __call__(self, done: int, total: int) -> None:
        """So many of so many items are read."""
        if done and time.monotonic() >= self.next:
            self.next = time.monotonic() + PACE
            self.tell(done, total)


class Making:
    """Takes up what is waiting: at the start, when an order was committed, and at every tick."""

    def __init__(self, reader: Engine, live: LiveLoader, languages: Languages, folder: Path, clock: Clock) -> None:
        self.reader = reader
        self.live = live
        self.languages = languages
        self.folder = folder
        self.clock = clock
        self._submit: Submit | None = None
        self._errands = Errands("report")

    def start(self, submit: Submit) -> None:
        """Takes up what was left."""
        self._submit = submit
        self._errands.bind()
        self.look()

    def wake(self) -> None:
        """Looks again; from the committer's thread, after a commit."""
        self._errands.soon(self.look)

    def look(self) -> None:
        """Begins to make what waits, unless that is under way."""
        self._errands.begin("all", self._all)

    async def idle(self) -> None:
        """Returns when nothing waits any more."""
        await self._errands.idle()

    async def stop(self) -> None:
        """Lets go; what is not made yet is taken up at the next start."""
        await self._errands.stop()

    async def _all(self) -> None:
        while True:
            with self.reader.connect() as connection:
                waiting = orders.waiting(connection, AT_ONCE)
            if not waiting:
                break
            for order in waiting:
                if not await self._one(order):
                    return
        await asyncio.to_thread(self._clear)

    async def _one(self, order: Order) -> bool:
        files = await asyncio.to_thread(self._made, order)
        assert self._submit is not None  # noqa: S101 - `start` comes first
        try:
            await self._submit(_outcome(f"report/{order.id}", order, files))
            if order.person is not None and self._lost(order):
                await self._submit(_outcome(f"report/{order.id}/lost", order, []))
        except Busy:
            log.warning("report.busy", report=order.id)
            return False
        return True

    def _lost(self, order: Order) -> bool:
        """Whether its turn became a dead letter: whoever waits for it is to hear that nothing comes."""
        with self.reader.connect() as connection:
            found = orders.by_id(connection, order.id)
        return found is not None and found.status == "waiting"

    def _made(self, order: Order) -> list[str]:
        """The files below the data folder; none where it could not be made, which is said and not tried again."""
        folder = self.folder / FOLDER / str(order.id)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with self.reader.connect() as connection:
                live = self.live.current(connection)
                progress = Told(partial(self._tell, order)) if order.chat is not None else unheard
                words = self._in_words(order)
                made = ordered.make(connection, live, order, folder, self.clock(), words, progress)
        except Exception as error:  # one report that cannot be made does not keep the others waiting
            log.error("report.failed", report=order.id, error=type(error).__name__)  # noqa: TRY400
            return []
        return [str(path.relative_to(self.folder)) for path in made]

    def _tell(self, order: Order, done: int, total: int) -> None:
        """Has a turn say how far it is, and waits for nothing; from the thread that makes the report."""
        assert self._errands.loop is not None  # noqa: S101 - `start` comes first
        action = Action("report_progress", str(order.id), {"done": done, "total": total})
        said = self._said(Incoming(id=f"report/{order.id}/{done}", action=action))
        asyncio.run_coroutine_threadsafe(said, self._errands.loop)

    async def _said(self, incoming: Incoming) -> None:
        """What cannot be said now is said the next time, or never."""
        assert self._submit is not None  # noqa: S101 - `start` comes first
        with contextlib.suppress(Busy):
            await self._submit(incoming)

    def _in_words(self, order: Order) -> In:
        language = self.languages.closest("zh")
        if order.person is not None:
            with self.reader.connect() as connection:
                language = ordered.language(connection, order) or language

        def said(saying: Said) -> str:
            return self.languages.said(saying, language)

        return said

    def _clear(self) -> None:
        """Files that are older go; nobody is sent them a second time."""
        before = time.time() - KEPT
        for folder in (self.folder / FOLDER).glob("*"):
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


def _outcome(identity: str, order: Order, files: list[str]) -> Incoming:
    return Incoming(id=identity, action=Action("report_made", str(order.id), {"files": files}))
