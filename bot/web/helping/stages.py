"""The stages of an item on its page, and the press that says that the next one is done."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.items import helping
from bot.lifecycle import OPEN, Status
from bot.live import Live
from bot.messages import Action, Said, say
from bot.rights import relations
from bot.web import presses
from bot.web.sessions import Fields, Here, Known, Visitor, new_token
from storage import Connection, items, plans, stages
from storage.items import Item

LONGEST = 500  # characters of what was found


@dataclass(frozen=True)
class Shown:
    """A stage in words; `once` is the press by which it is done, empty where there is nothing to press."""

    words: Said
    late: bool
    once: str
    link: str = ""  # to the household's plan
    stage: str = ""
    done: bool = False
    name: str = ""  # as the place calls it


def shown(connection: Connection, live: Live, visitor: Visitor, item: Item, now: datetime) -> list[Shown]:
    """An item's stages; the next one can be said to be done."""
    plan = _plan(connection, visitor, item)
    may = bool(relations(visitor.person, item.parties)) and Status(item.status) in OPEN
    over = Status(item.status) in helping.OVER
    ahead = helping.next_stage(connection, item) if may else None
    found = [
        Shown(helping.stage_words(live, each, now, over=over), each.done_at is None and each.by < now and not over,
              new_token() if ahead is not None and each.name == ahead.name else "", stage=each.name,
              done=each.done_at is not None, name=helping.stage_name(live, each.name))
        for each in stages.of_item(connection, item.id)
    ]  # fmt: skip
    return [*found, Shown(say("Plan of help for this household"), False, "", f"/plans/{plan}")] if plan else found


def _plan(connection: Connection, visitor: Visitor, item: Item) -> int:
    """The open plan of the item's household, where this person may see it."""
    plan = plans.open_of(connection, item.household) if item.household else None
    return plan if plan is not None and plans.by_id(connection, visitor.scope, plan) is not None else 0


async def check(request: Request, here: Here, visitor: Known, fields: Fields, number: str) -> Response:
    """A stage is done: somebody was at the household, the village has held its meeting; what came of it."""
    once, text = fields.get("once", ""), fields.get("text", "").strip()[:LONGEST]
    if not items.NUMBER.fullmatch(number) or not presses.ONCE.fullmatch(once):
        raise HTTPException(404)
    await presses.act(
        request,
        here,
        visitor,
        Action("stage_done", number, {"stage": fields.get("stage", ""), "text": text}),
        once=once,
    )
    return RedirectResponse(f"/items/{number}?said={once}", 303)
