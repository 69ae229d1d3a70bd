"""tidy: once a day drops what is kept for a while only."""

from datetime import date, timedelta

from bot.items import recounting
from bot.messages import Message
from bot.people import accounts
from bot.turn import Turn
from storage import chats, mailboxes, marks, registers, seen, sign_ins

KEPT = timedelta(days=30)  # longer than any service redelivers
THROWN = timedelta(days=1)  # of a form that was thrown away, and may be brought back until then
UNCONFIRMED = timedelta(days=1)  # of an address whose code never came back
STAGED = timedelta(days=1)  # of a table that was looked at and not taken in


def tidy(turn: Turn) -> list[Message]:
    """Forgets old ids of chat services, forms that were put aside and not taken up again, tables that were not taken
    in, sessions and links that are over; notes days of absence; counts deadlines again whose years' holidays have
    become known."""
    _away(turn)
    seen.forget(turn.connection, turn.now - KEPT)
    chats.forget_drafts(turn.connection, turn.now - KEPT, turn.now - THROWN)
    sign_ins.forget(turn.connection, turn.now, accounts.WINDOW)
    mailboxes.forget_unconfirmed(turn.connection, turn.now - UNCONFIRMED, turn.now)
    registers.unstage(turn.connection, "", turn.now - STAGED)
    recounting.recount(turn)
    return []


def _away(turn: Turn) -> None:
    """A day on which this did not run is a day on which nobody was told anything: today's digests say so."""
    last = marks.read(turn.connection, "day")
    if last and date.fromisoformat(last) < turn.today - timedelta(days=1):
        marks.write(turn.connection, "away", f"{last} {turn.today}")
    marks.write(turn.connection, "day", turn.today.isoformat())
