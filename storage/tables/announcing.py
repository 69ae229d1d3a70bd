"""What is announced to many people, and who has read it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Announcement(SQLModel, table=True):
    """Something that everybody of an audience is told: reporters of an area, or the clerks of units."""

    __tablename__ = "announcement"
    id: int | None = Field(default=None, primary_key=True)
    person: int | None = Field(default=None, foreign_key="person.id")  # None: by a command
    text: str
    audience: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # role, area (code), units (codes)
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Hearer(SQLModel, table=True):
    """Somebody whom an announcement is for."""

    __tablename__ = "hearer"
    __table_args__ = (Index("ix_hearer_untold", "told_at"),)
    announcement: int = Field(foreign_key="announcement.id", primary_key=True)
    person: int = Field(foreign_key="person.id", primary_key=True)
    told_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    chats: int = 0  # in how many chats; 0: they have not come in
    read_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    reminded_at: datetime | None = Field(default=None, sa_column=Column(Moment))


# The tables, for statements.
ANNOUNCEMENT = core(Announcement)
HEARER = core(Hearer)
