"""What was sent with an item: its pictures and files, given to those alone who may see the item."""

from urllib.parse import quote

from fastapi import HTTPException, Response

from bot.files.kinds import KINDS
from bot.web import protected
from bot.web.asked import Identity
from bot.web.sessions import Here, Known, Visitor
from bot.web.site import Site
from storage import Connection, files, items
from storage.files import Attachment
from storage.items import Item
from storage.store import Missing, Unavailable

IN_PAGE = frozenset({"image", "audio", "video"})  # families that a browser shows by itself
KEPT = "private, max-age=3600"


def file(here: Here, visitor: Known, number: str, identity: Identity, look: str = "") -> Response:
    """A file of an item in scope, opened; one that is sensitive only where a look was written down."""
    kept = _kept(here, visitor, number, identity, look)
    content = _opened(here, kept.file)
    kind = KINDS.get(kept.mime)
    headers = {"cache-control": "no-store" if kept.sensitive else KEPT}
    if kind is not None and kind.family in IN_PAGE:
        return Response(content, media_type=kept.mime, headers=headers)
    name = quote(kept.name or f"{number}-{identity}{kind.ending if kind else ''}")
    headers["content-disposition"] = f"attachment; filename*=UTF-8''{name}"
    return Response(content, media_type="application/octet-stream", headers=headers)


def thumbnail(here: Here, visitor: Known, number: str, identity: Identity, look: str = "") -> Response:
    """A small picture of a photo, to the same people."""
    kept = _kept(here, visitor, number, identity, look)
    if not kept.thumbnail:
        raise HTTPException(404)
    headers = {"cache-control": "no-store" if kept.sensitive else KEPT}
    return Response(_opened(here, kept.thumbnail), media_type="image/jpeg", headers=headers)


def _kept(site: Site, visitor: Visitor, number: str, identity: int, look: str) -> Attachment:
    """404 for what is not there, not theirs, not had yet, or protected: nobody can tell these apart."""
    with site.reader.connect() as connection:
        found = _item(connection, visitor, number)
        kept = files.by_id(connection, identity)
        if kept is None or kept.item != found.id or kept.status != "stored":
            raise HTTPException(404)
        if kept.sensitive and not protected.has_looked(connection, site, visitor, found, look):
            raise HTTPException(404)
    return kept


def _item(connection: Connection, visitor: Visitor, number: str) -> Item:
    found = items.by_number(connection, visitor.scope, number) if items.NUMBER.fullmatch(number) else None
    if found is None:
        raise HTTPException(404)
    return found


def _opened(site: Site, name: str) -> bytes:
    if site.files is None:
        raise HTTPException(404)
    try:
        return site.vault.open(site.files.get(name))
    except Missing:
        raise HTTPException(404) from None
    except Unavailable:
        raise HTTPException(503) from None
