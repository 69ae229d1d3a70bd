"""Filing and acting: the one place where storage, routing, the lifecycle and rights meet.

All of it runs inside a turn's transaction and tells those whom it concerns through the turn; none of it sends.
"""

from bot.items.acting import act, act_alone, looked
from bot.items.correcting import as_filed, correctable, corrected
from bot.items.effects import MOST_DAYS, colleagues, days_of
from bot.items.filing import Filed, NoPlace, file
from bot.items.moving import hand_over, reroute
from bot.items.photos import shows_protected
from bot.items.reading import Absent, inbox, mine, month_start, names, seen, unconfirmed, unseen
from bot.items.telling import tell_person, tell_unit, told_of
from bot.items.verifying import HELP, begin_check, to_verify, verified

__all__ = [
    "HELP",
    "MOST_DAYS",
    "Absent",
    "Filed",
    "NoPlace",
    "act",
    "act_alone",
    "as_filed",
    "begin_check",
    "colleagues",
    "correctable",
    "corrected",
    "days_of",
    "file",
    "hand_over",
    "inbox",
    "looked",
    "mine",
    "month_start",
    "names",
    "reroute",
    "seen",
    "shows_protected",
    "tell_person",
    "tell_unit",
    "to_verify",
    "told_of",
    "unconfirmed",
    "unseen",
    "verified",
]
