"""Before a rule set is made live: what would go elsewhere."""

from bot.routing.comparison import STEP, compare, every_case
from bot.routing.model import Case
from tests.routing.small import DIRECTORY, HOUSING, WATER, rule, rule_set

BEFORE = rule_set(rule(WATER, topic="drinking"))
AFTER = rule_set(rule(WATER, topic="drinking"), rule(HOUSING, topic="drinking", area="621"))


def test_the_same_rules_move_nothing() -> None:
    found = compare(BEFORE, rule_set(rule(WATER, topic="drinking")), every_case(DIRECTORY, ["issue"]))
    assert (found.compared, found.moved, found.moves) == (len(DIRECTORY.areas) * len(DIRECTORY.topics), 0, ())


def test_what_moves_is_told_from_which_unit_to_which_with_the_items() -> None:
    (move,) = compare(BEFORE, AFTER, every_case(DIRECTORY, ["issue"])).moves
    assert (move.source.name, move.target.name) == ("乙县水务局", "乙县住建局")
    assert move.items == (
        "饮水不足或断水 乙县/北镇",
        "饮水不足或断水 乙县/北镇/西沟村",
        "饮水不足或断水 乙县/北镇/莲池社区",
        "饮水不足或断水 乙县/北镇/莲池村",
    )


def test_a_case_is_named_once_however_many_forms_have_it() -> None:
    found = compare(BEFORE, AFTER, every_case(DIRECTORY, ["issue", "visit"]))
    assert (found.compared, found.moved) == (len(DIRECTORY.areas) * len(DIRECTORY.topics), 4)


def test_rules_for_an_urgency_are_tried_in_it() -> None:
    after = rule_set(rule(WATER, topic="drinking"), rule(HOUSING, topic="drinking", area="6211", urgency="urgent"))
    assert compare(BEFORE, after, every_case(DIRECTORY, ["issue"])).moved == 0
    (move,) = compare(BEFORE, after, every_case(DIRECTORY, ["issue"], ("", "urgent"))).moves
    assert move.items == ("饮水不足或断水 乙县/北镇/西沟村（很急）",)


def test_the_largest_move_comes_first() -> None:
    after = rule_set(
        rule(HOUSING, topic="drinking", area="62"), rule(WATER, topic="roof"), rule(WATER, topic="drinking")
    )
    sizes = [len(move.items) for move in compare(BEFORE, after, every_case(DIRECTORY, ["issue"])).moves]
    assert sizes == sorted(sizes, reverse=True)
    assert len(sizes) > 2


def test_a_unit_that_is_one_for_both_functions_moves_nothing() -> None:
    case = Case("issue", "6111", "drinking")  # in 甲县 water and housing are one unit
    assert compare(BEFORE, rule_set(rule(HOUSING, topic="drinking")), [("x", case)]).moved == 0


def test_progress_is_told() -> None:
    told: list[int] = []
    compare(BEFORE, AFTER, [("x", Case("issue", "6111"))] * (2 * STEP + 1), told.append)
    assert told == [STEP, 2 * STEP]
