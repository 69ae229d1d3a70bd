"""The admin's main ways in a real browser, at the width of a small phone and of a desk."""

import io
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from bot.rights import Role
from storage import places
from tests.web.admin import edited
from tests.web.phone import enter
from tests.web.place import Place

HOUSING = "621022-housing"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ADDRESSES = (
    "/admin/rules", "/admin/rules/1", "/admin/astray", "/admin/explain?area=621022101204&topic=drinking_water",
    "/admin/returned", "/admin/lists/items", "/admin/lists/people", "/admin/lists/households", "/admin/lists/units",
    "/admin/lists/areas", "/admin/lists/functions", "/admin/lists/topics", "/admin/units/621022-water", "/admin/audit",
    "/admin/letters",
)  # fmt: skip


@pytest.fixture
def admin(own_place: Place, page: Page) -> Page:
    """The page of the city's admin; an item has been filed."""
    own_place.filed(own_place.reporter("李某"), "没水了")
    enter(page, own_place, own_place.person(Role.ADMIN, "庆阳市", "赵某"), "/admin")
    return page


def beyond(page: Page, width: int = 360) -> list[str]:
    """What reaches beyond the screen's edge, but for what scrolls within it."""
    found: list[str] = page.evaluate(
        """(width) => [...document.querySelectorAll("main *")].filter((one) => {
          const box = one.getBoundingClientRect();
          return box.width && !one.closest(".hidden, thead, option, svg") && box.right > width + 1;
        }).map((one) => one.tagName + "." + one.className + " " + Math.round(one.getBoundingClientRect().right))""",
        width,
    )
    return found


def live(place: Place) -> list[str]:
    """The unit that the live rules name for drinking water in 环县, if they name one."""
    with place.app.reader.connect() as connection:
        found = places.live_rules(connection)
    assert found is not None
    return [row["lead"]["unit"] for row in found[1] if row["topic"] == "drinking_water" and row.get("area")]


def test_a_rule_is_changed_in_excel_compared_made_live_and_taken_back(own_place: Place, admin: Page) -> None:
    with admin.expect_download() as downloading:
        admin.get_by_text("下载在用的规则").tap()
    content = downloading.value.path().read_bytes()

    def edit(table: Any, columns: dict[str, int]) -> None:
        row = {"topic": "drinking_water", "area": "621022", "unit": HOUSING, "accept_days": "2", "resolve_days": "10"}
        table.append([row.get(code, "") for code in columns])

    changed = {"name": "规则.xlsx", "mimeType": XLSX, "buffer": edited(content, "rules", edit)}
    admin.locator("#file").set_input_files(changed)  # type: ignore[arg-type]
    admin.locator("#why").fill("机构改革")
    admin.get_by_role("button", name="检查，存成草稿").tap()
    expect(admin.locator(".figure b")).to_have_text("1")
    expect(admin.locator("tbody").first).to_contain_text("环县住建局")
    assert live(own_place) == []
    admin.get_by_role("button", name="生效").tap()
    expect(admin.locator("[role=status]")).to_have_text("规则2已生效。")
    assert live(own_place) == [HOUSING]
    admin.get_by_role("button", name="退回上一版").tap()
    expect(admin.locator("[role=status]")).to_contain_text("3")
    assert live(own_place) == []


def test_mistakes_in_a_workbook_are_read_on_the_phone(own_place: Place, admin: Page) -> None:
    content = admin.request.get(f"{own_place.url}/admin/rules/1/workbook").body()

    def edit(table: Any, columns: dict[str, int]) -> None:
        table.cell(4, columns["resolve_days"]).value = "快一点"

    file = {"name": "规则.xlsx", "mimeType": XLSX, "buffer": edited(content, "rules", edit)}
    admin.locator("#file").set_input_files(file)  # type: ignore[arg-type]
    admin.get_by_role("button", name="检查，存成草稿").tap()
    expect(admin.locator(".problems tbody")).to_contain_text("办结天数")
    assert beyond(admin) == []


def test_an_item_is_found_and_explained_by_taps(own_place: Place, admin: Page) -> None:
    admin.get_by_role("link", name="清单").tap()
    admin.locator("#q").fill("xgc")
    admin.get_by_role("button", name="搜索").tap()
    admin.locator("tbody a").first.tap()
    expect(admin.locator(".won")).to_contain_text("说了算")
    expect(admin.locator(".figure b").first).to_have_text("环县水务局")


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_no_page_reaches_beyond_the_screen(own_place: Place, admin: Page, width: int) -> None:
    own_place.household("王某甲")
    admin.set_viewport_size({"width": width, "height": 740})
    for address in ADDRESSES:
        admin.goto(own_place.url + address)
        assert beyond(admin, width) == [], address


def test_every_page_works_without_scripts(own_place: Place) -> None:
    """The forms are plain forms: a press needs no script, a file neither."""
    with own_place.signed_in(own_place.person(Role.ADMIN, "庆阳市")) as client:
        client.timeout = httpx.Timeout(60)
        shown = client.get("/admin/rules")
        assert 'enctype="multipart/form-data"' in shown.text
        assert io.BytesIO(client.get("/admin/rules/1/workbook").content).read(2) == b"PK"
