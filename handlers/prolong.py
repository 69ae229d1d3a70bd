"""prolong: a page is still in use, so its session goes on."""

from bot.messages import Message
from bot.people import accounts
from bot.turn import Turn
from storage import sign_ins


def prolong(turn: Turn) -> list[Message]:
    """The session lasts from now as long as a new one would."""
    if turn.person is not None:
        token = bytes.fromhex(str(turn.value("session")))
        sign_ins.prolong_session(turn.connection, token, turn.person.id, turn.now + accounts.session_lasts(turn.person))
    return []
