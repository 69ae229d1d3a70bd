"""Where e-mail goes."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Mailbox(SQLModel, table=True):
    """An address that notices and digests go to: somebody's own, encrypted here, or a unit's, which stands in its row.

    `key` is random: the chat's address in the channel is this key, and links in letters are signed for it, so that
    neither a log nor a link says whose address it is, and a mailbox that has ended ends its links.
    """

    __tablename__ = "mailbox"
    key: str = Field(primary_key=True)
    chat: int = Field(foreign_key="chat.id", unique=True)
    person: int | None = Field(default=None, foreign_key="person.id", index=True)
    unit: str | None = Field(default=None, foreign_key="unit.code", index=True)
    address: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    code: bytes | None = Field(default=None, sa_column=Column(LargeBinary))  # keyed hash of the code that confirms it
    notices: bool = False  # besides the chat app
    digests: bool = False  # in place of the chat app
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    confirmed_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    ended_by: str = ""  # person, letter (its link), refused (by the server), replaced, unconfirmed


# The tables, for statements.
MAILBOX = core(Mailbox)
