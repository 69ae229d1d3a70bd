"""Replies to letters: what came for a signed address of ours, as Incomings; and letters that came back. Pure.

The address says which letter it answers, and its signature is looked at behind the door; here only its form is.
"""

import email
import hashlib
import re
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses

from bot.channels.email.bounces import returned
from bot.messages import Action, Incoming

SIGN = r"(\d{1,18}-[0-9a-f]{24})"
SIGNED = re.compile(r"[^\s@+]+\+" + SIGN + r"@[^\s@]+", re.IGNORECASE)
WHERE = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
LONGEST = 2_000  # characters of a comment
# From here on a mail program quotes what it answers, or signs.
QUOTED = re.compile(
    r"^(>|-- ?$|_{5,}|-{2,}.*(原始邮件|Original Message|回复|转发)|(发件人|发送时间|From|Sent) ?[:：]"
    r"|On .{5,200} wrote:$|.{0,200}(写道|寫道) ?[:：]$)",
    re.IGNORECASE,
)


def address(base: str, token: str) -> str:
    """The address that a reply goes to: name+token@domain."""
    name, _, domain = base.partition("@")
    return f"{name}+{token}@{domain}"


def read(raw: bytes) -> Incoming | None:
    """A letter that answers one of ours, or says that one came back; None for any other, and for what machines send."""
    letter = email.message_from_bytes(raw, policy=default)
    assert isinstance(letter, EmailMessage)  # noqa: S101 - the policy makes them
    known = str(letter.get("Message-ID", "")).strip().encode() or raw
    if stop := returned(letter):
        return Incoming(id=_identity(known), action=Action("letter_bounced", stop))
    token = _token(letter)
    if not token or _automatic(letter):
        return None
    sender = getaddresses([str(letter.get("From", ""))])
    values = {"from": sender[0][1] if sender else "", "text": said(letter)}
    return Incoming(id=_identity(known), action=Action("letter_answered", token, values))


def _identity(known: bytes) -> str:
    return f"email/{hashlib.sha256(known).hexdigest()[:32]}"


def _token(letter: EmailMessage) -> str:
    named = [str(value) for name in WHERE for value in letter.get_all(name, [])]
    for _, each in getaddresses(named):
        found = SIGNED.fullmatch(each)
        if found:
            return found[1].lower()
    return ""


def _automatic(letter: EmailMessage) -> bool:
    """RFC 3834: an absence notice, a bounce, a list."""
    if str(letter.get("Auto-Submitted", "no")).strip().lower() != "no":
        return True
    if str(letter.get("Precedence", "")).strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return True
    return str(letter.get("Return-Path", "")).strip() == "<>" or letter.get("List-Id") is not None


def said(letter: EmailMessage) -> str:
    """What was written above the quoted letter."""
    body = letter.get_body(("plain", "html"))
    if body is None:
        return ""
    content = body.get_content()
    text = content if isinstance(content, str) else ""
    if body.get_content_subtype() == "html":
        text = _plain(text)
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if QUOTED.match(line.strip()):
            break
        lines.append(line.rstrip())
    return "\n".join(lines).strip()[:LONGEST]


def _plain(html: str) -> str:
    """HTML's words, a line for each block; what a program quotes is left out."""
    text = re.sub(r"(?is)<(script|style|head|blockquote)\b.*?</\1\s*>", " ", html)
    text = re.sub(r"(?i)<(br|/p|/div|/li|/h\d)\b[^>]*>", "\n", text)
    text = re.sub(r"(?s)<[^>]*>", "", text)
    for name, meant in (("nbsp", " "), ("lt", "<"), ("gt", ">"), ("quot", '"'), ("#39", "'"), ("amp", "&")):
        text = text.replace(f"&{name};", meant)
    return text
