"""The door: takes the Incomings that wait, runs them as one batch, commits, and only then lets anyone hear of it.

Synchronous, in a thread of its own: on SQLite it is the one writer. Whatever arrived while the last commit ran is the
next batch; no timer, so a lone chat pays one commit and nothing more.
"""

import asyncio
import contextlib
import random
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from queue import Empty, SimpleQueue

import msgspec
import structlog
from sqlalchemy.exc import InterfaceError, OperationalError

from bot import crash
from bot.door.batch import Batch, Done, Failed, House
from bot.door.legible import legible
from bot.messages import Busy, Incoming, Outgoing
from storage import Engine, outbox
from storage.outbox import Outcome, Waiting

MOST = 256  # Incomings a batch
TRIES = 5  # of a batch that met a deadlock or a database that did not answer
DATABASE = (OperationalError, InterfaceError)  # what a database raises that does not answer, or not to this
WOKEN = object()  # in the queue: there are outcomes to be written
AILING = 300  # seconds for which a batch that the database did not take counts, unless one is taken meanwhile
OUTCOMES_WAIT = 0.05  # seconds that outcomes of sending wait for a batch to go along with

log = structlog.get_logger()


class _Waiter(msgspec.Struct):
    incoming: Incoming
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[list[Outgoing]]"


_Answered = tuple[_Waiter, list[Outgoing] | Busy]


