"""The hatch beside the door: a socket in the data folder, by which a command submits while a server runs.

One JSON Incoming a connection, answered by the replies or by an error's sentence. The folder's rights (0700) are the
guard: whoever may open the socket may read the database. A socket's address is short: below a folder whose path is too
long for one, it lies in a folder of ours among the temporary ones, as closed as the other.
"""

import asyncio
import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

import msgspec
import structlog

from bot.messages import Busy, Incoming, Outgoing, Submit

LONGEST = 100  # bytes of a socket's address; systems end between 104 and 108
LIMIT = 64 * 1024 * 1024  # bytes of one Incoming

log = structlog.get_logger()


class Answer(msgspec.Struct):
    """What the server says to a command."""

    replies: list[Outgoing] = []
    busy: bool = False


def path(folder: Path) -> Path:
    """Where the socket is. Raises PermissionError where somebody else made the folder that it would lie in."""
    where = folder.absolute() / "server.sock"
    if len(os.fsencode(where)) <= LONGEST:
        return where
    ours = Path(tempfile.gettempdir()) / f"cunqing-{os.getuid()}"
    ours.mkdir(mode=0o700, exist_ok=True)
    found = ours.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise PermissionError(f"{ours} is somebody else's")
    return ours / f"{hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:24]}.sock"


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
