"""Telling: what happened is written down, and said to whom it concerns, but not to whoever did it."""

from collections.abc import Mapping, Sequence

import msgspec

from bot import letters, notices
from bot.acts import happened
from bot.languages import SHANGHAI
from bot.lifecycle import STEPS, Relation
from bot.messages import Message, Said, say
from bot.turn import Told, Turn
from storage import chats, deadlines, hours, items, people
from storage.items import Item, NewEvent


def event_of(
    turn: Turn, item: int, action: str, before: str, after: str, values: Mapping[str, str], lead: str
) -> NewEvent:
    """What happened, as the item's chain of events keeps it; `lead` is the unit whose lead it is afterwards."""
    return NewEvent(
        item=item,
        action=action,
        before=str(before),
        after=str(after),
        person=turn.person.id if turn.person is not None else None,
        unit=lead or None,
        at=turn.now,
        cause=turn.cause,
        details=dict(values),
    )


def tell(turn: Turn, item: Item, action: str, values: Mapping[str, str], before: str) -> None:
    """Tells whom the step names, but not whoever acted."""
    step = STEPS[action]
    if action in ("route", "record"):
        return
    headline = told_of(turn, item, action, values)
    actor = turn.person.id if turn.person is not None else 0
    if Relation.REPORTER in step.tells and item.answerable != actor:
        tell_person(
            turn, item.answerable, notices.notice(turn.live, item, headline, frozenset({Relation.REPORTER}), turn.now)
        )
    lead = item.lead or before  # the unit that had it hears that it is over
    if Relation.LEAD in step.tells and lead and not _works_in(turn, lead):
        tell_unit(turn, item, lead, headline)
    for person, standing in _others(turn, item, action, values):
        if person != actor:
            tell_person(turn, person, notices.notice(turn.live, item, headline, standing, turn.now))
    if action == "involve":
        _tell_assisting(turn, item, values["unit"], headline)


LEAD, HEAD = frozenset({Relation.LEAD}), frozenset({Relation.LEAD, Relation.HEAD})


def _others(turn: Turn, item: Item, action: str, values: Mapping[str, str]) -> list[tuple[int, frozenset[Relation]]]:
    """Single people whom an action concerns, each with how they stand to the item."""
    if action == "extend":
        return _deciding(turn, item)
    if action in ("grant", "refuse") and _works_in(turn, item.lead):
        asked = [event.person for event in items.events(turn.connection, item.id) if event.action == "extend"]
        return [(asked[-1], LEAD)] if asked and asked[-1] is not None else []
    return [(int(values["person"]), LEAD)] if action == "give" else []


def _deciding(turn: Turn, item: Item) -> list[tuple[int, frozenset[Relation]]]:
    """The heads of the lead unit but whoever asks; where there is no other, the coordinators."""
    actor = turn.person.id if turn.person is not None else 0
    heads = [person for person in deadlines.heads(turn.connection, item.lead) if person != actor]
    if heads:
        return [(person, HEAD) for person in heads]
    coordinator = frozenset({Relation.COORDINATOR})
    return [(person, coordinator) for person in people.coordinators(turn.connection, item.area_path)[:1]]


def _tell_assisting(turn: Turn, item: Item, unit: str, headline: Said) -> None:
    message = notices.notice(turn.live, item, headline, frozenset({Relation.ASSIST}), turn.now)
    _tell_all(turn, people.on_duty(turn.connection, unit), unit, message)


def told_of(turn: Turn, item: Item, action: str, values: Mapping[str, str]) -> Said:
    """Who did what: the first line of a notice."""
    what = happened(action, values, item.lead_name)
    return say("{person}: {what}", person=turn.person.name, what=what) if turn.person is not None else what


def _works_in(turn: Turn, unit: str) -> bool:
    return turn.person is not None and unit in turn.person.units()


def tell_unit(turn: Turn, item: Item, unit: str, headline: Said) -> None:
    """Tells those on duty in a unit, and its duty group; where one of them has taken the item, that one alone."""
    message = notices.notice(turn.live, item, headline, LEAD, turn.now)
    if item.lead != unit:  # it has left this inbox, and cannot be opened there
        message = Message(text=message.text, slot=message.slot, final=True)
    on_duty = people.on_duty(turn.connection, unit)
    taken = item.lead == unit and item.holder in on_duty
    _tell_all(turn, [item.holder] if taken and item.holder is not None else on_duty, unit, message)


def _tell_all(turn: Turn, on_duty: Sequence[int], unit: str, message: Message) -> None:
    for person in on_duty:
        tell_person(turn, person, message)
    letters.post_unit(turn, unit, message)
    for chat, language in chats.of_unit(turn.connection, unit):
        turn.told.append(Told(chat, language, message))


def tell_person(turn: Turn, person: int, message: Message) -> None:
    """Tells somebody in each chat that is theirs; where none rings, by letter; the page shows it when they come."""
    letters.post(turn, person, message)
    own = hours.of_person(turn.connection, person)
    if own is not None and own.quiet(turn.now.astimezone(SHANGHAI).hour):
        message = msgspec.structs.replace(message, quiet=True)
    for chat, language in chats.of_person(turn.connection, person):
        if turn.chat is None or turn.chat.id != chat:
            turn.told.append(Told(chat, language, message))
