"""The most specific rule decides, and an item is always in exactly one lead inbox."""

import pytest

from bot.languages import Languages
from bot.routing.directory import Directory, Unresolved
from bot.routing.explanation import explain
from bot.routing.model import Case, Rule, Target
from bot.routing.rules import RuleErrors, RuleSet, route
from tests.catalogues import LOCALES
from tests.routing.small import AREAS, DIRECTORY, FUNCTIONS, HOUSING, LOCAL, TOPICS, UNITS, WATER, rule, rule_set

WORDS = Languages.load(LOCALES)
CASE = Case("issue", "6111", "drinking", "urgent", {"households": 12})

# Each pair matches CASE, and the first one wins, whatever the second one has in the columns behind.
ORDER = [
    (rule(area="6111"), rule(area="611", topic="drinking", form="issue", urgency="urgent", condition="true()")),
    (rule(area="61"), rule(topic="drinking", form="issue", urgency="urgent", condition="true()")),
    (rule(topic="drinking"), rule(form="issue", urgency="urgent", condition="true()")),
    (rule(form="issue"), rule(urgency="urgent", condition="true()")),
    (rule(urgency="urgent"), rule(condition="true()")),
    (rule(condition="${households} > 10"), rule()),
]


@pytest.mark.parametrize(("winner", "other"), ORDER)
@pytest.mark.parametrize("turned", [False, True])
def test_the_order_of_columns_decides(winner: Rule, other: Rule, turned: bool) -> None:
    pair = [other, winner] if turned else [winner, other]
    rules = rule_set(*pair, fallback=all(each.id != "fallback" for each in pair))
    assert route(rules, CASE).rule == winner.id


def test_of_two_conditions_that_hold_the_one_in_the_higher_row_decides() -> None:
    first, second = (rule(topic="drinking", condition=text) for text in ("${households} > 10", "true()"))
    assert route(rule_set(rule(topic="drinking"), first, second), CASE).rule == first.id
    assert route(rule_set(rule(topic="drinking"), second, first), CASE).rule == second.id


def test_a_rule_for_elsewhere_or_something_else_does_not_match() -> None:
    others = [rule(area="62"), rule(topic="roof"), rule(form="visit"), rule(urgency="works"), rule(condition="false()")]
    assert route(rule_set(*others), CASE).rule == "fallback"


def test_a_condition_reads_the_answers_by_name() -> None:
    rules = rule_set(rule(WATER, condition="${households} > 10"))
    assert route(rules, Case("issue", "6111", answers={"households": 12})).lead.code == "61-water"
    assert route(rules, Case("issue", "6111", answers={"households": "12"})).lead.code == "61-water"
    assert route(rules, Case("issue", "6111", answers={"households": 3})).lead.code == "611-local"
    assert route(rules, Case("issue", "6111")).lead.code == "611-local"


def test_a_condition_that_fails_on_an_answer_does_not_stop_the_routing() -> None:
    rules = rule_set(rule(WATER, condition="${households} > 10"))
    assert route(rules, Case("issue", "6111", answers={"households": object()})).lead.code == "611-local"


def test_days_and_notification_go_by_urgency() -> None:
    rules = rule_set()
    urgent, ordinary = (route(rules, Case("issue", "6111", "", urgency)) for urgency in ("urgent", "ordinary"))
    assert (urgent.accept_days, urgent.resolve_days, urgent.notify) == (1, 5, "at_once")
    assert (ordinary.accept_days, ordinary.resolve_days, ordinary.notify) == (1, 15, "daily")
    assert route(rules, Case("issue", "6111")).resolve_days == 15


def test_a_rule_without_days_is_for_the_record() -> None:
    record = Rule(id="visit", form="visit", lead=LOCAL)
    found = route(rule_set(record), Case("visit", "6111"))
    assert (found.accept_days, found.resolve_days) == (None, None)


def test_assisting_units_come_once_and_never_include_the_lead() -> None:
    assist = (WATER, HOUSING, Target(function="banking", level="county"), Target(unit="6-banking"), HOUSING)
    found = route(rule_set(rule(WATER, topic="drinking", assist=assist)), CASE)
    assert found.lead.code == "61-water"  # in 甲县 water and housing are one unit
    assert [unit.code for unit in found.assist] == ["6-banking"]
    elsewhere = route(rule_set(rule(WATER, topic="drinking", assist=assist)), Case("issue", "6211", "drinking"))
    assert [unit.code for unit in elsewhere.assist] == ["62-housing", "6-banking"]


@pytest.mark.parametrize(
    ("place", "lead"), [("6211", "62-water"), ("621", "62-water"), ("62", "62-water"), ("6", "6-water")]
)
def test_items_may_be_placed_anywhere_in_the_tree(place: str, lead: str) -> None:
    assert route(rule_set(rule(WATER, topic="drinking")), Case("issue", place, "drinking")).lead.code == lead


def test_a_rule_that_names_a_unit_which_is_gone_leaves_the_item_to_the_next() -> None:
    gone = rule(Target(unit="gone"), topic="drinking")
    found = route(rule_set(gone, rule(WATER, form="issue")), CASE)
    assert (found.lead.code, found.rule) == ("61-water", "issue")
    assert [skipped.id for skipped in explain(rule_set(gone, rule(WATER, form="issue")), CASE).without_unit] == [
        "drinking"
    ]


