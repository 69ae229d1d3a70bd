"""Filing and acting: the one place where storage, routing, the lifecycle and rights meet.

All of it runs inside a turn's transaction and tells those whom it concerns through the turn; none of it sends.
"""

from bot.items.acting import act, act_alone, looked
from bot.items.filing import Filed, NoPlace, file
from bot.items.moving import hand_over, reroute
from bot.items.reading import Absent, inbox, mine, month_start, names, seen, unseen
from bot.items.telling import tell_person, tell_unit, told_of

__all__ = [
    "Absent",
    "Filed",
    "NoPlace",
    "act",
    "act_alone",
    "file",
    "hand_over",
    "inbox",
    "looked",
    "mine",
    "month_start",
    "names",
    "reroute",
    "seen",
    "tell_person",
    "tell_unit",
    "told_of",
    "unseen",
]
