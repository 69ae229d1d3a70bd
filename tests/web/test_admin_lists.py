"""The admin's lists: searched, narrowed, paged by key, out and in as Excel; units over time."""

import re
from datetime import timedelta
from functools import partial
from html import unescape
from typing import Any

import httpx
import pytest

from bot.messages import Action, Incoming
from bot.rights import EVERYTHING, Role
from storage import audit, households, items, places, registers
from storage.tables.people import PERSON
from tests.web.admin import cells, edited, outcome, press, send, settled, text
from tests.web.place import UNIT, VILLAGE, Place, csrf, once

NOUNS = ("items", "people", "households", "units", "areas", "functions", "topics")


def rows(page: httpx.Response) -> list[list[str]]:
    """What stands in a list's rows."""
    body = page.text.partition("<tbody")[2].partition("</tbody>")[0]
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row)]
        for row in body.split("<tr")[1:]
    ]


def column(page: httpx.Response, place: int) -> list[str]:
    return [row[place] for row in rows(page)]


def workbook(client: httpx.Client, noun: str) -> bytes:
    return client.get(f"/admin/lists/{noun}/workbook").content


def taken_in(client: httpx.Client, noun: str, content: bytes, **fields: Any) -> httpx.Response:
    """Sends a table, and takes in what it said it would change."""
    page = send(client, f"/admin/lists/{noun}", f"/admin/lists/{noun}/upload", content)
    given = dict(re.findall(r'name="(load|base)" value="([^"]*)"', page.text))
    assert set(given) == {"load", "base"}, text(page)
    data = {"csrf": csrf(page), "once": once(page), **given, **fields}
    return settled(client, client.post(f"/admin/lists/{noun}/take-in", data=data))


# --- lists --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", NOUNS)
def test_every_list_has_a_page(own_place: Place, admin: httpx.Client, noun: str) -> None:
    own_place.filed(own_place.reporter(), "没水了")
    own_place.household("王某甲")
    page = admin.get(f"/admin/lists/{noun}")
    assert page.status_code == 200
    assert rows(page)


def test_a_list_that_there_is_not_is_not_there(admin: httpx.Client) -> None:
    for address in ("/admin/lists/passwords", "/admin/lists/items/workbook", "/admin/units/nowhere"):
        assert admin.get(address).status_code == 404


@pytest.mark.parametrize(
    ("noun", "q", "found"),
    [
        ("units", "水务局", UNIT),
        ("units", "hxswj", UNIT),
        ("units", "621022-water", UNIT),
        ("areas", "西沟", "环县/曲子镇/西沟村"),
        ("areas", "xgc", "环县/曲子镇/西沟村"),
        ("areas", "621022101204", "环县/曲子镇/西沟村"),
        ("topics", "停水", "饮水不足、水质或断水"),
        ("topics", "yssn", ""),
        ("functions", "water", "water"),
        ("people", "王小某", "王小某"),
        ("people", "wxm", "王小某"),
        ("households", "王某甲", "王某甲"),
        ("households", "WMJ", "王某甲"),
        ("households", "西沟", "王某甲"),
        ("households", "环县曲子镇西沟村", "王某甲"),
        ("items", "西沟", "2026-000001"),
        ("items", "ysbz", "2026-000001"),
        ("items", "000001", "2026-000001"),
        ("items", "hxswj", "2026-000001"),
    ],
)
def test_a_search_takes_chinese_initials_and_numbers(place: Place, noun: str, q: str, found: str) -> None:
    if not getattr(place, "ready", False):
        place.filed(place.reporter("王小某"), "没水了")
        place.household("王某甲")
        place.ready = True  # type: ignore[attr-defined]
    with place.signed_in(place.person(Role.ADMIN, "庆阳市")) as client:
        page = client.get(f"/admin/lists/{noun}", params={"q": q})
    said = " ".join(" ".join(row) for row in rows(page))
    assert (found in said) if found else not said


