"""Units split by a table, changed on a day to come, and called by the name of the day."""

from datetime import timedelta
from pathlib import Path

import openpyxl

from bot.schedule.ticks import due
from storage import items as stored
from storage import outbox, reports, unit_plans
from tests.administration.conftest import Terminal, change
from tests.administration.test_rules import either_broken
from tests.administration.test_staff import tapped
from tests.administration.test_units import HOUSING, asked
from tests.deployment import OVERVIEW, WATER, Deployment, texts

TRANSPORT = "621022-transport"


def run_the_day(place: Deployment) -> None:
    """What the schedule asks for now."""
    place.run(*due(place.app.reader, place.clock(), 23))


def waiting(place: Deployment) -> list[int]:
    with place.app.reader.connect() as connection:
        return [plan.id for plan in unit_plans.waiting(connection)]


def test_a_split_divides_people_items_functions_and_rules(either: Deployment) -> None:
    first, second = either.filed("李某"), either.filed("李某", title="二组也停水")
    division = {"name": HOUSING, "people": {str(either.people["刘某"]): TRANSPORT}, "items": {second: TRANSPORT}}
    assert "已拆分并撤销" in asked(either, WATER, do="split", division=division)  # type: ignore[arg-type]
    assert (either.item(first).lead, either.item(second).lead) == (HOUSING, TRANSPORT)
    with either.app.reader.connect() as connection:
        assert either.app.live.current(connection).directory.unit("环县水务局").code == HOUSING
    assert first in texts(either.said("张某", text="/inbox"))
    assert second in texts(either.said("刘某", text="/inbox"))
    assert either.item(either.filed("李某")).lead == HOUSING  # the function went with the name
    assert either_broken(either) == []


def test_a_unit_that_keeps_something_stays(place: Deployment) -> None:
    number = place.filed("李某")
    division = {"name": WATER, "people": {str(place.people["刘某"]): HOUSING}}
    said = asked(place, WATER, do="split", division=division)  # type: ignore[arg-type]
    assert "环县住建局：1人" in said
    assert place.item(number).lead == WATER
    assert "没有拆分" in asked(place, WATER, do="split", division={"name": WATER})  # type: ignore[arg-type]


