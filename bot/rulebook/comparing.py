"""The live rules beside others: what of the past months, or of all that could be, would go elsewhere."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot.live import Live
from bot.messages import Said, say, say_n
from bot.routing import comparison
from bot.routing.comparison import Comparison, Move, every_case
from bot.routing.directory import Directory
from bot.routing.model import Case, Rule, by_name
from bot.routing.rules import RuleSet
from bot.rulebook.checking import Progress
from bot.rulebook.differing import differ
from bot.tables.rules import called
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
    conditional: int = 0  # rules with a condition, which nothing but what is filed can try
    untried: tuple[Rule, ...] = ()  # those of them that one set has otherwise than the other


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
    tried = comparison.compare(live.rules, after, possible(live, after), progress)
    conditional = {rule.id for rule in (*live.rules.rules, *after.rules) if rule.condition}
    touched = differ(live.rules.rules, after.rules).touched()
    return Compared(tried, False, len(conditional), tuple(rule for rule in touched if rule.condition))


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


def possible(live: Live, after: RuleSet) -> Iterator[tuple[str, Case]]:
    """Every topic in every place by each form that asks for a topic, in each urgency that a rule names; by the others,
    every place."""
    about = [code for code in live.current if any(node.role == TOPIC for node in live.form(code).nodes.values())]
    named = [rule.urgency for rule in (*(live.rules.rules if live.rules else ()), *after.rules)]
    yield from every_case(live.directory, about, list(dict.fromkeys(["", *named])))
    titles = {code: word for word, code in reversed(live.directory.forms_called.items()) if word != code}
    for code in live.current:
        if code not in about:
            title, path = titles.get(code, code), live.directory.path
            yield from ((f"{title} {path(area)}", Case(code, area)) for area in live.directory.areas)


def sentences(found: Compared, directory: Directory) -> list[Said]:
    """A comparison in words: how many, from which unit to which, and which items; and what could not be tried. At most
    so many moves as OTHERS says: what is left out, whoever shows it says in their way."""
    comparison = found.comparison
    values = {"count": comparison.compared, "moved": comparison.moved}
    lines: list[Said] = [
        say("Compared on {count} items of the past months: {moved} would go elsewhere.", **values)
        if found.items
        else say("There are no items yet. Compared on {count} possible cases: {moved} would go elsewhere.", **values)
    ]
    lines += untried(found, directory)
    lines += [_move(move, found.items) for move in comparison.moves[:OTHERS]]
    return lines


def left_out(found: Compared) -> int:
    """How many moves `sentences` does not tell."""
    return max(0, len(found.comparison.moves) - OTHERS)


def untried(found: Compared, directory: Directory) -> list[Said]:
    """Rules with a condition that no possible case can meet, so that nobody takes silence about them for an answer."""
    lines: list[Said] = []
    if found.conditional:
        lines.append(say_n("{count} rule with a condition was not tried: whether it holds depends on what is filed.",
                           "{count} rules with a condition were not tried: whether they hold depends on what is filed.",
                           found.conditional))  # fmt: skip
    if found.untried:
        lines.append(say("Among them are rules that differ: {rules}.", rules=called(found.untried, directory)))
    return lines


def _move(move: Move, items: bool) -> Said:
    named = "、".join(move.items[:SHOWN]) + ("…" if len(move.items) > SHOWN else "")
    if items:
        return say("{source} → {target}: {count} ({items})", source=move.source.name, target=move.target.name,
                   count=len(move.items), items=named)  # fmt: skip
    return say_n("{source} → {target}: {count} possible case ({cases})",
                 "{source} → {target}: {count} possible cases ({cases})", len(move.items), source=move.source.name,
                 target=move.target.name, cases=named)  # fmt: skip
