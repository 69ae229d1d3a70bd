"""A process that makes the digests that are due, and is killed at a crash point; the next one goes on."""

import multiprocessing
import random
from collections import Counter
from datetime import datetime
from pathlib import Path

from bot import crash
from bot.schedule.ticks import due
from tests import deployment
from tests.deployment import Clock, Deployment

POINTS = ("batch.loaded", "turn.done", "commit.before", "commit.after")
SEVERAL = 7  # digests in a batch


def make(folder: Path, url: str, at: datetime, where: str, key: str) -> None:
    """In a process of its own: what is due, batch by batch, as the schedule would submit it."""
    deployment.KEY = key  # the one of the process that prepared the database
    place = Deployment(folder, url, clock=Clock(at))
    app = place.app
    crash.arm(where)
    while wanted := [each for each in due(app.reader, at, 8) if each.id.startswith("digest/")]:
        for first in range(0, len(wanted), SEVERAL):
            place.run(*wanted[first : first + SEVERAL])
    place.close()


def killed(folder: Path, url: str, at: datetime, kills: int, seed: int) -> Counter[str]:
    """Kills a run of digests so many times, then lets it end; the kills by crash point."""
    chance, found = random.Random(seed), Counter[str]()
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.kills.digests"])
    while True:
        name = chance.choice(POINTS)
        where = f"{name}:{chance.randint(1, 12)}" if found.total() < kills else ""
        process = context.Process(target=make, args=(folder, url, at, where, deployment.KEY))
        process.start()
        process.join(120)
        if process.exitcode == 0:
            return found
        if process.exitcode != -9:
            raise AssertionError(f"the run ended with {process.exitcode}")
        found[name] += 1
