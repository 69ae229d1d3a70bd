"""A press on a page becomes an Incoming; what comes back is what happened, in words."""

import re
from dataclasses import dataclass
from typing import Any

from fastapi import HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from bot.messages import Action, Attachment, Incoming, Outgoing
from bot.web import rows
from bot.web.pages import pages_of
from bot.web.sessions import Here, Visitor
from bot.web.site import Site
from storage import outbox

CHAT = "/chat"  # where an action goes on that asks more than a field can take
ONCE = re.compile(r"[A-Za-z0-9_-]{16,64}")


def cause(visitor: Visitor | None, once: str) -> str:
    """The id that a form's one-time id stands for: a double press is one Incoming. Raises ValueError."""
    if not ONCE.fullmatch(once):
        raise ValueError("not a one-time id of ours")
    return f"page/{visitor.person.id if visitor else 'door'}/{once}"


async def act(
    request: Request,
    site: Site,
    visitor: Visitor | None,
    action: Action,
    *,
    once: str,
    account: str = "",
    attachment: Attachment | None = None,
) -> list[Outgoing]:
    """Submits an action, once for each one-time id, in the language of the page."""
    incoming = Incoming(
        id=cause(visitor, once),
        account=account,
        action=action,
        person=visitor.person.id if visitor else None,
        language=pages_of(request).language(request, visitor),
        attachment=attachment,
    )
    return await site.submit(incoming)


async def begin(site: Site, visitor: Visitor, action: Action, once: str) -> Response:
    """Begins a form in the chat, once for each one-time id, and leads there."""
    if not ONCE.fullmatch(once):
        raise HTTPException(400)
    await site.submit(rows.incoming(site, visitor.person, once, action=action))
    return RedirectResponse(CHAT, 303)


@dataclass(frozen=True, slots=True)
class Flash:
    """What was answered to a press, in one line, since the page says the rest."""

    words: str
    refused: bool


def said(site: Here, visitor: Visitor, once: str) -> list[Flash]:
    """What was answered to an earlier press of this person."""
    if not ONCE.fullmatch(once):
        return []
    key = cause(visitor, once)
    with site.reader.connect() as connection:
        rows = outbox.replies(connection, [key])[key]
    contents = [row.content for row in rows if row.content["text"] and row.chat is None]
    return [Flash(content["text"].partition("\n")[0], content.get("refused", False)) for content in contents]


def texts(replies: list[Outgoing]) -> list[str]:
    """The words of replies."""
    return [reply.text for reply in replies if reply.text]


def values(**given: Any) -> dict[str, Any]:
    """Values of an action, without the empty ones."""
    return {name: value for name, value in given.items() if value}
