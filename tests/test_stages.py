"""An application's own stage, the visit that checks it; and applications of one household, which go one way."""

from datetime import timedelta

import pytest

from bot.checks import check
from bot.items import Filed
from bot.lifecycle import Refused
from bot.rights import Scope
from bot.routing import stages as stage_table
from storage import items, stages
from tests.deployment import OVERVIEW, WATER, Deployment, file, texts
from tests.test_deadlines import events, hear, tick


def applied(place: Deployment, who: str = "李某", household: str = "H02") -> Filed:
    return place.file(who, "申请监测帮扶", "household_application", topic="monitoring_application", household=household)


def kept(place: Deployment, number: str) -> list[stages.Stage]:
    identity = place.item(number).id
    with place.app.reader.connect() as connection:
        return stages.of_item(connection, identity)


def visited(place: Deployment, who: str = "李某", household: str = "H02", **roles: str) -> str:
    return place.file(who, form="visit_log", household=household, visited_on="2026-11-24", **roles).item.number


# --- the check ----------------------------------------------------------------------------------------------------


def test_an_application_is_to_be_checked_within_two_working_days(either: Deployment) -> None:
    filed = applied(either)
    assert str(filed.check_by) == "2026-11-26"
    assert filed.item.resolve_by is not None
    assert filed.item.resolve_by.date().isoformat() == "2026-12-22"
    said = texts(either.said("李某", text=f"/item {filed.item.number}"))
    assert "须在11月26日前入户核实" in said


def test_a_visit_to_the_household_is_the_check(either: Deployment) -> None:
    number = applied(either).item.number
    visit = visited(either)
    stage = kept(either, number)[0]
    assert (stage.person, stage.note) == ("李某", visit)
    assert "check" in events(either, number)
    visited(either)
    assert events(either, number).count("check") == 1
    with either.app.writer.begin() as connection:
        assert [each for each in check(connection, either.vault, either.folder) if each.invariant != "I16"] == []


@pytest.mark.parametrize(("household", "roles"), [("H03", {}), ("H02", {"person": "absent"})])
def test_another_household_or_a_closed_door_is_no_check(
    place: Deployment, household: str, roles: dict[str, str]
) -> None:
    number = applied(place).item.number
    visited(place, household=household, **roles)
    assert kept(place, number)[0].done_at is None


def test_the_check_can_be_written_down_by_who_has_the_item(place: Deployment) -> None:
    number = applied(place).item.number
    assert "没有" in texts(place.asked("张某", "stage_done", number, text="去过了"))
    assert kept(place, number)[0].done_at is None
    assert "记下了" in texts(place.asked("马某", "stage_done", number, text="镇上去看过，情况属实"))
    assert kept(place, number)[0].note == "镇上去看过，情况属实"
    assert "已经" in texts(place.asked("何某", "stage_done", number, text="又去了"))


def test_its_deadline_is_told_before_on_and_after_its_day(either: Deployment) -> None:
    number = applied(either).item.number
    either.act("马某", number, "accept")
    found = []
    for _ in range(12):
        either.clock.move(days=1)
        found += tick(either)
    assert [each for each in found if each.startswith("check")] == [
        "check-before", "check-today", "check-late", "check-coordinator", "check-above",
    ]  # fmt: skip


def test_the_cadre_is_reminded_with_the_way_to_the_visit_log(place: Deployment) -> None:
    applied(place)
    place.clock.move(days=2)
    tick(place)
    heard = hear(place)
    assert "今天该入户核实" in heard["李某"]
    assert "今天该入户核实" in heard["马某"]


def test_the_event_says_what_is_overdue_and_before_whom_it_was_brought(place: Deployment) -> None:
    number = applied(place).item.number
    place.act("马某", number, "accept")
    place.clock.move(days=3)
    assert tick(place) == ["check-late"]
    assert "入户核实超期，提请何某督办" in texts(place.said("马某", text=f"/item {number}"))


def test_an_inbox_begins_with_an_overdue_stage_and_ends_with_what_the_unit_only_assists(either: Deployment) -> None:
    assisted = either.filed("李某")
    either.act("张某", assisted, "involve", unit=OVERVIEW)
    either.clock.move(days=1)
    application, plain = applied(either).item.number, either.filed("李某", topic="policy_interrupted", urgency="urgent")
    for number in (application, plain):
        either.act("马某", number, "accept")
    either.clock.move(days=3)
    said = texts(either.said("马某", text="/inbox"))
    assert [said.index(number) for number in (application, plain, assisted)] == sorted(
        said.index(number) for number in (application, plain, assisted)
    )
    assert "环县水务局牵头，待报配合情况" in said
    assert "超期：11月27日前该入户核实" in said


