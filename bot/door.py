"""The door for commands: a socket in the data folder, through which a command that writes submits while a server runs.

One JSON Incoming a connection, answered by the replies or by an error's sentence. The folder's rights (0700) are the
guard: whoever may open the socket may read the database.
"""

import asyncio
import contextlib
from pathlib import Path

import msgspec
import structlog

from bot.messages import Busy, Incoming, Outgoing, Submit

LIMIT = 64 * 1024 * 1024  # bytes of one Incoming

log = structlog.get_logger()


class Answer(msgspec.Struct):
    """What the server says to a command."""

    replies: list[Outgoing] = []
    busy: bool = False


def path(folder: Path) -> Path:
    """Where the socket is."""
    return folder / "server.sock"


async def listen(folder: Path, submit: Submit) -> asyncio.Server:
    """Opens the door; an old socket of a process that is gone is replaced."""
    where = path(folder)
    where.unlink(missing_ok=True)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.read(-1)
        if asked:
            writer.write(msgspec.json.encode(await _answer(asked, submit)))
            await writer.drain()
        writer.close()

    server = await asyncio.start_unix_server(serve, path=str(where), limit=LIMIT)
    where.chmod(0o600)
    return server


async def _answer(asked: bytes, submit: Submit) -> Answer:
    try:
        return Answer(replies=await submit(msgspec.json.decode(asked, type=Incoming)))
    except Busy:
        return Answer(busy=True)
    except msgspec.DecodeError:
        log.warning("door.unreadable")
        return Answer()


async def answers(folder: Path) -> bool:
    """Whether somebody is behind the door; a socket file may have outlived its process."""
    try:
        _reader, writer = await asyncio.open_unix_connection(str(path(folder)))
    except (FileNotFoundError, ConnectionRefusedError):
        return False
    writer.close()
    return True


async def ask(folder: Path, incoming: Incoming) -> list[Outgoing] | None:
    """Submits through the running server; None where none runs, or where it ended before it answered. Raises Busy."""
    try:
        reader, writer = await asyncio.open_unix_connection(str(path(folder)), limit=LIMIT)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    try:
        writer.write(msgspec.json.encode(incoming))
        writer.write_eof()
        said = await reader.read(-1)
    except ConnectionError:
        said = b""
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    if not said:
        return None
    answer = msgspec.json.decode(said, type=Answer)
    if answer.busy:
        raise Busy
    return answer.replies
