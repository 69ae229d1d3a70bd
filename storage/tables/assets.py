"""What projects have built and bought (扶贫项目资产, the notice's point 5): where it is, and who keeps it."""

from datetime import date, datetime

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from storage.moment import Moment
from storage.tables.core import core


class Asset(SQLModel, table=True):
    """One asset of a village. The keeper's telephone is encrypted."""

    __tablename__ = "asset"
    code: str = Field(primary_key=True)
    name: str
    kind: str  # public, business, household: 公益性, 经营性, 到户
    area: str = Field(foreign_key="area.code", index=True)
    place: str = ""
    topic: str = ""  # what a fault is about, and so whose it is to mend
    keeper: str  # who keeps it (管护人), as people call them
    phone: bytes | None = None
    year: int | None = None  # when it was made
    worth: int | None = None  # yuan
    condition: str = ""  # good, worn, broken, idle, gone; as it was found last
    looked_on: date | None = None
    made_at: datetime = Field(sa_column=Column(Moment, nullable=False))


# The tables, for statements.
ASSET = core(Asset)
