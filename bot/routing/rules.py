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
from functools import lru_cache
from typing import Any

import msgspec

from bot.messages import Said, say
from bot.routing.condition import Condition, compiled
from bot.routing.directory import Directory, Unresolved
from bot.routing.model import URGENCIES, Case, Rule, Target, Unit
from bot.routing.reason import reason
from bot.routing.sheet import Problem
from bot.routing.words import at

CELLS = 50_000  # of (place, topic) kept at most
USUAL_NOTIFICATION = "daily"
Days = tuple[int | None, int | None, str]  # to accept, to resolve, how to tell


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
    case: Case
    decision: Any  # _Decision
    directory: Any  # Directory

    @property
    def decided(self) -> Rule:
        """The rule that decided."""
        return self.decision.rule  # type: ignore[no-any-return]

    @property
    def check_days(self) -> int | None:
        """Working days in which the household is to be visited and checked; None where that is no stage of it."""
        return at(self.decided.check_days, self.case.urgency)

    @property
    def rule(self) -> str:
        """The id of the rule that decided."""
        return self.decided.id

    @property
    def reason(self) -> Said:
        """The sentence that an item keeps: why it went there."""
        return reason(self.directory, self.decided, self.case, self.lead)


class _Decision:
    """A rule as it decides in one place: its units there, and its days by urgency."""

    __slots__ = ("assist", "condition", "days", "form", "lead", "rule", "urgency")

    def __init__(self, rule: Rule, lead: Unit, assist: tuple[Unit, ...], condition: Condition | None) -> None:
        self.form = rule.form
        self.urgency = rule.urgency
        self.condition = condition
        self.lead = lead
        self.assist = assist
        self.days = _days(*(tuple(cell.items()) for cell in (rule.accept_days, rule.resolve_days, rule.notify)))
        self.rule = rule

    @property
    def final(self) -> bool:
        """Whether it takes every item that comes to it."""
        return not (self.form or self.urgency or self.condition)


@lru_cache(maxsize=10_000)
def _days(
    accept: tuple[tuple[str, int], ...], resolve: tuple[tuple[str, int], ...], notify: tuple[tuple[str, str], ...]
) -> dict[str, Days]:
    """By urgency; most rules say the same, and share it."""
    days, until, how = dict(accept), dict(resolve), dict(notify)
    return {
        urgency: (at(days, urgency), at(until, urgency), at(how, urgency) or USUAL_NOTIFICATION)
        for urgency in (*URGENCIES, "")
    }


def _specific(rule: Rule) -> tuple[bool, bool, bool]:
    """Where a rule stands among those of its area and topic, before the order of the rows."""
    return not rule.form, not rule.urgency, not rule.condition


def _is_fallback(rule: Rule) -> bool:
    return not (rule.area or rule.topic or rule.form or rule.urgency or rule.condition)


