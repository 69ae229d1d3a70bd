"""How much one account may bring in: items and bytes of files a day, forms left open. Generous, for whoever works.

Counted where something is filed, attached or put aside, and nowhere else. A day is China's, and begins at midnight.
"""

from datetime import datetime, time

from bot.languages import SHANGHAI
from bot.messages import Attachment, Text, say
from bot.turn import Turn
from storage import quotas

MEGABYTE = 1 << 20


def filed_enough(turn: Turn) -> Text | None:
    """Why nothing more is filed today; None where it may be."""
    most = turn.offices.items_a_day
    if turn.person is None or quotas.filed(turn.connection, turn.person.id, midnight(turn)) < most:
        return None
    return say(
        "You have filed {most} items today, as many as one account may. What you wrote is kept; tap Submit again after"
        " midnight.",
        most=most,
    )


def sent_enough(turn: Turn, sent: Attachment) -> bool:
    """Whether a file would be more than somebody may send in a day."""
    if turn.person is None:
        return False
    before = quotas.sent(turn.connection, turn.person.id, midnight(turn))
    return before + sent.size > turn.offices.megabytes_a_day * MEGABYTE


def too_much_sent(most: int | str) -> Text:
    """What is said of such a file; `most` is in megabytes."""
    return say(
        "You have sent {most} MB of files today, as many as one account may, so this one was not taken. After midnight"
        " there is room again; it can be added to the item then.",
        most=most,
    )


def open_enough(turn: Turn) -> Text | None:
    """Why no further form is put aside; None where it may be."""
    most = turn.offices.open_drafts
    if turn.person is None or quotas.unsubmitted(turn.connection, turn.person.id) <= most:
        return None
    return say(
        "{most} forms that you have not submitted lie here already, as many as there may be. Finish this one or throw"
        " it away; /resume takes up the others.",
        most=most,
    )


def midnight(turn: Turn) -> datetime:
    """When the day began."""
    return datetime.combine(turn.today, time(), SHANGHAI)
