"""Departments' lists on the admin's page: compared first, begun by a press."""

from pathlib import Path

import httpx
import pytest

from bot.rights import EVERYTHING, Role
from bot.web.admin import departments
from storage import items as stored
from storage.items import Filter
from tests.administration.test_comparing import CHILD, table
from tests.web.admin import outcome, send, settled, text
from tests.web.place import Place, csrf, once

PAGE, UPLOAD = "/admin/departments", "/admin/departments/upload"


def checks(place: Place) -> list[str]:
    with place.app.reader.connect() as connection:
        return [item.title for item in stored.listed(connection, EVERYTHING, Filter(form="list_check"))]


def number(place: Place) -> str:
    with place.app.reader.connect() as connection:
        (item,) = stored.listed(connection, EVERYTHING, Filter(form="list_check"))
    return item.number


def test_a_list_is_compared_first_and_begun_by_a_press(
    own_place: Place, admin: httpx.Client, county: httpx.Client, tmp_path: Path
) -> None:
    own_place.reporter("李某")
    own_place.household("王某甲")
    wrong = ("乙某", "", "", "曲子镇", "无此村", "", "", "")
    content = table(tmp_path, CHILD, ("生某", "", "", "曲子镇", "西沟村", "", "", ""), wrong).read_bytes()
    shown = send(admin, PAGE, UPLOAD, content, kind="dropout", note="县教育局11月")
    said = text(shown)
    assert "生成1件核实" in said
    assert "无此村" in said
    assert "第3行：生某不在名册里。" in said
    assert "银行卡号" in said
    assert checks(own_place) == []
    load = shown.text.partition('name="load" value="')[2].partition('"')[0]
    given = {"csrf": csrf(shown), "once": once(shown), "load": load}
    assert county.post(f"{PAGE}/begin", data=given | {"csrf": csrf(county.get(PAGE))}).status_code == 400
    begun = settled(admin, admin.post(f"{PAGE}/begin", data=given))
    assert "1" in outcome(begun)
    assert checks(own_place) == ["王某甲：疑似辍学"]
    for role, where in ((Role.CLERK, "环县教育局"), (Role.COORDINATOR, "环县")):
        with own_place.signed_in(own_place.person(role, where)) as client:
            tabs, overview = text(client.get("/inbox")), text(client.get("/dashboard"))
            page = text(client.get(f"/items/{number(own_place)}"))
        assert "1 待村里核实 0 全部未了结" in tabs
        assert "现在未了结 0 另有待村里核实 1" in overview
        assert "核实人 李某" in page
        assert "核实期限" in page
    again = send(admin, PAGE, UPLOAD, content, kind="dropout")
    assert "没有要生成的" in text(again)
    assert "县教育局11月" in text(admin.get("/admin/audit"))


def test_problems_that_a_page_has_no_room_for_are_counted(
    own_place: Place, admin: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(departments, "PROBLEMS", 2)
    own_place.household("王某甲")
    wrong = [(f"乙某{n}", "12345", "", "曲子镇", "西沟村", "", "", "") for n in range(5)]
    said = text(send(admin, PAGE, UPLOAD, table(tmp_path, CHILD, *wrong).read_bytes(), kind="dropout"))
    assert said.count("身份证号不对") == 2
    assert "还有4条" in said


def test_what_is_no_list_or_no_kind_is_refused(admin: httpx.Client) -> None:
    assert send(admin, PAGE, UPLOAD, b"no workbook", kind="dropout").status_code == 422
    assert send(admin, PAGE, UPLOAD, b"", kind="nothing").status_code == 400
