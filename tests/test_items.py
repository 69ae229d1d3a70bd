"""Filing and acting on both databases: who has an item, until when, who is told, and what is refused."""

import asyncio
from datetime import timedelta

import pytest

from bot import items, notices
from bot.items import Absent
from bot.lifecycle import Refused, Status
from bot.messages import Action
from bot.rights import EVERYTHING
from bot.schedule import ticks
from bot.web.deadlines import due
from bot.workdays import working_days_between
from storage import files, households, places
from storage import items as stored
from tests.deployment import FAR_VILLAGE, OVERVIEW, WATER, Deployment, file, texts
from tests.talking import Play

HOUSING = "621022-housing"


def test_an_item_lies_with_the_unit_that_the_rules_name(either: Deployment) -> None:
    item = either.item(either.filed("李某", urgency="urgent"))
    assert (item.number, item.status, item.lead, item.lead_name) == ("2026-000122", "routed", WATER, "环县水务局")
    assert item.accept_by is not None
    assert item.resolve_by is not None
    assert item.filed_at < item.accept_by < item.resolve_by
    assert not item.provisional
    assert item.ruleset == 1
    with either.app.reader.connect() as connection:
        events = stored.events(connection, item.id)
    assert [(event.action, event.before, event.after, event.unit) for event in events] == [
        ("file", "", "filed", None),
        ("route", "filed", "routed", WATER),
    ]


def test_the_same_topic_in_another_county_goes_to_that_county(either: Deployment) -> None:
    assert either.item(either.filed("钱某", area=FAR_VILLAGE)).lead == "621023-water"


def test_a_visit_without_risk_is_kept_for_the_record(either: Deployment) -> None:
    filed = either.file(
        "李某", "王某甲", "visit_log", topic="", household="H01", visited_on="2026-11-24", income="less"
    )
    assert filed.record_only
    assert (filed.item.status, filed.item.lead) == (Status.CLOSED, "")
    with either.app.reader.connect() as connection:
        household = households.by_code(connection, EVERYTHING, "H01")
    assert household is not None
    assert (str(household.last_visit), household.last_income) == ("2026-11-24", "less")


def test_what_no_unit_had_to_resolve_cannot_be_opened_again(place: Deployment) -> None:
    place.file("李某", form="household_application", topic="monitoring_application", household="H02")
    joined = place.file("孙某", form="household_application", topic="monitoring_application", household="H02").item
    visit = place.file("孙某", "王某甲", "visit_log", topic="", household="H01", visited_on="2026-11-24").item
    for item in (joined, visit):
        assert item.status == Status.CLOSED
        with pytest.raises(Refused):
            place.act("孙某", item.number, "reopen", reason="还没好")
        shown = place.said("孙某", text=item.number)
        assert "还没解决" not in [button.label for each in shown for row in each.buttons for button in row]


def test_a_unit_is_told_at_once_of_what_is_urgent(either: Deployment) -> None:
    with either.turn("李某") as turn:
        file(turn, urgency="urgent")
        assert len(turn.told) == 2  # 张某 and 刘某


CASES = [
    ("张某", "accept", {}, {"李某"}),
    ("张某", "send_back", {"reason": "不归水务"}, {"李某", "马某", "何某"}),
    ("张某", "pass_on", {"unit": OVERVIEW}, {"李某", "马某", "何某"}),
    ("陈某", "pass_on", {"unit": OVERVIEW}, {"李某", "马某", "何某"}),
    ("李某", "withdraw", {}, {"张某", "刘某"}),
    ("李某", "comment", {"text": "又停了"}, {"张某", "刘某"}),
    ("张某", "comment", {"text": "明天去"}, {"李某"}),
]


@pytest.mark.parametrize(
    ("who", "action", "values", "heard"), CASES, ids=[f"{who} {action}" for who, action, *_ in CASES]
)
def test_those_are_told_whom_it_concerns_but_not_whoever_acted(
    place: Deployment, who: str, action: str, values: dict[str, str], heard: set[str]
) -> None:
    number = place.filed("李某")
    assert set(place.told(who, number, action, **values)) == heard


def test_the_unit_hears_that_what_it_resolved_is_closed(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "accept")
    place.act("张某", number, "resolve", text="修好了")
    assert place.told("李某", number, "close") == {"张某": "李某销号", "刘某": "李某销号"}