def test_a_list_is_narrowed_and_says_when_nothing_is_left(own_place: Place, admin: httpx.Client) -> None:
    own_place.filed(own_place.reporter(), "没水了")
    assert column(admin.get("/admin/lists/items", params={"status": "routed"}), 0) == ["2026-000001"]
    assert "没有相符的" in text(admin.get("/admin/lists/items", params={"status": "closed"}))
    assert set(column(admin.get("/admin/lists/areas", params={"level": "county"}), 2)) == {"县级"}
    assert column(admin.get("/admin/lists/people", params={"role": "admin"}), 1) == ["赵某"]
    own_place.clerk("未某")
    assert column(admin.get("/admin/lists/people", params={"came": "no", "role": "clerk"}), 1) == ["未某"]
    assert "未某" not in column(admin.get("/admin/lists/people", params={"came": "yes"}), 1)


@pytest.mark.parametrize("noun", ["areas", "units"])
def test_pages_follow_each_other_by_key_and_show_every_row_once(admin: httpx.Client, noun: str) -> None:
    code = 0 if noun == "areas" else 1
    seen: list[str] = []
    page = admin.get(f"/admin/lists/{noun}")
    while True:
        seen += column(page, code)
        following = re.search(r'rel="next" href="\?([^"]+)"', page.text)
        if following is None:
            break
        page = admin.get(f"/admin/lists/{noun}?{following[1].replace('&amp;', '&')}")
    assert len(seen) == len(set(seen)) == len(cells(workbook(admin, noun), noun)) - 2


def test_items_are_paged_by_key_in_the_order_of_their_filing(own_place: Place, admin: httpx.Client) -> None:
    reporter = own_place.reporter()
    numbers = [own_place.filed(reporter, "没水了") for _ in range(53)]
    first = admin.get("/admin/lists/items", params={"q": "西沟"})
    assert column(first, 0) == numbers[::-1][:50]
    following = re.search(r'rel="next" href="\?([^"]+)"', first.text)
    assert following is not None
    own_place.filed(reporter, "又没水了")  # what comes in meanwhile moves nothing
    second = admin.get(f"/admin/lists/items?{following[1].replace('&amp;', '&')}")
    assert column(second, 0) == numbers[::-1][50:]
    assert 'rel="next"' not in second.text


def test_a_county_sees_the_county(own_place: Place, county: httpx.Client) -> None:
    own_place.filed(own_place.reporter(), "没水了")
    own_place.household("王某甲")
    own_place.clerk("郑某", "宁县水务局")
    assert column(county.get("/admin/lists/items"), 0) == ["2026-000001"]
    assert column(county.get("/admin/lists/households"), 3) == ["王某甲"]
    assert "郑某" not in county.get("/admin/lists/people").text
    assert not rows(county.get("/admin/lists/units", params={"q": "宁县"}))
    assert not rows(county.get("/admin/lists/areas", params={"q": "新宁镇"}))
    assert {row[0][:6] for row in cells(workbook(county, "areas"), "areas")[2:]} == {"621022"}
    assert all("环县" in row[3] + row[4] for row in cells(workbook(county, "people"), "people")[2:])
    assert county.get("/admin/units/621026-water").status_code == 404
    with own_place.signed_in(own_place.person(Role.ADMIN, "宁县")) as far:
        assert not rows(far.get("/admin/lists/items"))
        assert not rows(far.get("/admin/lists/households"))


def test_an_admin_reads_nothing_of_what_items_say(own_place: Place, admin: httpx.Client) -> None:
    own_place.filed(own_place.reporter("李某"), "王家的水管冻裂了")
    page = admin.get("/admin/lists/items")
    assert "水管" not in page.text
    assert not rows(admin.get("/admin/lists/items", params={"q": "水管"}))


# --- tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", NOUNS[1:])
def test_a_table_that_comes_back_as_it_went_out_changes_nothing(
    own_place: Place, admin: httpx.Client, noun: str
) -> None:
    own_place.household("王某甲")
    page = send(admin, f"/admin/lists/{noun}", f"/admin/lists/{noun}/upload", workbook(admin, noun))
    assert page.status_code == 200
    assert "什么也不会变" in text(page)


