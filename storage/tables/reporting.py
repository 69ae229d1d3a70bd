"""When people want to be told, and reports that were asked for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core

WAITING = text("status = 'waiting'")


class DigestSetting(SQLModel, table=True):
    """When a unit, or a person, is told what is in the inbox: one of the two is set."""

    __tablename__ = "digest_setting"
    id: int | None = Field(default=None, primary_key=True)
    person: int | None = Field(default=None, foreign_key="person.id", unique=True)
    unit: str | None = Field(default=None, foreign_key="unit.code", unique=True)
    rhythm: str  # daily, weekly, never
    weekday: int  # 1 Monday … 7 Sunday, for weekly
    hour: int  # 0 to 23, in China
    quiet_from: int  # the hours in which nothing makes a sound; the same twice: none
    quiet_to: int
    language: str = ""  # empty: the chat's own


class PersonDigest(SQLModel, table=True):
    """What somebody with hours of their own was told of a unit's inbox, once a period."""

    __tablename__ = "person_digest"
    __table_args__ = (UniqueConstraint("person", "unit", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id")
    unit: str = Field(foreign_key="unit.code")
    period: date
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # lists of item numbers
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Report(SQLModel, table=True):
    """A bulletin or ledger that somebody, or the schedule, asked for; its files lie below the data folder."""

    __tablename__ = "report"
    __table_args__ = (Index("ix_report_waiting", "id", sqlite_where=WAITING, postgresql_where=WAITING),)
    id: int | None = Field(default=None, primary_key=True)
    kind: str  # bulletin, ledger
    area: str | None = Field(default=None, foreign_key="area.code", index=True)
    unit: str | None = Field(default=None, foreign_key="unit.code")
    topic: str = ""
    period: str
    person: int | None = Field(default=None, foreign_key="person.id")  # None: the schedule
    chat: int | None = Field(default=None, foreign_key="chat.id")  # where it was asked for
    status: str = "waiting"  # waiting, made, failed
    files: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    asked_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    made_at: datetime | None = Field(default=None, sa_column=Column(Moment))


# The tables, for statements.
DIGEST_SETTING = core(DigestSetting)
PERSON_DIGEST = core(PersonDigest)
REPORT = core(Report)
