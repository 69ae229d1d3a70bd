"""What is open has a deadline where its rule gives it days: without one it would never be due."""

from collections.abc import Iterator
from functools import cache

import msgspec

from bot.messages import Said, say
from bot.routing.model import Rule
from bot.routing.words import at
from storage import Connection, checking, places


def faults(connection: Connection) -> Iterator[tuple[str, Said]]:
    """Items that are never due, by their numbers."""

    @cache
    def rules(version: int) -> dict[str, Rule]:
        rows = places.rule_rows(connection, version) or []
        return {rule.id: rule for rule in msgspec.convert(rows, tuple[Rule, ...])}

    for item in checking.without_deadline(connection):
        rule = rules(item.ruleset).get(item.rule)
        if rule is not None and any(at(days, item.urgency) for days in (rule.accept_days, rule.resolve_days)):
            yield item.number, say("is open and has no deadline, though its rule gives it days")
