"""Departments' lists compared with the register: which rows have led to what, without what stood in them."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Hit(SQLModel, table=True):
    """A row of a department's list that named a household of the register; the same row never leads to two items."""

    __tablename__ = "hit"
    mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))  # a keyed hash of the row and its household
    kind: str  # of the list: medical, dropout …
    household: str = Field(foreign_key="household.code", index=True)
    item: int = Field(foreign_key="item.id", index=True)
    at: datetime = Field(sa_column=Column(Moment, nullable=False))


# The tables, for statements.
HIT = core(Hit)
