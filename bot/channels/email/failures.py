"""What a mail server's answers mean to us: RFC 5321's codes, and RFC 3463's finer ones where it gives them.

What concerns one address ends or slows that address; what concerns us as a sender holds everything back, since no
letter is to be lost for a wrong password or a full quota.
"""

import re

from bot.messages import Blocked, Deferred, Rejected, Throttled, Unreachable

LATER = 300.0  # seconds: what greylisting servers usually ask for
FULL = 3600.0  # a full mailbox
PACE = 60.0  # we send too fast
LOGIN = "the mail server does not take the name and password"
SENDER = "the mail server does not take us as a sender"
_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")

Failure = Throttled | Unreachable | Blocked | Rejected


def enhanced(text: str) -> str:
    """The finer code of an answer, "5.1.1", where it gives one."""
    found = _ENHANCED.search(text)
    return found[1] if found else ""


def of_recipient(code: int, text: str) -> Failure:
    """The server does not take this recipient, or not now."""
    finer = enhanced(text)
    if finer in ("4.2.2", "5.2.2") or code in (452, 552):
        return Deferred(FULL)
    if code < 500:
        return Deferred(LATER)
    if finer.startswith(("5.7.", "5.4.", "5.3.", "5.5.", "5.6.")) or code == 554:
        return Rejected(f"the mail server refused this letter: {code} {finer}".rstrip())
    if code in (550, 551, 553, 556) or finer.startswith(("5.1.", "5.2.")):
        return Blocked(f"no such mailbox, or it takes no letters: {code} {finer}".rstrip())
    return Rejected(f"the mail server refused this letter: {code}")


def of_letter(code: int, text: str) -> Failure:
    """The server does not take what the letter says, or not now."""
    finer = enhanced(text)
    if code == 421:
        return Unreachable("the mail server is closing")
    if code < 500:
        return Deferred(LATER)
    return Rejected(f"the mail server refused this letter: {code} {finer}".rstrip())


def of_us(code: int, text: str) -> Failure:
    """The server does not take us as a sender, or not now: too fast, or something is set wrong."""
    if code in (450, 451, 452) or enhanced(text).startswith("4.7."):
        return Throttled(PACE)
    return Unreachable(f"{SENDER}: {code}")


def of_login(code: int, text: str) -> Failure:
    """A wrong password loses no letter: they wait until somebody has set it right."""
    if code in (450, 451, 454) or enhanced(text).startswith("4.7."):
        return Throttled(PACE)
    return Unreachable(LOGIN)
