"""What the chat page shows: the rows of the person's web chat, as JSON."""

from collections.abc import Sequence
from typing import Any

from bot.messages import Incoming
from bot.rights import Person, scope_of
from bot.web.site import Site
from storage import Connection, chats, files, items, outbox
from storage.outbox import Row

CHANNEL = "web"
SHOWN = 200  # rows that the page begins with
ITEM = "item/"  # what the slots of messages about items begin with
PICTURES = 4  # that a message shows
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


def spoken(connection: Connection, person: Person) -> str:
    """The language of the person's web chat; their own before there is one."""
    chat = chat_of(connection, person)
    return dict(chats.of_person(connection, person.id)).get(chat or 0, person.language)


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
    found = outbox.history(connection, chat, max(0, after - OVERLAP), SHOWN)
    photos = _photos(connection, person, found)
    return [shown(row, photos.get(row.id, ())) for row in found]


def _photos(connection: Connection, person: Person, found: list[Row]) -> dict[int, list[str]]:
    """By the newest row about each item: the addresses of its photos, where this person may see the item now."""
    newest = {row.slot.removeprefix(ITEM): row.id for row in found if row.slot.startswith(ITEM)}
    with_photos = files.pictured(connection, newest) if newest else {}
    scope = scope_of(person)
    return {
        newest[number]: [f"/items/{number}/files/{photo}" for photo in photos[:PICTURES]]
        for number, photos in with_photos.items()
        if items.by_number(connection, scope, number) is not None
    }


def shown(row: Row, photos: Sequence[str] = ()) -> dict[str, Any]:
    """One row: who presses a button sends its `data` back; `photos` are addresses of pictures to show with it."""
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
        "photos": list(photos),
        "at": row.made_at.isoformat(),
    }
