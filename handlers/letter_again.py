"""letter_again: an admin of the whole place has a dead letter run again; the page then submits what it holds."""

from bot import rulebook
from bot.auditing import write
from bot.messages import Message, say
from bot.turn import Turn
from storage import dead_letters


def letter_again(turn: Turn) -> list[Message]:
    """Writes down who does it. Nothing of the letter's content is read here."""
    reference = turn.target
    known = next((letter for letter in dead_letters.listed(turn.connection) if letter.reference == reference), None)
    if known is None or not rulebook.whole(turn.person, turn.live):
        return [Message(text=say("There is no letter {reference}.", reference=reference))]
    dead_letters.rerun(turn.connection, reference, turn.now)
    before = {"rerun_at": known.rerun_at.isoformat() if known.rerun_at else ""}
    write(turn, "again", "letters", before, {"reference": reference}, str(turn.value("note")))
    return [Message(text=say("{reference} was run again.", reference=reference))]
