"""Visit logs filed with a million items stored, beside none: what is there already costs whoever files next nothing.

python -m benchmarks.filing [--json] [--quick]

64 phones file at once, each answer durable. The million are of three years, with as many people and households, their
events, and what lies with the units.
"""

import asyncio
import sqlite3
import statistics
import tempfile
from pathlib import Path

from benchmarks.measuring import Row, row, run
from benchmarks.pages import lived
from benchmarks.visits import PHONES, STEPS, Place, place

STORED = 1_000_000
VISITS = 4  # of each phone in one measurement
ROUNDS = 5


async def rates(folder: Path, rounds: int) -> tuple[float, float]:
    """Visit logs a second with the million and with none: medians of rounds in turn, of which the first warms up."""
    many, none = folder / "many", folder / "none"
    many.mkdir()
    stored(many / "cunqing.db")
    async with place(many, PHONES, loaded=True) as full, place(none, PHONES) as empty:
        found = [(await filed(full), await filed(empty)) for _ in range(rounds + 1)][1:]
    return statistics.median(each for each, _ in found), statistics.median(each for _, each in found)


def stored(path: Path) -> None:
    """The million, whose numbers are given."""
    lived(path, STORED).dispose()
    made = sqlite3.connect(path)
    made.execute("INSERT INTO counter (name, value) VALUES ('item/2026', ?)", (STORED,))
    made.commit()
    made.close()


async def filed(at: Place) -> float:
    """Visit logs a second."""
    return await at.rate(VISITS) / STEPS


def measured(quick: bool) -> list[Row]:
    """One row."""
    with tempfile.TemporaryDirectory() as folder:
        full, empty = asyncio.run(rates(Path(folder), 2 if quick else ROUNDS))
    name = "visit logs filed, SQLite FULL, 64 in flight, a million items stored beside none"
    return [row(name, full, empty, "visit logs/s", 0.6)]


if __name__ == "__main__":
    run(__doc__, measured)