def test_a_table_is_shown_before_it_is_taken_in_and_the_audit_says_what_changed(
    own_place: Place, admin: httpx.Client
) -> None:
    def renamed(table: Any, columns: dict[str, int]) -> None:
        table.cell(3, columns["name"]).value = "公共安全"
        table.append([{"code": "forestry_new", "name": "林草新业"}.get(code, "") for code in columns])

    content = edited(workbook(admin, "functions"), "functions", renamed)
    page = send(admin, "/admin/lists/functions", "/admin/lists/functions/upload", content)
    assert re.search(r"1 新增 1 改动 \d+ 原样 0 有错", text(page))
    assert "农业农村（agriculture） 职能 农业农村 公共安全" in text(page)  # what is changed, by its name
    with own_place.app.reader.connect() as connection:
        assert "林草新业" not in [each.name for each in places.functions(connection)]
    page = taken_in(admin, "functions", content, note="机构改革")
    assert outcome(page) == "已导入：新增1，改动1。"
    with own_place.app.reader.connect() as connection:
        assert {"林草新业", "公共安全"} <= {each.name for each in places.functions(connection)}
        entry = audit.listed(connection, "functions")[0]
    assert (entry.note, entry.name, entry.after["added"]) == ("机构改革", "赵某", 1)


def test_of_more_problems_than_a_page_has_room_for_those_to_be_put_right_come_first(admin: httpx.Client) -> None:
    rows = [f"N{n},环县/曲子镇/西沟村,冯某" for n in range(310)]
    table = "\n".join(["户编号,村,户主", *rows, "N310,环县/曲子镇/西构村,韩某"])
    page = send(admin, "/admin/lists/households", "/admin/lists/households/upload", table.encode(), "户.csv")
    assert "西构村" in text(page)
    assert "……还有10条" in text(page)


def test_a_row_that_is_wrong_keeps_the_whole_table_out(own_place: Place, admin: httpx.Client) -> None:
    def wrong(table: Any, columns: dict[str, int]) -> None:
        table.cell(3, columns["functions"]).value = "watter"
        table.cell(4, columns["name"]).value = "新名字"

    content = edited(workbook(admin, "units"), "units", wrong)
    page = send(admin, "/admin/lists/units", "/admin/lists/units/upload", content)
    assert page.status_code == 422
    assert "water" in text(page)  # what was meant
    assert "1 有错" in text(page)
    assert "take-in" not in page.text


def test_new_people_get_an_invitation_that_is_shown_once(own_place: Place, county: httpx.Client) -> None:
    def joined(table: Any, columns: dict[str, int]) -> None:
        row = {"name": "周某某", "role": "经办人", "unit": UNIT, "phone": "13800000009"}
        table.append([row.get(code, "") for code in columns])

    content = edited(workbook(county, "people"), "people", joined)
    dry = send(county, "/admin/lists/people", "/admin/lists/people/upload", content)
    assert "13800000009" not in dry.text
    page = taken_in(county, "people", content)
    code = re.search(r"/in/([a-z0-9]{14})", page.text)
    assert code is not None
    assert "周某某" in page.text
    with own_place.browser() as client:
        door = client.get(f"/in/{code[1]}")
        answer = client.post("/in", data={"csrf": csrf(door), "once": once(door), "code": code[1]})
    assert answer.url.path == "/inbox"
    assert "13800000009" not in county.get("/admin/audit").text


def test_a_county_lets_nobody_in_who_has_a_role_elsewhere(own_place: Place, county: httpx.Client) -> None:
    """Else a row with the city admin's telephone would be an invitation to be the city's admin."""
    boss = own_place.person(Role.ADMIN, "庆阳市", "大管理员")
    phone = "13800000010"
    with own_place.app.writer.begin() as connection:
        vault = own_place.app.offices.vault
        sealed = {"phone": vault.seal_text(phone), "phone_index": vault.index(phone)}
        connection.execute(PERSON.update().where(PERSON.c.id == boss).values(sealed))

    def stolen(table: Any, columns: dict[str, int]) -> None:
        row = {"name": "大管理员", "role": "经办人", "unit": UNIT, "phone": phone}
        table.append([row.get(code, "") for code in columns])

    content = edited(workbook(county, "people"), "people", stolen)
    page = send(county, "/admin/lists/people", "/admin/lists/people/upload", content)
    assert page.status_code == 422
    assert "不归您改" in text(page)
    assert "take-in" not in page.text


