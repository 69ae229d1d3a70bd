"""A press on an admin page, and what came of it: whether anything was changed stands in the audit."""

from dataclasses import dataclass

from fastapi import HTTPException, Request

from bot.messages import Action
from bot.web import presses
from bot.web.sessions import Visitor
from bot.web.site import Site
from storage import Connection, audit, outbox

LONGEST_NOTE = 200


@dataclass(frozen=True)
class Outcome:
    """What was said to a press, and whether it changed anything."""

    done: bool
    words: list[str]


def note(fields: dict[str, str]) -> str:
    """Why, as it was typed."""
    return fields.get("note", "").strip()[:LONGEST_NOTE]


async def press(request: Request, site: Site, visitor: Visitor, action: Action, once: str) -> None:
    """Submits, once for each one-time id. What came of it, the next page asks for by the same id."""
    try:
        await presses.act(request, site, visitor, action, once=once)
    except ValueError:
        raise HTTPException(400) from None


def outcome(connection: Connection, visitor: Visitor, once: str) -> Outcome | None:
    """What came of an earlier press of this person; nothing where there was none."""
    if not presses.ONCE.fullmatch(once):
        return None
    cause = presses.cause(visitor, once)
    rows = outbox.replies(connection, [cause])[cause]
    words = [row.content["text"] for row in rows if row.content["text"] and row.chat is None]
    return Outcome(audit.of_cause(connection, cause) is not None, words) if words else None


def entry(connection: Connection, visitor: Visitor, once: str) -> audit.Entry | None:
    """What a press changed, as the audit has it."""
    return audit.of_cause(connection, presses.cause(visitor, once))
