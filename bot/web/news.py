"""What the page has shown, and whether this browser is told of news while no page is open."""

from typing import Annotated

import msgspec
from fastapi import HTTPException, Request, Response

from bot.messages import Action
from bot.web import presses
from bot.web.sessions import Here, Known

LARGEST_ROW = 2**31 - 1


class Shown(msgspec.Struct, frozen=True):
    """The last row of the chat that the page shows."""

    row: Annotated[int, msgspec.Meta(ge=1, le=LARGEST_ROW)]


async def looked(request: Request, here: Here, visitor: Known) -> Response:
    """Somebody has seen their chat up to a row. The same row again changes nothing."""
    try:
        shown = msgspec.json.decode(await request.body(), type=Shown)
    except (msgspec.ValidationError, msgspec.DecodeError):
        raise HTTPException(400) from None
    once = f"looked-row-{shown.row:010d}"
    await presses.act(request, here, visitor, Action("looked", values={"row": shown.row}), once=once)
    return Response(status_code=204)
