"""/digest: what a unit's inbox holds today; and the daily digest that the schedule asks for."""

from datetime import date

import msgspec

from bot import digests, items, letters
from bot.messages import Lines, Message, Said, say
from bot.turn import Told, Turn
from storage import chats, marks, people
from storage import digests as stored


def digest(turn: Turn) -> list[Message]:
    """The digest as it would be now, for each of the units of whoever asks."""
    units = turn.person.units() if turn.person is not None else ()
    if not units:
        return [Message(text=say("You do not work in a unit that has an inbox."))]
    return [digests.message(turn, digests.compute(turn.connection, unit, turn.now)) for unit in units]


def digest_unit(turn: Turn) -> list[Message]:
    """The schedule's: keeps a unit's digest for the day and tells those on duty, once."""
    assert turn.action is not None  # noqa: S101 - found by its action
    unit = turn.action.target
    period = date.fromisoformat(str(turn.value("period")))
    if turn.person is not None or stored.made(turn.connection, unit, period) is not None:
        return []
    found = digests.compute(turn.connection, unit, turn.now)
    stored.add(turn.connection, unit, period, found.lists, turn.now)
    if not found.empty:
        absence = _absence(turn)
        message = _with(absence, digests.message(turn, found))
        letter = letters.of_digest(turn, found, absence)
        letters.post_unit_digest(turn, unit, letter)
        for person in people.on_duty(turn.connection, unit):
            if not letters.post_digest(turn, person, letter, message):
                items.tell_person(turn, person, message)
        for chat, language in chats.of_unit(turn.connection, unit):
            turn.told.append(Told(chat, language, message))
    return []


def _absence(turn: Turn) -> Said | None:
    """The first digest after days without a server says so; deadlines went on meanwhile."""
    last, _, back = marks.read(turn.connection, "away").partition(" ")
    if back != turn.today.isoformat():
        return None
    return say("Nothing was sent since {day}: the server was down. Deadlines went on.", day=date.fromisoformat(last))


def _with(absence: Said | None, message: Message) -> Message:
    if absence is None:
        return message
    return msgspec.structs.replace(message, text=Lines((absence, message.text)))
