"""A button that this chat was never given: only a changed app presses one. It does nothing, and the audit has it."""

from datetime import datetime, time

from bot.auditing import write_for
from bot.languages import SHANGHAI
from bot.turn import Turn
from storage import audit

A_DAY = 20  # entries of one person: what is pressed without end says nothing more


def note(turn: Turn) -> None:
    """Writes down who pressed it and in which channel; neither what it carried nor whose it may have been."""
    person = turn.person.id if turn.person is not None else None
    midnight = datetime.combine(turn.today, time(), SHANGHAI)
    if audit.count(turn.connection, "forged", person, midnight) >= A_DAY:
        return
    write_for(turn, person, "forged", "buttons", {}, {"channel": turn.incoming.channel}, "")
