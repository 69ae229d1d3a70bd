"""The live rules beside others: what of the past months, or of all that could be, would go elsewhere."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.live import Live
from bot.messages import Said, say
from bot.routing import comparison
from bot.routing.comparison import Comparison, every_case
from bot.routing.model import Case, by_name
from bot.routing.rules import RuleSet
from bot.rulebook.checking import Progress
from storage import Connection, history
from storage.history import Past
from storage.vault import Vault

PERIOD = timedelta(days=183)  # what is compared on: about half a year
TOPIC = "topic"  # the role of the question that says what an item is about
SHOWN = 10  # items of a move that are told
OTHERS = 20  # moves that are told


class Compared(msgspec.Struct, frozen=True):
    """What would go elsewhere, and on what that was tried."""

    comparison: Comparison
    items: bool  # on what was filed; else on every topic in every place


def compare(
    connection: Connection,
    vault: Vault,
    live: Live,
    after: RuleSet,
    now: datetime,
    progress: Progress = lambda _n: None,
) -> Compared:
    """The live rules beside others, on what was filed in the past months, or on everything that could be."""
    found = compare_filed(connection, vault, live, after, now, progress)
    if found.compared or live.rules is None:
        return Compared(found, True)
    return Compared(comparison.compare(live.rules, after, possible(live), progress), False)


def compare_filed(
    connection: Connection,
    vault: Vault,
    live: Live,
    after: RuleSet,
    now: datetime,
    progress: Progress = lambda _n: None,
) -> Comparison:
    """The live rules beside others, on what was filed in the past months alone."""
    if live.rules is None:
        return Comparison(0, ())
    conditional = any(rule.condition for rule in (*live.rules.rules, *after.rules))
    past = cases(history.since(connection, now - PERIOD), vault if conditional else None)
    return comparison.compare(live.rules, after, past, progress)


def cases(past: Iterable[Past], vault: Vault | None) -> Iterator[tuple[str, Case]]:
    """Items as they came to be routed, by their numbers; protected answers only where the vault is given."""
    for item in past:
        yield item.number, case_of(item, vault)


def case_of(item: Past, vault: Vault | None) -> Case:
    """One item as it came to be routed."""
    answers: dict[str, Any] = by_name(item.answers)
    if vault is not None and item.secrets is not None:
        answers |= by_name(vault.open_json(item.secrets))
    return Case(item.form, item.area, item.topic, item.urgency, answers, item.filed_at)


def possible(live: Live) -> Iterator[tuple[str, Case]]:
    """Every topic in every place by each form that asks for a topic; by the others, every place."""
    about = [code for code in live.current if any(node.role == TOPIC for node in live.form(code).nodes.values())]
    yield from every_case(live.directory, about)
    for code in live.current:
        if code not in about:
            yield from ((live.directory.path(area), Case(code, area)) for area in live.directory.areas)


def sentences(found: Compared) -> list[Said]:
    """A comparison in words: how many, from which unit to which, and which items."""
    comparison = found.comparison
    on = (
        say("Compared on {count} items of the past months", count=comparison.compared)
        if found.items
        else say("Compared on {count} possible cases (no items yet)", count=comparison.compared)
    )
    lines: list[Said] = [say("{on}: {moved} would go elsewhere.", on=on, moved=comparison.moved)]
    for move in comparison.moves[:OTHERS]:
        named = list(dict.fromkeys(move.items))  # what could be has one name by every form
        items = "、".join(named[:SHOWN]) + ("…" if len(named) > SHOWN else "")
        lines.append(
            say("{source} → {target}: {count} ({items})", source=move.source.name, target=move.target.name,
                count=len(move.items), items=items)
        )  # fmt: skip
    if len(comparison.moves) > OTHERS:
        lines.append(say("… and {count} more moves; --json gives all.", count=len(comparison.moves) - OTHERS))
    return lines