@pytest.mark.parametrize(
    ("noun", "row"),
    [
        ("people", {"name": "周某某", "role": "经办人", "unit": "宁县水务局"}),
        ("people", {"name": "周某某", "role": "管理员", "area": "庆阳市"}),
        ("units", {"code": "621026-new", "name": "宁县新局", "area": "621026", "functions": "water"}),
        ("areas", {"code": "621026999", "name": "新镇", "level": "乡镇", "parent": "621026"}),
        ("functions", {"code": "new", "name": "新职能"}),
        ("topics", {"code": "new", "group": "其他", "name": "新事项"}),
        ("households", {"area": "宁县/新宁镇", "head": "王某"}),
    ],
)
def test_a_county_changes_nothing_outside_of_it(
    own_place: Place, county: httpx.Client, noun: str, row: dict[str, str]
) -> None:
    def foreign(table: Any, columns: dict[str, int]) -> None:
        table.append([row.get(code, "") for code in columns])

    content = edited(workbook(county, noun), noun, foreign)
    page = send(county, f"/admin/lists/{noun}", f"/admin/lists/{noun}/upload", content)
    assert page.status_code == 422
    assert "不归您改" in text(page) or "有错" in text(page)
    assert "take-in" not in page.text


def test_what_somebody_else_staged_cannot_be_taken_in(own_place: Place, admin: httpx.Client) -> None:
    page = admin.get("/admin/lists/units")
    for load in ("999/units/abc", "", "units"):
        data = {"csrf": csrf(page), "once": "o" * 20, "load": load, "base": "0"}
        assert admin.post("/admin/lists/units/take-in", data=data).status_code == 400


def test_a_table_that_was_only_looked_at_is_gone_after_a_day(own_place: Place, admin: httpx.Client) -> None:
    def renamed(table: Any, columns: dict[str, int]) -> None:
        table.cell(3, columns["name"]).value = "公共安全"

    content = edited(workbook(admin, "functions"), "functions", renamed)
    page = send(admin, "/admin/lists/functions", "/admin/lists/functions/upload", content)
    load = re.findall(r'name="load" value="([^"]*)"', page.text)[0]
    with own_place.app.reader.connect() as connection:
        assert registers.staged(connection, load)
    own_place.clock.ahead = timedelta(days=1, minutes=1)
    own_place.submit(Incoming(id="tidy/1", action=Action("tidy")))
    with own_place.app.reader.connect() as connection:
        assert not registers.staged(connection, load)


def test_two_admins_at_once_the_second_is_told(own_place: Place, admin: httpx.Client) -> None:
    def renamed(name: str) -> Any:
        def edit(table: Any, columns: dict[str, int]) -> None:
            table.cell(3, columns["name"]).value = name

        return edit

    first = edited(workbook(admin, "functions"), "functions", renamed("甲"))
    page = send(admin, "/admin/lists/functions", "/admin/lists/functions/upload", first)
    given = dict(re.findall(r'name="(load|base)" value="([^"]*)"', page.text))
    second = edited(workbook(admin, "functions"), "functions", renamed("乙"))
    taken_in(admin, "functions", second)
    late = admin.post("/admin/lists/functions/take-in", data={"csrf": csrf(page), "once": once(page), **given})
    assert "别人" in outcome(late)


def test_a_large_table_is_taken_in_at_once(own_place: Place, admin: httpx.Client) -> None:
    def many(table: Any, columns: dict[str, int]) -> None:
        for number in range(1200):
            row = {"area": VILLAGE, "group": "九组", "head": f"户主{number}"}
            table.append([row.get(code, "") for code in columns])

    page = taken_in(admin, "households", edited(workbook(admin, "households"), "households", many))
    assert outcome(page) == "已导入：新增1,200，改动0。"
    with own_place.app.reader.connect() as connection:
        assert len(households.listed(connection, EVERYTHING, 2000)) == 1200


# --- units --------------------------------------------------------------------------------------------------------


