"""Files named in answers: fetched after the commit and kept sealed in the data folder. The outcome is its own turn."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

import structlog

from bot import crash
from bot.delivery import pause
from bot.messages import Action, Attachment, Busy, Channel, Incoming, Rejected, Submit, Throttled, Unreachable
from storage import Engine, files
from storage.vault import Vault

LIMIT = 20 * 1024 * 1024  # bytes, as much as Telegram lets a bot fetch
TRIES = 8
KINDS = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF": "application/pdf",
    b"OggS": "audio/ogg",
}

RULES = "rules"  # the path of a workbook of rules, which answers no question
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

log = structlog.get_logger()


class TooLarge(Exception):
    """More bytes than we keep."""


def kind_of(content: bytes) -> str:
    """The type by content, whatever its sender called it; empty for one that we do not keep."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content[4:8] == b"ftyp":
        return "video/mp4"
    return next((mime for start, mime in KINDS.items() if content.startswith(start)), "")


def path_of(folder: Path, sha256: str) -> Path:
    """Where a file lies: below files/, by the hash of its content."""
    return folder / "files" / sha256[:2] / sha256


class Attachments:
    """Fetches what waits, a few at once; what is not had is tried again with growing pauses, then given up."""

    def __init__(self, channels: Mapping[str, Channel], reader: Engine, vault: Vault, folder: Path) -> None:
        self.channels = channels
        self.reader = reader
        self.vault = vault
        self.folder = folder
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._submit: Submit | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._few = asyncio.Semaphore(4)

    def start(self, submit: Submit) -> None:
        """Takes up what was left."""
        self._submit = submit
        self._loop = asyncio.get_running_loop()
        self.look()

    def wake(self) -> None:
        """Looks again; from the committer's thread, after a commit."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self.look)

    def look(self) -> None:
        """Begins to fetch what is waiting and not being fetched yet."""
        with self.reader.connect() as connection:
            waiting = files.waiting(connection)
        for attachment in waiting:
            if attachment.id not in self._tasks and attachment.channel in self.channels:
                task = asyncio.create_task(self._settle(attachment))
                self._tasks[attachment.id] = task
                task.add_done_callback(partial(self._over, attachment.id))

    def _over(self, identity: int, _task: asyncio.Task[None]) -> None:
        self._tasks.pop(identity, None)

    async def stop(self) -> None:
        """Lets go; what is not had yet is taken up at the next start."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def idle(self) -> None:
        """Returns when nothing is being fetched."""
        while self._tasks:
            await asyncio.wait(list(self._tasks.values()))

    async def _settle(self, attachment: files.Attachment) -> None:
        async with self._few:
            values = await self._outcome(attachment)
        assert self._submit is not None  # noqa: S101 - `start` comes first
        action = Action("attached", str(attachment.id), values)
        try:
            await self._submit(Incoming(id=f"attachment/{attachment.id}", action=action))
        except Busy:
            log.warning("attachment.busy", attachment=attachment.id)

    async def _outcome(self, attachment: files.Attachment) -> dict[str, str | int]:
        for attempt in range(1, TRIES + 1):
            try:
                content = await self._fetch(attachment)
            except Throttled as failure:
                await self.sleep(failure.after)
            except Unreachable:
                await self.sleep(pause(attempt))
            except Rejected as failure:
                return {"failed": "large" if "too big" in str(failure) else "gone"}
            except TooLarge:
                return {"failed": "large"}
            else:
                mime = kind_of(content)
                if attachment.path == RULES and content.startswith(b"PK\x03\x04"):
                    mime = WORKBOOK  # what is in it, whoever reads it finds out
                return self._keep(content, mime) if mime else {"failed": "kind"}
        return {"failed": "unreachable"}

    async def _fetch(self, attachment: files.Attachment) -> bytes:
        channel = self.channels[attachment.channel]
        sent = Attachment(attachment.kind, attachment.reference, attachment.unique)
        content = bytearray()
        async for piece in channel.fetch(sent):
            content += piece
            if len(content) > LIMIT:
                raise TooLarge
        return bytes(content)

    def _keep(self, content: bytes, mime: str) -> dict[str, str | int]:
        """Writes the sealed file beside its place, then moves it there, so that half a file is never found."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = path_of(self.folder, sha256)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        half = path.with_suffix(".part")
        half.write_bytes(self.vault.seal(content))
        crash.point("attachment.half")
        half.replace(path)
        crash.point("attachment.kept")
        return {"file": str(path.relative_to(self.folder)), "sha256": sha256, "size": len(content), "mime": mime}
