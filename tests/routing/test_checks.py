"""What is worth a look in rules that can be made live."""

from bot.languages import Languages
from bot.routing.checks import warnings
from bot.routing.directory import Directory
from bot.routing.model import Rule, Target, Unit
from tests.catalogues import LOCALES
from tests.routing.small import AREAS, DIRECTORY, FUNCTIONS, HOUSING, LOCAL, TOPICS, UNITS, WATER, rule

WORDS = Languages.load(LOCALES)
WHOLE = [
    rule(row=3),
    rule(WATER, topic="drinking", row=4),
    rule(HOUSING, topic="roof", row=5),
    rule(Target(function="banking", level="county"), topic="loan", row=6),
]


def told(rules: list[Rule], directory: Directory = DIRECTORY) -> list[tuple[int, str]]:
    found = warnings(rules, directory)
    assert all(problem.warning for problem in found)
    return [(problem.row, WORDS.said(problem.message, "zh")) for problem in found]


def test_a_whole_table_has_nothing_to_look_at_not_even_a_function_of_the_city_alone() -> None:
    assert told(WHOLE) == []


def test_a_topic_without_a_rule_is_named() -> None:
    ((_row, said),) = told(WHOLE[:2] + WHOLE[3:])
    assert "“危房”（roof）" in said


def test_a_topic_that_has_a_rule_in_one_place_only_is_named() -> None:
    assert len(told([*WHOLE[:2], rule(HOUSING, topic="roof", area="61"), WHOLE[3]])) == 1


def test_a_function_that_one_county_lacks_is_named_with_the_county() -> None:
    health = Target(function="health", level="county")
    ((row, said),) = told([*WHOLE, rule(health, form="visit", row=9)])
    assert (row, said) == (9, "甲县没有承担“卫生健康”的单位，由上级单位承办。")


def test_a_function_that_nobody_carries_out_is_named() -> None:
    units = [unit for unit in UNITS if "banking" not in unit.functions]
    ((row, said),) = told(WHOLE, Directory(AREAS, FUNCTIONS, units, TOPICS))
    assert (row, said) == (6, "甲县、乙县及其上级都没有承担“银行监管”的单位。")


def test_a_rule_for_one_county_is_checked_there_alone() -> None:
    health = Target(function="health", level="county")
    assert told([*WHOLE, rule(health, form="visit", area="62")]) == []


def test_a_condition_that_never_holds_or_always_does_leaves_a_rule_without_effect() -> None:
    never = rule(WATER, form="visit", condition="1 = 2", row=7)
    always = rule(WATER, form="visit", urgency="urgent", condition="true()", row=8)
    hidden = rule(HOUSING, form="visit", urgency="urgent", row=9)
    found = dict(told([*WHOLE, never, always, hidden]))
    assert "从不成立" in found[7]
    assert "第8行的条件总是成立" in found[9]
    assert 8 not in found


def test_a_condition_about_today_may_change() -> None:
    assert told([*WHOLE, rule(form="visit", condition="today() > date('2020-01-01')")]) == []


def test_a_rule_whose_every_urgency_has_its_own_is_told() -> None:
    special = [rule(WATER, form="issue", urgency=urgency) for urgency in ("urgent", "ordinary", "works")]
    assert [row for row, _said in told([*WHOLE, *special, rule(WATER, form="issue", row=9)])] == [9]
    assert told([*WHOLE, *special[:2], rule(WATER, form="issue", row=9)]) == []


def test_days_that_leave_ordinary_items_out_are_told() -> None:
    days = Rule(id="x", form="visit", lead=LOCAL, accept_days={"": 6}, resolve_days={"urgent": 5}, row=9)
    found = told([*WHOLE, days])
    assert [row for row, _said in found] == [9]
    later = Rule(id="x", form="visit", lead=LOCAL, accept_days={"": 6}, resolve_days={"": 5}, row=9)
    assert "比办结5天还长" in told([*WHOLE, later])[0][1]


def test_a_unit_that_is_new_fills_the_gap() -> None:
    health = Target(function="health", level="county")
    units = [*UNITS, Unit("61-health", "甲县卫生健康局", "61", ("health",))]
    assert told([*WHOLE, rule(health, form="visit")], Directory(AREAS, FUNCTIONS, units, TOPICS)) == []
