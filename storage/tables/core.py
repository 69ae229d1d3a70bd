"""What statements are written with: a class's table."""

from typing import Any

from sqlmodel import SQLModel


def core(model: type[SQLModel]) -> Any:
    """A class's table, whose columns are its `c`."""
    return model.__table__  # type: ignore[attr-defined] # SQLModel makes it