class Committer:
    """Runs turns. After a commit, in the loop that started it, `offer` is given the rows to be sent, and `written` the
    outcomes that the database has from then on; started outside of any loop, in its own thread."""

    def __init__(self, engine: Engine, house: House) -> None:
        self.engine = engine
        self.house = house
        self.offer: Callable[[Sequence[Waiting]], None] = lambda rows: None
        self.written: Callable[[Sequence[Outcome]], None] = lambda outcomes: None
        self._queue: SimpleQueue[list[_Waiter] | object | None] = SimpleQueue()
        self._arriving: dict[asyncio.AbstractEventLoop, list[_Waiter]] = {}
        self._left: list[_Waiter] = []  # of a queue's entry, more than one batch takes
        self._outcomes: list[Outcome] = []
        self._taking = threading.Lock()  # that outcomes come and go one at a time: else one that comes may wake nobody
        self._thread = threading.Thread(target=self._loop, name="committer", daemon=True)
        self._home: asyncio.AbstractEventLoop | None = None
        self._stopping = False
        self._failed_at: float | None = None  # of the monotonic clock: when a batch could not be committed

    def start(self) -> None:
        """Begins to take Incomings."""
        with contextlib.suppress(RuntimeError):
            self._home = asyncio.get_running_loop()
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether its thread still takes Incomings."""
        return self._thread.is_alive()

    @property
    def failing(self) -> bool:
        """Whether the newest batch could not be committed, not long ago."""
        failed = self._failed_at
        return failed is not None and time.monotonic() - failed < AILING

    def stop(self) -> None:
        """Deals with what waits, writes the outcomes, and ends."""
        for loop in list(self._arriving):
            self._arrived(loop)
        self._queue.put(None)
        self._thread.join()

    async def submit(self, incoming: Incoming) -> list[Outgoing]:
        """One Incoming's replies, after its commit; raises Busy where the database takes nothing."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[list[Outgoing]] = loop.create_future()
        arriving = self._arriving.get(loop)
        if arriving is None:
            arriving = self._arriving[loop] = []
            loop.call_soon(self._arrived, loop)
        arriving.append(_Waiter(incoming, loop, future))
        return await future

    def _arrived(self, loop: asyncio.AbstractEventLoop) -> None:
        """Hands over at once whatever a round of the loop brought: one by one it would be many small batches."""
        arriving = self._arriving.pop(loop, None)
        if arriving:
            self._queue.put(arriving)

    def record(self, outcomes: Sequence[Outcome]) -> None:
        """Takes what became of sending, to be written with the next batch, or by itself where none comes soon."""
        with self._taking:
            asleep = not self._outcomes
            self._outcomes.extend(outcomes)
        if asleep:
            self._queue.put(WOKEN)

    # --- the committer's thread ---

    def _loop(self) -> None:
        while self._left or not self._stopping:
            batch = self._wait()
            if batch:
                self._run(batch)
            elif self._outcomes:
                self._write_outcomes()
        if self._outcomes:
            self._write_outcomes()

    def _wait(self) -> list[_Waiter]:
        batch, self._left = self._left, []
        try:
            found = self._queue.get_nowait() if batch else self._next()
            while True:
                if found is None:
                    self._stopping = True
                    break
                if isinstance(found, list):
                    batch += found
                if len(batch) >= MOST:
                    break
                found = self._queue.get_nowait()
        except Empty:
            pass
        batch, self._left = batch[:MOST], batch[MOST:]
        return batch

    def _next(self) -> list[_Waiter] | object | None:
        """Waits for what comes next; raises Empty where outcomes have waited long enough for it."""
        found = self._queue.get(timeout=OUTCOMES_WAIT if self._outcomes else None)
        return self._queue.get(timeout=OUTCOMES_WAIT) if found is WOKEN else found

    def _run(self, batch: list[_Waiter]) -> None:
        try:
            done = self.run([waiter.incoming for waiter in batch])
        except Exception as error:
            # Whatever it was, those who wait must hear. The type alone is logged: a message may quote what was said.
            log.error(  # noqa: TRY400
                "batch.failed", error=type(error).__name__, size=len(batch)
            )
            if len(batch) > 1 and not _is_database(error):
                for waiter in batch:  # one of them is at fault, and the others are not to suffer by it
                    self._run([waiter])
                return
            self._failed_at = time.monotonic()
            self._tell(Done(), [(waiter, Busy()) for waiter in batch])
            return
        self._failed_at = None
        for call in done.released:
            call()
        self._tell(done, [(waiter, done.replies.get(waiter.incoming.id, [])) for waiter in batch])

    def run(self, incomings: Sequence[Incoming]) -> Done:
        """Runs one batch to its commit. A turn that raises becomes a dead letter; a failing database is tried again.

        A database that refuses one turn again and again, and commits all the same, fails in nothing but that turn.
        What fails outside of a turn is raised, unless the batch is of one: then it was that one's.
        """
        incomings = [legible(incoming) for incoming in incomings]
        failed: dict[str, Exception] = {}
        tries = 0
        while True:
            try:
                return self._transaction(incomings, failed)
            except Failed as failure:
                if _is_database(failure.error) and not (tries >= TRIES and self._commits()):
                    tries = self._pause(tries, failure.error)
                    continue
                tries = 0
                self._blame(failure.incoming, failure.error, failed)
            except DATABASE as error:
                tries = self._pause(tries, error)
            except Exception as error:
                if len(incomings) != 1 or failed:
                    raise
                self._blame(incomings[0].id, error, failed)

    @staticmethod
    def _blame(incoming: str, error: Exception, failed: dict[str, Exception]) -> None:
        """No traceback is logged: it may quote what was said."""
        log.error("turn.failed", incoming=incoming, error=type(error).__name__)
        failed[incoming] = error

    def _transaction(self, incomings: Sequence[Incoming], failed: dict[str, Exception]) -> Done:
        outcomes = list(self._outcomes)
        with self.engine.begin() as connection:
            done = Batch(connection, self.house, failed).run(incomings)
            if outcomes:
                outbox.save(connection, outcomes)
            crash.point("commit.before")
        crash.point("commit.after")
        done.outcomes = self._written(outcomes)
        return done

    def _written(self, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
        with self._taking:
            del self._outcomes[: len(outcomes)]
        return outcomes

    def _commits(self) -> bool:
        """Whether the database takes an empty transaction now."""
        try:
            with self.engine.begin() as connection:
                connection.exec_driver_sql("SELECT 1")
        except DATABASE:
            return False
        return True

    def _pause(self, tries: int, error: Exception) -> int:
        if tries >= TRIES:
            raise error
        time.sleep(random.uniform(0.01, 0.05) * 2**tries)  # noqa: S311 - jitter, not a secret
        return tries + 1

    def _write_outcomes(self) -> None:
        outcomes = list(self._outcomes)
        try:
            with self.engine.begin() as connection:
                outbox.save(connection, outcomes)
        except DATABASE:
            time.sleep(OUTCOMES_WAIT)
            return
        self._tell(Done(outcomes=self._written(outcomes)), [])

    def _tell(self, done: Done, answers: list[_Answered]) -> None:
        """All that each loop is to hear of a batch, at once: to wake a loop takes as long as several statements."""
        told: dict[asyncio.AbstractEventLoop | None, list[Callable[[], None]]] = {}
        for loop, own in _by_loop(answers).items():
            told[loop] = [partial(_resolve, own)]
        home = told.setdefault(self._home, [])
        if done.outcomes:
            home.append(partial(self.written, done.outcomes))
        if done.sendings:
            home.append(partial(self.offer, done.sendings))
        for each, calls in told.items():
            if each is None:
                _call(calls)
            elif calls and not each.is_closed():
                each.call_soon_threadsafe(_call, calls)


def _call(calls: Sequence[Callable[[], None]]) -> None:
    for call in calls:
        call()


def _by_loop(answers: list[_Answered]) -> dict[asyncio.AbstractEventLoop, list[_Answered]]:
    found: dict[asyncio.AbstractEventLoop, list[_Answered]] = {}
    for answer in answers:
        found.setdefault(answer[0].loop, []).append(answer)
    return found


def _resolve(answers: list[_Answered]) -> None:
    for waiter, answer in answers:
        if waiter.future.done():
            continue
        if isinstance(answer, Busy):
            waiter.future.set_exception(answer)
        else:
            waiter.future.set_result(answer)


def _is_database(error: Exception) -> bool:
    return isinstance(error, DATABASE)
