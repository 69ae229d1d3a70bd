"""Letters that came back (RFC 3464): whose mailbox takes none, by the link that each letter of ours carries. Pure.

A mail server may take a letter first and find out later that nobody is there. Its report quotes our letter's head, with
the signed link that ends letters to that mailbox; whoever has that link may end them, so a forged report wins nothing.
"""

import re
from collections.abc import Iterable
from email.message import EmailMessage, Message
from email.parser import HeaderParser
from email.policy import default

from bot.channels.email.failures import of_recipient
from bot.messages import Blocked

STOP = re.compile(r"/letters/([0-9a-f]{64})(?![0-9a-f])")
CODE = re.compile(r"\b([45]\d\d)\b")


def returned(letter: EmailMessage) -> str:
    """What the link carries of the letter that came back for good; empty for any other."""
    if letter.get_content_type() != "multipart/report" or letter.get_param("report-type") != "delivery-status":
        return ""
    parts = list(letter.iter_parts())
    if not any(_gone(block) for part in parts for block in _reports(part)):
        return ""
    heads = (str(head.get("List-Unsubscribe", "")) for part in parts for head in _heads(part))
    return next((found[1] for head in heads if (found := STOP.search(head))), "")


def _reports(part: Message) -> Iterable[Message]:
    """What the server says of each recipient."""
    if part.get_content_type() != "message/delivery-status":
        return []
    blocks = part.get_payload()
    return [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []


def _gone(block: Message) -> bool:
    """Whether nobody is there, or the mailbox takes no letters: what is held against us as a sender is not meant."""
    if str(block.get("Action", "")).strip().lower() != "failed":
        return False
    status, told = str(block.get("Status", "")).strip(), str(block.get("Diagnostic-Code", ""))
    code = CODE.search(told)
    number = int(code[1]) if code else 550 if status.startswith("5.") else 450
    return isinstance(of_recipient(number, f"{status} {told}"), Blocked)


def _heads(part: Message) -> Iterable[Message]:
    """The letter that came back, or its head alone."""
    if part.get_content_type() == "message/rfc822":
        held = part.get_payload()
        return [each for each in held if isinstance(each, Message)] if isinstance(held, list) else []
    if part.get_content_type() == "text/rfc822-headers" and isinstance(part, EmailMessage):
        return [HeaderParser(policy=default).parsestr(str(part.get_content()))]
    return []
