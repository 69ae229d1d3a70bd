"""Who looks at a page: the session behind the cookie, and the token that every press carries."""

import hmac
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, HTTPException, Request, Response

from bot.people.accounts import REPORTER_SESSION_LASTS, session_lasts
from bot.rights import Person, Scope, scope_of
from bot.web.site import Site
from storage import people, sign_ins
from storage.vault import token_hash

COOKIE = "cunqing"
DOOR = "cunqing_door"  # ties the forms of somebody who is not signed in to their browser
SESSION_SECONDS = int(REPORTER_SESSION_LASTS.total_seconds())  # the longest; the session itself may end before
TOKEN_BYTES = 32


@dataclass(frozen=True)
class Visitor:
    """Somebody signed in. `token` is the hash by which the session is kept."""

    person: Person
    csrf: str
    token: bytes
    ends_at: datetime

    def ends_soon(self, now: datetime) -> bool:
        """Whether less than half of the session is left, so that a page in use has it prolonged."""
        return self.ends_at - now < session_lasts(self.person) / 2

    @property
    def scope(self) -> Scope:
        """What they may see."""
        return scope_of(self.person)


class SignedOut(Exception):
    """A page was asked for without a session."""


def site_of(request: Request) -> Site:
    """The deployment that this request is for."""
    site: Site = request.app.state.site
    return site


Here = Annotated[Site, Depends(site_of)]


def visitor_of(site: Site, cookie: str) -> Visitor | None:
    """Who holds this cookie, if their session is in force and they are still active."""
    if not cookie:
        return None
    token = token_hash(cookie)
    with site.reader.connect() as connection:
        found = sign_ins.session(connection, token, site.clock())
        person = people.person(connection, found[0]) if found else None
    return Visitor(person, found[1], token, found[2]) if found and person else None


def maybe(request: Request, here: Here) -> Visitor | None:
    """The visitor, or nobody."""
    return visitor_of(here, request.cookies.get(COOKIE, ""))


Maybe = Annotated[Visitor | None, Depends(maybe)]


def required(visitor: Maybe) -> Visitor:
    """The visitor; raises SignedOut."""
    if visitor is None:
        raise SignedOut
    return visitor


Known = Annotated[Visitor, Depends(required)]


def same(given: object, kept: str) -> bool:
    """Whether a token that came with a press is the one we gave; takes as long for a wrong one."""
    return isinstance(given, str) and bool(kept) and hmac.compare_digest(given.encode(), kept.encode())


async def fields_of(request: Request) -> dict[str, str]:
    """The texts of a page's form; nothing for what comes in another way."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    return {name: value.replace("\0", "") for name, value in (await request.form()).items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(fields_of)]


def _given(request: Request, fields: dict[str, str]) -> str | None:
    return request.headers.get("x-csrf-token") or fields.get("csrf")


async def checked(request: Request, visitor: Known, fields: Fields) -> None:
    """Every press shows its session's token: in a field, or in the header of a script's request. Raises 403."""
    if not same(_given(request, fields), visitor.csrf):
        raise HTTPException(403)


async def checked_upload(request: Request, visitor: Known) -> AsyncIterator[None]:
    """A press with a file shows its session's token too; a file is read only for whoever is signed in. Raises 403."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise HTTPException(403)
    form = await request.form(max_files=1, max_fields=8)
    try:
        if not same(form.get("csrf"), visitor.csrf):
            raise HTTPException(403)
        yield
    finally:
        await form.close()


async def checked_at_door(request: Request, visitor: Maybe, fields: Fields) -> None:
    """A press of somebody who comes in shows the token in this browser's cookie, or their session's. Raises 403."""
    given = _given(request, fields)
    if not (same(given, request.cookies.get(DOOR, "")) or (visitor and same(given, visitor.csrf))):
        raise HTTPException(403)


def new_token() -> str:
    """A random token that nobody guesses."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def set_cookie(response: Response, site: Site, name: str, value: str, seconds: int = SESSION_SECONDS) -> None:
    """A cookie that scripts cannot read and that other sites' presses do not carry."""
    response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="lax", secure=site.secure)


def drop_cookie(response: Response, site: Site) -> None:
    """Forgets the session's cookie."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=site.secure)
