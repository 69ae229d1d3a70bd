"""Units over time: renamed, merged, closed. What lies with them goes on, old names still find them, history stays."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from bot import items
from bot.messages import say
from bot.routing.model import Rule, Target, Unit
from bot.rulebook import read_rows
from bot.turn import Kept, Turn
from storage import bindings, mailboxes, places
from storage import units as stored


@dataclass(frozen=True, slots=True)
class Gone:
    """What closing a unit moved."""

    items: int  # that it led
    people: int
    rules: int
    version: int  # of the rules that are live now, 0 where none named it


def rename(turn: Turn, unit: Unit, name: str) -> None:
    """Another name from today on; the old one still finds it, and stands in what was written before."""
    taken = next((each for each in turn.live.directory.units.values() if each.name == name), None)
    if taken is not None and taken.code != unit.code:
        raise Kept(say("{name} is the name of another unit ({code}).", name=name, code=taken.code))
    if name == unit.name:
        raise Kept(say("It is called {name} already.", name=name))
    aliases = [alias for alias in (*unit.aliases, unit.name) if alias != name]
    stored.rename(turn.connection, unit.code, name, aliases, unit.name, turn.now)
    places.changed(turn.connection)


def close(turn: Turn, unit: Unit, successor: Unit | None, why: str, on: datetime | None = None) -> Gone:
    """Closes a unit from a moment on, from now where none is named; whoever worked there, what lies there and the
    rules that name it go to its successor.

    Raises Kept where something lies there, or rules name it, and nobody takes it over.
    """
    if successor is not None and successor.code == unit.code:
        raise Kept(say("A unit cannot take itself over."))
    here = stored.lying(turn.connection, unit.code)
    naming = [rule for rule in _rules(turn) if names(rule, unit.code)]
    if successor is None and (here or naming):
        raise Kept(
            say(
                "{unit} has {items} open items, and {rules} rules name it: say who takes over.",
                unit=unit.name,
                items=here,
                rules=len(naming),
            )
        )
    if successor is None:
        stored.close(turn.connection, unit.code, None, on or turn.now)
        stored.end_memberships(turn.connection, unit.code, turn.now)
        places.changed(turn.connection)
        return Gone(0, 0, 0, 0)
    gone = _into(turn, unit, successor, why)
    stored.close(turn.connection, unit.code, successor.code, on or turn.now)
    places.changed(turn.connection)
    return gone


def _into(turn: Turn, unit: Unit, successor: Unit, why: str) -> Gone:
    led = items.hand_over(turn, unit.code, successor, why)
    people = stored.move_memberships(turn.connection, unit.code, successor.code, turn.now)
    bindings.of_another_unit(turn.connection, unit.code, successor.code)
    mailboxes.hand_over(turn.connection, unit.code, successor.code, turn.now)
    functions = tuple(dict.fromkeys((*successor.functions, *unit.functions)))
    aliases = tuple(dict.fromkeys((*successor.aliases, unit.name, *unit.aliases)))
    stored.widen(turn.connection, successor.code, functions, [name for name in aliases if name != successor.name])
    rules, version = _renamed_rules(turn, unit.code, successor.code, why)
    return Gone(led, people, rules, version)


def _rules(turn: Turn) -> list[Rule]:
    found = places.live_rules(turn.connection)
    return read_rows(found[1]) if found else []


def names(rule: Rule, unit: str) -> bool:
    """Whether a rule names this unit itself."""
    return any(target.unit == unit for target in (rule.lead, *rule.assist))


def _renamed_rules(turn: Turn, unit: str, successor: str, why: str) -> tuple[int, int]:
    """The live rules with the successor in place of the unit, as a new version; how many were changed, its number."""
    rules = _rules(turn)
    changed = sum(names(rule, unit) for rule in rules)
    if not changed:
        return 0, 0
    rows: list[dict[str, Any]] = [msgspec.to_builtins(_taken_over(rule, unit, successor)) for rule in rules]
    person = turn.person.id if turn.person is not None else None
    return changed, places.publish_rules(turn.connection, rows, why, turn.now, person)


def _taken_over(rule: Rule, unit: str, successor: str) -> Rule:
    def target(found: Target) -> Target:
        return Target(unit=successor) if found.unit == unit else found

    lead = target(rule.lead)
    assist = dict.fromkeys(target(each) for each in rule.assist)
    return msgspec.structs.replace(rule, lead=lead, assist=tuple(each for each in assist if each != lead))
