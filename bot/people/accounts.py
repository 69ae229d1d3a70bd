"""How people get in: invitations, single-use links, sessions. A code or token is shown once; its hash is kept."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.rights import Person, Role
from storage import Connection, bindings, mailboxes, people, sign_ins
from storage.vault import Vault, token_hash

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
CODE_LENGTH = 14  # 31 ** 14: 69 bits
INVITATION_LASTS = timedelta(days=30)
LINK_LASTS = timedelta(minutes=10)
SESSION_LASTS = timedelta(hours=12)
REPORTER_SESSION_LASTS = timedelta(days=30)  # a phone in one pocket, with nothing on it but their own items
WINDOW = timedelta(minutes=15)
MOST_TRIES = 5  # wrong codes from one source within the window


@dataclass(frozen=True, slots=True)
class Place:
    """Where a role is held: codes, one of the two."""

    unit: str | None = None
    area: str | None = None


class TooMany(Exception):
    """Too many wrong codes from there; nothing was looked up."""


def new_code() -> str:
    """An invitation's code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def invite(connection: Connection, person: int, code: bytes, now: datetime) -> None:
    """Keeps a new invitation by its code's hash. It ends what was bound before, so a lost phone is worth nothing."""
    people.unbind(connection, person)
    bindings.unbind(connection, person)
    mailboxes.forget(connection, person, now)
    sign_ins.invite(connection, code, person, now, now + INVITATION_LASTS)


@dataclass(frozen=True, slots=True)
class Details:
    """What is known of a person."""

    name: str
    title: str = ""
    phone: str = ""


def enrol(connection: Connection, vault: Vault, details: Details, role: Role, place: Place, now: datetime) -> int:
    """The person with this telephone, or of this name with this role there; else a new one."""
    index = vault.index(details.phone) if details.phone else None
    identity = people.by_phone(connection, index) if index is not None else None
    if identity is None:
        same = people.by_name(connection, details.name)
        identity = next(
            (found for found in same if people.holds(connection, found, role, unit=place.unit, area=place.area)), None
        )
    if identity is None:
        identity = people.add(connection, details.name, now, title=details.title, phone=vault.seal_text(details.phone),
                              phone_index=index)  # fmt: skip
    else:
        people.revive(connection, identity)  # they may have left before
    people.add_membership(connection, identity, role, unit=place.unit, area=place.area)
    return identity


def redeem(connection: Connection, code: str, source: str, now: datetime) -> int | None:
    """Whose code it is, used up; None where it is unknown, used or over. Raises TooMany for a source that guesses."""
    if sign_ins.attempts(connection, source, now, WINDOW) >= MOST_TRIES:
        raise TooMany
    identity = sign_ins.take_invitation(connection, token_hash(code.strip().lower()), now)
    if identity is None:
        sign_ins.tried(connection, source, now, WINDOW)
    return identity


def new_link(connection: Connection, person: int, page: str, now: datetime) -> str:
    """A single-use token that opens a page."""
    token = secrets.token_urlsafe(24)
    sign_ins.add_link(connection, token_hash(token), person, page, now + LINK_LASTS)
    return token


def session_lasts(person: Person) -> timedelta:
    """How long somebody stays signed in without using the pages: longer for those who only file."""
    only_files = all(membership.role == Role.REPORTER for membership in person.memberships)
    return REPORTER_SESSION_LASTS if only_files else SESSION_LASTS


def begin_session(
    connection: Connection, token: bytes, person: int, csrf: str, now: datetime, lasts: timedelta = SESSION_LASTS
) -> None:
    """Signs somebody in: `token` is the hash of what their cookie will hold."""
    sign_ins.add_session(connection, token, person, csrf, now, now + lasts)
