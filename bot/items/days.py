"""The working days that an item's own rule gives whoever has it: the same for the first unit and for any after it.

Whatever moves a deadline keeps in its event what the deadline was, so that it can be told what was overdue before.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from bot import workdays
from bot.routing.model import Rule
from bot.routing.words import at
from bot.turn import Turn
from storage import items as stored
from storage import places
from storage.items import Item

ACCEPTS_ANEW = ("pass_on", "send_back")


def was(*, accept: datetime | None = None, resolve: datetime | None = None) -> dict[str, str]:
    """The days of the deadlines that an event moves, as it keeps them: `accept_was`, `resolve_was`."""
    days = {"accept_was": accept, "resolve_was": resolve}
    return {name: workdays.day_of(by).isoformat() for name, by in days.items() if by is not None}


def anew(turn: Turn, item: Item, action: str) -> dict[str, str]:
    """Whoever gets an item has the days to accept it from now on, and whoever has it again the days to resolve it;
    what the event keeps of the deadlines that were: those that it moves, or the one that it has missed."""
    accept, resolve = item.accept_by, item.resolve_by
    if action in ACCEPTS_ANEW and accept is not None:
        rule = _rule(turn, item)
        due = workdays.deadline(turn.now, _days(item, rule.accept_days if rule is not None else {}, accept))
        stored.set_deadlines(turn.connection, item.id, due.at, resolve, item.provisional or due.provisional)
        return was(accept=accept)
    if action == "reopen" and resolve is not None:
        rule = _rule(turn, item)
        due = workdays.deadline(turn.now, _days(item, rule.resolve_days if rule is not None else {}, resolve))
        by = max(due.at, resolve)  # days that a head has granted are not lost
        stored.set_deadlines(turn.connection, item.id, accept, by, item.provisional or due.provisional)
        return was(resolve=resolve)
    if action == "resolve" and resolve is not None and resolve < turn.now:
        return {"missed": workdays.day_of(resolve).isoformat()}
    return {}


def _days(item: Item, given: Mapping[str, int], by: datetime) -> int:
    """Working days by urgency; where its rule gives none, those that its deadline was set to."""
    days = at(given, item.urgency)
    return days if days is not None else workdays.working_days_between(item.filed_at, by)


def _rule(turn: Turn, item: Item) -> Rule | None:
    """The rule that decided, as it was then."""
    if item.ruleset == turn.live.ruleset and turn.live.rules is not None:
        rules = turn.live.rules.rules
    else:
        rules = msgspec.convert(places.rule_rows(turn.connection, item.ruleset) or [], tuple[Rule, ...])
    return next((rule for rule in rules if rule.id == item.rule), None)
