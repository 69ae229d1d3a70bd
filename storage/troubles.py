"""What a database's failure means for whoever looks after it."""

import sqlite3
from enum import Enum

from sqlalchemy.exc import DatabaseError, OperationalError


class Trouble(Enum):
    """Why the database does not do what it was asked."""

    FULL = "the disk takes nothing"
    CLOSED = "this user may not open it"
    BROKEN = "the file is damaged, or none of ours"
    SILENT = "the server does not answer"


SQLITE = {
    sqlite3.SQLITE_FULL: Trouble.FULL,
    sqlite3.SQLITE_IOERR: Trouble.FULL,
    sqlite3.SQLITE_BUSY: Trouble.FULL,
    sqlite3.SQLITE_LOCKED: Trouble.FULL,
    sqlite3.SQLITE_CANTOPEN: Trouble.CLOSED,
    sqlite3.SQLITE_READONLY: Trouble.CLOSED,
    sqlite3.SQLITE_PERM: Trouble.CLOSED,
    sqlite3.SQLITE_CORRUPT: Trouble.BROKEN,
    sqlite3.SQLITE_NOTADB: Trouble.BROKEN,
}


def trouble(error: Exception) -> Trouble | None:
    """Which trouble an exception means; None where it is none of the database's, or a fault of ours."""
    cause = error.orig if isinstance(error, DatabaseError) else error
    if isinstance(cause, sqlite3.Error):
        return SQLITE.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)  # the low byte; the rest says more closely
    return Trouble.SILENT if isinstance(error, OperationalError) else None
