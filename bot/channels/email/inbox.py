"""The mailbox that replies come to: looked into once a minute, by imap-tools. A letter is marked as read only when it
has been dealt with, so that one on which a process ended comes again."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import structlog

from bot.channels.email.answers import read
from bot.messages import Busy, Incoming, Submit

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

EVERY = 60.0  # seconds
MOST = 50  # letters looked at in one go
LARGEST = 5_000_000  # bytes; what is larger is no reply, and stays where it is
PATIENCE = 30.0  # seconds that an answer may take

log = structlog.get_logger()

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Inbox:
    """A mailbox by IMAP; without `tls` inside one's own network alone."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    tls: bool = True

    def __repr__(self) -> str:
        return f"Inbox({self.host}:{self.port})"


def inbox_of(url: str, user: str, password: str) -> Inbox:
    """imaps://name:password@host:port/folder; name and password are those given where it has none."""
    found = urlsplit(url)
    tls = found.scheme == "imaps"
    return Inbox(
        found.hostname or "",
        found.port or (993 if tls else 143),
        unquote(found.username or "") or user,
        unquote(found.password or "") or password,
        unquote(found.path.strip("/")) or "INBOX",
        tls,
    )


async def watch(inbox: Inbox, submit: Submit, sleep: Sleep = asyncio.sleep) -> None:
    """Looks again and again until it is cancelled; a mailbox that cannot be opened is said, and tried again."""
    while True:
        try:
            await look(inbox, submit)
        except Exception as error:
            # The type alone: a server's words may quote a letter.
            log.warning("email.inbox", host=inbox.host, error=type(error).__name__)
        await sleep(EVERY)


async def look(inbox: Inbox, submit: Submit) -> None:
    """Takes what is unread, in order. Raises imap_tools' errors and OSError."""
    unread = await asyncio.to_thread(_unread, inbox)
    done: list[str] = []
    try:
        for uid, raw in unread:
            incoming = _read(raw)
            if incoming is not None:
                await submit(incoming)
            done.append(uid)
    except Busy:
        log.warning("email.busy")
    finally:
        if done:
            await asyncio.to_thread(_mark, inbox, done)


def _read(raw: bytes) -> Incoming | None:
    try:
        return read(raw)
    except Exception as error:  # whatever somebody sends, those behind it are read
        log.warning("email.unreadable", error=type(error).__name__)
        return None


def _opened(inbox: Inbox) -> "BaseMailBox":
    from imap_tools import MailBox, MailBoxUnencrypted

    made: BaseMailBox
    if inbox.tls:
        context = ssl.create_default_context()  # the library's own would take any certificate
        made = MailBox(inbox.host, inbox.port, timeout=PATIENCE, ssl_context=context)
    else:
        made = MailBoxUnencrypted(inbox.host, inbox.port, timeout=PATIENCE)
    return made.login(inbox.user, inbox.password, initial_folder=inbox.folder)


def _unread(inbox: Inbox) -> list[tuple[str, bytes]]:
    with _opened(inbox) as box:
        found = box.fetch(f"UNSEEN SMALLER {LARGEST}", mark_seen=False, limit=MOST)
        return [(letter.uid, letter.obj.as_bytes()) for letter in found if letter.uid]


def _mark(inbox: Inbox, uids: list[str]) -> None:
    with _opened(inbox) as box:
        box.flag(uids, r"\Seen", True)
