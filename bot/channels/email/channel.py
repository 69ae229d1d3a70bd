"""The channel itself: letters out, replies in."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path

import structlog

from bot import clock
from bot.channels.email.connection import Connection
from bot.channels.email.inbox import Inbox, watch
from bot.channels.email.letter import Box, Sender, Speak, identity, letter
from bot.messages import Attachment, Outgoing, Rejected, Submit, Throttled, Unreachable

Where = Callable[[Outgoing], Box | None]  # None where the mailbox has ended

log = structlog.get_logger()


class Email:
    """Chats are addressed by a mailbox's key; `where` says which address that is, and is asked before each letter."""

    name = "email"
    abroad = True  # letters pass through other people's servers
    pins = False

    def __init__(
        self,
        connection: Connection,
        sender: Sender,
        where: Where,
        said: Speak,
        *,
        folder: Path = Path(),
        inbox: Inbox | None = None,
        now: clock.Clock = clock.now,
    ) -> None:
        self.sender, self.where, self.said, self.folder = sender, where, said, folder
        self.connection, self.inbox, self.now = connection, inbox, now
        self._closed = False

    async def run(self, submit: Submit) -> None:
        """Says at once where the mail server cannot be used; then reads replies, where there is a mailbox for them."""
        try:
            await self.connection.probe()
        except (Unreachable, Throttled) as failure:
            log.warning("email.probe", reason=str(failure))
        if self.inbox is not None:
            await watch(self.inbox, submit)
        await asyncio.Event().wait()

    async def send(self, outgoing: Outgoing) -> str:
        """The letter's Message-ID. A letter cannot be changed any more: only to send, or to edit, does anything."""
        if outgoing.operation not in ("send", "edit"):
            return outgoing.wire
        if self._closed:
            raise Unreachable("closed")
        box = await asyncio.to_thread(self.where, outgoing)
        if box is None:
            raise Rejected("the mailbox has ended")
        content = await asyncio.to_thread(self._written, outgoing, box, self.now())
        await self.connection.send(self.sender.address, box.address, content)
        return identity(outgoing, self.sender)

    def _written(self, outgoing: Outgoing, box: Box, at: datetime) -> bytes:
        found = letter(outgoing, box, self.sender, self.said, at)
        document = outgoing.document
        if document is not None:
            kind, _, sub = document.mime.partition("/")
            content = (self.folder / document.path).read_bytes()
            found.add_attachment(content, maintype=kind, subtype=sub, filename=document.name)
        return bytes(found)

    async def close(self) -> None:
        """Ends the connection; nothing is sent afterwards."""
        self._closed = True
        await self.connection.close()

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """No files come in by letter."""
        raise Rejected("no files come in by letter")
        yield b""
