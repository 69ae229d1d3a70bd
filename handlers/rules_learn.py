"""rules_learn: a draft rule from a decision: where an item went after a unit had sent it back."""

from datetime import UTC, datetime

import msgspec

from bot import rulebook
from bot.auditing import write
from bot.messages import Message, say
from bot.rights import EVERYTHING, Person, Right, covers
from bot.turn import Turn
from handlers import acting
from storage import history, items, places
from storage.places import NewRules

_EVER = datetime(2000, 1, 1, tzinfo=UTC)


def rules_learn(turn: Turn) -> list[Message]:
    """For admins and coordinators of the item's place: its topic, in its county, to the unit that took it."""
    number = turn.target
    item = items.by_number(turn.connection, EVERYTHING, number)
    if item is None or turn.person is None or not may(turn.person, item.area_path):
        return [acting.absent(number)]
    version = drafted(turn, number, turn.person.id, str(turn.value("note")))
    if version is None:
        return [Message(text=say("{number} was not sent back and passed on.", number=number))]
    return [Message(text=say("Draft {version} is kept; nothing is sent by it yet.", version=str(version)))]


def drafted(turn: Turn, number: str, person: int, note: str = "") -> int | None:
    """The version of a draft with a rule of where the item went; None where it was not sent back and passed on."""
    decided = {each: unit for _rule, _topic, unit, each in history.sent_on(turn.connection, _EVER)}
    if number not in decided or turn.live.rules is None:
        return None
    past = history.of_numbers(turn.connection, [number])[0]
    why = turn.said(say("As {number} was passed on", number=number))
    learnt = rulebook.learnt(turn.live, past, decided[number], why)
    note, base = note or why, turn.live.ruleset
    rows = [msgspec.to_builtins(rule) for rule in learnt]
    new = NewRules(rows=rows, note=note, now=turn.now, person=person, base=base)
    version = places.draft_rules(turn.connection, new)
    before, after = rulebook.differ(turn.live.rules.rules, learnt).plain()
    write(turn, "learn", "rules", {"version": base, "rules": before}, {"version": version, "rules": after}, note)
    return version


def may(person: Person, path: str) -> bool:
    """Whether somebody configures or coordinates this place."""
    areas = (*person.areas(Right.CONFIGURE), *person.areas(Right.COORDINATE))
    return any(covers(area, path) for area in areas)
