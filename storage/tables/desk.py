"""What is at hand on a clerk's desk: a unit's ready words, and the views of the inbox that somebody keeps."""

from datetime import datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Template(SQLModel, table=True):
    """Words that a unit often needs for an action: offered as buttons and chips, changed on the page."""

    __tablename__ = "template"
    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(foreign_key="unit.code", index=True)
    action: str
    position: int
    text: str


class View(SQLModel, table=True):
    """A way to look at an inbox that somebody keeps under a name."""

    __tablename__ = "saved_view"
    id: int | None = Field(default=None, primary_key=True)
    person: int = Field(foreign_key="person.id", index=True)
    name: str
    query: str  # as the page's address says it: "tab=overdue&urgency=urgent"
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


# The tables, for statements.
TEMPLATE = core(Template)
VIEW = core(View)
