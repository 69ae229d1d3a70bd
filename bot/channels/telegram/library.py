"""What a chat library does for us: it fetches, calls, uploads and tells failures apart, and no more."""

import logging
import ssl
from functools import cache
from typing import Any, BinaryIO, NamedTuple, Protocol

import httpx
import msgspec

from bot.channels.telegram.intake import Bot
from bot.channels.telegram.requests import Request

MOST = 100  # updates a batch, the most that the service gives
SERVICE = "https://api.telegram.org"


class Remote(NamedTuple):
    """A file that a person sent, as the service has it; no address where it gives none."""

    address: str
    size: int


class Library(Protocol):
    """Every call raises one of `failures` where it does not succeed."""

    async def me(self) -> Bot:
        """Who we are."""

    async def updates(self, offset: int, wait: int) -> list[bytes]:
        """The next batch, each update as it came; waits so many seconds for one. Offset 0: whatever there is."""

    async def call(self, request: Request, file: BinaryIO | None = None) -> str:
        """One call, with the file of its document; the id of the message that it made or changed, else ""."""

    async def file(self, reference: str) -> Remote:
        """Where a person's file is."""

    async def close(self) -> None:
        """Ends the connections."""


@cache
def trust() -> ssl.SSLContext:
    """The authorities that connections go by, read once a process: some 30 ms each time, and each file is one."""
    return httpx.create_ssl_context()


class Batch(msgspec.Struct):
    """getUpdates' answer with each update by itself, unread."""

    result: list[msgspec.Raw] = []
    description: str = ""
    parameters: dict[str, Any] | None = None


class Splitter:
    """Takes getUpdates' answers apart, so that one update that nobody can parse does not hold back the others.

    Where a whole batch cannot be taken apart (an update nested without end), updates are asked for one by one, until
    that one has come and is handed on as it is.
    """

    def __init__(self) -> None:
        self.limit = MOST
        self._updates: list[bytes] = []

    def taken(self) -> list[bytes]:
        """The updates of the last answer, once."""
        updates, self._updates = self._updates, []
        return updates

    def split(self, payload: bytes) -> dict[str, Any] | None:
        """The answer without its updates, for the library; None where it is no batch, or one to be asked for anew."""
        try:
            batch = msgspec.json.decode(payload, type=Batch)
        except (ValueError, RecursionError):
            return self._apart(payload)
        self.limit = MOST
        self._updates = [bytes(raw) for raw in batch.result]
        return {"result": [], "description": batch.description, "parameters": batch.parameters}

    def _apart(self, payload: bytes) -> dict[str, Any] | None:
        if b'"update_id"' not in payload:
            return None
        self._updates = [payload] if self.limit == 1 else []
        self.limit = MOST if self.limit == 1 else 1
        return {"result": []} if self._updates else None


def reduced(payload: bytes) -> tuple[dict[str, Any] | None, str]:
    """An answer of the service, None where it is no JSON object; and the id of the message that was sent.

    Of such a message the id alone is read: that is all we need, it is half the work, and a field that the library
    cannot read must not make us send the message again.
    """
    try:
        answer = msgspec.json.decode(payload.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None, ""
    if not isinstance(answer, dict):
        return None, ""
    sent = answer.get("result")
    if isinstance(sent, dict) and isinstance(sent.get("message_id"), int):
        return {**answer, "result": True}, str(sent["message_id"])
    return answer, ""


def silence(*loggers: str) -> None:
    """Keeps addresses (they hold the token) and parameters (they hold what people wrote) out of the libraries' logs."""
    for name in loggers:
        logging.getLogger(name).setLevel(logging.WARNING)
