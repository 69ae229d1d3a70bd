"""Invitations from the pages: for one person, somebody new, or all of a place; shown once, or as cards to print."""

import re
from typing import Any

import httpx
import pytest

from bot.rights import Role
from storage import audit, sign_ins
from storage import people as known
from storage.vault import token_hash
from tests.web.admin import cells, edited, outcome, press, text
from tests.web.place import UNIT, Place
from tests.web.test_admin_lists import taken_in

PAGE = "/admin/invitations"


def codes(page: httpx.Response) -> list[str]:
    return re.findall(r"/in/([a-z0-9]{14})<", page.text)


def holder(place: Place, code: str) -> int | None:
    """Who comes in by a code."""
    with place.app.writer.begin() as connection:
        return sign_ins.take_invitation(connection, token_hash(code), place.clock())


def test_all_of_a_place_who_have_not_come_in_get_cards(own_place: Place, county: httpx.Client) -> None:
    own_place.person(Role.REPORTER, "环县/曲子镇/西沟村", "李某")
    own_place.clerk("张某")
    own_place.clerk("郑某", "宁县水务局")
    shown = text(county.get(PAGE))
    assert "李某" in shown
    assert "张某" in shown
    assert "郑某" not in shown
    made = press(county, f"{PAGE}?of=环县水务局", PAGE, of=UNIT, **{"as": "cards"})
    assert made.headers["content-type"] == "application/pdf"
    assert made.content.startswith(b"%PDF")
    with own_place.app.reader.connect() as connection:
        assert len(audit.listed(connection, "people")[0].after["people"]) == 1


def test_a_new_invitation_ends_what_somebody_came_in_by(own_place: Place, county: httpx.Client) -> None:
    person = own_place.clerk("张某")
    with own_place.signed_in(person) as theirs:
        page = press(county, f"{PAGE}?person={person}", PAGE, person=str(person), **{"as": "page"})
        [code] = codes(page)
        assert theirs.get("/inbox").status_code == 401
    assert holder(own_place, code) == person


def test_somebody_new_is_invited_in_a_line(own_place: Place, county: httpx.Client) -> None:
    who = {"name": "何某", "role": "head", "where": UNIT, "title": "局长"}
    page = press(county, PAGE, f"{PAGE}/new", **who)
    [code] = codes(page)
    identity = holder(own_place, code)
    assert identity is not None
    with own_place.app.reader.connect() as connection:
        found = known.person(connection, identity)
    assert found is not None
    assert [(each.role, each.unit) for each in found.memberships] == [(Role.HEAD, "621022-water")]
    assert "已经有这个身份" in text(press(county, PAGE, f"{PAGE}/new", **who))


@pytest.mark.parametrize(
    ("role", "where", "said"),
    [
        ("reporter", "环县/曲子镇/西钩村", "西沟村"),
        ("reporter", "宁县", "不归您"),
        ("admin", "庆阳市", "不归您"),
        ("clerk", "", "不能空"),
    ],
)
def test_what_cannot_be_is_said(own_place: Place, county: httpx.Client, role: str, where: str, said: str) -> None:
    page = press(county, PAGE, f"{PAGE}/new", name="何某", role=role, where=where)
    assert page.status_code == 422
    assert said in text(page)
    assert codes(page) == []


def test_nobody_is_invited_who_has_a_role_elsewhere(own_place: Place, county: httpx.Client) -> None:
    person = own_place.clerk("张某")
    own_place.given(person, Role.REPORTER, "宁县")
    assert "请上级管理员" in text(county.get(f"{PAGE}?person={person}"))
    assert county.get(f"{PAGE}?person={own_place.person(Role.ADMIN, '庆阳市')}").status_code == 404
    page = press(county, f"{PAGE}?of={UNIT}", PAGE, of=UNIT, **{"as": "page"})
    assert codes(page) == []
    assert "没有发出邀请" in text(page)


def test_another_place_is_not_theirs(county: httpx.Client) -> None:
    assert "不在您的地区" in text(county.get(PAGE, params={"of": "宁县"}))


def test_new_people_of_a_table_come_as_cards(own_place: Place, county: httpx.Client) -> None:
    table = county.get("/admin/lists/people/workbook").content

    def add(sheet: Any, columns: dict[str, int]) -> None:
        last = sheet.max_row + 1
        for code, value in {"name": "何某", "role": "经办人", "unit": UNIT}.items():
            sheet.cell(last, columns[code]).value = value

    made = taken_in(county, "people", edited(table, "people", add), **{"as": "cards"})
    assert made.content.startswith(b"%PDF")


def test_whole_numbers_go_out_with_a_reason_and_the_others_hear_of_it(own_place: Place, admin: httpx.Client) -> None:
    own_place.household("王某甲")
    address = "/admin/lists/households/protected"
    refused = press(admin, "/admin/lists/households", address, note="")
    assert outcome(refused)
    made = press(admin, "/admin/lists/households", address, note="省里核查")
    assert "王某甲" in str(cells(made.content, "households"))
    with own_place.app.reader.connect() as connection:
        entry = audit.listed(connection, "households")[0]
    assert (entry.action, entry.note, entry.after["protected"]) == ("export", "省里核查", True)