def test_a_coordinators_chat_lists_what_is_overdue_with_who_has_it(either: Deployment) -> None:
    number = applied(either).item.number
    either.act("马某", number, "accept")
    assert "超期" not in texts(either.said("陈某", text="/inbox"))
    either.clock.move(days=3)
    said = either.said("陈某", text="/inbox")
    (key,) = (button.data for row in said[-1].buttons for button in row if button.label == "超期1件")
    listed = texts(either.said("陈某", button=key))
    assert "超期1件" in listed
    assert "环县扶贫办，超期：11月26日前该入户核实" in listed


def test_what_is_checked_is_not_reminded_of(either: Deployment) -> None:
    number = applied(either).item.number
    either.act("马某", number, "accept")
    visited(either)
    either.clock.move(days=3)
    assert not [each for each in tick(either) if each.startswith("check")]


def test_an_issue_has_no_such_stage(place: Deployment) -> None:
    assert kept(place, place.filed("李某")) == []


# --- the stages after it ------------------------------------------------------------------------------------------

DAYS = {"check": "2026-11-26", "appraisal": "2026-12-10", "review": "2026-12-16", "decision": "2026-12-22"}


def test_each_stage_of_the_places_table_has_its_day_within_the_whole(either: Deployment) -> None:
    number = applied(either).item.number
    assert {each.name: each.by.date().isoformat() for each in kept(either, number)} == DAYS
    said = texts(either.said("李某", text=f"/item {number}"))
    assert "村级民主评议公示：须在12月10日前完成" in said
    assert "县级认定：须在12月22日前完成" in said


def test_resolving_says_which_stages_were_not_done_and_later_they_are_no_orders(place: Deployment) -> None:
    number = applied(place).item.number
    place.act("马某", number, "accept")
    visited(place)
    said = texts(place.asked("马某", "resolve", number, text="已纳入监测")).split("\n")[0]
    assert said == "已办结，等上报人确认。还没做：村级民主评议公示、乡镇审核、县级认定。"
    place.act("李某", number, "close")
    place.clock.at += timedelta(days=40)
    shown = texts(place.said("李某", text=f"/item {number}"))
    assert "未做：县级认定" in shown
    assert "须在" not in shown
    assert "超期" not in shown


def test_stages_are_ticked_off_one_after_the_other_in_chat_and_the_unit_hears(place: Deployment) -> None:
    number = applied(place).item.number
    assert "现在不该做" in texts(place.asked("马某", "stage_done", number, stage="review", text="审了"))
    [written] = place.asked("马某", "stage_done", number, stage="check", text="去过了")
    assert "村级民主评议公示：须在12月10日前完成" in written.text
    [shown] = place.said("李某", text=f"/item {number}")
    tick_off = next(button for row in shown.buttons for button in row if button.label == "已完成：村级民主评议公示")
    assert "结果怎样" in texts(place.said("李某", button=tick_off.data))
    [written] = place.said("李某", text="代表会通过，公示5天无异议")
    assert written.text.startswith("记下了：村级民主评议公示已完成")
    assert "乡镇审核：须在12月16日前完成" in written.text
    assert [button.label for row in written.buttons for button in row] == [number]
    stage = kept(place, number)[1]
    assert (stage.person, stage.note) == ("李某", "代表会通过，公示5天无异议")
    assert events(place, number)[-2:] == ["check", "stage"]
    assert "完成村级民主评议公示：代表会通过，公示5天无异议" in texts(place.said("马某", text=f"/item {number}"))
    with place.app.writer.begin() as connection:
        assert [each for each in check(connection, place.vault, place.folder) if each.invariant != "I16"] == []


def test_the_village_is_reminded_of_its_part_with_the_button_and_late_parts_are_supervised(place: Deployment) -> None:
    number = applied(place).item.number
    place.act("马某", number, "accept")
    place.asked("马某", "stage_done", number, stage="check", text="去过了")
    place.clock.at += timedelta(days=16)  # Thursday, 10 December
    assert [each for each in tick(place) if each.startswith("appraisal")] == ["appraisal-today"]
    assert "今天该完成村级民主评议公示" in hear(place)["李某"]
    place.clock.at += timedelta(days=1)
    tick(place)
    assert "超期：村级民主评议公示，应在12月10日前完成" in hear(place)["何某"]


def test_a_stages_table_says_what_is_wrong_in_each_cell() -> None:
    lines = [
        (1, ["stage", "name", "days", "by"]),
        (2, ["check", "核实", "2", "village"]),
        (3, ["appraisal", "评议", "12", "village"]),
        (4, ["review", "审核", "6", "镇"]),
        (5, ["review2", "再审", "十", ""]),
    ]
    found, problems = stage_table.read(lines)
    assert [kind.stage for kind in found] == ["appraisal"]
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "环节"), (4, "工作日数"), (4, "谁来做"), (5, "工作日数"),
    ]  # fmt: skip


# --- two applications ---------------------------------------------------------------------------------------------


