"""What was filed and what became of it: items, entries, events, attachments, digests."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core

# What digests read of all that is open, without a look at what is over: small, however long the history.
OPEN, THERE = text("status <> 'closed' AND status <> 'withdrawn'"), text("ended_at IS NULL")


class Item(SQLModel, table=True):
    """A filed report, with a number that people can say on the phone. Sensitive answers are encrypted apart."""

    __tablename__ = "item"
    __table_args__ = (
        Index("ix_item_area_path_status", "area_path", "status"),
        Index("ix_item_reporter_filed", "reporter", "filed_at"),
        Index(
            "ix_item_open",
            "id",
            "number",
            "status",
            "accept_by",
            "resolve_by",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(  # how things stand by area, without a look at the items themselves
            "ix_item_open_area",
            "area_path",
            "status",
            "paused_at",
            "accept_by",
            "resolve_by",
            "filed_at",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index(
            "ix_item_asked",
            "reporter",
            postgresql_where=text("asked_at IS NOT NULL"),
            sqlite_where=text("asked_at IS NOT NULL"),
        ),
        Index(
            "ix_item_keeper",
            "keeper",
            postgresql_where=text("keeper IS NOT NULL"),
            sqlite_where=text("keeper IS NOT NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(unique=True)  # "2026-000123"
    draft: int | None = Field(default=None, unique=True)  # the confirmed conversation: one item for each
    form: str
    form_version: str
    ruleset: int = Field(foreign_key="ruleset.version")
    rule: str
    reason: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # a Text: why it went there
    topic: str = ""
    area: str = Field(foreign_key="area.code")
    area_path: str
    household: str | None = Field(default=None, foreign_key="household.code", index=True)
    urgency: str = ""
    title: str
    answers: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # by path, without the sensitive ones
    secrets: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    status: str = Field(index=True)
    reporter: int = Field(foreign_key="person.id")
    keeper: int | None = None  # who answers for it in place of its reporter, by id: they moved, left or are away
    filed_at: datetime = Field(sa_column=Column(Moment, nullable=False, index=True))
    accept_by: datetime | None = Field(default=None, sa_column=Column(Moment))
    resolve_by: datetime | None = Field(default=None, sa_column=Column(Moment))
    provisional: bool = False  # a deadline in a year whose holidays are not published
    changed_at: datetime = Field(sa_column=Column(Moment, nullable=False))
    duplicate_of: int | None = Field(default=None, foreign_key="item.id")
    paused_at: datetime | None = Field(default=None, sa_column=Column(Moment))  # since when the clock stands still
    paused_for: str | None = None  # what for
    paused_by: datetime | None = Field(default=None, sa_column=Column(Moment))  # the deadline that stood then
    wants_days: int | None = None  # working days more that are asked for
    asked_at: datetime | None = Field(default=None, sa_column=Column(Moment))  # what the reporter has not answered


class Entry(SQLModel, table=True):
    """An item in one unit's inbox, as lead (牵头) or assisting (配合) unit; open until `ended_at`."""

    __tablename__ = "entry"
    __table_args__ = (
        Index("ix_entry_unit_open", "unit", "ended_at"),
        Index("ix_entry_unit_item", "unit", "item"),  # a unit's ledger from the latest on
        Index("ix_entry_open", "unit", "item", "part", "since", sqlite_where=THERE, postgresql_where=THERE),
    )
    id: int | None = Field(default=None, primary_key=True)
    item: int = Field(foreign_key="item.id", index=True)
    unit: str = Field(foreign_key="unit.code")
    part: str  # lead, assist
    person: int | None = Field(default=None, foreign_key="person.id")  # who has taken it
    since: datetime = Field(sa_column=Column(Moment, nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(Moment))
    ended_by: str = ""  # done; or what took it away: send_back, pass_on, reroute, hand_over …
    reported_at: datetime | None = Field(default=None, sa_column=Column(Moment))  # an assisting unit's part


class Event(SQLModel, table=True):
    """One thing that happened to an item; never changed, chained by hash."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("item", "sequence"),)
    id: int | None = Field(default=None, primary_key=True)
    item: int = Field(foreign_key="item.id")
    sequence: int
    action: str
    before: str
    after: str
    person: int | None = Field(default=None, foreign_key="person.id")
    unit: str | None = Field(default=None, foreign_key="unit.code")  # whose lead it is after the event
    at: datetime = Field(sa_column=Column(Moment, nullable=False))
    details: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    cause: str  # the Incoming's id
    previous: str
    hash: str


class Attachment(SQLModel, table=True):
    """A file named in an answer, fetched after the commit."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_person_made", "person", "made_at"),
        Index(
            "ix_attachment_waiting",
            "id",
            postgresql_where=text("status = 'waiting'"),
            sqlite_where=text("status = 'waiting'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    draft: int | None = Field(default=None, foreign_key="draft.id", index=True)
    item: int | None = Field(default=None, foreign_key="item.id", index=True)
    person: int | None = None  # who sent it
    path: str  # of the question; "rules" for a workbook of rules
    channel: str
    reference: str
    kind: str
    sensitive: bool = False
    status: str = "waiting"  # waiting, stored, failed, read (and not kept)
    file: str = ""  # below the data folder
    sha256: str = ""
    size: int = 0  # bytes; until it is fetched, as the wire says
    mime: str = ""
    reason: str = ""
    asked: str = Field(default="", sa_column_kwargs={"server_default": ""})  # the question's type: what may answer it
    keeps: str = Field(default="", sa_column_kwargs={"server_default": ""})  # of a photo's own notes: "location"
    name: str = Field(default="", sa_column_kwargs={"server_default": ""})  # as its sender called it
    thumbnail: str = Field(default="", sa_column_kwargs={"server_default": ""})  # a small picture of it, like `file`
    taken_at: datetime | None = Field(default=None, sa_column=Column(Moment))  # when the camera says
    place: bytes | None = Field(default=None, sa_column=Column(LargeBinary))  # sealed: latitude and longitude
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


class Digest(SQLModel, table=True):
    """What a unit was told about its inbox for one period, once."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("unit", "period"),)
    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.code")
    period: date
    content: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))  # lists of item numbers
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


# The tables, for statements.
ITEM = core(Item)
ENTRY = core(Entry)
EVENT = core(Event)
ATTACHMENT = core(Attachment)
DIGEST = core(Digest)
