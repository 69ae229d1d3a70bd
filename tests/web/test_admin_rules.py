"""The admin's pages of rules: a workbook out, edited, in as a draft, compared, made live, taken back."""

import io
from typing import Any

import httpx
import openpyxl
import pytest

from storage import audit, places
from tests.web.admin import cells, edited, outcome, press, send, text
from tests.web.place import Place

HOUSING = "621022-housing"


@pytest.fixture
def filed_before(own_place: Place) -> None:
    """Something was filed, so that sets are compared on that alone, and not on all that could be."""
    own_place.filed(own_place.reporter(), "没水了")


def live(place: Place) -> int:
    with place.app.reader.connect() as connection:
        found = places.live_rules(connection)
    assert found is not None
    return found[0]


def workbook(client: httpx.Client, version: int = 1) -> bytes:
    return client.get(f"/admin/rules/{version}/workbook").content


def water_to_housing(table: Any, columns: dict[str, int]) -> None:
    """In 环县, drinking water goes to the housing bureau."""
    row = {"topic": "drinking_water", "area": "621022", "unit": HOUSING, "accept_days": "2", "resolve_days": "10"}
    table.append([row.get(code, "") for code in columns])


def drafted(client: httpx.Client) -> httpx.Response:
    changed = edited(workbook(client), "rules", water_to_housing)
    page: httpx.Response = send(client, "/admin/rules", "/admin/rules/upload", changed, note="机构改革")
    return page


@pytest.mark.usefixtures("filed_before")
def test_the_live_rules_go_out_as_a_workbook_and_come_back_the_same(admin: httpx.Client) -> None:
    content = workbook(admin)
    assert len(cells(content, "rules")) > 60
    page = send(admin, "/admin/rules", "/admin/rules/upload", content, note="原样")
    assert page.url.path == "/admin/rules/2"
    assert "一模一样" in text(page)


def test_a_draft_says_what_would_go_elsewhere_and_changes_nothing_by_that(
    own_place: Place, admin: httpx.Client
) -> None:
    number = own_place.filed(own_place.reporter(), "没水了")
    page = drafted(admin)
    said = text(page)
    assert "1 件会派到别处（拿近几个月的1件比）" in said
    assert "环县水务局 环县住建局" in said
    assert number in said
    assert live(own_place) == 1


@pytest.mark.usefixtures("filed_before")
def test_a_draft_is_made_live_and_taken_back_in_a_press_and_the_audit_says_why(
    own_place: Place, admin: httpx.Client
) -> None:
    drafted(admin)
    page = press(admin, "/admin/rules/2", "/admin/rules/2/publish", note="市里定的")
    assert outcome(page) == "规则2已生效。"
    assert live(own_place) == 2
    page = press(admin, "/admin/rules", "/admin/rules/back", note="改错了")
    assert page.url.path == "/admin/rules"
    assert live(own_place) == 3
    with own_place.app.reader.connect() as connection:
        back, publish, *_ = audit.listed(connection, "rules")
    assert (publish.action, publish.note, publish.name) == ("publish", "市里定的", "赵某")
    assert list(publish.after["rules"]) != list(publish.before["rules"])
    assert (back.action, back.note) == ("rollback", "改错了")


def test_all_that_is_wrong_is_listed_by_row_and_column_with_what_to_write(
    own_place: Place, admin: httpx.Client
) -> None:
    def broken(table: Any, columns: dict[str, int]) -> None:
        table.cell(3, columns["unit"]).value = "环县教育居"
        table.cell(4, columns["resolve_days"]).value = "快一点"
        table.cell(5, columns["topic"]).value = "饮水不足、水质或停水"

    page = send(admin, "/admin/rules", "/admin/rules/upload", edited(workbook(admin), "rules", broken))
    assert page.status_code == 422
    said = text(page)
    assert "指定单位" in said
    assert "环县教育局" in said  # what was meant
    assert "办结天数" in said
    assert "饮水不足、水质或断水" in said
    assert live(own_place) == 1
    with own_place.app.reader.connect() as connection:
        assert len(places.rulesets(connection)) == 1


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no workbook", b"<html>"])
def test_what_is_no_workbook_is_refused_in_a_sentence(admin: httpx.Client, content: bytes) -> None:
    page = send(admin, "/admin/rules", "/admin/rules/upload", content)
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_a_formula_is_refused_and_never_shown_as_one(admin: httpx.Client) -> None:
    def formula(table: Any, columns: dict[str, int]) -> None:
        table.cell(3, columns["note"]).value = "=cmd|' /C calc'!A0"

    page = send(admin, "/admin/rules", "/admin/rules/upload", edited(workbook(admin), "rules", formula))
    assert page.status_code == 422
    assert "公式" in text(page)


