"""The working days that an item's own rule gives whoever has it: the same for the first unit and for any after it."""

import msgspec

from bot import workdays
from bot.routing.model import Rule
from bot.routing.words import at
from bot.turn import Turn
from storage import items as stored
from storage import places
from storage.items import Item

ACCEPTS_ANEW = ("pass_on", "send_back")


def anew(turn: Turn, item: Item, action: str) -> None:
    """Whoever gets an item has the days to accept it from now on, and whoever has it again the days to resolve it."""
    if action in ACCEPTS_ANEW and item.accept_by is not None:
        due = workdays.deadline(turn.now, to_accept(turn, item))
        stored.set_deadlines(turn.connection, item.id, due.at, item.resolve_by, item.provisional or due.provisional)
    if action == "reopen" and item.resolve_by is not None:
        due = workdays.deadline(turn.now, to_resolve(turn, item))
        stored.set_deadlines(turn.connection, item.id, item.accept_by, due.at, item.provisional or due.provisional)


def to_accept(turn: Turn, item: Item) -> int:
    """Working days; where its rule gives none, those that its deadline was set to."""
    rule = _rule(turn, item)
    days = at(rule.accept_days, item.urgency) if rule is not None else None
    return days if days is not None else workdays.working_days_between(item.filed_at, item.accept_by)


def to_resolve(turn: Turn, item: Item) -> int:
    """Working days; where its rule gives none, those that its deadline was set to."""
    rule = _rule(turn, item)
    days = at(rule.resolve_days, item.urgency) if rule is not None else None
    return days if days is not None else workdays.working_days_between(item.filed_at, item.resolve_by)


def _rule(turn: Turn, item: Item) -> Rule | None:
    """The rule that decided, as it was then."""
    if item.ruleset == turn.live.ruleset and turn.live.rules is not None:
        rules = turn.live.rules.rules
    else:
        rules = msgspec.convert(places.rule_rows(turn.connection, item.ruleset) or [], tuple[Rule, ...])
    return next((rule for rule in rules if rule.id == item.rule), None)
