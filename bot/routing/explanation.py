"""Why an item goes where it goes: which rules matched, and which won by which column."""

import msgspec

from bot.messages import Said, say, say_n
from bot.routing.model import Case, Rule, Unit
from bot.routing.rules import RuleSet, route

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


def explain(rules: RuleSet, case: Case) -> Explanation:
    """Every rule that matches this case, and why one of them decides. Raises Unresolved as `route` does."""
    decided = route(rules, case)
    matched = tuple(rules.matching(case))
    place = matched.index(decided.decided)
    following = matched[place + 1] if place + 1 < len(matched) else None
    by = separating(decided.decided, following) if following else ""
    others = _others(len(matched) - place - 1, by) if following else None
    return Explanation(matched, decided.decided, by, matched[:place], decided.lead, decided.reason, others)


def separating(winner: Rule, other: Rule) -> str:
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
