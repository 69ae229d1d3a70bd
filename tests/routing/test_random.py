"""Random rule sets and cases: exactly one lead always, and the same as a slow reading of the written order."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.routing.explanation import explain
from bot.routing.model import LEVELS, URGENCIES, Case, Rule, Target
from bot.routing.rules import Route, RuleSet, route
from bot.routing.table import COLUMNS, read, written
from tests.routing.small import AREAS, DIRECTORY, FUNCTIONS, TOPICS, UNITS, rule

FORMS = ("issue", "visit")
CONDITIONS: dict[str, Callable[[int], bool]] = {
    "${n} > 1": lambda n: n > 1,
    "${n} = 2": lambda n: n == 2,
    "true()": lambda n: True,
}


def perhaps(values: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *values])


FUNCTION = st.builds(
    Target, function=st.sampled_from([*(f.code for f in FUNCTIONS), "nobody"]), level=st.sampled_from(LEVELS[1:])
)
TARGETS = FUNCTION | st.builds(Target, unit=st.sampled_from([*(unit.code for unit in UNITS), "gone"]))
PLACES = [area.code for area in AREAS]
TOPIC_CODES = [topic.code for topic in TOPICS]
RULES = st.builds(
    rule,
    TARGETS,
    assist=st.lists(TARGETS, max_size=4).map(tuple),
    form=perhaps(list(FORMS)),
    topic=perhaps(TOPIC_CODES),
    area=perhaps(PLACES),
    urgency=perhaps(list(URGENCIES)),
    condition=perhaps(list(CONDITIONS)),
)
SETS = st.lists(RULES, max_size=25, unique_by=lambda each: each.id).map(
    lambda rules: [*(each for each in rules if each.id != "fallback"), rule()]
)
CASES = st.builds(
    Case,
    st.sampled_from([*FORMS, "other form"]),
    st.sampled_from(PLACES),
    perhaps([*TOPIC_CODES, "other topic"]),
    perhaps(list(URGENCIES)),
    st.fixed_dictionaries({"n": st.integers(0, 3)}),
)


def matches(each: Rule, case: Case) -> bool:
    """Column by column, as the documentation says it."""
    return (
        each.form in {"", case.form}
        and each.topic in {"", case.topic}
        and each.area in {"", *DIRECTORY.chains[case.area]}
        and each.urgency in {"", case.urgency}
        and (not each.condition or CONDITIONS[each.condition](case.answers["n"]))
    )


def by_hand(rules: list[Rule], case: Case) -> tuple[Rule, str]:
    """The rule that decides and the unit that leads, by a scan of everything."""

    def rank(place: int) -> tuple[int, bool, bool, bool, bool, int]:
        each = rules[place]
        depth = len(DIRECTORY.chains[each.area]) if each.area else 0
        return depth, bool(each.topic), bool(each.form), bool(each.urgency), bool(each.condition), -place

    ordered = sorted((place for place in range(len(rules)) if matches(rules[place], case)), key=rank, reverse=True)
    for place in ordered:
        lead = carried_out(rules[place].lead, case.area)
        if lead:
            return rules[place], lead
    raise AssertionError("the fallback's function has a unit everywhere in this small place")


def carried_out(target: Target, place: str) -> str:
    """The unit of a target, by walking up from the item's place."""
    if target.unit:
        return target.unit if target.unit in DIRECTORY.units else ""
    wanted = LEVELS.index(target.level)
    for code in DIRECTORY.chains[place]:
        if LEVELS.index(DIRECTORY.areas[code].level) <= wanted:
            for unit in UNITS:
                if unit.area == code and target.function in unit.functions:
                    return unit.code
    return ""


def found(rules: list[Rule], case: Case) -> Route:
    return route(RuleSet(rules, DIRECTORY), case)


@settings(max_examples=400, deadline=None)
@given(SETS, CASES)
def test_the_index_decides_as_a_scan_by_hand(rules: list[Rule], case: Case) -> None:
    ours = found(rules, case)
    assert (ours.decided, ours.lead.code) == by_hand(rules, case)


@settings(max_examples=200, deadline=None)
@given(SETS, CASES)
def test_there_is_exactly_one_lead_and_no_unit_comes_twice(rules: list[Rule], case: Case) -> None:
    ours = found(rules, case)
    codes = [ours.lead.code, *(unit.code for unit in ours.assist)]
    assert ours.lead == DIRECTORY.units[ours.lead.code]
    assert len(codes) == len(set(codes))
    assert set(codes[1:]) == {carried_out(target, case.area) for target in ours.decided.assist} - {"", codes[0]}


@settings(deadline=None)
@given(SETS, CASES, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_matters_to_conditions_alone(rules: list[Rule], case: Case, random: object) -> None:
    plain = [each for each in rules if not each.condition]
    assert found(plain, case).rule == found(list(reversed(plain)), case).rule


@settings(deadline=None)
@given(SETS, CASES)
def test_what_is_written_into_a_table_and_read_back_routes_the_same(rules: list[Rule], case: Case) -> None:
    there = [each for each in rules if _exists(each.lead) and all(_exists(target) for target in each.assist)]
    cells = [written(each) for each in there]
    heads: list[list[object]] = [[column.code for column in COLUMNS]]
    body: list[list[object]] = [[row[column.code] for column in COLUMNS] for row in cells]
    again, problems = read(list(enumerate(heads + body, start=1)), DIRECTORY)
    assert problems == []
    assert found(again, case).rule == found(there, case).rule


def _exists(target: Target) -> bool:
    return target.unit in DIRECTORY.units if target.unit else target.function in DIRECTORY.functions


@settings(deadline=None)
@given(SETS, CASES)
def test_the_explanation_tells_the_rule_that_decided_and_every_rule_that_matched(rules: list[Rule], case: Case) -> None:
    told = explain(RuleSet(rules, DIRECTORY), case)
    assert told.winner == by_hand(rules, case)[0]
    assert {each.id for each in told.matched} == {each.id for each in rules if matches(each, case)}
    assert told.matched[len(told.without_unit)] == told.winner
