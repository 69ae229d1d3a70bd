"""Who is responsible for what, where: areas, functions, units, topics, rules, forms."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, LargeBinary
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Area(SQLModel, table=True):
    """A node of the administrative tree (行政区划), by its statistical code."""

    __tablename__ = "area"
    code: str = Field(primary_key=True)
    name: str
    level: str
    parent: str | None = Field(default=None, foreign_key="area.code", index=True)
    path: str = Field(unique=True)  # the codes from the root down to it: "62/621000/621022"


class Function(SQLModel, table=True):
    """A line of work (职能), the same at each level."""

    __tablename__ = "function"
    code: str = Field(primary_key=True)
    name: str
    note: str = ""


class Unit(SQLModel, table=True):
    """An organisation with an inbox (责任单位); it serves an area."""

    __tablename__ = "unit"
    code: str = Field(primary_key=True)
    name: str = Field(index=True)
    area: str = Field(foreign_key="area.code", index=True)
    aliases: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    functions: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    closed_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    successor: str | None = None  # the unit that took over, by its code
    email: str = Field(default="", sa_column_kwargs={"server_default": ""})  # the mailbox of its office


class UnitName(SQLModel, table=True):
    """What a unit was called until a day: a ledger shows the name of the day."""

    __tablename__ = "unit_name"
    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.code", index=True)
    name: str
    until: datetime = Field(sa_column=Column(Moment, nullable=False))


class UnitChange(SQLModel, table=True):
    """What is to become of a unit on a day to come: `wanted` is what the change is asked for with."""

    __tablename__ = "unit_change"
    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.code", index=True)
    day: date
    wanted: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    note: str = ""
    person: int | None = Field(default=None, foreign_key="person.id")  # None: by a command
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    warned_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    outcome: str = ""  # done, refused, dropped


class Topic(SQLModel, table=True):
    """What an item is about; its keywords are the words that people use for it."""

    __tablename__ = "topic"
    code: str = Field(primary_key=True)
    group: str
    name: str
    point: int | None = None  # of the notice
    keywords: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    position: int


class RuleSet(SQLModel, table=True):
    """A version of the rules as a whole, as the rows of the table that it came from."""

    __tablename__ = "ruleset"
    version: int = Field(primary_key=True)
    status: str  # draft, live, past
    rows: list[dict[str, Any]] = Field(sa_column=Column(JSON, nullable=False))
    note: str = ""
    base: int | None = None  # the version that it was made from
    person: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    live_at: datetime | None = Field(default=None, sa_column=Column(Moment))


class Form(SQLModel, table=True):
    """A version of a form, as the workbook that it came from."""

    __tablename__ = "form"
    code: str = Field(primary_key=True)
    version: str = Field(primary_key=True)
    file: str  # the workbook's name: its ending says its kind
    source: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    live: bool
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Live(SQLModel, table=True):
    """A number that grows when something that processes keep in memory has changed."""

    __tablename__ = "live"
    name: str = Field(primary_key=True)  # "place"
    version: int


# The tables, for statements.
AREA = core(Area)
FUNCTION = core(Function)
UNIT = core(Unit)
UNIT_NAME = core(UnitName)
UNIT_CHANGE = core(UnitChange)
TOPIC = core(Topic)
RULESET = core(RuleSet)
FORM = core(Form)
LIVE = core(Live)
