"""The server's core in a process of its own, to be killed: the app over a data folder, behind its socket."""

import asyncio
import os
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from bot import app as composition
from bot.messages import Outgoing
from bot.settings import Settings
from tests.deployment import Wire

SENT = "sent.log"
LOG = "server.log"


@dataclass
class WrittenWire(Wire):
    """A wire that writes down each row that it is sent, at once, so that repeated replies can be counted."""

    path: Path = Path()

    async def send(self, outgoing: Outgoing) -> str:
        """One line a row; a process that is killed later has still sent it."""
        with self.path.open("ab", buffering=0) as sent:
            sent.write(f"{outgoing.row}\n".encode())
        return outgoing.wire or f"m{outgoing.row}"


def serve(folder: Path, url: str, key: str, crash: str, pipe: Connection) -> None:
    """Serves until it is told to stop, or killed."""
    log = os.open(folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(log, 1)
    os.dup2(log, 2)
    asyncio.run(_serve(Settings(data=folder, database_url=url, key=key, crash=crash), pipe))


async def _serve(settings: Settings, pipe: Connection) -> None:
    app = composition.build(settings, channels=[WrittenWire(path=settings.data / SENT)])
    async with composition.running(app):
        pipe.send("ready")
        await asyncio.to_thread(pipe.recv)
        await app.attachments.idle()
        await composition.resend(app, app.clock())  # on PostgreSQL a tick of two minutes later does it
        await app.delivery.idle()
