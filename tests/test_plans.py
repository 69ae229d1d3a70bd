"""One household, one plan: opened by an application that is accepted, reported on by visits, closed with evidence."""

import pytest

from bot.checks import check
from bot.messages import Outgoing
from bot.reports import bulletin
from bot.reports.bulletin import Subject
from bot.reports.period import read
from bot.rights import EVERYTHING, Scope
from bot.schedule.ticks import due
from storage import plans
from tests.deployment import COUNTY, Deployment, texts
from tests.reports.test_orders import pressed
from tests.test_deadlines import events
from tests.test_stages import applied, visited


def opened(place: Deployment) -> tuple[str, int]:
    """The number of an application of H02 that was accepted, and the plan that this opened."""
    number = applied(place).item.number
    place.asked("马某", "accept", number)
    with place.app.reader.connect() as connection:
        plan = plans.open_of(connection, "H02")
    assert plan is not None
    return number, plan


def measured(place: Deployment, plan: int, kind: str = "industry", due: str = "2027-03-01") -> int:
    """A measure of the plan."""
    place.asked("马某", "plan_measure", str(plan), kind=kind, due=due, owner="马某")
    return kept(place, plan)[-1].id


def kept(place: Deployment, plan: int) -> list[plans.Measure]:
    with place.app.reader.connect() as connection:
        return plans.measures(connection, [plan])[plan]


def found(place: Deployment, plan: int) -> list[tuple[str, str, str]]:
    with place.app.reader.connect() as connection:
        return [(each.person, each.state, each.number) for each in plans.progress(connection, plan)]


def test_accepting_an_application_opens_the_households_plan(either: Deployment) -> None:
    number, plan = opened(either)
    assert events(either, number)[-1] == "plan"
    with either.app.writer.begin() as connection:
        seen = plans.by_id(connection, EVERYTHING, plan)
        assert seen is not None
        assert (seen.head, seen.number, seen.closed_at) == ("赵某", number, None)
        assert [each for each in check(connection, either.vault, either.folder) if each.invariant != "I16"] == []


def test_an_issue_opens_none(place: Deployment) -> None:
    place.asked("张某", "accept", place.filed("李某", household="H02"))
    with place.app.reader.connect() as connection:
        assert plans.open_of(connection, "H02") is None


def test_the_unit_adds_a_measure_in_three_taps(either: Deployment) -> None:
    _number, plan = opened(either)
    shown = either.said("马某", text=f"/plan {plan}")
    shown = pressed(either, "马某", shown, "加措施")
    shown = pressed(either, "马某", shown, "产业帮扶")
    shown = pressed(either, "马某", shown, "三个月内")
    shown = pressed(either, "马某", shown, "何某")
    assert "产业帮扶，何某，2月22日前" in texts(shown)
    [measure] = kept(either, plan)
    assert (measure.kind, measure.owner, str(measure.due)) == ("industry", "何某", "2027-02-22")


def test_day_and_owner_can_be_written(place: Deployment) -> None:
    _number, plan = opened(place)
    shown = pressed(place, "马某", place.said("马某", text=f"/plan {plan}"), "加措施")
    pressed(place, "马某", shown, "低保特困")
    assert "还没到的日子" in texts(place.said("马某", text="2020年1月1日"))
    place.said("马某", text="1月20日")
    place.said("马某", text="民政办老刘")
    [measure] = kept(place, plan)
    assert (measure.owner, str(measure.due)) == ("民政办老刘", "2027-01-20")


def test_a_later_visit_is_asked_how_measures_stand(place: Deployment) -> None:
    _number, plan = opened(place)
    measure = measured(place, plan)
    visit = visited(place)
    asked = place.asked("李某", "plan_progress", str(measure), visit=visit)
    assert "进展怎样" in texts(asked)
    place.asked("李某", "plan_progress", str(measure), visit=visit, state="going", text="羊圈盖好了")
    assert found(place, plan) == [("李某", "going", visit)]
    place.asked("李某", "plan_progress", str(measure), state="done")
    assert kept(place, plan)[0].state == "done"
    place.asked("李某", "plan_progress", str(measure), state="going")
    assert kept(place, plan)[0].state == "open"


def talk(place: Deployment, who: str, *said: str) -> list[Outgoing]:
    """Taps what is a button of the last message, else writes it."""
    shown: list[Outgoing] = []
    for words in said:
        labels = [button.label for each in shown for row in each.buttons for button in row]
        match = next((label for label in labels if label.startswith(words)), None)
        shown = pressed(place, who, shown, match) if match else place.said(who, text=words)
    return shown


def test_the_end_of_a_visit_log_offers_the_measures(place: Deployment) -> None:
    _number, plan = opened(place)
    measured(place, plan)
    measured(place, plan, "health")
    shown = talk(place, "李某", "走访日志", "赵某", "赵某", "户主", "都正常", "持平", "没有", "不用", "提交")
    assert "这户有帮扶计划" in texts(shown)
    shown = pressed(place, "李某", shown, "产业帮扶：进展怎样")
    assert "记下了：产业帮扶，已落实" in texts(pressed(place, "李某", shown, "已落实"))
    [(person, state, visit)] = found(place, plan)
    assert (person, state) == ("李某", "done")
    assert visit