def test_a_unit_is_renamed_merged_and_found_by_its_old_names(own_place: Place, county: httpx.Client) -> None:
    number = own_place.filed(own_place.reporter(), "没水了")
    address = "/admin/units/621022-water"
    page = press(county, address, address, do="rename", name="环县水利局", note="机构改革")
    assert "环县水利局" in outcome(page)
    assert column(county.get("/admin/lists/units", params={"q": "水务局"}), 0) == ["环县水利局"]
    page = press(county, address, address, do="merge", to="环县住建局", note="机构改革")
    assert "环县住建局" in outcome(page)
    with own_place.app.reader.connect() as connection:
        assert items.by_id(connection, own_place.item(number)).lead == "621022-housing"
        assert [entry.action for entry in audit.listed(connection, "units")] == ["merge", "rename"]


def test_a_unit_is_changed_on_a_day_to_come_and_that_is_called_off(own_place: Place, county: httpx.Client) -> None:
    address = "/admin/units/621022-water"
    day = (own_place.clock() + timedelta(days=30)).date().isoformat()
    page = press(county, address, address, do="rename", name="环县水利局", on=day)
    assert "环县水利局" in outcome(page)
    assert "改名为环县水利局" in text(page)
    assert "<h1>环县水务局" in page.text  # not before its day
    plan = re.search(r'name="plan" value="(\d+)"', page.text)
    assert plan is not None
    page = press(county, address, address, do="call_off", plan=plan[1])
    assert "改名为环县水利局" not in text(page)


def test_a_unit_with_something_open_is_not_closed_without_a_successor(own_place: Place, admin: httpx.Client) -> None:
    own_place.filed(own_place.reporter(), "没水了")
    address = "/admin/units/621022-water"
    page = press(admin, address, address, do="close")
    assert 'class="notice bad"' in page.text
    assert "action=" + f'"{address}"' in page.text  # it is there still


def lead(place: Place, number: str) -> str:
    """The unit that has an item."""
    with place.app.reader.connect() as connection:
        found = items.by_number(connection, EVERYTHING, number)
    assert found is not None
    return found.lead


def test_a_unit_is_split_by_a_table_that_says_first_what_goes_where(own_place: Place, county: httpx.Client) -> None:
    number = own_place.filed(own_place.reporter(), "停水三天")
    clerk = own_place.clerk("张某")
    page = "/admin/units/621022-water"
    table = county.get(f"{page}/split").content
    assert "停水" not in str(cells(table, "split"))
    assert ["件", number, "饮水不足、水质或断水·环县/曲子镇/西沟村", ""] in cells(table, "split")

    def fill(sheet: Any, columns: dict[str, int], to: dict[str, str]) -> None:
        for row in range(3, sheet.max_row + 1):
            key = sheet.cell(row, columns["key"]).value
            sheet.cell(row, columns["to"]).value = to.get(key)

    wrong = send(
        county, page, f"{page}/split/upload", edited(table, "split", partial(fill, to={"621022-water": "环县水物局"}))
    )
    assert wrong.status_code == 422
    assert "环县水务局" in text(wrong)
    to = {"621022-water": "环县水务局", number: "环县住建局", str(clerk): "环县住建局"}
    shown = send(county, page, f"{page}/split/upload", edited(table, "split", partial(fill, to=to)))
    assert ["环县住建局", "1", "1", "0", "0"] in rows(shown)
    assert lead(own_place, number) == "621022-water"
    given = re.search(r'name="division" value="([^"]*)"', shown.text)
    assert given is not None
    data = {"csrf": csrf(shown), "once": once(shown), "do": "split", "division": unescape(given[1])}
    done = county.post(page, data=data)
    assert "环县水务局已拆分" in outcome(done)
    assert lead(own_place, number) == "621022-housing"


def test_a_unit_of_another_county_is_not_theirs(own_place: Place, county: httpx.Client) -> None:
    page = county.get("/admin/units/621022-water")
    data = {"csrf": csrf(page), "once": "o" * 20, "do": "rename", "name": "我的"}
    assert county.post("/admin/units/621026-water", data=data).status_code == 404
    data |= {"do": "merge", "to": "621026-water", "once": "p" * 20}
    assert "不归您改" in outcome(county.post("/admin/units/621022-water", data=data))