class RuleSet:
    """Rules, indexed by area and topic.

    What may decide for one place and topic is gathered along the area's chain when it is first asked for; from then on
    a case costs a few look-ups, however many rules there are.
    """

    def __init__(self, rules: Iterable[Rule], directory: Directory) -> None:
        """Raises RuleErrors: two rules that match equally, no fallback, or a fallback that no unit can serve."""
        self.rules = tuple(rules)
        self.directory = directory
        self._index: dict[tuple[str, str], list[Rule]] = {}  # by area and topic, the more specific first
        self._cells: dict[str, dict[str, tuple[_Decision, ...]]] = {}  # by topic and place
        self._made: dict[tuple[object, ...], _Decision] = {}  # one for all places where a rule means the same units
        self._room = CELLS
        self._conditions: dict[str, Condition] = {}
        problems = list(self._build())
        self.fallback = next((rule for rule in self._index.get(("", ""), ()) if _is_fallback(rule)), None)
        self.last_resort = _last_resort(directory, self.fallback) if self.fallback else None
        if self.last_resort is None:
            problems.append(_no_fallback(self.rules, self.fallback is not None))
        if problems:
            raise RuleErrors(problems)

    def _build(self) -> Iterator[Problem]:
        """Files every rule, and tells those that match equally."""
        first: dict[tuple[str, str, str, str, str], Rule] = {}
        index = self._index
        for rule in self.rules:
            key = (rule.area, rule.topic, rule.form, rule.urgency, rule.condition)
            twin = first.setdefault(key, rule)
            if twin is rule:
                index.setdefault(key[:2], []).append(rule)
            else:
                yield equal(rule, twin)
        for several in index.values():
            if len(several) > 1:
                several.sort(key=_specific)

    def route(self, case: Case) -> Route:
        """See `route`."""
        form, urgency = case.form, case.urgency
        try:
            cell = self._cells[case.topic][case.area]
        except KeyError:
            cell = self._cell(case.area, case.topic)
        for decision in cell:
            if (
                (not decision.form or decision.form == form)
                and (not decision.urgency or decision.urgency == urgency)
                and (decision.condition is None or decision.condition(case))
            ):
                break
        accept, resolve, notify = decision.days.get(urgency) or decision.days[""]
        return Route(decision.lead, decision.assist, accept, resolve, notify, case, decision, self.directory)

    def matching(self, case: Case) -> Iterator[Rule]:
        """The rules that match, the most specific first; the last one is the fallback."""
        for rule in self._along(case.area, case.topic):
            if (
                rule.form in {"", case.form}
                and rule.urgency in {"", case.urgency}
                and (not rule.condition or self._condition(rule.condition)(case))
            ):
                yield rule

    def unit(self, target: Target, place: str) -> Unit | None:
        """The unit that a rule means for this place; None where there is none, here or above."""
        if target.unit:
            return self.directory.units.get(target.unit)
        return self.directory.responsible(target.function, target.level, place)

    def _along(self, place: str, topic: str) -> Iterator[Rule]:
        """The rules for a place and a topic, the most specific first. Raises Unresolved for an unknown place."""
        chain = self.directory.chains.get(place)
        if chain is None:
            raise Unresolved(say("There is no place “{typed}”.", typed=place))
        for area in (*chain, ""):
            if topic:
                yield from self._index.get((area, topic), ())
            yield from self._index.get((area, ""), ())

    def _cell(self, place: str, topic: str) -> tuple[_Decision, ...]:
        """What may decide for this place and topic, up to the first that takes everything."""
        if self._room <= 0:
            self._cells, self._made, self._room = {}, {}, CELLS
        self._room -= 1
        cell = self._cells.setdefault(topic, {})[place] = tuple(self._decisions(place, topic))
        return cell

    def _decisions(self, place: str, topic: str) -> Iterator[_Decision]:
        """A rule without a unit here is passed over; what is left over at last goes to the last resort."""
        for rule in self._along(place, topic):
            lead = self.unit(rule.lead, place)
            if lead is not None:
                decision = self._decision(rule, place, lead)
                yield decision
                if decision.final:
                    return
        assert self.fallback is not None and self.last_resort is not None  # noqa: S101, PT018 - else it is not built
        yield self._decision(self.fallback, place, self.last_resort)

    def _decision(self, rule: Rule, place: str, lead: Unit) -> _Decision:
        found = {unit.code: unit for target in rule.assist if (unit := self.unit(target, place))}
        found.pop(lead.code, None)
        key = (id(rule), lead.code, *found)
        made = self._made.get(key)
        if made is None:
            condition = self._condition(rule.condition) if rule.condition else None
            made = self._made[key] = _Decision(rule, lead, tuple(found.values()), condition)
        return made

    def _condition(self, text: str) -> Condition:
        known = self._conditions.get(text)
        if known is None:
            known = self._conditions[text] = compiled(text)
        return known


def route(rules: RuleSet, case: Case) -> Route:
    """Where this case goes. Raises Unresolved for a place that is not in the tables."""
    return rules.route(case)


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
