"""Files named in answers: fetched after the commit and kept sealed in the store. The outcome is a turn of its own."""

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot import clock, crash
from bot.clock import Clock
from bot.errands import Errands
from bot.files.kinds import KINDS, LARGEST, SHEET, fits, kind_of
from bot.files.pictures import NoPicture, Picture, drawn
from bot.messages import Action, Attachment, Busy, Channel, Holds, Incoming, Rejected, Submit, Throttled, Unreachable
from bot.sent_workbooks import LISTS
from storage import Engine, files
from storage.store import FILES, Store, Unavailable
from storage.vault import Vault

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 3600.0  # seconds before a further try
PATIENCE = timedelta(days=1)  # after which what cannot be reached is given up; a service keeps no update longer either
HELD = timedelta(hours=1)  # that a file may lie in a channel before anything says that it is waited for
DOUBTS = 4  # times that a service may say that it has no such file now

RULES = "rules"  # the path of a workbook of rules, which answers no question

log = structlog.get_logger()

Outcome = dict[str, Any]


class TooLarge(Exception):
    """More bytes than we keep."""


def name_of(content: bytes) -> str:
    """What a file is called in the store: by the hash of its content, in clear."""
    sha256 = hashlib.sha256(content).hexdigest()
    return f"{FILES}/{sha256[:2]}/{sha256}"


class Attachments:
    """Fetches what waits, a few at once; what is not had is tried again with growing pauses, for a day."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        reader: Engine,
        vault: Vault,
        store: Store,
        now: Clock = clock.now,
        read: Callable[[files.Attachment, bytes], Any] | None = None,
    ) -> None:
        self.channels = channels
        self.reader = reader
        self.vault = vault
        self.store = store
        self.now = now
        self.read = read  # what a workbook of rules, or a department's list, says; it takes seconds
        self.sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
        self._errands = Errands("attachment")
        self._submit: Submit | None = None
        self._few = asyncio.Semaphore(4)  # are fetched at once
        self._one = asyncio.Semaphore(1)  # is drawn at once: a large picture takes much memory

    def start(self, submit: Submit) -> None:
        """Takes up what was left."""
        self._submit = submit
        self._errands.bind()
        self._tidy()
        self.look()

    def _tidy(self) -> None:
        with self.reader.connect() as connection:
            waiting = {attachment.reference for attachment in files.waiting(connection)}
        for channel in self.channels.values():
            if isinstance(channel, Holds):
                channel.tidy(waiting, self.now() - HELD)

    def wake(self) -> None:
        """Looks again; from the committer's thread, after a commit."""
        self._errands.soon(self.look)

    def look(self) -> None:
        """Begins to fetch what is waiting and not being fetched yet."""
        with self.reader.connect() as connection:
            waiting = files.waiting(connection)
        for attachment in waiting:
            if attachment.channel in self.channels:
                self._errands.begin(attachment.id, partial(self._settle, attachment))

    async def stop(self) -> None:
        """Lets go; what is not had yet is taken up at the next start."""
        await self._errands.stop()

    async def idle(self) -> None:
        """Returns when nothing is being fetched."""
        await self._errands.idle()

    async def _settle(self, attachment: files.Attachment) -> None:
        try:
            values = await self._outcome(attachment)
        except Unavailable as error:  # the row waits, and is looked at again at the next tick
            log.warning("attachment.not_kept", attachment=attachment.id, reason=str(error))
            return
        assert self._submit is not None  # noqa: S101 - `start` comes first
        action = Action("attached", str(attachment.id), values)
        try:
            await self._submit(Incoming(id=f"attachment/{attachment.id}", action=action))
        except Busy:
            log.warning("attachment.busy", attachment=attachment.id)
            return
        channel = self.channels[attachment.channel]
        if isinstance(channel, Holds):
            channel.forget(_sent(attachment))

    async def _outcome(self, attachment: files.Attachment) -> Outcome:
        """What became of it, however long that takes; raises Unavailable where it cannot be kept now."""
        attempt = doubts = 0
        while True:
            attempt += 1
            try:
                async with self._few:
                    content = await self._fetch(attachment)
            except Throttled as failure:
                await self.sleep(failure.after)
            except Unreachable:
                if self.now() - attachment.made_at >= PATIENCE:
                    return {"failed": "unreachable"}
                await self.sleep(pause(attempt))
            except Rejected as failure:
                doubts += 1
                if "temporarily" not in str(failure) or doubts >= DOUBTS:
                    return {"failed": "large" if "too big" in str(failure) else "gone"}
                await self.sleep(pause(attempt))
            except TooLarge:
                return {"failed": "large"}
            else:
                return await self._kept(attachment, content)

    async def _fetch(self, attachment: files.Attachment) -> bytes:
        content = bytearray()
        async for piece in self.channels[attachment.channel].fetch(_sent(attachment)):
            content += piece
            if len(content) > LARGEST:
                raise TooLarge
        return bytes(content)

    async def _kept(self, attachment: files.Attachment, content: bytes) -> Outcome:
        """Known by its content, a picture drawn anew, and put into the store; none of it on the event loop."""
        if attachment.path.startswith(LISTS) and self.read is not None:
            return {"read": await asyncio.to_thread(self.read, attachment, content)}
        mime = await asyncio.to_thread(kind_of, content)
        if attachment.path == RULES and content.startswith(b"PK\x03\x04"):
            mime = SHEET  # what is in it, whoever reads it finds out
        if not content:
            return {"failed": "empty"}
        if not mime or not fits(mime, attachment.asked):
            return {"failed": _misfit(mime, attachment.asked)}
        if attachment.path == RULES and self.read is not None:
            return {
                **await self._put(content),
                "mime": mime,
                "read": await asyncio.to_thread(self.read, attachment, content),
            }
        if KINDS[mime].family != "image":
            return {**await self._put(content), "mime": mime}
        try:
            async with self._one:
                picture = await asyncio.to_thread(drawn, content)
        except NoPicture as refused:
            return {"failed": refused.why}
        small = await self._put(picture.thumbnail)
        kept = {**await self._put(picture.content), "mime": "image/jpeg", "thumbnail": small["file"]}
        return kept | _notes(picture, attachment.keeps)

    async def _put(self, content: bytes) -> Outcome:
        name = name_of(content)
        await asyncio.to_thread(lambda: self.store.put(name, self.vault.seal(content)))
        crash.point("attachment.kept")
        return {"file": name, "sha256": name.rpartition("/")[2], "size": len(content)}


def _sent(attachment: files.Attachment) -> Attachment:
    return Attachment(attachment.kind, attachment.reference)


def _misfit(mime: str, asked: str) -> str:
    """Why a file is no answer: a kind that is never kept, or not the one that the question asks for."""
    return asked if mime and asked in ("image", "audio", "video") else "kind"


def _notes(picture: Picture, keeps: str) -> Outcome:
    """What the camera wrote down: when; and where, if the form asks for that."""
    taken = picture.taken_at.isoformat() if picture.taken_at is not None else ""
    place = list(picture.place) if picture.place is not None and "location" in keeps.split() else []
    return {"taken_at": taken, "place": place}


def pause(attempt: int) -> float:
    """Seconds before the next try: doubling, with jitter, so that many files do not come back at once."""
    longest: float = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempt - 1, 20))
    return longest * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, not a secret
