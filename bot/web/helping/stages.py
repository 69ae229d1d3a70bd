"""The stages of an item on its page, and the press that says that the household was visited."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.items.helping import stage_words
from bot.lifecycle import OPEN, Status
from bot.messages import Action, Busy, Said
from bot.rights import relations
from bot.web import presses
from bot.web.sessions import Fields, Here, Known, Visitor, new_token
from storage import Connection, items, stages
from storage.items import Item

LONGEST = 500  # characters of what was found


@dataclass(frozen=True)
class Shown:
    """A stage in words; `once` is the press by which it is done, empty where there is nothing to press."""

    words: Said
    late: bool
    once: str


def shown(connection: Connection, visitor: Visitor, item: Item, now: datetime) -> list[Shown]:
    """An item's stages."""
    may = bool(relations(visitor.person, item.standing)) and Status(item.status) in OPEN
    return [
        Shown(stage_words(each, now), each.done_at is None and each.by < now,
              new_token() if may and each.done_at is None else "")
        for each in stages.of_item(connection, item.id)
    ]  # fmt: skip


async def check(request: Request, here: Here, visitor: Known, fields: Fields, number: str) -> Response:
    """Somebody was at the household; what they found is written down."""
    once, text = fields.get("once", ""), fields.get("text", "").strip()[:LONGEST]
    if not items.NUMBER.fullmatch(number) or not presses.ONCE.fullmatch(once):
        raise HTTPException(404)
    try:
        await presses.act(request, here, visitor, Action("check_household", number, {"text": text}), once=once)
    except Busy:
        raise HTTPException(503) from None
    return RedirectResponse(f"/items/{number}?said={once}", 303)
