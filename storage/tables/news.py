"""Who has seen what in the web chat, and which browsers are told of news while no page is open."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Looked(SQLModel, table=True):
    """How far somebody has read their web chat: the last row of the outbox that a page showed them."""

    __tablename__ = "looked"
    chat: int = Field(primary_key=True, foreign_key="chat.id")
    row: int
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Subscription(SQLModel, table=True):
    """A browser that asked to be told of news by its push service. Where and under which keys is encrypted."""

    __tablename__ = "subscription"
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    session: bytes = Field(index=True)  # whoever signs out is told no more
    endpoint: bytes = Field(unique=True)  # the keyed hash of its address
    sealed: bytes  # address and keys, as JSON
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


# The tables, for statements.
LOOKED = core(Looked)
SUBSCRIPTION = core(Subscription)
