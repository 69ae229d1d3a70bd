"""Numbers that an address names: none that no database holds."""

from typing import Annotated

from fastapi import Path, Query

LARGEST = 2**31 - 1  # of a number in a row

Identity = Annotated[int, Path(ge=0, le=LARGEST)]
Place = Annotated[int, Query(ge=-LARGEST, le=LARGEST)]  # of a page, or of the row that one begins behind


def number(typed: str) -> bool:
    """Whether a text is a number that a database holds."""
    return typed.isdecimal() and len(typed) < 10
