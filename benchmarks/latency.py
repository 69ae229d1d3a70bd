"""How long an answer waits when answers come at a steady rate, whether the last ones are done or not (open loop).

python -m benchmarks.latency [--json] [--quick]

1,720 answers a second: all that the country's 563,000 resident cadres would say in a day, in one hour. Each comes at
its time from the next of a thousand phones, durable, SQLite FULL; it is timed from when it should have come to its
reply. Beside it the disk's own median fsync of a page.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Row, row, run
from benchmarks.visits import TAPS, Phone, place, tapped
from bot.messages import Outgoing

RATE = 1_720  # answers a second
PHONES = 1_000
SECONDS = 10
WARM_UP = 2  # seconds that are not counted
PAGE = 4096  # bytes


def fsync(folder: Path) -> float:
    """Milliseconds that the disk takes to keep a page: the median."""
    took = []
    with (folder / "page").open("wb", buffering=0) as file:
        for _ in range(500):
            began = time.perf_counter()
            file.seek(0)
            file.write(os.urandom(PAGE))
            os.fsync(file.fileno())
            took.append(time.perf_counter() - began)
    return statistics.median(took) * 1000


class Cadre:
    """A phone that files one visit log after the other, a step at a time."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.reply: Outgoing | None = None
        self.steps: Iterator[str] = iter(())

    async def step(self) -> None:
        """The next thing said, to its reply."""
        label = next(self.steps, None)
        if label is None or self.reply is None:
            self.steps = iter(TAPS)
            self.reply = await self.phone.say(b"/visit_log")
        else:
            self.reply = await self.phone.press(tapped(self.reply, label), self.reply)


async def waits(free: deque[Cadre], seconds: float) -> list[float]:
    """Milliseconds from when each answer should have come to its reply."""
    took: list[float] = []

    async def answer(cadre: Cadre, due: float) -> None:
        await cadre.step()
        took.append((time.perf_counter() - due) * 1000)
        free.append(cadre)

    began, sent, under_way = time.perf_counter(), 0, set[asyncio.Task[None]]()
    while (now := time.perf_counter() - began) < seconds:
        while sent < now * RATE and free:
            task = asyncio.create_task(answer(free.popleft(), began + sent / RATE))
            under_way.add(task)
            task.add_done_callback(under_way.discard)
            sent += 1
        await asyncio.sleep(0.0005)
    await asyncio.gather(*under_way)
    return took


async def percentile(folder: Path, seconds: float) -> float:
    """The 99th, in milliseconds."""
    async with place(folder / "data", PHONES) as made:
        cadres = deque(Cadre(phone) for phone in made.phones)
        await waits(cadres, WARM_UP)
        return statistics.quantiles(await waits(cadres, seconds), n=100)[-1]


def measured(quick: bool) -> list[Row]:
    """One row."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        disk = fsync(folder)
        p99 = asyncio.run(percentile(folder, SECONDS / 4 if quick else SECONDS))
    name = f"99 of 100 answers at {RATE:,} a second, SQLite FULL, beside the disk's median fsync"
    return [row(name, p99, disk, "ms", 20, "lower")]


if __name__ == "__main__":
    run(__doc__, measured)
