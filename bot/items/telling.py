"""Telling: what happened is written down, and said to whom it concerns, but not to whoever did it."""

from collections.abc import Mapping

from bot import letters, notices
from bot.lifecycle import STEPS, Relation
from bot.messages import Message, Said, say
from bot.turn import Told, Turn
from storage import chats, people
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


def told_of(turn: Turn, item: Item, action: str, values: Mapping[str, str]) -> Said:
    """Who did what: the first line of a notice."""
    text = values.get("text") or values.get("reason") or ""
    words = notices.event_words[action]
    values_of = {"unit": item.lead_name, "text": text}
    what = say(words.msgid, **{name: value for name, value in values_of.items() if "{" + name + "}" in words.msgid})
    return say("{person}: {what}", person=turn.person.name, what=what) if turn.person is not None else what


def _works_in(turn: Turn, unit: str) -> bool:
    return turn.person is not None and unit in turn.person.units()


def tell_unit(turn: Turn, item: Item, unit: str, headline: Said) -> None:
    """Tells those on duty in a unit, and its duty group."""
    message = notices.notice(turn.live, item, headline, frozenset({Relation.LEAD}), turn.now)
    if item.lead != unit:  # it has left this inbox, and cannot be opened there
        message = Message(text=message.text, slot=message.slot, final=True)
    for person in people.on_duty(turn.connection, unit):
        tell_person(turn, person, message)
    letters.post_unit(turn, unit, message)
    for chat, language in chats.of_unit(turn.connection, unit):
        turn.told.append(Told(chat, language, message))


def tell_person(turn: Turn, person: int, message: Message) -> None:
    """Tells somebody in each chat that is theirs; where none rings, by letter; the page shows it when they come."""
    letters.post(turn, person, message)
    for chat, language in chats.of_person(turn.connection, person):
        if turn.chat is None or turn.chat.id != chat:
            turn.told.append(Told(chat, language, message))
