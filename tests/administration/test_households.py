"""Households added on the spot: an admin confirms, merges or refuses each; what was filed stays."""

import pytest

from bot.checks import check
from bot.rights import EVERYTHING, Role
from storage import audit, confirming, households, plans
from tests.administration.conftest import Terminal
from tests.administration.test_rules import either_broken
from tests.administration.test_staff import commanded, tapped
from tests.deployment import FAR_VILLAGE, VILLAGE, Deployment, texts
from tests.test_deadlines import events


def added(place: Deployment, who: str = "李某", head: str = "王某甲", area: str = VILLAGE) -> tuple[str, str]:
    """The number of an application about a household that is not in the list, and the household's code."""
    number = place.filed(who, household="other", household_name=head, area=area, members=[{"member_name": "王小某"}])
    code = place.item(number).household
    assert code is not None
    return number, code


def waiting(place: Deployment) -> list[str]:
    with place.app.reader.connect() as connection:
        return [each.code for each in confirming.waiting(connection, EVERYTHING)]


def test_a_merged_household_s_items_and_members_go_along(either: Deployment) -> None:
    number, code = added(either)
    assert waiting(either) == [code]
    said = commanded(either, "household_decide", code, do="merge", into="H01")
    assert "王某甲·二组·西沟村" in said
    assert either.item(number).household == "H01"
    assert waiting(either) == []
    with either.app.reader.connect() as connection:
        assert households.by_code(connection, EVERYTHING, code) is None
        assert [each.name for each in households.members(connection, "H01")] == ["王小某"]
        entry = audit.listed(connection, "households")[0]
    assert (entry.action, entry.before["code"], entry.after["into"]) == ("merge", code, "H01")
    assert either_broken(either) == []


def test_what_was_begun_about_a_merged_household_is_filed_about_the_other(place: Deployment) -> None:
    _number, code = added(place)
    commanded(place, "household_decide", code, do="merge", into="H01")
    assert place.item(place.filed("李某", household=code)).household == "H01"


def test_a_refused_household_leaves_its_items(either: Deployment) -> None:
    number, code = added(either, head="张三丰")
    assert "报过的件不动" in commanded(either, "household_decide", code, do="refuse", note="重名，查无此户")
    assert either.item(number).household is None
    assert either.item(either.filed("李某", household=code)).household is None
    assert either_broken(either) == []


def test_a_confirmed_household_is_one_of_the_village(place: Deployment) -> None:
    _number, code = added(place)
    commanded(place, "household_decide", code, do="confirm")
    with place.app.reader.connect() as connection:
        found = households.by_code(connection, EVERYTHING, code)
    assert found is not None
    assert found.confirmed
    assert "不用再核对" in commanded(place, "household_decide", code, do="confirm")


def test_an_admin_merges_in_chat(place: Deployment) -> None:
    number, _code = added(place)
    listed = place.said("管理员", text="/households")
    assert "环县曲子镇西沟村，" in texts(listed)
    one = tapped(place, "管理员", listed, "王某甲")
    assert "可能就是名单里的" in texts(one)
    assert "1件一起过去" in texts(tapped(place, "管理员", one, "就是王某甲·二组"))
    assert place.item(number).household == "H01"


@pytest.mark.parametrize("who", ["李某", "张某", "陈某"])
def test_whoever_is_no_admin_decides_nothing(place: Deployment, who: str) -> None:
    _number, code = added(place)
    for do in ("confirm", "merge", "refuse"):
        place.asked(who, "household_decide", code, do=do, into="H01")
    assert waiting(place) == [code]


def test_a_countys_admin_sees_and_merges_in_the_county_alone(place: Deployment) -> None:
    identity = place.person(Role.ADMIN, area="621023", name="县管理员")
    place.people = {**place.people, "县管理员": identity}
    _number, here = added(place)
    _number, there = added(place, "钱某", area=FAR_VILLAGE)
    place.asked("县管理员", "household_decide", here, do="refuse")
    place.asked("县管理员", "household_decide", there, do="merge", into="H01")
    assert set(waiting(place)) == {here, there}
    place.asked("县管理员", "household_decide", there, do="confirm")
    assert waiting(place) == [here]


def test_by_command(terminal: Terminal) -> None:
    assert terminal("households", "waiting", "--json").json == []
    assert terminal("households", "confirm", "nothing").status == 1


# --- with a plan of help ------------------------------------------------------------------------------------------


def helped(place: Deployment, household: str = "other") -> tuple[str, str, int]:
    """An application that was accepted: its number, its household, and the plan that this opened; without a household,
    of one that is not in the list."""
    number = place.file("李某", "申请监测帮扶", "household_application", topic="monitoring_application",
                        household=household, household_name="王某甲").item.number  # fmt: skip
    place.asked("马某", "accept", number)
    code = place.item(number).household
    assert code is not None
    with place.app.reader.connect() as connection:
        plan = plans.open_of(connection, code)
    assert plan is not None
    return number, code, plan


def measures(place: Deployment, plan: int) -> list[str]:
    with place.app.reader.connect() as connection:
        return [each.kind for each in plans.measures(connection, [plan])[plan]]


@pytest.mark.parametrize("registered_first", [True, False])
def test_two_plans_of_merged_households_are_one(either: Deployment, registered_first: bool) -> None:
    registered = helped(either, "H01") if registered_first else None
    added_number, code, added_plan = helped(either)
    number, _code, plan = registered or helped(either, "H01")
    for each, kind in ((plan, "work"), (added_plan, "water")):
        either.asked("马某", "plan_measure", str(each), kind=kind, due="2027-03-01", owner="马某")
    assert "王某甲·二组·西沟村" in commanded(either, "household_decide", code, do="merge", into="H01")
    elder, younger = min(plan, added_plan), max(plan, added_plan)
    with either.app.reader.connect() as connection:
        assert plans.open_of(connection, "H01") == elder
        assert plans.by_id(connection, EVERYTHING, younger) is None
    assert sorted(measures(either, elder)) == ["water", "work"]
    first, second = (number, added_number) if registered_first else (added_number, number)
    assert (events(either, first)[-1], events(either, second)[-1]) == ("plan_join", "plan_joined")
    assert f"并入{first}的帮扶计划" in texts(either.said("李某", text=f"/item {second}"))
    with either.app.reader.connect() as connection:
        assert [each for each in check(connection, either.vault, either.folder) if each.invariant != "I16"] == []


def test_a_merged_household_s_plan_goes_along(either: Deployment) -> None:
    _number, code, plan = helped(either)
    commanded(either, "household_decide", code, do="merge", into="H01")
    with either.app.reader.connect() as connection:
        assert plans.open_of(connection, "H01") == plan


@pytest.mark.parametrize("over", [False, True])
def test_a_household_that_has_a_plan_is_not_refused(either: Deployment, over: bool) -> None:
    number, code, plan = helped(either)
    if over:
        either.asked("马某", "plan_close", str(plan), text="年收入过万")
    said = commanded(either, "household_decide", code, do="refuse", note="查无此户")
    assert f"申请{number}" in said
    assert "报过的件不动" not in said
    assert waiting(either) == [code]
    assert either.item(number).household == code
    with either.app.reader.connect() as connection:
        assert plans.by_id(connection, EVERYTHING, plan) is not None
