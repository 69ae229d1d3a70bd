"""What is open passes on from one person to another, and is said.

An item keeps its reporter; who answers for it in their place is its keeper. A form that is open is one person's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import items
from bot.items.telling import event_of
from bot.languages import listed
from bot.messages import Message, Said, say, say_n
from bot.rights import Right
from bot.turn import Turn
from storage import items as stored
from storage import people, staff
from storage.staff import Held


@dataclass(frozen=True, slots=True)
class Passed:
    """What somebody else looks after from now on: items by number, forms, entries that were taken."""

    to: str = ""  # a name; empty where it stays with whoever had it
    items: tuple[str, ...] = ()
    drafts: int = 0
    taken: int = 0


def pass_on(turn: Turn, person: int, role: Held, successor: int) -> Passed:
    """What is open of a role in its place goes to the successor, who hears of it."""
    numbers = staff.answered_for(turn.connection, person, role.path)
    ids = [identity for identity, _number in numbers]
    staff.keep(turn.connection, ids, successor)
    written(turn, ids, successor)
    drafts = staff.pass_drafts(turn.connection, fileable(turn, person, successor), person, successor)
    passed = Passed(name_of(turn, successor), tuple(number for _id, number in numbers), len(drafts))
    if passed.items or passed.drafts:
        text = say("You go on with what {person} had open in {place}: {what}.", person=role.name, place=role.place,
                   what=what(passed))  # fmt: skip
        items.tell_person(turn, successor, Message(text=text))
    return passed


def fileable(turn: Turn, person: int, successor: int) -> list[int]:
    """Forms that can be passed on: only to somebody who may file."""
    someone = people.person(turn.connection, successor)
    may = someone is not None and someone.may(Right.FILE)
    return staff.drafts(turn.connection, person) if may else []


def written(turn: Turn, ids: Sequence[int], keeper: int) -> None:
    """Each item's chain of events says who answers for it from now on."""
    name = name_of(turn, keeper)
    for identity in ids:
        item = stored.by_id(turn.connection, identity)
        event = event_of(turn, identity, "keep", item.status, item.status, {"text": name}, item.lead)
        stored.add_event(turn.connection, event)


def what(passed: Passed) -> Said:
    """How much it is, in words, with the first few numbers."""
    parts: list[Said] = []
    count = len(passed.items)
    if count:
        shown = "、".join(passed.items[:6]) + ("…" if count > 6 else "")
        parts.append(say_n("{count} item filed ({numbers})", "{count} items filed ({numbers})", count, numbers=shown))
    if passed.drafts:
        parts.append(say_n("{count} form not finished", "{count} forms not finished", passed.drafts))
    if passed.taken:
        parts.append(say_n("{count} item taken in the unit", "{count} items taken in the unit", passed.taken))
    return listed(parts) if parts else say("nothing that is open")


def name_of(turn: Turn, person: int) -> str:
    """Somebody's name."""
    return people.named(turn.connection, person)
