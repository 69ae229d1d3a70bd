"""What the service itself has to remember."""

from sqlmodel import Field, SQLModel


class Counter(SQLModel, table=True):
    """A number that is given out once: items of a year ("item/2026")."""

    __tablename__ = "counter"
    name: str = Field(primary_key=True)
    value: int


class Mark(SQLModel, table=True):
    """A fact about this database: that it is a demonstration, how far a wire has been read."""

    __tablename__ = "mark"
    name: str = Field(primary_key=True)
    value: str
