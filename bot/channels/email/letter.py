"""An Outgoing as a letter: a text, and the same as HTML that the oldest mail programs show. Pure."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from bot.messages import Button, Outgoing, Said, say

TAGS = {"zh": "zh-Hans"}

Speak = Callable[[Said, str], str]  # a saying in a language


@dataclass(frozen=True, slots=True)
class Box:
    """Where a chat's letters go. `stop` is the address that ends them, `answers` where a reply to this one goes."""

    address: str
    stop: str
    answers: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Whom letters come from; without a name, it is the product's in the letter's language."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands under every letter: why it came, and how to end it."""

    why: str
    stop: str


def letter(outgoing: Outgoing, box: Box, sender: Sender, said: Speak, at: datetime) -> EmailMessage:
    """The whole letter. The first line is its subject; buttons with an address are links, others have no use here."""
    language = outgoing.language
    subject, _, body = outgoing.text.partition("\n")
    lines = [line for line in body.split("\n") if line.strip()]
    rows = [[button for button in row if button.url] for row in outgoing.buttons]
    links = [row for row in rows if row]
    if box.answers:
        lines.append(said(say("A reply to this letter becomes a comment; what you quote is left out."), language))
    foot = Foot(
        said(say("Cunqing sends this to whoever left this address, and to the mailboxes of units."), language),
        said(say("No more letters"), language),
    )
    found = EmailMessage(policy=SMTP)
    for name, value in _headers(outgoing, box, sender, said).items():
        found[name] = value
    found["Subject"] = _line(subject)
    found["Date"] = at
    found.set_content(_text(subject, lines, links, foot, box), cte="base64")
    found.add_alternative(_html(subject, lines, links, foot, box, language), subtype="html", cte="base64")
    found["Content-Language"] = language  # last: what was there before would be the text part's
    return found


def identity(outgoing: Outgoing, sender: Sender) -> str:
    """The letter's Message-ID: the same each time that a row is sent, so that mail programs see that it is one."""
    whose = hashlib.sha256(outgoing.chat.encode()).hexdigest()[:12]
    return f"<{outgoing.row}.{whose}@{sender.domain}>"


def _headers(outgoing: Outgoing, box: Box, sender: Sender, said: Speak) -> dict[str, str | Address]:
    name = sender.name or said(say("Cunqing"), outgoing.language)
    found: dict[str, str | Address] = {
        "From": Address(name, addr_spec=sender.address),
        "To": Address(addr_spec=box.address),
        "Message-ID": identity(outgoing, sender),
        "Auto-Submitted": "auto-generated",  # RFC 3834: no machine is to answer
        "List-Unsubscribe": f"<{box.stop}>",
    }
    if box.stop.startswith("https://"):  # RFC 8058 allows one click by https alone
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if box.answers:
        found["Reply-To"] = Address(addr_spec=box.answers)
    return found


def _line(text: str) -> str:
    """A header's words, in one line."""
    return " ".join(text.split())


def _text(subject: str, lines: Iterable[str], links: Iterable[Sequence[Button]], foot: Foot, box: Box) -> str:
    parts = [subject, "", *lines]
    for row in links:
        parts += ["", *(f"{link.label} {link.url}" for link in row)]
    return "\n".join([*parts, "", "-- ", foot.why, f"{foot.stop} {box.stop}", ""])


def _html(
    subject: str, lines: Iterable[str], links: Iterable[Sequence[Button]], foot: Foot, box: Box, language: str
) -> str:
    """Headings, paragraphs and links: no tables, no styles, no pictures, nothing that is fetched."""
    tag = escape(TAGS.get(language, language))
    parts = [f"<h3>{escape(subject)}</h3>", *(f"<p>{escape(line)}</p>" for line in lines)]
    for row in links:
        shown = " ".join(f'<a href="{escape(link.url)}"><b>{escape(link.label)}</b></a>' for link in row)
        parts.append(f"<p>{shown}</p>")
    parts.append(f'<hr>\n<p><small>{escape(foot.why)} <a href="{escape(box.stop)}">{escape(foot.stop)}</a></small></p>')
    return "\n".join([
        "<!DOCTYPE html>",
        f'<html lang="{tag}"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>',
        f'<body lang="{tag}">',
        *parts,
        "</body></html>",
        "",
    ])  # fmt: skip