def test_where_even_the_fallback_has_no_unit_the_highest_one_takes_it() -> None:
    units = [unit for unit in UNITS if unit.code in {"62-housing", "621-local"}]
    rules = rule_set(directory=Directory(AREAS, FUNCTIONS, units, TOPICS))
    found = route(rules, Case("issue", "6111"))
    assert found.lead.code == "62-housing"
    assert "当地没有承担“属地接办”的单位" in WORDS.said(found.reason, "zh")


def test_the_fallback_may_name_a_unit() -> None:
    rules = rule_set(rule(Target(unit="6-water")), fallback=False)
    assert {route(rules, Case("issue", place)).lead.code for place in DIRECTORY.areas} == {"6-water"}


def test_an_unknown_place_is_refused() -> None:
    rules = rule_set()
    with pytest.raises(Unresolved):
        route(rules, Case("issue", "nowhere"))
    with pytest.raises(Unresolved):
        next(rules.matching(Case("issue", "nowhere")))


def test_more_places_and_topics_than_are_kept_route_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [Case("issue", place, topic) for place in DIRECTORY.areas for topic in DIRECTORY.topics] * 2
    expected = [route(rule_set(rule(WATER, topic="drinking")), case).lead for case in cases]
    monkeypatch.setattr("bot.routing.rules.CELLS", 3)
    rules = rule_set(rule(WATER, topic="drinking"))
    assert [route(rules, case).lead for case in cases] == expected


def problems(*rules: Rule, directory: Directory = DIRECTORY) -> list[str]:
    with pytest.raises(RuleErrors) as refused:
        RuleSet(rules, directory)
    return [WORDS.said(problem.message, "zh") for problem in refused.value.problems]


def test_two_equal_rules_are_an_error_when_the_set_is_built() -> None:
    twins = rule(WATER, topic="drinking", row=3), rule(HOUSING, topic="drinking", row=7)
    assert problems(*twins, rule()) == ["第3行和第7行的条件完全相同：请只留一行。"]


def test_two_fallbacks_and_two_equal_conditions_are_equal_rules() -> None:
    assert len(problems(rule(row=3), rule(row=4), rule(condition="1 = 1", row=5), rule(condition="1 = 1", row=6))) == 2


@pytest.mark.parametrize("rules", [[], [rule(topic="drinking")], [rule(condition="true()")]])
def test_a_set_without_a_fallback_is_refused(rules: list[Rule]) -> None:
    assert any("兜底" in problem for problem in problems(*rules))


def test_a_fallback_that_nobody_can_serve_is_refused() -> None:
    assert problems(rule(Target(function="forestry", level="county"))) == [
        "没有单位能承办兜底规则：请指定一个有的单位。"
    ]


def test_all_problems_come_at_once() -> None:
    assert len(problems(rule(topic="roof", row=3), rule(topic="roof", row=4))) == 2


# --- why ------------------------------------------------------------------------------------------------------


def reason(rules: RuleSet, case: Case, language: str = "zh") -> str:
    return WORDS.said(route(rules, case).reason, language)


def test_the_reason_names_the_columns_and_how_the_function_became_the_unit() -> None:
    rules = rule_set(rule(WATER, topic="drinking", form="issue", urgency="urgent", area="61"))
    assert reason(rules, CASE) == (
        "依据的规则：地点“甲县”、事项“饮水不足或断水”、表单“问题上报”、紧急程度“很急”。"
        "柳村属于甲县，那里的“水务”由甲县水务局承担。"
    )
    assert reason(rules, CASE, "en").endswith("柳村 belongs to 甲县, where 甲县水务局 carries out “水务”.")


def test_the_reason_says_when_the_unit_above_stands_in() -> None:
    rules = rule_set(rule(Target(function="health", level="county"), topic="drinking"))
    assert "甲县没有承担“卫生健康”的单位，由上级的市卫生健康委承办。" in reason(rules, CASE)


def test_the_reason_for_a_named_unit_and_for_a_condition() -> None:
    rules = rule_set(rule(Target(unit="62-water"), condition="${households} > 10"))
    assert reason(rules, CASE) == "依据的规则：条件“${households} > 10”。规则指定由乙县水务局承办。"


def test_an_item_placed_at_the_unit_s_own_area() -> None:
    assert (
        reason(rule_set(), Case("issue", "61"))
        == "没有专门的规则符合，按兜底规则办理。甲县的“属地接办”由甲县政府承担。"
    )


@pytest.mark.parametrize(
    ("other", "column"),
    [
        (rule(area="6", topic="drinking", form="issue", urgency="urgent", condition="true()"), "area"),
        (rule(area="61", form="issue"), "topic"),
        (rule(area="61", topic="drinking"), "form"),
        (rule(area="61", topic="drinking", form="issue"), "urgency"),
        (rule(area="61", topic="drinking", form="issue", urgency="urgent"), "condition"),
        (rule(area="61", topic="drinking", form="issue", urgency="urgent", condition="true()"), "row"),
    ],
)
def test_the_explanation_says_by_which_column_the_winner_won(other: Rule, column: str) -> None:
    winner = rule(area="61", topic="drinking", form="issue", urgency="urgent", condition="1 = 1")
    found = explain(rule_set(winner, other), CASE)
    assert (found.winner.id, found.by) == (winner.id, column)
    assert [each.id for each in found.matched] == [winner.id, other.id, "fallback"]
    assert "另有2条规则也符合" in WORDS.said(found.others, "zh")


def test_a_lone_match_needs_no_comparison() -> None:
    found = explain(rule_set(), CASE)
    assert (found.by, found.others) == ("", None)