def test_a_second_application_of_the_household_is_joined_to_the_first(either: Deployment) -> None:
    first, second = applied(either), applied(either, "孙某")
    assert second.joined
    assert either.item(second.item.number).status == "closed"
    assert either.item(second.item.number).duplicate_of == first.item.id
    assert events(either, first.item.number)[-1] == "join"
    assert events(either, second.item.number) == ["file", "record", "joined"]
    with either.app.writer.begin() as connection:
        assert [each for each in check(connection, either.vault, either.folder) if each.invariant != "I16"] == []


def test_both_reporters_hear_of_every_step(place: Deployment) -> None:
    first, second = applied(place), applied(place, "孙某")
    place.asked("马某", "accept", first.item.number)
    place.asked("马某", "resolve", first.item.number, text="已纳入监测")
    heard = hear(place)
    assert f"{second.item.number}（并入{first.item.number}）" in heard["孙某"]
    assert "已纳入监测" in heard["孙某"]
    place.asked("李某", "reopen", first.item.number, reason="学费没到账")
    assert "李某要求重办：学费没到账" in hear(place)["孙某"]
    place.asked("马某", "accept", first.item.number)
    place.asked("马某", "resolve", first.item.number, text="到账了")
    place.asked("李某", "close", first.item.number)
    assert "李某销号" in hear(place)["孙某"]


def test_the_first_reporter_and_the_unit_hear_of_the_second(place: Deployment) -> None:
    applied(place)
    with place.turn("孙某") as turn:
        file(turn, "申请", "household_application", topic="monitoring_application", household="H02")
        told = [turn.said(each.message.text) for each in turn.told]
    assert any("并到了一起办" in each for each in told)
    assert any("孙某又报了同一户的申请2026-000123，已并入一起办" in each for each in told)


def test_the_units_of_the_first_read_what_was_joined_to_it_and_do_nothing_with_it(either: Deployment) -> None:
    first, second = applied(either), applied(either, "孙某")
    either.act("马某", first.item.number, "involve", unit=WATER)
    for who in ("马某", "张某"):
        said = either.said(who, text=f"/item {first.item.number}")
        assert f"并入这一件的：{second.item.number}，孙某11月24日上报" in texts(said)
        assert second.item.number in [button.label for row in said[-1].buttons for button in row]
        [read] = either.said(who, text=f"/item {second.item.number}")
        assert "孙某" in read.text
        assert read.buttons == ()
    assert "没有" in texts(either.said("郑某", text=f"/item {second.item.number}"))
    with pytest.raises(Refused):
        either.act("马某", second.item.number, "comment", text="收到")


def test_what_is_only_about_the_same_household_stays_with_its_own_unit(place: Deployment) -> None:
    place.filed("李某", household="H02", topic="housing_unsafe")
    second = place.filed("孙某", household="H02")
    place.act("张某", second, "accept")
    place.act("张某", second, "resolve", text="通了")
    place.act("孙某", second, "close")
    housing = Scope(units=("621022-housing",))
    with place.app.reader.connect() as connection:
        assert items.by_number(connection, housing, second) is None


def test_what_was_joined_says_to_what_and_how_that_one_stands(either: Deployment) -> None:
    first, second = applied(either), applied(either, "孙某")
    stands = f"已并入{first.item.number}（待受理）"
    assert stands in texts(either.said("孙某", text=f"/item {second.item.number}"))
    assert stands in texts(either.said("孙某", text="/mine"))
    either.act("马某", first.item.number, "accept")
    assert "（已受理）" in texts(either.said("孙某", text="/mine"))


def test_where_the_first_is_taken_back_the_second_goes_on(either: Deployment) -> None:
    first, second, third = applied(either), applied(either, "孙某"), applied(either, "周某")
    either.act("李某", first.item.number, "withdraw")
    item = either.item(second.item.number)
    assert (item.status, item.lead, item.duplicate_of) == ("reopened", OVERVIEW, None)
    assert item.resolve_by == first.item.resolve_by
    assert either.item(third.item.number).duplicate_of == item.id
    with either.app.writer.begin() as connection:
        assert [each for each in check(connection, either.vault, either.folder) if each.invariant != "I16"] == []


def test_after_the_first_is_over_a_new_one_goes_its_own_way(place: Deployment) -> None:
    first = applied(place)
    place.act("马某", first.item.number, "accept")
    place.act("马某", first.item.number, "resolve", text="已纳入监测")
    place.act("李某", first.item.number, "close")
    assert not applied(place, "孙某").joined


def test_one_identity_number_is_one_household(either: Deployment) -> None:
    given = {"household": "other", "household_name": "马某", "id_number": "11010519491231002X"}
    first = either.file("李某", "申请", "household_application", topic="monitoring_application", **given)
    second = either.file("孙某", "申请", "household_application", topic="monitoring_application", **given)
    assert second.joined
    assert second.item.household == first.item.household
