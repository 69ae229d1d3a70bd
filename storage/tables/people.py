"""Who is known, how they get in, and the households that they look after."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Person(SQLModel, table=True):
    """Someone known to the bot. The telephone is encrypted; `phone_index` is its keyed hash."""

    __tablename__ = "person"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    title: str = ""  # 第一书记, 经办人
    phone: bytes | None = None
    phone_index: bytes | None = Field(default=None, index=True)
    language: str = "zh"
    active: bool = True
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Account(SQLModel, table=True):
    """A person's account in a channel, bound by an invitation."""

    __tablename__ = "account"
    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    bound_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Membership(SQLModel, table=True):
    """What a person may do, where: a role in a unit or in an area."""

    __tablename__ = "membership"
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    role: str
    unit: str | None = Field(default=None, foreign_key="unit.code", index=True)
    area: str | None = Field(default=None, foreign_key="area.code", index=True)
    ended_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    absence: int | None = None  # that it is lent for, by id; None: it is theirs


class Invitation(SQLModel, table=True):
    """A code that binds a channel's account to a person, once; only its keyed hash is kept."""

    __tablename__ = "invitation"
    code: bytes = Field(primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    ends_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    reminded_at: datetime | None = Field(default=None, sa_column=Column(Moment))  # those in charge there were told


class Attempt(SQLModel, table=True):
    """Wrong codes tried from one account, so that guessing is slow."""

    __tablename__ = "attempt"
    source: str = Field(primary_key=True)  # "telegram/123", "web/<address>"
    count: int
    since: datetime = Field(sa_column=Column(Moment, nullable=False))


class Link(SQLModel, table=True):
    """A single-use link that the bot sent; only the hash of its token is kept."""

    __tablename__ = "link"
    token: bytes = Field(primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    page: str
    ends_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    used_at: datetime | None = Field(default=None, sa_column=Column(Moment))


class Session(SQLModel, table=True):
    """Somebody signed in to the pages; only the hash of the cookie's token is kept."""

    __tablename__ = "session"
    token: bytes = Field(primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    csrf: str
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    ends_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Absence(SQLModel, table=True):
    """Somebody is away from one day to another, and somebody else stands in for them; `lent` is what comes back
    beside the roles, which name their absence."""

    __tablename__ = "absence"
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    deputy: int = Field(foreign_key="person.id", index=True)
    first: date
    last: date
    made_by: int | None = Field(default=None, foreign_key="person.id")  # None: by a command
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    begun_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    lent: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))  # ids by kind


class Household(SQLModel, table=True):
    """A row of a village's register (户). Identity number and telephone are encrypted."""

    __tablename__ = "household"
    code: str = Field(primary_key=True)
    area: str = Field(foreign_key="area.code", index=True)
    group: str = ""  # 村民小组: 二组
    head: str = Field(index=True)
    initials: str = Field(default="", index=True)  # pinyin, to search by
    category: str = ""
    marks: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    size: int | None = None
    phone: bytes | None = None
    id_number: bytes | None = None
    id_index: bytes | None = Field(default=None, index=True)
    confirmed: bool = True  # false: added on the spot, an admin has yet to look
    last_visit: date | None = None
    last_income: str = ""
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Member(SQLModel, table=True):
    """Someone of a household."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("household", "position"),)
    id: int | None = Field(default=None, primary_key=True)
    household: str = Field(foreign_key="household.code", index=True)
    position: int
    name: str
    relation: str = ""
    born: int | None = None  # year
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))


class HouseholdGone(SQLModel, table=True):
    """A household's code that stands in no register any more: merged into another one, or refused."""

    __tablename__ = "household_gone"
    code: str = Field(primary_key=True)
    successor: str | None = None  # the household that it was merged into, by its code
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


# The tables, for statements.
PERSON = core(Person)
ACCOUNT = core(Account)
MEMBERSHIP = core(Membership)
INVITATION = core(Invitation)
ATTEMPT = core(Attempt)
LINK = core(Link)
SESSION = core(Session)
ABSENCE = core(Absence)
HOUSEHOLD = core(Household)
MEMBER = core(Member)
HOUSEHOLD_GONE = core(HouseholdGone)