REFUSED = [
    ("孙某", "accept", Absent),  # another reporter of the same village
    ("郑某", "accept", Absent),  # a clerk of another county
    ("管理员", "accept", Absent),  # an admin configures, and sees no items
    ("马某", "accept", Absent),  # the overview has it only when it is sent back
    ("李某", "accept", "right"),
    ("陈某", "accept", "right"),
    ("李某", "close", "state"),
    ("张某", "resolve", "state"),
    ("张某", "send_back", "needs"),
    ("张某", "pass_on", "needs"),
    ("张某", "explode", "unknown"),
]


@pytest.mark.parametrize(("who", "action", "why"), REFUSED, ids=lambda value: getattr(value, "__name__", str(value)))
def test_what_is_refused_changes_nothing(place: Deployment, who: str, action: str, why: object) -> None:
    before = place.item(place.filed("李某"))
    with pytest.raises(Absent if why is Absent else Refused) as refused:
        place.act(who, before.number, action)
    if why is not Absent:
        assert refused.value.why == why  # type: ignore[attr-defined]
    assert place.item(before.number) == before


def test_what_is_not_there_and_what_is_not_theirs_sound_alike(place: Deployment) -> None:
    number = place.filed("李某")
    there = texts(place.said("孙某", text=number)).replace(number, "…")
    missing = texts(place.said("孙某", text="2026-999999")).replace("2026-999999", "…")
    assert there == missing


def test_an_item_is_not_passed_to_a_unit_that_is_not_there_or_has_it_already(place: Deployment) -> None:
    number = place.filed("李某")
    for unit, why in (("621022-nothing", "needs"), (WATER, "same")):
        with pytest.raises(Refused) as refused:
            place.act("张某", number, "pass_on", unit=unit)
        assert refused.value.why == why


def test_what_is_sent_back_goes_to_the_county_then_to_the_city_and_then_nowhere(place: Deployment) -> None:
    number = place.filed("李某")
    assert place.act("张某", number, "send_back", reason="不归我们").lead == OVERVIEW
    place.act("马某", number, "accept")
    city = place.act("马某", number, "send_back", reason="县里办不了").lead
    assert city.startswith("621000-")


def test_what_is_passed_on_may_be_accepted_in_as_many_working_days_as_before(place: Deployment) -> None:
    number = place.filed("李某")
    place.clock.move(days=3)  # Friday
    item = place.act("张某", number, "pass_on", unit=HOUSING)
    assert item.accept_by is not None
    assert item.accept_by.isoformat().startswith("2026-11-30")  # Monday


def test_what_is_passed_on_after_its_day_is_told_as_overdue(place: Deployment) -> None:
    number = place.filed("李某")
    place.clock.move(days=28)  # past the day by which it is to be resolved
    item = place.act("张某", number, "pass_on", unit=OVERVIEW)
    said = place.app.offices.languages.said
    assert said(notices.deadline(item, place.clock()) or "", "zh") == "办结限12月15日，已超期"
    late = due(item, place.clock())
    assert late is not None
    assert late.press == "over"


def test_however_often_it_is_passed_on_its_days_stay_the_same(place: Deployment) -> None:
    number = place.filed("李某")
    for who, unit, days in (("张某", OVERVIEW, 2), ("马某", WATER, 5), ("张某", OVERVIEW, 7)):
        place.clock.move(days=days)
        item = place.act(who, number, "pass_on", unit=unit)
        assert working_days_between(place.clock(), item.accept_by) == 1


def test_however_often_it_is_reopened_its_days_stay_the_same(place: Deployment) -> None:
    number = place.filed("李某")
    days = working_days_between(place.clock(), place.item(number).resolve_by)
    for _ in range(3):
        place.act("张某", number, "accept")
        place.clock.move(days=4)
        place.act("张某", number, "resolve", text="办了")
        assert (
            working_days_between(place.clock(), place.act("李某", number, "reopen", reason="又坏了").resolve_by) == days
        )


def test_what_is_sent_back_late_may_be_accepted_in_time(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "accept")
    place.clock.move(days=7)
    item = place.act("张某", number, "send_back", reason="不归我们")
    assert working_days_between(place.clock(), item.accept_by) == 1
    assert [each.id for each in ticks.due(place.app.reader, place.clock(), 8) if "accept" in each.id] == []


def test_the_days_are_those_of_the_rules_that_it_went_by(place: Deployment) -> None:
    number = place.filed("李某")
    with place.app.writer.begin() as connection:
        live = places.live_rules(connection)
        assert live is not None
        slower = [{**row, "accept_days": {"": 9}} for row in live[1]]
        places.publish_rules(connection, slower, "慢一些", place.clock())
        places.changed(connection)
    place.clock.move(days=1)
    assert working_days_between(place.clock(), place.act("张某", number, "pass_on", unit=OVERVIEW).accept_by) == 1


