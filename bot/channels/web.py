"""The web chat as a channel. Its wire is the page, which reads the outbox itself: sending only wakes the page."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection
from datetime import datetime
from pathlib import Path

from bot.messages import Attachment, Outgoing, Rejected, Submit


def _nobody(chat: str) -> None:
    """Where nobody is told."""


class Web:
    """Chats are addressed by the person's id. `uploads` is the folder that the page puts files into,
    sealed, and `opened` opens them."""

    name = "web"
    abroad = False
    pins = False

    def __init__(self, uploads: Path, opened: Callable[[bytes], bytes] = bytes) -> None:
        self.uploads = uploads
        self.opened = opened
        self.absent: Callable[[str], None] = _nobody  # told of a chat that has news while no page shows it
        self._listening: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def run(self, submit: Submit) -> None:
        """Nothing is fetched here: the pages submit what comes in. Waits until it is cancelled."""
        await asyncio.Event().wait()

    async def send(self, outgoing: Outgoing) -> str:
        """Wakes the pages that show this chat; the row itself is already stored."""
        for waiting in self._listening.get(outgoing.chat, ()):
            waiting.set()
        if outgoing.chat not in self._listening and outgoing.operation == "send":
            self.absent(outgoing.chat)
        return f"row/{outgoing.row}"

    async def listen(self, chat: str) -> AsyncIterator[None]:
        """Yields whenever something new is there for a chat; several new rows may be one waking."""
        waiting = asyncio.Event()
        self._listening[chat].add(waiting)
        try:
            while True:
                await waiting.wait()
                waiting.clear()
                yield
        finally:
            self._listening[chat].discard(waiting)
            if not self._listening[chat]:
                del self._listening[chat]

    async def close(self) -> None:
        """Nothing is held."""

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """An uploaded file; raises Rejected where it is not there."""
        path = self._path(attachment)
        if path is None:
            raise Rejected("no such upload")
        yield await asyncio.to_thread(lambda: self.opened(path.read_bytes()))

    def forget(self, attachment: Attachment) -> None:
        """It was dealt with."""
        path = self._path(attachment)
        if path is not None:
            path.unlink(missing_ok=True)

    def tidy(self, waiting: Collection[str], before: datetime) -> None:
        """Takes away what nobody waits for: a second try brings a file again whose first try was dealt with."""
        for path in self.uploads.glob("*") if self.uploads.is_dir() else ():
            if path.name not in waiting and path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)

    def _path(self, attachment: Attachment) -> Path | None:
        path = self.uploads / attachment.reference
        return path if path.parent == self.uploads and path.is_file() else None
