"""What a request asks for: numbers in its address, none that no database holds; and what a script says in JSON."""

from typing import Annotated, TypeVar

import msgspec
from fastapi import HTTPException, Path, Query, Request

LARGEST = 2**31 - 1  # of a number in a row

Identity = Annotated[int, Path(ge=0, le=LARGEST)]
Place = Annotated[int, Query(ge=-LARGEST, le=LARGEST)]  # of a page, or of the row that one begins behind


Said = TypeVar("Said")


async def json_of(request: Request, kind: type[Said]) -> Said:
    """What a script says; raises 400 where it is something else, or a form."""
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        raise HTTPException(400)  # it has been read as one already
    try:
        return msgspec.json.decode(await request.body(), type=kind)
    except (msgspec.ValidationError, msgspec.DecodeError):
        raise HTTPException(400) from None


def number(typed: str) -> bool:
    """Whether a text is a number that a database holds."""
    return typed.isdecimal() and len(typed) < 10