def test_a_reopened_item_goes_back_to_the_unit_that_had_it_last(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "pass_on", unit=OVERVIEW)
    place.act("马某", number, "accept")
    place.act("马某", number, "resolve", text="办了")
    place.act("李某", number, "close")
    place.clock.move(days=1)
    item = place.act("李某", number, "reopen", reason="又坏了")
    assert (item.lead, item.status) == (OVERVIEW, "reopened")


def test_of_two_who_act_at_once_the_second_hears_who_was_faster(either: Deployment) -> None:
    number = either.filed("李某")
    assert "已受理" in texts(either.asked("张某", "accept", number))
    assert texts(either.asked("刘某", "accept", number)).startswith("已经有人办了")


def test_two_reports_of_one_household_are_linked_and_both_kept(either: Deployment) -> None:
    first = either.file("李某", household="H02")
    second = either.file("孙某", household="H02")
    assert second.twin is not None
    assert second.twin.number == first.item.number
    assert either.item(second.item.number).duplicate_of == first.item.id
    assert either.item(first.item.number).duplicate_of is None
    either.act("李某", first.item.number, "withdraw")
    assert either.file("周某", household="H01").twin is None


def test_an_application_for_a_household_that_is_not_in_the_register_adds_it_once(place: Deployment) -> None:
    talk = ["> 农户主动申请", "> [不在名单里]", "> 马某", "> [1]", "> 马某花", "> 41", "> [能干活]", "> [因灾]",
            "> [选好了]", "> 窑洞塌了", "> [跳过]", "> [跳过]", "> [听村里安排]", "> [同意]", "> (photo)",
            "> 13909340000", "> 11010519491231002X", "> [提交]", "> (again)"]  # fmt: skip
    asyncio.run(Play(place, who="李某").play(talk))
    item = place.item("2026-000122")
    assert item.household is not None
    assert item.household_head == "马某"
    assert "11010519491231002X" not in repr(item)
    with place.app.reader.connect() as connection:
        household = households.by_code(connection, EVERYTHING, item.household)
        members = households.members(connection, item.household)
        attached = files.of_item(connection, item.id)
    assert household is not None
    assert not household.confirmed
    assert place.vault.open_text(household.id_number) == "11010519491231002X"
    assert [(member.name, member.born) for member in members] == [("马某花", 1985)]
    assert [(one.status, one.sensitive) for one in attached] == [("stored", True)]


def test_whoever_lost_the_right_to_file_cannot_submit_and_keeps_what_they_wrote(place: Deployment) -> None:
    talk = Play(place, who="李某")
    script = ["> 走访日志", "> [王某甲·二组]", "> [户主]", "> [都正常]", "> [持平]", "> [没有]", "> [不用]"]
    asyncio.run(talk.play(script))
    with place.app.writer.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE membership SET ended_at = '2026-11-24' WHERE person = {place.people['李某']}"
        )
    went = asyncio.run(talk.play(["> [提交]"]))
    assert went[1] == "< 您现在没有填报权限，这份没有提交，填过的都还在。请联系管理员。"
    with place.app.reader.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM item").scalar() == 0
        assert connection.exec_driver_sql("SELECT status FROM draft").scalars().all() == ["open"]


def test_a_job_may_act_as_nobody_and_a_person_not_as_a_job(place: Deployment) -> None:
    number = place.filed("李某")
    before = place.item(number)
    assert texts(place.asked("张某", "tidy")) != ""
    assert texts(place.asked("张某", "digest_unit", WATER, period="2026-11-24")) != ""
    with place.turn(action=Action("accept", number)) as turn, pytest.raises(Absent):
        items.act(turn, number, "accept", {})
    assert place.item(number) == before


def test_a_deadline_passes_without_changing_the_state(place: Deployment) -> None:
    number = place.filed("李某")
    place.clock.move(days=40)
    item = place.item(number)
    assert item.status == "routed"
    with place.app.reader.connect() as connection:
        late = stored.listed(connection, EVERYTHING, stored.Filter(overdue_at=place.clock()), 10)
        assert [one.number for one in late] == [number]
        early = stored.Filter(overdue_at=item.filed_at + timedelta(hours=1))
        assert stored.listed(connection, EVERYTHING, early, 10) == []
