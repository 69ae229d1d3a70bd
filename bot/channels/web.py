"""The web chat as a channel. Its wire is the page, which reads the outbox itself: sending only wakes the page."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from pathlib import Path

from bot.messages import Attachment, Outgoing, Rejected, Submit

PIECE = 64 * 1024  # bytes read at a time


class Web:
    """Chats are addressed by the person's id. `uploads` is the folder that the page puts photos into."""

    name = "web"
    abroad = False

    def __init__(self, uploads: Path) -> None:
        self.uploads = uploads
        self._listening: dict[str, set[asyncio.Event]] = defaultdict(set)

    async def run(self, submit: Submit) -> None:
        """Nothing is fetched here: the pages submit what comes in. Waits until it is cancelled."""
        await asyncio.Event().wait()

    async def send(self, outgoing: Outgoing) -> str:
        """Wakes the pages that show this chat; the row itself is already stored."""
        for waiting in self._listening.get(outgoing.chat, ()):
            waiting.set()
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
        """An uploaded file, piece by piece; raises Rejected where it is not there."""
        path = self.uploads / attachment.reference
        if path.parent != self.uploads or not path.is_file():
            raise Rejected("no such upload")
        with path.open("rb") as source:
            while piece := await asyncio.to_thread(source.read, PIECE):
                yield piece
