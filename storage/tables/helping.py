"""How households are helped: how often they are seen, the stages of an application, plans and their measures."""

from datetime import date, datetime

from sqlalchemy import Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core

OPEN, NOT_DONE = text("closed_at IS NULL"), text("done_at IS NULL")


class Rhythm(SQLModel, table=True):
    """How often a household of a category is to be visited."""

    __tablename__ = "rhythm"
    category: str = Field(primary_key=True)
    days: int
    note: str = ""


class Stage(SQLModel, table=True):
    """A stage of an item's way that has a deadline of its own (入户核实)."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("item", "name"),
        Index("ix_stage_not_done", "by", "item", sqlite_where=NOT_DONE, postgresql_where=NOT_DONE),
    )
    id: int | None = Field(default=None, primary_key=True)
    item: int = Field(foreign_key="item.id")
    name: str  # check, or a kind of the place's own
    by: datetime = Field(sa_column=Column(Moment, nullable=False))
    provisional: bool = False
    done_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    person: int | None = Field(default=None, foreign_key="person.id")
    note: str = ""


class StageKind(SQLModel, table=True):
    """A stage that an application goes through after its check, within working days of its filing."""

    __tablename__ = "stage_kind"
    stage: str = Field(primary_key=True)
    name: str
    days: int
    by: str  # who does it: village, township, county
    note: str = ""
    position: int


class Plan(SQLModel, table=True):
    """What is done for one household (一户一策), opened by an application that was accepted; one open at a time."""

    __tablename__ = "plan"
    __table_args__ = (
        Index("uq_plan_open", "household", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_plan_unit", "unit", "closed_at"),
    )
    id: int | None = Field(default=None, primary_key=True)
    household: str = Field(foreign_key="household.code", index=True)
    item: int = Field(foreign_key="item.id", unique=True)  # the application
    unit: str = Field(foreign_key="unit.code")  # that answers for it
    opened_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    closed_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    closed_by: int | None = Field(default=None, foreign_key="person.id")
    evidence: str = ""  # why the risk is removed


class Measure(SQLModel, table=True):
    """One thing that is done for a household: what, by whom, until when."""

    __tablename__ = "measure"
    id: int | None = Field(default=None, primary_key=True)
    plan: int = Field(foreign_key="plan.id", index=True)
    kind: str  # industry, work, insurance …
    what: str = ""
    owner: str  # as people call them
    unit: str = Field(foreign_key="unit.code")
    due: date
    state: str = "open"  # open, done
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    made_by: int | None = Field(default=None, foreign_key="person.id")


class Progress(SQLModel, table=True):
    """What somebody found of a measure, on a visit or elsewhere; never changed."""

    __tablename__ = "progress"
    id: int | None = Field(default=None, primary_key=True)
    measure: int = Field(foreign_key="measure.id", index=True)
    item: int | None = Field(default=None, foreign_key="item.id")  # the visit
    person: int | None = Field(default=None, foreign_key="person.id")
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
    state: str  # done, going, nothing
    words: str = ""


# The tables, for statements.
RHYTHM = core(Rhythm)
STAGE = core(Stage)
STAGE_KIND = core(StageKind)
PLAN = core(Plan)
MEASURE = core(Measure)
PROGRESS = core(Progress)
