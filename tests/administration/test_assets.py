"""Project assets: a table like the others, and a form by which whoever looks at one says how it is."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from bot import checks
from bot.messages import Outgoing
from bot.rights import EVERYTHING, Scope
from storage import assets
from storage.assets import Asset
from storage.store import Folder
from tests.administration.conftest import Terminal, append, change
from tests.administration.test_comparing import tapped
from tests.deployment import Deployment, texts


def asset(place: Deployment, code: str) -> Asset:
    """One asset as the register has it."""
    with place.app.reader.connect() as connection:
        found = assets.by_code(connection, EVERYTHING, code)
    assert found is not None
    return found


def test_a_new_asset_comes_in_and_a_changed_one_keeps_what_the_table_leaves_out(
    terminal: Terminal, tmp_path: Path
) -> None:
    table = tmp_path / "assets.xlsx"
    assert terminal("export", "assets", table).status == 0
    change(table, "assets", "keeper", {"Z01": "王某乙"})
    append(table, "assets", code="", name="光伏电站", kind="公益性", area="环县/曲子镇/西沟村", keeper="李某",
           phone="13900000002", topic="光伏电站运维或收益分配", worth="350,000", year="2020")  # fmt: skip
    found = terminal("import", "assets", table, "--json").json
    assert (found["added"], found["changed"], found["unchanged"], found["problems"]) == (1, 1, 1, [])
    place = Deployment(tmp_path)
    with place.app.reader.connect() as connection:
        [new] = assets.search(connection, EVERYTHING, "光伏", 5)
    assert (new.topic, new.worth, new.kind) == ("photovoltaic", 350_000, "public")
    assert asset(place, "Z01").keeper == "王某乙"
    assert place.vault.open_text(asset(place, "Z01").phone) == "13900000001"
    place.close()
    again = terminal("import", "assets", table, "--json").json  # without a code it is found by name and place
    assert (again["added"], again["changed"]) == (0, 0)


def test_every_wrong_cell_is_named_and_nothing_is_taken_in(terminal: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "assets.xlsx"
    assert terminal("export", "assets", table).status == 0
    append(table, "assets", code="Z09", name="某资产", kind="公家的", area="无此村", topic="无此事", keeper="某人",
           phone="12", year="19", worth="很多", condition="还行", looked_on="昨天")  # fmt: skip
    found = terminal("import", "assets", table, "--json")
    assert found.status == 1
    columns = {problem["column"] for problem in found.json["problems"]}
    assert columns == {"资产类别", "村", "坏了归哪类事", "管护人电话", "建成年份", "原值（元）", "现状", "上次查看"}
    assert found.json["added"] == 0


def test_a_telephone_goes_out_masked(terminal: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "assets.xlsx"
    assert terminal("export", "assets", table).status == 0
    sheet: Any = openpyxl.load_workbook(table)["assets"]
    shown = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    assert "139****0001" in shown
    assert "13900000001" not in shown


# --- the form -----------------------------------------------------------------------------------------------------


def begun(place: Deployment, who: str = "李某") -> list[Outgoing]:
    """The form's first question."""
    return place.said(who, text="资产管护")


def test_an_asset_in_order_is_three_taps_and_kept_for_the_record(either: Deployment) -> None:
    replies = tapped(either, "李某", begun(either), "五组蓄水池", "正常在用", "不用", "提交")
    assert "资产管护2026-000122" in texts(replies).replace("，", "").replace(" ", "")
    item = either.item("2026-000122")
    assert (item.status, item.title) == ("closed", "五组蓄水池：正常")
    assert (asset(either, "Z01").condition, asset(either, "Z01").looked_on) == ("good", date(2026, 11, 24))


def test_a_fault_goes_to_whoever_answers_for_the_assets_topic(place: Deployment) -> None:
    for name, lead in (("五组蓄水池", "环县水务局"), ("村冷库", "环县财政局")):
        replies = tapped(place, "李某", begun(place), name, "坏了")
        assert "哪里不对" in texts(replies)
        replies = place.said("李某", text="漏水三天了")
        replies = tapped(place, "李某", replies, "很急", "不用", "提交")
        assert lead in texts(replies)
    assert place.item("2026-000122").title == "五组蓄水池：漏水三天了"
    assert asset(place, "Z01").condition == "broken"
    with place.app.reader.connect() as connection:
        found = checks.check(connection, place.vault, Folder(place.folder / "files"))
    assert [each for each in found if not each.note] == []


def test_what_was_not_looked_at_for_longest_is_offered_first(place: Deployment) -> None:
    with place.app.writer.begin() as connection:
        assets.looked(connection, "Z01", "good", date(2026, 11, 1))
        assets.looked(connection, "Z01", "broken", date(2026, 10, 1))  # older than what is known
        offered = assets.longest_unseen(connection, EVERYTHING, 5)
    assert [each.code for each in offered] == ["Z02", "Z01"]
    assert offered[1].condition == "good"


def test_nobody_is_offered_the_assets_of_another_village(place: Deployment) -> None:
    far = Scope(villages=("62/621000/621023/621023100/621023100207",))
    with place.app.reader.connect() as connection:
        assert assets.search(connection, far, "蓄水池", 5) == []
        assert assets.by_code(connection, far, "Z01") is None
    assert "五组蓄水池" not in texts(begun(place, "钱某"))


def test_an_asset_that_is_not_in_the_register_is_reported_all_the_same(place: Deployment) -> None:
    replies = tapped(place, "李某", begun(place), "不在名单里")
    replies = place.said("李某", text="六组水窖")
    replies = tapped(place, "李某", replies, "闲置")
    replies = place.said("李某", text="三年没人用")
    tapped(place, "李某", replies, "不用", "提交")
    item = place.item("2026-000122")
    assert (item.topic, item.title) == ("project_asset", "六组水窖：三年没人用")
