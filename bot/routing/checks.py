"""What an admin should look at in rules that can be made live: gaps, rules that seldom or never decide, odd days.

What makes a set impossible (two equal rules, no fallback) is an error of `RuleSet`; here are warnings.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.languages import listed
from bot.messages import Said, say
from bot.routing.condition import always
from bot.routing.directory import Directory
from bot.routing.model import URGENCIES, USUAL_URGENCY, Rule, Target
from bot.routing.sheet import Problem

Group = dict[tuple[str, ...], list[Rule]]


def warnings(rules: Sequence[Rule], directory: Directory) -> list[Problem]:
    """Everything worth a look, each with its row and the places concerned."""
    return [
        *without_rule(rules, directory),
        *without_unit(rules, directory),
        *never(rules),
        *covered(rules, directory),
        *odd_days(rules),
    ]


def without_rule(rules: Sequence[Rule], directory: Directory) -> Iterator[Problem]:
    """Topics that only the fallback takes."""
    ruled = {rule.topic for rule in rules if not rule.area and not rule.condition}
    sheet = rules[0].sheet if rules else "rules"
    for topic in directory.topics.values():
        if topic.code not in ruled:
            message = say(
                "No rule names the topic “{name}” ({code}) for all places: elsewhere the fallback takes it.",
                name=topic.name,
                code=topic.code,
            )
            yield Problem(sheet, 0, "事项", message, warning=True)


def without_unit(rules: Sequence[Rule], directory: Directory) -> Iterator[Problem]:
    """Functions that some places of a level have a unit for and others not, and those that nobody carries out."""
    for target, rule, column in _targets(rules):
        places = _places(target.level, rule.area, directory)
        alone = [code for code in places if not _own(target.function, code, directory)]
        if not places or not alone:
            continue
        if any(directory.nearest[target.function, code] is None for code in alone):
            nowhere = [code for code in alone if directory.nearest[target.function, code] is None]
            yield _gap(rule, column, target, nowhere, directory, above=False)
        elif len(alone) < len(places):
            yield _gap(rule, column, target, alone, directory, above=True)


def _targets(rules: Iterable[Rule]) -> Iterator[tuple[Target, Rule, str]]:
    """Each function at a level that the rules name, once for all places and once for each place of its own."""
    seen: set[tuple[str, str, str]] = set()
    for rule in rules:
        for column, target in (("牵头职能", rule.lead), *(("配合", target) for target in rule.assist)):
            key = (target.function, target.level, rule.area)
            if target.function and key not in seen:
                seen.add(key)
                yield target, rule, column


def _places(level: str, below: str, directory: Directory) -> list[str]:
    return [
        code
        for code, area in directory.areas.items()
        if area.level == level and (not below or below in directory.chains[code])
    ]


def _own(function: str, code: str, directory: Directory) -> bool:
    unit = directory.nearest[function, code]
    return unit is not None and unit.area == code


def _gap(rule: Rule, column: str, target: Target, codes: list[str], directory: Directory, *, above: bool) -> Problem:
    names = listed([directory.path(code) for code in codes[:8]])
    function = directory.functions[target.function].name if target.function in directory.functions else target.function
    message: Said
    if above:
        message = say("“{function}” has no unit in {places}: the unit above takes it.", function=function, places=names)
    else:
        message = say("“{function}” has no unit in {places}, nor above.", function=function, places=names)
    return Problem(rule.sheet, rule.row, column, message, warning=True)


def never(rules: Iterable[Rule]) -> Iterator[Problem]:
    """Rules that can never win: their condition is never true, or another one's with the same columns always is."""
    taken: dict[tuple[str, ...], int] = {}
    conditional = sorted(rules, key=lambda rule: not rule.condition)  # stable: those without a condition come last
    for rule in conditional:
        key = (rule.area, rule.topic, rule.form, rule.urgency)
        constant = always(rule.condition) if rule.condition else None
        if constant is False:
            yield Problem(
                rule.sheet, rule.row, "条件", say("This rule can never win: its condition is never true."), True
            )
        elif key in taken:
            message = say("This rule can never win: the condition in row {row} always holds.", row=taken[key])
            yield Problem(rule.sheet, rule.row, "", message, warning=True)
        elif constant is True:
            taken[key] = rule.row


def covered(rules: Sequence[Rule], directory: Directory) -> Iterator[Problem]:
    """Rules for every urgency or topic whose every urgency or topic has a rule of its own."""
    plain = [rule for rule in rules if not rule.condition]
    yield from _covered(plain, "urgency", set(URGENCIES), say("an urgency"), "紧急程度")
    if directory.topics:
        yield from _covered(plain, "topic", set(directory.topics), say("a topic"), "事项")


def _covered(rules: Sequence[Rule], column: str, domain: set[str], what: Said, heading: str) -> Iterator[Problem]:
    special: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for rule in rules:
        special[_rest(rule, column)].add(getattr(rule, column))
    for rule in rules:
        there = special[_rest(rule, column)]
        if not getattr(rule, column) and domain <= there and not _is_fallback(rule):
            message = say("This rule wins only for items without {what}: every one has a rule of its own.", what=what)
            yield Problem(rule.sheet, rule.row, heading, message, warning=True)


def _rest(rule: Rule, column: str) -> tuple[str, ...]:
    return tuple(getattr(rule, each) for each in ("area", "topic", "form", "urgency") if each != column)


def _is_fallback(rule: Rule) -> bool:
    return not (rule.area or rule.topic or rule.form or rule.urgency or rule.condition)


def odd_days(rules: Iterable[Rule]) -> Iterator[Problem]:
    """Days that leave an urgency out, or let accepting take longer than resolving."""
    for rule in rules:
        for heading, values in (("受理天数", rule.accept_days), ("办结天数", rule.resolve_days)):
            if values and "" not in values and USUAL_URGENCY not in values:
                message = say("Ordinary items have no days here: they would be for the record only.")
                yield Problem(rule.sheet, rule.row, heading, message, warning=True)
        for urgency, accept in rule.accept_days.items():
            resolve = rule.resolve_days.get(urgency, rule.resolve_days.get(""))
            if resolve is not None and accept > resolve:
                message = say(
                    "Accepting takes {accept} days, longer than resolving ({resolve}).", accept=accept, resolve=resolve
                )
                yield Problem(rule.sheet, rule.row, "受理天数", message, warning=True)
