"""People's and units' mailboxes: how an address is confirmed, what goes there, and how it is ended from a letter.

Whoever has a chat app is told there. A mailbox gets notices where its person has no chat app, or asked for them too;
digests in place of the chat app, where asked. So nobody hears everything twice.
"""

import hmac
import re
import secrets
from datetime import datetime, timedelta

from bot.messages import Outgoing
from bot.turn import Turn
from storage import Connection, mailboxes, sign_ins
from storage.mailboxes import Mailbox
from storage.vault import Vault

# One @, a name that every mail server takes as it is, and a domain with a dot: what people have, not all of RFC 5321.
ADDRESS = re.compile(
    r"[A-Za-z0-9_.+&'=~-]{1,64}@(?=.{4,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
CODE_LASTS = timedelta(minutes=30)
WINDOW = timedelta(minutes=15)
MOST_TRIES = 5  # wrong codes, and codes that are sent, within the window
TOKEN = re.compile(r"([0-9a-f]{32})([0-9a-f]{32})")
PAGE = "/letters/"


class TooMany(Exception):
    """Too many codes were asked for, or wrong ones tried."""


def address_of(typed: str) -> str:
    """The address as it is kept, empty for what is none: full-width letters and spaces are forgiven."""
    found = typed.strip().translate(_NARROW)
    return found if ADDRESS.fullmatch(found) and ".." not in found.partition("@")[0] else ""


_NARROW = {0xFF01 + n: 0x21 + n for n in range(94)} | {ord("。"): "."}


def shown(address: str) -> str:
    """An address as it may be read over somebody's shoulder: z***@example.cn."""
    name, _, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


def clear(vault: Vault, mailbox: Mailbox) -> str:
    """The address of a mailbox."""
    return vault.open_text(mailbox.address) if mailbox.unit is None else mailbox.email


# --- an address is confirmed by a code that is sent to it ---


def begin(turn: Turn, person: int, address: str, language: str) -> tuple[Mailbox, str]:
    """A new mailbox, and the code that confirms it. Raises TooMany: nobody is to be flooded by way of us."""
    if sign_ins.tried(turn.connection, f"mailbox/{person}", turn.now, WINDOW) > MOST_TRIES:
        raise TooMany
    code = f"{secrets.randbelow(10**6):06d}"
    vault = turn.offices.vault
    sealed = vault.seal(address.encode())
    return mailboxes.add(turn.connection, person, sealed, _hash(vault, person, code), language, turn.now), code


def confirm(turn: Turn, person: int, code: str) -> bool:
    """Whether the code was right, and in time. Raises TooMany for somebody who guesses."""
    waiting = mailboxes.pending(turn.connection, person)
    source = f"mailbox code/{person}"
    if sign_ins.attempts(turn.connection, source, turn.now, WINDOW) >= MOST_TRIES:
        raise TooMany
    given = _hash(turn.offices.vault, person, re.sub(r"\D", "", code.translate(_NARROW)))
    right = waiting is not None and hmac.compare_digest(waiting.code or b"", given)
    if waiting is None or not right or turn.now - waiting.made_at > CODE_LASTS:
        sign_ins.tried(turn.connection, source, turn.now, WINDOW)
        return False
    mailboxes.confirm(turn.connection, waiting, turn.now)
    return True


def _hash(vault: Vault, person: int, code: str) -> bytes:
    return vault.index(f"mailbox code {person} {code}")


# --- what goes there ---


def for_notices(turn: Turn, person: int) -> Mailbox | None:
    """Somebody's mailbox, where they have no chat app or asked for letters too."""
    mailbox = _of_person(turn, person)
    wanted = mailbox is not None and (mailbox.notices or not mailboxes.rings(turn.connection, person))
    return mailbox if wanted else None


def for_digests(turn: Turn, person: int) -> Mailbox | None:
    """Somebody's mailbox, where they have no chat app or asked for the digest by letter."""
    mailbox = _of_person(turn, person)
    wanted = mailbox is not None and (mailbox.digests or not mailboxes.rings(turn.connection, person))
    return mailbox if wanted else None


def of_unit(turn: Turn, unit: str) -> Mailbox | None:
    """A unit's mailbox."""
    return mailboxes.of_unit(turn.connection, unit) if turn.offices.email else None


def _of_person(turn: Turn, person: int) -> Mailbox | None:
    return mailboxes.of_person(turn.connection, person) if turn.offices.email else None


# --- links in letters ---


def stop_link(vault: Vault, public_url: str, key: str) -> str:
    """The address in a letter that ends it: signed, and worth nothing once the mailbox has ended."""
    return f"{public_url}{PAGE}{key}{_signed(vault, key)}"


def key_of(vault: Vault, token: str) -> str:
    """The mailbox's key in a link of ours; empty for any other."""
    found = TOKEN.fullmatch(token)
    return found[1] if found and hmac.compare_digest(found[2], _signed(vault, found[1])) else ""


def _signed(vault: Vault, key: str) -> str:
    return vault.index(f"letters {key}").hex()[:32]


def answer_token(connection: Connection, vault: Vault, outgoing: Outgoing) -> str:
    """What the address carries that a reply to a letter goes to; empty where it is about no item, or nobody's own."""
    mailbox = mailboxes.by_key(connection, outgoing.chat)
    if mailbox is None or mailbox.person is None or not mailboxes.about(connection, outgoing.row)[0]:
        return ""
    return f"{outgoing.row}-{_answer_signed(vault, str(outgoing.row))}"


def answered(connection: Connection, vault: Vault, token: str) -> tuple[str, Mailbox | None]:
    """The item's number and the mailbox that a reply's token stands for; no mailbox where it is forged or has ended."""
    row, _, signature = token.partition("-")
    if not row.isdecimal() or not hmac.compare_digest(signature, _answer_signed(vault, row)):
        return "", None
    number, key = mailboxes.about(connection, int(row))
    return number, mailboxes.by_key(connection, key) if number and key else None


def _answer_signed(vault: Vault, row: str) -> str:
    return vault.index(f"answer {row}").hex()[:24]


def where(connection: Connection, vault: Vault, key: str, now: datetime) -> str:
    """The address that a letter goes to now; empty where the mailbox has ended, or its code came too late."""
    mailbox = mailboxes.by_key(connection, key)
    if mailbox is None or (mailbox.confirmed_at is None and now - mailbox.made_at > CODE_LASTS):
        return ""
    return clear(vault, mailbox)