def test_the_risk_removed_closes_it_with_evidence(either: Deployment) -> None:
    number, plan = opened(either)
    shown = either.said("马某", text=f"/plan {plan}")
    assert "凭什么说" in texts(pressed(either, "马某", shown, "风险已消除"))
    assert "结束" in texts(either.said("马某", text="年收入1.2万元，儿子有了活干"))
    assert events(either, number)[-1] == "plan_close"
    with either.app.writer.begin() as connection:
        assert plans.open_of(connection, "H02") is None
        seen = plans.by_id(connection, EVERYTHING, plan)
        assert seen is not None
        assert seen.evidence == "年收入1.2万元，儿子有了活干"
        assert [each for each in check(connection, either.vault, either.folder) if each.invariant != "I16"] == []


@pytest.mark.parametrize("who", ["李某", "张某", "郑某", "陈某", "管理员"])
def test_only_the_unit_that_answers_for_it_changes_it(place: Deployment, who: str) -> None:
    _number, plan = opened(place)
    place.asked(who, "plan_measure", str(plan), kind="industry", due="2027-03-01", owner="某")
    place.asked(who, "plan_close", str(plan), text="好了")
    assert kept(place, plan) == []
    with place.app.reader.connect() as connection:
        assert plans.open_of(connection, "H02") == plan


@pytest.mark.parametrize(("who", "sees"), [("李某", True), ("马某", True), ("陈某", True), ("钱某", False),
                                           ("郑某", False), ("管理员", False)])  # fmt: skip
def test_who_sees_it(place: Deployment, who: str, sees: bool) -> None:
    _number, plan = opened(place)
    measure = measured(place, plan)
    assert ("点一户" in texts(place.said(who, text="/plan"))) == sees
    place.asked(who, "plan_progress", str(measure), state="done")
    assert bool(found(place, plan)) == sees


def test_a_closed_plan_takes_nothing_more(place: Deployment) -> None:
    _number, plan = opened(place)
    measure = measured(place, plan)
    place.asked("马某", "plan_close", str(plan), text="好了")
    place.asked("李某", "plan_progress", str(measure), state="going")
    place.asked("马某", "plan_measure", str(plan), kind="work", due="2027-03-01", owner="某")
    assert found(place, plan) == []
    assert len(kept(place, plan)) == 1


def test_two_applications_have_one_plan(either: Deployment) -> None:
    number, plan = opened(either)
    applied(either, "孙某")
    either.asked("马某", "resolve", number, text="已纳入监测")
    either.asked("李某", "reopen", number, reason="还没落实")
    either.asked("马某", "accept", number)
    with either.app.reader.connect() as connection:
        assert [each.id for each in plans.listed(connection, Scope(everything=True), 9)] == [plan]


def test_a_bulletin_counts_plans(either: Deployment) -> None:
    _number, plan = opened(either)
    either.asked("马某", "plan_close", str(plan), text="好了")
    either.clock.move(hours=1)
    with either.app.reader.connect() as connection:
        live = either.app.live.current(connection)
        figures = bulletin.counted(connection, live, Subject(COUNTY), read("2026-11"), either.clock())
    assert (figures.total.helped, figures.total.removed) == (1, 1)
    assert figures.counties[COUNTY].helped == 1


def test_a_measure_past_its_day_is_told_to_who_has_it_then_to_the_head_each_once(either: Deployment) -> None:
    _, plan = opened(either)
    identity = measured(either, plan, due="2026-11-25")
    either.clock.move(days=1)
    assert not [each for each in due(either.app.reader, either.clock(), 8) if each.id.startswith("measure/")]
    told = []
    for _ in range(6):
        either.clock.move(days=1)
        asked = [each for each in due(either.app.reader, either.clock(), 8) if each.id.startswith("measure/")]
        told += [each.id for each in asked]
        either.run(*asked)
    assert told == [f"measure/{identity}/owner/2026-11-25", f"measure/{identity}/head/2026-11-25"]
    with either.app.reader.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT outbox.cause, chat.address FROM outbox JOIN chat ON chat.id = outbox.chat"
            " WHERE cause LIKE 'measure/%%' ORDER BY outbox.id"
        ).all()
    assert [tuple(row) for row in rows] == [(told[0], "chat-马某"), (told[1], "chat-马某"), (told[1], "chat-何某")]


def test_a_measure_that_is_done_or_whose_plan_is_closed_is_not_reminded_of(place: Deployment) -> None:
    _, plan = opened(place)
    identity = measured(place, plan, due="2026-11-25")
    place.clock.move(days=3)
    [asked] = [each for each in due(place.app.reader, place.clock(), 8) if each.id.startswith("measure/")]
    place.asked("马某", "plan_progress", str(identity), state="done", words="办完了")
    place.run(asked)  # the schedule looked before it was done
    with place.app.reader.connect() as connection:
        assert not connection.exec_driver_sql("SELECT id FROM outbox WHERE cause LIKE 'measure/%%'").all()
    place.clock.move(days=3)
    assert not [each for each in due(place.app.reader, place.clock(), 8) if each.id.startswith("measure/")]
