"""Departments' lists compared with the register: which rows have led to what, without what stood in them."""

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from storage.tables.core import core


class Hit(SQLModel, table=True):
    """A row of a department's list that named a household of the register; the same row never leads to two items."""

    __tablename__ = "hit"
    mark: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))  # a keyed hash of the row and its household
    household: str = Field(foreign_key="household.code", index=True)
    item: int = Field(foreign_key="item.id", index=True)


# The tables, for statements.
HIT = core(Hit)
