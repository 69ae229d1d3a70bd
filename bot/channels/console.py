"""The terminal as a channel, for development and for replaying a bug: `cunqing chat --as NAME`."""

import asyncio
from collections.abc import AsyncIterator, Callable

from bot.messages import Attachment, Outgoing, Rejected, Submit


class Console:
    """`show` prints what is told without being asked; without it, nobody sits there and the message counts as read."""

    name = "console"
    abroad = False
    pins = False

    def __init__(self, show: Callable[[Outgoing], None] | None = None) -> None:
        self.show = show

    async def run(self, submit: Submit) -> None:
        """The command reads the keyboard itself; waits until it is cancelled."""
        await asyncio.Event().wait()

    async def send(self, outgoing: Outgoing) -> str:
        """Shows it."""
        if self.show is not None:
            self.show(outgoing)
        return f"line/{outgoing.row}"

    async def close(self) -> None:
        """Nothing is held."""

    async def fetch(self, attachment: Attachment) -> AsyncIterator[bytes]:
        """A terminal sends no files: what stands for a photo there cannot be fetched."""
        raise Rejected("a terminal keeps no files")
        yield b""
