"""Which rule decides, and what it says: `route(rules, case) -> Route`.

Of the rules that match, the most specific wins, by these columns in this order:

1. area       the rule whose place is nearer to the item: a county's exception holds, whatever the city says for all
2. topic      responsibility goes by lines of work, so what an item is about says more than the paper it came on
3. form
4. urgency
5. condition  a rule with a condition that holds goes before the same rule without one
6. row        of several with different conditions, the one that stands higher in the table

Two rules with the same five columns are an error when the set is built. A rule set has exactly one fallback, whose
five columns are empty, so that something always matches; where the winner's function has no unit, here or above, the
next rule decides, and at last the highest unit of the fallback's function: an item is always in one lead inbox.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from bot.messages import Said, say
from bot.routing.condition import Condition, compiled
from bot.routing.directory import Directory, Unresolved
from bot.routing.explanation import reason
from bot.routing.model import Case, Rule, Target, Unit
from bot.routing.sheet import Problem
from bot.routing.words import at

Key = tuple[str, str]
Bucket = dict[Key, list[Rule]]
_NONE: dict[Key, list[Rule]] = {}


class RuleErrors(Exception):
    """A set of rules that cannot be: all its problems at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems in the rules")
        self.problems = problems


class Route(msgspec.Struct, frozen=True):
    """Where an item goes: one lead unit, others that assist, and by when (working days; None: for the record)."""

    lead: Unit
    assist: tuple[Unit, ...]
    accept_days: int | None
    resolve_days: int | None
    notify: str  # at_once, daily, weekly
    rule: str  # the rule's id
    decided: Rule
    case: Case
    directory: Any  # Directory

    @property
    def reason(self) -> Said:
        """The sentence that an item keeps: why it went there."""
        return reason(self.directory, self.decided, self.case, self.lead)


class RuleSet:
    """Rules, indexed by area and topic, so that a case costs a few look-ups, however many rules there are."""

    def __init__(self, rules: Iterable[Rule], directory: Directory) -> None:
        """Raises RuleErrors: two rules that match equally, no fallback, or a fallback that no unit can serve."""
        self.rules = tuple(rules)
        self.directory = directory
        self._index: dict[Key, Bucket] = {}
        self._conditions: dict[str, Condition] = {}
        problems = [problem for rule in self.rules for problem in self._add(rule)]
        fallback = self._index.get(("", ""), _NONE).get(("", ""), [])
        self.last_resort = _last_resort(directory, fallback[-1]) if fallback and not fallback[-1].condition else None
        if self.last_resort is None:
            problems.append(_no_fallback(self.rules, bool(fallback)))
        if problems:
            raise RuleErrors(problems)

    def _add(self, rule: Rule) -> Iterator[Problem]:
        """Puts a rule in its place: conditions in the order of their rows, the rule without one last."""
        bucket = self._index.setdefault((rule.area, rule.topic), {})
        key = (rule.form, rule.urgency)
        there = bucket.get(key)
        if there is None:
            bucket[key] = [rule]
            return
        twin = next((other for other in there if other.condition == rule.condition), None)
        if twin:
            yield equal(rule, twin)
        elif rule.condition and not there[-1].condition:
            there.insert(-1, rule)
        else:
            there.append(rule)

    def matching(self, case: Case) -> Iterator[Rule]:
        """The rules that match, the most specific first; the last one is the fallback."""
        index = self._index
        topics = (case.topic, "") if case.topic else ("",)
        keys = _keys(case)
        for area in (*self.directory.chains[case.area], ""):
            for topic in topics:
                bucket = index.get((area, topic))
                if bucket is not None:
                    for key in keys:
                        for rule in bucket.get(key, ()):
                            if not rule.condition or self._holds(rule, case):
                                yield rule

    def _holds(self, rule: Rule, case: Case) -> bool:
        condition = self._conditions.get(rule.condition)
        if condition is None:
            condition = self._conditions[rule.condition] = compiled(rule.condition)
        return condition(case)

    def unit(self, target: Target, place: str) -> Unit | None:
        """The unit that a rule means for this place; None where there is none, here or above."""
        if target.unit:
            return self.directory.units.get(target.unit)
        return self.directory.responsible(target.function, target.level, place)


def route(rules: RuleSet, case: Case) -> Route:
    """Where this case goes. Raises Unresolved for a place that is not in the tables."""
    directory = rules.directory
    if case.area not in directory.chains:
        raise Unresolved(say("There is no place “{typed}”.", typed=case.area))
    for rule in rules.matching(case):
        lead = rules.unit(rule.lead, case.area)
        if lead is not None:
            break
    else:
        lead = rules.last_resort
    assert lead is not None  # noqa: S101 - a rule set without a last resort cannot be built
    return Route(
        lead,
        _assisting(rules, rule, case.area, lead) if rule.assist else (),
        at(rule.accept_days, case.urgency),
        at(rule.resolve_days, case.urgency),
        at(rule.notify, case.urgency) or "daily",
        rule.id,
        rule,
        case,
        directory,
    )


def _assisting(rules: RuleSet, rule: Rule, place: str, lead: Unit) -> tuple[Unit, ...]:
    """The assisting units in the rule's order, each once, without the lead."""
    found: dict[str, Unit] = {}
    for target in rule.assist:
        unit = rules.unit(target, place)
        if unit is not None and unit.code != lead.code:
            found[unit.code] = unit
    return tuple(found.values())


def _keys(case: Case) -> tuple[Key, ...]:
    form, urgency = case.form, case.urgency
    if not urgency:
        return ((form, ""), ("", "")) if form else (("", ""),)
    return ((form, urgency), (form, ""), ("", urgency), ("", "")) if form else (("", urgency), ("", ""))


def _last_resort(directory: Directory, fallback: Rule) -> Unit | None:
    if fallback.lead.unit:
        return directory.units.get(fallback.lead.unit)
    return directory.topmost(fallback.lead.function)


def equal(rule: Rule, twin: Rule) -> Problem:
    """Two rules that match the same items with equal right."""
    message = say("Rows {first} and {second} match the same items: keep one of them.", first=twin.row, second=rule.row)
    return Problem(rule.sheet, rule.row, "", message)


def _no_fallback(rules: tuple[Rule, ...], there: bool) -> Problem:
    sheet = rules[0].sheet if rules else "rules"
    if there:
        return Problem(sheet, 0, "", say("No unit at all can serve the fallback: name one that exists."))
    message = say("The fallback is missing: a row whose form, topic, area, urgency and condition are all empty.")
    return Problem(sheet, 0, "", message)
