"""One server on one data folder: a lock on a file in it, which goes with the process that holds it."""

import fcntl
import os
from pathlib import Path
from typing import IO


class Taken(Exception):
    """Another process holds the lock; `pid` says which."""

    def __init__(self, pid: str) -> None:
        super().__init__(pid)
        self.pid = pid


def take(folder: Path) -> IO[str]:
    """Holds the lock until the file is closed or the process ends; raises Taken."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "server.lock"
    handle = path.open("a+", encoding="ascii")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        pid = handle.read().strip()
        handle.close()
        raise Taken(pid) from None
    handle.seek(0)
    handle.truncate()
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