def test_the_table_comes_out_and_goes_in(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "split.xlsx"
    assert terminal("units", "table", "环县水务局", file).status == 0
    assert "名称" in terminal("units", "split", "环县水务局", file).err
    change(file, "split", "to", {"621022-water": "环县住见局"}, key="key")
    refused = terminal("units", "split", "环县水务局", file)
    assert refused.status == 1
    assert "环县住建局" in refused.err  # did you mean
    change(file, "split", "to", {"621022-water": "环县住建局"}, key="key")
    assert "已拆分并撤销" in terminal("units", "split", "环县水务局", file, "--note", "机构改革").out
    assert [cell.value for cell in openpyxl.load_workbook(file)["split"][1]] == ["类别", "编号", "名称", "归到"]


def test_a_closing_on_a_day_is_told_before_and_done_on_the_day(either: Deployment) -> None:
    number = either.filed("李某")
    said = asked(either, WATER, do="close", to=HOUSING, on="2026-11-27", note="机构改革")
    assert "11月27日起，环县水务局撤销" in said
    assert "已告诉2人" in said
    assert either.item(number).lead == WATER
    run_the_day(either)
    assert either.item(number).lead == WATER
    either.clock.move(days=2)
    run_the_day(either)
    with either.app.reader.connect() as connection:
        assert unit_plans.waiting(connection)[0].warned_at == either.clock()
    either.clock.move(days=1)
    run_the_day(either)
    assert either.item(number).lead == HOUSING
    assert waiting(either) == []
    assert either_broken(either) == []


def test_a_plan_that_could_not_be_carried_out_today_is_refused_at_once(place: Deployment) -> None:
    place.filed("李某")
    assert "由谁接手" in asked(place, WATER, do="close", on="2026-12-01")
    assert "今天以后" in asked(place, WATER, do="close", to=HOUSING, on="2026-11-24")
    assert "环县住建局" in asked(place, WATER, do="rename", name="环县住建局", on="2026-12-01")
    assert waiting(place) == []


def test_a_plan_that_cannot_be_carried_out_on_its_day_is_told_to_admins(place: Deployment) -> None:
    asked(place, WATER, do="close", to=HOUSING, on="2026-11-25")
    asked(place, HOUSING, do="close", to=TRANSPORT)
    place.clock.move(days=1)
    run_the_day(place)
    assert waiting(place) == []
    with place.app.reader.connect() as connection:
        assert WATER in place.app.live.current(connection).directory.units


def test_a_plan_is_called_off(place: Deployment) -> None:
    asked(place, WATER, do="rename", name="环县水利局", on="2026-12-01")
    assert "已有" in asked(place, WATER, do="close", to=HOUSING, on="2026-12-02")
    assert "已取消" in asked(place, "", do="call_off", plan="1")
    place.clock.move(days=10)
    run_the_day(place)
    with place.app.reader.connect() as connection:
        assert place.app.live.current(connection).directory.units[WATER].name == "环县水务局"


def test_the_ledger_and_an_item_show_the_name_of_the_day(either: Deployment) -> None:
    over, later = either.filed("李某"), either.filed("李某")
    for number in (over, later):
        either.act("张某", number, "send_back", reason="不归我们")
    either.act("马某", over, "accept")
    either.act("马某", over, "resolve", text="已办")
    either.act("李某", over, "close")
    either.clock.move(days=1)
    asked(either, OVERVIEW, do="rename", name="环县乡村振兴局")
    assert (either.item(over).lead_name, either.item(later).lead_name) == ("环县扶贫办", "环县乡村振兴局")
    with either.app.reader.connect() as connection:
        told = [event.unit_name for event in stored.events(connection, either.item(over).id) if event.unit == OVERVIEW]
        wanted = reports.Wanted(since=either.clock.at.replace(day=1), until=either.clock.at.replace(day=30))
        held = {record.number: record.entries[-1].name for record in reports.records(connection, wanted)}
    assert set(told) == {"环县扶贫办"}
    assert held == {over: "环县扶贫办", later: "环县乡村振兴局"}
    either.act("马某", later, "accept")
    with either.app.reader.connect() as connection:
        assert stored.events(connection, either.item(later).id)[-1].unit_name == "环县乡村振兴局"
    assert either_broken(either) == []


def test_an_admin_renames_a_unit_in_chat_on_the_first_of_the_month(place: Deployment) -> None:
    shown = place.said("管理员", text="/units 环县扶贫办")
    assert "2人" in texts(shown)
    tapped(place, "管理员", shown, "改名")
    when = place.said("管理员", text="环县乡村振兴局")
    assert "环县扶贫办改名为环县乡村振兴局" in texts(tapped(place, "管理员", when, "12月1日起"))
    assert "12月1日起，环县扶贫办改名" in texts(place.said("管理员", text="/units"))
    place.clock.move(days=7)
    run_the_day(place)
    assert "12月1日以前叫环县扶贫办" in texts(place.said("管理员", text="/units 环县乡村振兴局"))


def test_a_clerk_changes_no_unit_in_chat(place: Deployment) -> None:
    assert not place.said("张某", text="/units 环县扶贫办")[0].buttons
    place.asked("张某", "unit_do", OVERVIEW, do="close", to=HOUSING)
    with place.app.reader.connect() as connection:
        assert OVERVIEW in place.app.live.current(connection).directory.units


def test_no_unit_goes_into_one_that_is_closed_by_then(place: Deployment) -> None:
    asked(place, WATER, do="close", to=HOUSING, on="2026-12-01")
    refused = asked(place, HOUSING, do="close", to=TRANSPORT, on="2026-11-30")
    assert "环县水务局" in refused
    assert "先取消" in refused
    assert len(waiting(place)) == 1
    assert "环县水务局" in asked(place, TRANSPORT, do="merge", to=WATER, on="2026-12-02")
    assert len(waiting(place)) == 1


def test_plans_into_a_unit_end_with_it(terminal: Terminal, tmp_path: Path) -> None:
    place = Deployment(tmp_path)
    asked(place, WATER, do="close", to=HOUSING, on="2026-12-01")
    asked(place, HOUSING, do="merge", to=WATER)
    assert waiting(place) == []
    with place.app.reader.connect() as connection:
        told = outbox.waiting(connection, place.clock().replace(year=2030), 100)
    assert any("已取消" in str(each.row.content) for each in told)
    place.close()
    table = tmp_path / "units.xlsx"
    terminal("export", "units", table)
    found = terminal("import", "units", table, "--json").json
    assert (found["changed"], found["problems"]) == (0, [])


def test_a_table_names_the_row_that_would_go_into_a_closed_unit(terminal: Terminal, tmp_path: Path) -> None:
    from tests.administration.test_tables import _today

    table = tmp_path / "units.xlsx"
    terminal("export", "units", table)
    days = {WATER: (_today() + timedelta(days=20)).isoformat(), HOUSING: (_today() + timedelta(days=10)).isoformat()}
    change(table, "units", "closed", days)
    change(table, "units", "successor", {WATER: HOUSING, HOUSING: TRANSPORT})
    [problem] = terminal("import", "units", table, "--json").json["problems"]
    assert (problem["column"], "环县住建局" in problem["message"]) == ("由谁接手", True)
