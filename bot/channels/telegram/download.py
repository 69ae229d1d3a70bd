"""A person's file, fetched from the service: gone on with where a connection broke, and never half a file."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from bot.channels.telegram.failures import Moved
from bot.channels.telegram.library import Library, Remote, trust
from bot.messages import Blocked, Rejected, Unreachable

ABSENT = {httpx.codes.NOT_FOUND, httpx.codes.GONE}
PATIENCE = 20  # seconds without a byte


class Absent(Exception):
    """There is nothing at the address: they change after an hour, and files go."""


async def pieces(library: Library, reference: str) -> AsyncIterator[bytes]:
    """The file from its beginning. Raises Unreachable where it stopped short, Rejected where it is gone.

    A connection that broke after some pieces is followed by another one for the rest; the address is asked for anew.
    """
    got, absent = 0, 0
    while True:
        remote, before = await _remote(library, reference), got
        try:
            async for piece in _rest(remote, got):
                got += len(piece)
                yield piece
        except Absent:
            absent += 1
            if absent > 1:
                raise Rejected("the service has the file no more") from None
        except httpx.HTTPError as error:
            if got == before:
                raise Unreachable(type(error).__name__) from None  # its text has the address, and so the token
        else:
            if not remote.size or got >= remote.size:
                return
            if got == before:
                raise Unreachable("the file stopped short")


async def _remote(library: Library, reference: str) -> Remote:
    try:
        remote = await library.file(reference)
    except (Blocked, Moved) as found:
        raise Rejected(str(found)) from None
    if not remote.address.startswith("http"):
        raise Rejected("the service names no address for the file")
    return remote


async def _rest(remote: Remote, got: int) -> AsyncIterator[bytes]:
    """What comes after the bytes that are there already, also from a server that gives whole files alone (RFC 9110)."""
    async with _opened(remote, got) as response:
        over = got if response.status_code == httpx.codes.OK else 0
        async for piece in response.aiter_bytes():
            rest, over = piece[over:], max(0, over - len(piece))
            if rest:
                yield rest


@asynccontextmanager
async def _opened(remote: Remote, got: int) -> AsyncIterator[httpx.Response]:
    headers = {"range": f"bytes={got}-", "accept-encoding": "identity"} if got else {}
    async with (
        httpx.AsyncClient(timeout=PATIENCE, verify=trust()) as client,
        client.stream("GET", remote.address, headers=headers) as response,
    ):
        if response.status_code in ABSENT:
            raise Absent
        part = response.status_code == httpx.codes.PARTIAL_CONTENT
        begins = response.headers.get("content-range", "").startswith(f"bytes {got}-")
        if response.status_code != httpx.codes.OK and not (part and begins):
            raise Unreachable(f"the file's address answered {response.status_code}")
        yield response