@pytest.mark.usefixtures("filed_before")
def test_a_county_changes_its_own_rules_and_no_others(own_place: Place, county: httpx.Client) -> None:
    drafted(county)
    page = press(county, "/admin/rules/2", "/admin/rules/2/publish")
    assert outcome(page) == "规则2已生效。"

    topic = next(row[1] for row in cells(workbook(county, 2), "rules")[2:] if row[1] and not row[2])

    def other(table: Any, columns: dict[str, int]) -> None:
        for row in range(3, table.max_row + 1):
            same = table.cell(row, columns["topic"]).value == topic and not table.cell(row, columns["area"]).value
            if same:
                table.cell(row, columns["resolve_days"]).value = "30"

    page = send(county, "/admin/rules", "/admin/rules/upload", edited(workbook(county, 2), "rules", other))
    assert "不归您管的规则" in text(page)
    page = press(county, "/admin/rules/3", "/admin/rules/3/publish")
    assert topic in outcome(page)
    assert "visit_log" not in outcome(page)
    assert live(own_place) == 2


@pytest.mark.usefixtures("filed_before")
def test_two_admins_at_once_the_second_hears_what_changed(own_place: Place, admin: httpx.Client) -> None:
    first = drafted(admin)
    assert first.url.path == "/admin/rules/2"
    content = workbook(admin)

    def topic(table: Any, columns: dict[str, int]) -> None:
        table.cell(4, columns["resolve_days"]).value = "12"

    press(admin, "/admin/rules/2", "/admin/rules/2/publish")
    send(admin, "/admin/rules", "/admin/rules/upload", edited(content, "rules", topic))
    page = press(admin, "/admin/rules/3", "/admin/rules/3/publish")
    assert "饮水不足、水质或断水" in outcome(page)
    assert "草稿3的页面上" in outcome(page)
    assert live(own_place) == 2
    once = page.text[page.text.index("/admin/rules/3/publish") :]
    assert "even_so" in once
    page = press(admin, str(page.url).removeprefix(own_place.url), "/admin/rules/3/publish", even_so="yes")
    assert live(own_place) == 3


def test_a_workbook_of_ours_opens_in_excel_with_text_alone(admin: httpx.Client) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(admin)))
    types = {cell.data_type for row in book["rules"].iter_rows() for cell in row if cell.value is not None}
    assert types == {"s"}


@pytest.mark.usefixtures("filed_before")
def test_what_is_worth_a_look_is_said_when_a_draft_is_kept_and_where_it_is_made_live(admin: httpx.Client) -> None:
    def odd(table: Any, columns: dict[str, int]) -> None:
        table.cell(1, columns["note"]).value = table.cell(2, columns["note"]).value = "备注栏"
        row = {"topic": "drinking_water", "condition": "1 = 2", "unit": HOUSING, "resolve_days": "10"}
        table.append([row.get(code, "") for code in columns])

    page = send(admin, "/admin/rules", "/admin/rules/upload", edited(workbook(admin), "rules", odd))
    said = text(page)
    assert "备注栏" in said
    assert "条件 " in said
    assert 'href="/admin/rules/2?said=' in page.text
    draft = text(admin.get("/admin/rules/2"))
    assert "生效前请看一眼" in draft
    assert "这条规则永远用不上" in draft


def test_rules_with_a_condition_are_said_to_be_left_out_where_nothing_was_filed(admin: httpx.Client) -> None:
    def conditional(table: Any, columns: dict[str, int]) -> None:
        row = {"topic": "drinking_water", "condition": "${touched} > 3", "unit": HOUSING, "resolve_days": "10"}
        table.append([row.get(code, "") for code in columns])

    page = send(admin, "/admin/rules", "/admin/rules/upload", edited(workbook(admin), "rules", conditional))
    assert "0 种会派到别处" in text(page)
    assert "带条件的规则没有比" in text(page)
    assert "${touched} > 3" in text(page)
