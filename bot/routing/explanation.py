"""Why an item goes where it goes: which rules matched, which won and by which column, how a function became a unit."""

from typing import TYPE_CHECKING

import msgspec

from bot.languages import listed
from bot.messages import Said, say, say_n
from bot.routing.model import Case, Rule, Unit

if TYPE_CHECKING:
    from bot.routing.directory import Directory
    from bot.routing.rules import RuleSet

COLUMNS = ("area", "topic", "form", "urgency", "condition", "row")  # in the order in which they decide


class Explanation(msgspec.Struct, frozen=True):
    """One case, explained."""

    matched: tuple[Rule, ...]  # the most specific first
    winner: Rule
    by: str  # the column that set the winner before the next rule; empty where no other one matched
    without_unit: tuple[Rule, ...]  # rules before the winner whose function no unit carries out there
    lead: Unit
    reason: Said
    others: Said | None  # a sentence about the rules that matched too


def explain(rules: "RuleSet", case: Case) -> Explanation:
    """Every rule that matches this case, and why one of them decides. Raises Unresolved as `route` does."""
    from bot.routing.rules import route

    decided = route(rules, case)
    matched = tuple(rules.matching(case))
    place = matched.index(decided.decided)
    following = matched[place + 1] if place + 1 < len(matched) else None
    by = separating(rules.directory, decided.decided, following) if following else ""
    others = _others(len(matched) - place - 1, by) if following else None
    return Explanation(matched, decided.decided, by, matched[:place], decided.lead, decided.reason, others)


def separating(directory: "Directory", winner: Rule, other: Rule) -> str:
    """The first column, in the order of precedence, in which these two rules differ."""
    for column in COLUMNS[:-1]:
        if getattr(winner, column) != getattr(other, column):
            return "row" if column == "condition" and other.condition else column
    return "row"


def _others(count: int, by: str) -> Said:
    column = {
        "area": say("the place"),
        "topic": say("the topic"),
        "form": say("the form"),
        "urgency": say("the urgency"),
        "condition": say("the condition"),
        "row": say("the order of the rows"),
    }[by]
    return say_n(
        "{count} more general rule matches too; this one goes first by {column}.",
        "{count} more general rules match too; this one goes first by {column}.",
        count,
        column=column,
    )


def reason(directory: "Directory", rule: Rule, case: Case, lead: Unit) -> Said:
    """Why this unit leads, in one or two sentences."""
    return say("{rule} {unit}", rule=_decided(directory, rule), unit=_assigned(directory, rule, case.area, lead))


def _decided(directory: "Directory", rule: Rule) -> Said:
    columns: list[Said] = []
    if rule.area:
        columns.append(
            say("place “{name}”", name=directory.path(rule.area) if rule.area in directory.chains else rule.area)
        )
    if rule.topic:
        topic = directory.topics.get(rule.topic)
        columns.append(say("topic “{name}”", name=topic.name if topic else rule.topic))
    if rule.form:
        columns.append(say("form “{name}”", name=directory.forms.get(rule.form, rule.form)))
    if rule.urgency:
        columns.append(say("urgency “{name}”", name=_urgency(rule.urgency)))
    if rule.condition:
        columns.append(say("condition “{text}”", text=rule.condition))
    if not columns:
        return say("No other rule fits, so the fallback decides.")
    return say("The rule for {columns} decides.", columns=listed(columns))


def _urgency(code: str) -> Said:
    return {"urgent": say("urgent"), "ordinary": say("ordinary"), "works": say("works that take long")}[code]


def _assigned(directory: "Directory", rule: Rule, place: str, lead: Unit) -> Said:
    if rule.lead.unit == lead.code:
        return say("It names {unit}.", unit=lead.name)
    function = directory.functions.get(rule.lead.function)
    name = function.name if function else rule.lead.function
    base = directory.areas[directory.base(rule.lead.level, place)] if rule.lead.level else directory.areas[place]
    here = directory.areas[place]
    if rule.lead.function not in lead.functions or lead.area not in directory.chains[base.code]:
        return say("No unit there carries out “{function}”; {unit} takes it.", function=name, unit=lead.name)
    if lead.area != base.code:
        return say(
            "{area} has no unit of its own for “{function}”; {unit} above it takes it.",
            area=base.label,
            function=name,
            unit=lead.name,
        )
    if base.code == here.code:
        return say("In {area}, {unit} carries out “{function}”.", area=base.label, function=name, unit=lead.name)
    return say(
        "{place} belongs to {area}, where {unit} carries out “{function}”.",
        place=here.label,
        area=base.label,
        function=name,
        unit=lead.name,
    )
