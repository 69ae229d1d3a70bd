"""The schedule on its real engine: DBOS ticks, the tick runs on our loop, and a stop ends it."""

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from bot import app as composition
from bot.jobs import Jobs
from bot.messages import Incoming
from tests.deployment import Deployment

SECONDLY = "* * * * * *"


@pytest.mark.filterwarnings("default")  # the engine's own, which are no business of ours
def test_the_engine_ticks_on_our_loop_until_it_is_stopped(tmp_path: Path) -> None:
    asyncio.run(ticking(tmp_path))


async def ticking(folder: Path) -> None:
    """Starts the schedule, waits for two ticks, stops it."""
    loop, ticks, twice = asyncio.get_running_loop(), list[datetime](), asyncio.Event()

    async def tick(at: datetime) -> None:
        assert asyncio.get_running_loop() is loop
        ticks.append(at)
        if len(ticks) == 2:
            twice.set()

    jobs = Jobs(folder, "", tick, SECONDLY)
    await asyncio.to_thread(jobs.start, loop)
    try:
        await asyncio.wait_for(twice.wait(), 60)
    finally:
        await asyncio.to_thread(jobs.stop)
    assert ticks[0] < ticks[1]
    assert all(at.tzinfo is not None for at in ticks)
    assert (folder / "jobs.db").exists()


def test_the_loop_goes_on_while_a_tick_looks_for_what_is_due(
    place: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ticked() -> None:
        loop = asyncio.get_running_loop()

        def due(*_given: object) -> list[Incoming]:
            asyncio.run_coroutine_threadsafe(asyncio.sleep(0), loop).result(10)  # which waits for ever on the loop
            return []

        monkeypatch.setattr(composition, "due", due)
        async with composition.running(place.app):
            await composition.tick(place.app, place.clock())

    asyncio.run(ticked())
