"""What the service itself has to remember."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Counter(SQLModel, table=True):
    """A number that is given out once: items of a year ("item/2026")."""

    __tablename__ = "counter"
    name: str = Field(primary_key=True)
    value: int


class Mark(SQLModel, table=True):
    """A fact about this database: that it is a demonstration, how far a wire has been read."""

    __tablename__ = "mark"
    name: str = Field(primary_key=True)
    value: str


class Audit(SQLModel, table=True):
    """What somebody changed of the settings of a place: who, when, why, from what to what. Never changed."""

    __tablename__ = "audit"
    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))
    person: int | None = Field(default=None, foreign_key="person.id", index=True)  # None: by a command
    action: str  # draft, publish, rollback, import, export, rename, merge, close, reroute
    what: str = Field(index=True)  # rules, areas, units, functions, topics, people, households
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    after: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    note: str = ""
    cause: str = Field(index=True)  # the Incoming's id


class Staged(SQLModel, table=True):
    """A row of a large import that nobody sees yet; protected columns are sealed already."""

    __tablename__ = "staged"
    __table_args__ = (UniqueConstraint("load", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    load: str  # the import's own id
    position: int
    content: bytes  # the row as JSON, sealed
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


# The tables, for statements.
COUNTER = core(Counter)
MARK = core(Mark)
AUDIT = core(Audit)
STAGED = core(Staged)
