"""What the chat page shows: the rows of the person's web chat, as JSON."""

from typing import Any

from bot.messages import Incoming
from bot.rights import Person
from bot.web.site import Site
from storage import Connection, chats, outbox
from storage.outbox import Row

CHANNEL = "web"
SHOWN = 200  # rows that the page begins with
OVERLAP = 100  # ids that are read again: another process may have committed a lower id later


def address(person: Person) -> str:
    """The web chat's address: the person's id."""
    return str(person.id)


def incoming(site: Site, person: Person, identity: str, **said: Any) -> Incoming:
    """What somebody says in their web chat, under the id that their browser made."""
    where = address(person)
    return Incoming(
        id=f"web/{person.id}/{identity}",
        channel=CHANNEL,
        chat=where,
        account=where,
        person=person.id,
        name=person.name,
        language=person.language,
        at=site.clock(),
        **said,
    )


def chat_of(connection: Connection, person: Person) -> int | None:
    """The id of the person's web chat, once there is one."""
    ids = [identity for identity, _ in chats.of_person(connection, person.id)]
    wanted = (CHANNEL, address(person))
    return next((identity for identity, where in chats.addresses(connection, ids).items() if where == wanted), None)


def read(connection: Connection, person: Person, after: int) -> list[dict[str, Any]]:
    """The newest rows after an id, in order."""
    chat = chat_of(connection, person)
    if chat is None:
        return []
    return [shown(row) for row in outbox.history(connection, chat, max(0, after - OVERLAP), SHOWN)]


def shown(row: Row) -> dict[str, Any]:
    """One row: who presses a button sends its `data` back."""
    content = row.content
    buttons = [
        [{"label": label, "data": f"{row.key}.{place}" if place >= 0 else "", "url": url} for label, place, url in line]
        for line in content.get("buttons", ())
    ]
    return {
        "id": row.id,
        "operation": row.operation,
        "about": row.about,
        "slot": row.slot,
        "text": content["text"],
        "buttons": buttons,
        "wants": list(content.get("wants", ())),
        "document": (content.get("document") or {}).get("name", ""),
        "at": row.made_at.isoformat(),
    }
