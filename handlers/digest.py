"""/digest: what a unit's inbox holds today; and the daily digest that the schedule asks for."""

from datetime import date, timedelta

import msgspec

from bot import digests, items, letters
from bot.messages import Action, Choice, Lines, Message, Said, say
from bot.turn import Told, Turn
from handlers.pin_digests import offer, row_here
from storage import chats, hours, marks, people, pins
from storage import digests as stored
from storage.hours import Hours

EARLIER = 4  # days that are offered to be read again


def digest(turn: Turn) -> list[Message]:
    """The digest as it would be now, for each of the units of whoever asks."""
    units = turn.person.units() if turn.person is not None else ()
    if not units:
        return [Message(text=say("You do not work in a unit that has an inbox."))]
    day = _day(turn)
    if day is not None:
        return [_again(turn, unit, day) for unit in units]
    return [_earlier(turn, digests.message(turn, digests.compute(turn.connection, unit, turn.now)), unit)
            for unit in units]  # fmt: skip


def _day(turn: Turn) -> date | None:
    """The day whose digest is to be read again, where one was named."""
    try:
        return date.fromisoformat(turn.target.strip()) if turn.action is not None else None
    except ValueError:
        return None


def _again(turn: Turn, unit: str, day: date) -> Message:
    kept = stored.made(turn.connection, unit, day)
    name = turn.live.directory.units[unit].name
    if kept is None:
        return Message(text=say("{unit} had no digest on {day}.", unit=name, day=day))
    return Message(text=digests.words(digests.read_again(unit, day, kept), name))


def _earlier(turn: Turn, message: Message, unit: str) -> Message:
    """The digest with the days on which there was one before, and the way to its hours."""
    days = [period for period, _content in stored.kept(turn.connection, unit, EARLIER)]
    row = tuple(Choice(day_label(day), Action("digest", day.isoformat())) for day in days)
    hours_row = (Choice(say("When I am told"), Action("digest_settings")),)
    choices = (*message.choices, *((row,) if row else ()), hours_row, *row_here(turn))
    return msgspec.structs.replace(message, choices=choices)


def day_label(day: date) -> Said:
    """A day as a button shows it."""
    return say("{day}", day=day)


def digest_unit(turn: Turn) -> list[Message]:
    """The schedule's: keeps a unit's digest for the day and tells those on duty, once."""
    unit = turn.target
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
            if hours.of_person(turn.connection, person) is not None:
                continue  # told at an hour of their own
            if not letters.post_digest(turn, person, letter, message):
                items.tell_person(turn, person, message)
        own = hours.of_unit(turn.connection, unit)
        for chat, language in chats.of_unit(turn.connection, unit):
            shown = _for_group(turn, chat, message)
            turn.told.append(Told(chat, own.language if own is not None and own.language else language, shown))
    return []


def digest_person(turn: Turn) -> list[Message]:
    """The schedule's: what somebody with an hour of their own is told of each of their units, once a period."""
    if turn.person is not None:
        return []
    person = people.person(turn.connection, int(turn.target))
    own = hours.of_person(turn.connection, int(turn.target))
    if person is None or own is None:
        return []
    for unit in person.units():
        if unit in turn.live.directory.units:
            _tell_alone(turn, person.id, unit, own)
    return []


def _tell_alone(turn: Turn, person: int, unit: str, own: Hours) -> None:
    period = date.fromisoformat(str(turn.value("period")))
    before = timedelta(days=7 if own.rhythm == hours.WEEKLY else 1)
    since = hours.last_told(turn.connection, person, unit) or turn.now - before
    found = digests.compute(turn.connection, unit, turn.now, since)
    hours.add(turn.connection, person, unit, period, found.lists, turn.now)
    if found.empty:
        return
    absence = _absence(turn)
    message = _with(absence, digests.message(turn, found))
    if letters.post_digest(turn, person, letters.of_digest(turn, found, absence), message):
        return
    for chat, language in chats.of_person(turn.connection, person):
        turn.told.append(Told(chat, own.language or language, message))


def _for_group(turn: Turn, chat: int, message: Message) -> Message:
    """With the way to have it pinned, which a duty group has nowhere else."""
    if pins.of_chat(turn.connection, chat) is not None or not _can_pin(turn, chat):
        return message
    return msgspec.structs.replace(message, choices=(*message.choices, (offer(False),)))


def _can_pin(turn: Turn, chat: int) -> bool:
    channel, _ = chats.addresses(turn.connection, [chat])[chat]
    return channel in turn.offices.pins


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
