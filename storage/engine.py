"""Opens the database: an SQLite file by default, a PostgreSQL where an address names one.

SQLite: WAL, synchronous=FULL, BEGIN IMMEDIATE, no mmap; one writing connection, which alone checkpoints, and readers
that are query_only. (SQLite 3.7.0 to 3.51.2 can damage a WAL file that two connections write and checkpoint at once.)
"""

import sqlite3
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool, SingletonThreadPool, StaticPool

__all__ = ["Connection", "Engine", "open_memory", "open_reader", "open_writer"]

SQLITE_SECONDS = 30  # how long a connection waits for another one's lock


def _encode(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _sqlite(path: str, reading: bool) -> Engine:
    pool = SingletonThreadPool if not reading else QueuePool
    engine = create_engine(
        f"sqlite:///{path}",
        json_serializer=_encode,
        json_deserializer=msgspec.json.decode,
        hide_parameters=True,  # an error is logged, and what somebody said is not
        poolclass=pool,
        connect_args={"timeout": SQLITE_SECONDS, "check_same_thread": False, "isolation_level": None},
    )
    _prepare(engine, reading)
    return engine


def _prepare(engine: Engine, reading: bool) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: Any) -> None:
        pragmas = ["foreign_keys=ON", "mmap_size=0", "temp_store=MEMORY"]
        pragmas += ["query_only=ON"] if reading else ["journal_mode=WAL", "synchronous=FULL", "cache_size=-16384"]
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgresql(url: str) -> Engine:
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1),
        json_serializer=_encode,
        json_deserializer=msgspec.json.decode,
        hide_parameters=True,  # an error is logged, and what somebody said is not
        pool_pre_ping=True,
        # A process that froze in a transaction must not hold its locks for ever.
        connect_args={"options": "-c idle_in_transaction_session_timeout=30s -c timezone=UTC"},
    )


def open_writer(path: Path, url: str = "") -> Engine:
    """The one engine that writes: the committer's."""
    return _postgresql(url) if url else _sqlite(str(path), reading=False)


def open_reader(path: Path, url: str = "") -> Engine:
    """An engine for pages, digests and commands that only read."""
    return _postgresql(url) if url else _sqlite(str(path), reading=True)


def open_memory() -> Engine:
    """A database that is gone with the process, for tests: one connection, shared."""
    engine = create_engine(
        "sqlite://",
        json_serializer=_encode,
        json_deserializer=msgspec.json.decode,
        hide_parameters=True,  # an error is logged, and what somebody said is not
        poolclass=StaticPool,
        connect_args={"check_same_thread": False, "isolation_level": None},
    )
    _prepare(engine, reading=False)
    return engine
