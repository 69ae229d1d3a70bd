"""Updates per second through each adapter and through the webhook, everything durable and on.

python -m benchmarks.channels [--json] [--quick]

By polling: the whole product over each chat library, from getUpdates' answer to the request of the reply, the library's
own network alone stubbed; beside python-telegram-bot's ConversationHandler in memory, which takes the same steps,
answers each button too, and keeps nothing.

By webhook: 64 chats in flight over real HTTP on the loopback, each update answered 200 after its commit, the sends
stubbed; beside uvicorn (h11) that echoes the same bodies.
"""

import asyncio
import importlib.util
import logging
import statistics
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import structlog

from benchmarks import measuring
from benchmarks.conversation import Peer
from benchmarks.measuring import Row, left_out, row
from benchmarks.polling import adapter, by_aiogram, by_ptb
from benchmarks.visits import PHONES
from benchmarks.webhook import brought, echoing

LIBRARIES = {"telegram_ptb": "python-telegram-bot", "telegram_aiogram": "aiogram"}


Sides = dict[str, Callable[[int], Awaitable[float]]]


async def polled(folder: Path, quick: bool) -> dict[str, float]:
    """The adapters and their peer."""
    async with AsyncExitStack() as stack:
        sides: Sides = {"peer": Peer(PHONES).rate}
        for name, made in (("telegram_ptb", by_ptb), ("telegram_aiogram", by_aiogram)):
            if name == "telegram_aiogram" and importlib.util.find_spec("aiogram") is None:
                continue
            sides[name] = (await stack.enter_async_context(adapter(folder / name, made))).rate
        return await in_turn(sides, quick)


async def pushed(folder: Path, quick: bool) -> dict[str, float]:
    """The webhook and the server that echoes, without the other deployments in the process."""
    async with brought(folder / "webhook") as webhook, echoing() as echo:
        return await in_turn({"webhook": webhook.rate, "echo": echo.rate}, quick)


async def in_turn(sides: Sides, quick: bool) -> dict[str, float]:
    """The medians of all sides, measured in turn."""
    count, visits = (2, 2) if quick else (7, 3)
    found: dict[str, list[float]] = {name: [] for name in sides}
    for at in range(count + 1):  # the first one only warms up
        for name, rate in sides.items():
            figure = await rate(visits)
            if at:
                found[name].append(figure)
    return {name: statistics.median(figures) for name, figures in found.items()}


def measured(quick: bool = False) -> list[Row]:
    """The rows."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))  # rows alone on the output
    with tempfile.TemporaryDirectory() as made:
        medians = asyncio.run(polled(Path(made), quick)) | asyncio.run(pushed(Path(made), quick))
    rows = []
    for name, library in LIBRARIES.items():
        title = (
            f"visit log by {library}, SQLite FULL, 64 in flight, network stubbed, beside python-telegram-bot in memory"
        )
        if name not in medians:
            left_out(title, f"{library} is not installed")
            continue
        rows.append(row(title, medians[name], medians["peer"], "updates/s", 0.8, library=library))
    title = "visit log through the webhook over HTTP, SQLite FULL, 64 in flight, beside uvicorn on h11 that echoes"
    rows.append(row(title, medians["webhook"], medians["echo"], "updates/s", 0.4))
    return rows


if __name__ == "__main__":
    measuring.run(__doc__, measured)
