"""What the page has shown, and whether this browser is told of news while no page is open."""

from typing import Annotated

import msgspec
from fastapi import HTTPException, Request, Response

from bot.messages import Action
from bot.push.protocol import NotABrowser, browser
from bot.web import presses
from bot.web.asked import LARGEST, json_of
from bot.web.sessions import Here, Known, new_token


class Shown(msgspec.Struct, frozen=True):
    """The last row of the chat that the page shows."""

    row: Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]


async def looked(request: Request, here: Here, visitor: Known) -> Response:
    """Somebody has seen their chat up to a row. The same row again changes nothing."""
    shown = await json_of(request, Shown)
    once = f"looked-row-{shown.row:010d}"
    await presses.act(request, here, visitor, Action("looked", values={"row": shown.row}), once=once)
    return Response(status_code=204)


class Subscription(msgspec.Struct, frozen=True):
    """What a browser says of its push service: an address, and keys in base64 for addresses."""

    endpoint: str
    p256dh: str
    auth: str


class Left(msgspec.Struct, frozen=True):
    """The address of a subscription that is over."""

    endpoint: str


async def push_on(request: Request, here: Here, visitor: Known) -> Response:
    """From now on this browser is told of news. Its push service has to be one that the operator named."""
    given = msgspec.to_builtins(await json_of(request, Subscription))
    try:
        browser(given)
    except NotABrowser:
        raise HTTPException(400) from None
    if here.pushing is None or not here.pushing.allowed(given["endpoint"]):
        raise HTTPException(404)
    action = Action("push_on", values={**given, "session": visitor.token.hex()})
    await presses.act(request, here, visitor, action, once=new_token())
    return Response(status_code=204)


async def push_off(request: Request, here: Here, visitor: Known) -> Response:
    """This browser is told no more."""
    left = await json_of(request, Left)
    action = Action("push_off", values={"endpoint": left.endpoint})
    await presses.act(request, here, visitor, action, once=new_token())
    return Response(status_code=204)
