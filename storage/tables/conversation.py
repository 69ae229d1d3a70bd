"""What is said and to be said: chats, drafts, seen ids, the outbox, dead letters."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Chat(SQLModel, table=True):
    """A conversation in a channel, and where it stands."""

    __tablename__ = "chat"
    __table_args__ = (
        UniqueConstraint("channel", "address"),
        Index("ix_chat_unit", "unit", postgresql_where=text("unit IS NOT NULL"), sqlite_where=text("unit IS NOT NULL")),
    )
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    address: str
    private: bool = True
    account: str = ""
    person: int | None = Field(default=None, foreign_key="person.id", index=True)
    unit: str | None = Field(default=None, foreign_key="unit.code")  # a unit's duty group
    language: str = "zh"
    draft: int | None = Field(default=None, foreign_key="draft.id")
    expects: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True))
    )  # an action that waits for words
    blocked_at: datetime | None = Field(default=None, sa_column=Column(Moment))


class Pinning(SQLModel, table=True):
    """A chat that asked for its newest digests to stay pinned at its top; by unit, the outbox row that is."""

    __tablename__ = "pinning"
    chat: int = Field(primary_key=True, foreign_key="chat.id")
    rows: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class Draft(SQLModel, table=True):
    """A form begun; it is a person's. The state is encrypted as a whole."""

    __tablename__ = "draft"
    __table_args__ = (
        Index(
            "ix_draft_open", "person", postgresql_where=text("status = 'open'"), sqlite_where=text("status = 'open'")
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    form: str
    version: str
    status: str = "open"  # open, filed, discarded
    state: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    asked: int | None = None  # the outbox row whose buttons are the live ones
    home: int | None = None  # the chat that it goes on in
    begun_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    changed_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Seen(SQLModel, table=True):
    """An Incoming's id that has had its turn."""

    __tablename__ = "seen"
    __table_args__ = ({"sqlite_with_rowid": False},)
    id: str = Field(primary_key=True)
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Outbox(SQLModel, table=True):
    """A message to be sent, being sent, or sent. Its buttons act by `key` and their place in `actions`."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "next_at",
            postgresql_where=text("status = 'waiting'"),
            sqlite_where=text("status = 'waiting'"),
        ),
        Index("ix_outbox_cause", "cause"),
        Index("ix_outbox_chat_slot", "chat", "slot"),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    chat: int | None = Field(default=None, foreign_key="chat.id")  # None: told to a page only
    cause: str  # the Incoming's id
    operation: str  # send, edit, close, delete, pin, unpin
    about: int | None = None  # the row that is edited, closed, pinned or unpinned
    slot: str = ""
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # text, buttons, wants, document, quiet
    actions: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    status: str = "waiting"  # waiting, sent, dead
    attempts: int = 0
    next_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    wire: str = ""
    reason: str = ""


class DeadLetter(SQLModel, table=True):
    """An Incoming that could not be dealt with, encrypted; an operator can have it run again."""

    __tablename__ = "dead_letter"
    id: int | None = Field(default=None, primary_key=True)
    incoming: str = Field(unique=True)
    reference: str = Field(unique=True)  # what the person was told
    reason: str
    content: bytes
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
    rerun_at: datetime | None = Field(default=None, sa_column=Column(Moment))


# The tables, for statements.
CHAT = core(Chat)
PINNING = core(Pinning)
DRAFT = core(Draft)
SEEN = core(Seen)
OUTBOX = core(Outbox)
DEAD_LETTER = core(DeadLetter)
