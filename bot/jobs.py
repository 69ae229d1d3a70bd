"""The schedule, on DBOS: it decides when; what a job changes it submits as a turn with an id of its own.

A tick a minute looks at the data and submits what is due, so that work lost with a process is found again at the next
tick. Nothing that a person waits for depends on it.
"""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from bot.messages import Busy, Incoming, Submit

VERSION = "1"  # pinned: an upgrade of the code strands no pending work
TICK = "* * * * *"  # cron: once a minute

log = structlog.get_logger()


class Jobs:
    """Runs `tick` once a minute on DBOS, in one process of those that share the database."""

    def __init__(
        self,
        folder: Path,
        database_url: str,
        tick: Callable[[datetime], Coroutine[Any, Any, None]],
        schedule: str = TICK,
    ) -> None:
        self.schedule = schedule
        self.url = database_url or f"sqlite:///{folder / 'jobs.db'}"
        self.tick = tick

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Launches DBOS; its workflow runs in a thread of DBOS's and waits for the turns it submitted."""
        from dbos import DBOS, DBOSConfig

        config = DBOSConfig(
            name="cunqing",
            system_database_url=self.url,
            application_version=VERSION,
            executor_id="cunqing",
            log_level="WARNING",
            console_log_level="WARNING",
            enable_otlp=False,
        )
        DBOS(config=config)

        @DBOS.step(name="submit_due")
        def submit_due(at: str) -> None:
            asyncio.run_coroutine_threadsafe(self.tick(datetime.fromisoformat(at)), loop).result(timeout=50)

        @DBOS.workflow(name="tick")
        def tick(scheduled: datetime, _context: Any) -> None:
            submit_due(scheduled.isoformat())

        DBOS.launch()
        DBOS.apply_schedules(
            [{"schedule_name": "tick", "workflow_fn": tick, "schedule": self.schedule, "context": None}]
        )

    def stop(self) -> None:
        """Ends DBOS with what it runs."""
        from dbos import DBOS

        DBOS.destroy(workflow_completion_timeout_sec=5)


async def submit_all(submit: Submit, incomings: list[Incoming]) -> None:
    """Submits one after the other; what the database cannot take now comes again at the next tick."""
    for incoming in incomings:
        try:
            await submit(incoming)
        except Busy:
            log.warning("tick.busy")
            return
