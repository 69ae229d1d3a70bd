"""The admin's other pages: what lies elsewhere, why, what is sent back, what was changed, dead letters."""

from collections.abc import Iterator
from uuid import uuid4

import httpx
import msgspec
import pytest

from bot.messages import Action, Incoming
from bot.rights import Role
from storage import audit, dead_letters, places
from storage import items as stored
from storage.places import NewRules
from tests.web.admin import outcome, press, text
from tests.web.place import UNIT, Place, csrf

HOUSING = "621022-housing"
FAR = "宁县/新宁镇"


@pytest.fixture
def far(own_place: Place) -> Iterator[httpx.Client]:
    with own_place.signed_in(own_place.person(Role.ADMIN, "宁县", "孙某")) as client:
        client.timeout = httpx.Timeout(60)
        yield client


def act(place: Place, person: int, name: str, number: str, **values: str) -> None:
    place.submit(Incoming(id=f"page/{uuid4()}", action=Action(name, number, values), person=person, language="zh"))


def lead(place: Place, number: str) -> str:
    with place.app.reader.connect() as connection:
        found = stored.by_id(connection, place.item(number))
    return found.lead


def water_goes_to_housing(place: Place) -> None:
    """Other rules are live than those that items were sent by."""
    with place.app.writer.begin() as connection:
        found = places.live_rules(connection)
        assert found is not None
        rows = [{**row, "lead": {"unit": HOUSING}} if row["topic"] == "drinking_water" else row for row in found[1]]
        version = places.draft_rules(connection, NewRules(rows=rows, note="试", now=place.clock(), base=1))
        places.make_live(connection, version, place.clock())
        places.changed(connection)


def sent_back_and_on(place: Place) -> str:
    """An item that the water office sent back, and the county's coordinator gave to the housing bureau."""
    number = place.filed(place.reporter(), "没水了")
    act(place, place.clerk(), "send_back", number, reason="不归我们")
    act(place, place.person(Role.COORDINATOR, "环县"), "pass_on", number, unit=HOUSING)
    assert lead(place, number) == HOUSING
    return number


# --- to send on ---------------------------------------------------------------------------------------------------


def test_items_that_lie_elsewhere_are_sent_on_one_by_one_or_all(own_place: Place, admin: httpx.Client) -> None:
    first, second, third = (own_place.filed(own_place.reporter(), "没水了") for _ in range(3))
    water_goes_to_housing(own_place)
    assert "3件" in text(admin.get("/admin/astray"))
    page = press(admin, "/admin/astray", "/admin/astray", number=second, which="some", note="规则改了")
    assert outcome(page) == "已改派1件。"
    assert [lead(own_place, number) for number in (first, second, third)] == ["621022-water", HOUSING, "621022-water"]
    page = press(admin, "/admin/astray", "/admin/astray", which="all", note="规则改了")
    assert outcome(page) == "已改派2件。"
    assert "没办结的件，都在第2版规则说的地方" in text(page)
    with own_place.app.reader.connect() as connection:
        assert [entry.note for entry in audit.listed(connection, "items")] == ["规则改了", "规则改了"]


def test_a_county_sends_on_what_lies_in_it_and_sees_no_other(
    own_place: Place, county: httpx.Client, far: httpx.Client
) -> None:
    number = own_place.filed(own_place.reporter(), "没水了")
    water_goes_to_housing(own_place)
    shown = far.get("/admin/astray")
    assert number not in shown.text
    page = far.post("/admin/astray", data={"csrf": csrf(shown), "once": "o" * 20, "number": number, "which": "some"})
    assert lead(own_place, number) == "621022-water"
    assert number in outcome(page)  # over, or not there
    press(county, "/admin/astray", "/admin/astray", number=number, which="some")
    assert lead(own_place, number) == HOUSING


# --- why there ----------------------------------------------------------------------------------------------------


def test_an_item_is_explained_without_what_it_says(own_place: Place, admin: httpx.Client) -> None:
    number = own_place.filed(own_place.reporter("李某"), "王家的水管冻裂了")
    page = admin.get("/admin/explain", params={"number": number})
    said = text(page)
    for words in (UNIT, "说了算", "也符合", "饮水不足、水质或断水", "环县/曲子镇/西沟村", "环县：环县水务局"):
        assert words in said
    assert "水管" not in said
    assert "李某" not in said


def test_an_item_of_another_county_is_not_there(own_place: Place, county: httpx.Client, far: httpx.Client) -> None:
    number = own_place.filed(own_place.reporter(), "没水了")
    assert county.get("/admin/explain", params={"number": number}).status_code == 200
    assert far.get("/admin/explain", params={"number": number}).status_code == 404
    assert far.get("/admin/explain", params={"number": "2026-999999"}).status_code == 404


def test_an_item_that_the_live_rules_would_send_elsewhere_is_explained_by_both(
    own_place: Place, admin: httpx.Client
) -> None:
    number = own_place.filed(own_place.reporter(), "没水了")
    water_goes_to_housing(own_place)
    said = text(admin.get("/admin/explain", params={"number": number}))
    assert "派它的时候：第1版规则" in said
    assert "按在用的规则（第2版），会派到别处" in said


@pytest.mark.parametrize("area", ["环县/曲子镇/西沟村", "621022101204"])
def test_a_case_is_tried_and_nothing_is_filed(own_place: Place, admin: httpx.Client, area: str) -> None:
    asked = {"area": area, "topic": "drinking_water", "form": "issue_report", "urgency": "urgent"}
    said = text(admin.get("/admin/explain", params=asked))
    assert UNIT in said
    assert "怎么找到这个单位" in said


def test_an_answer_to_a_question_that_the_form_does_not_have_is_refused_by_its_name(admin: httpx.Client) -> None:
    asked = {"area": "环县/曲子镇/西沟村", "form": "visit_log", "answers": "risk＝illness\nrsk=housing"}
    said = text(admin.get("/admin/explain", params=asked))
    assert "“走访日志”里没有“rsk”这一问" in said
    assert "是哪一个？" not in said
    assert UNIT not in said


@pytest.mark.parametrize(("typed", "offered"), [("西沟", "环县/曲子镇/西沟村"), ("xgc", "环县/曲子镇/西沟村")])
def test_a_place_that_is_not_clear_is_offered_by_name_or_initials(
    admin: httpx.Client, typed: str, offered: str
) -> None:
    page = admin.get("/admin/explain", params={"area": typed, "topic": "drinking_water"})
    assert page.status_code == 200
    assert offered in text(page)


def test_an_answer_that_is_none_is_said(admin: httpx.Client) -> None:
    page = admin.get("/admin/explain", params={"area": "环县", "answers": "三十户"})
    assert "三十户" in text(page)
    assert 'role="alert"' in page.text


# --- sent back ----------------------------------------------------------------------------------------------------


def test_a_decision_becomes_a_draft_rule_in_a_press(own_place: Place, admin: httpx.Client) -> None:
    number = sent_back_and_on(own_place)
    assert "1 件被退回（共派出1件） " in text(admin.get("/admin/returned"))
    page = press(admin, "/admin/returned", "/admin/returned", number=number)
    assert page.url.path == "/admin/rules/2"
    assert "环县 + 饮水不足、水质或断水 → 环县住建局" in text(page)
    with own_place.app.reader.connect() as connection:
        found = places.live_rules(connection)
        assert found is not None
        assert found[0] == 1  # a draft, and no more
        assert audit.listed(connection, "rules")[0].action == "learn"


def test_who_coordinates_may_propose_a_rule_and_publishes_none(own_place: Place) -> None:
    number = sent_back_and_on(own_place)
    with own_place.signed_in(own_place.person(Role.COORDINATOR, "环县")) as client:
        page = press(client, "/admin/returned", "/admin/returned", number=number)
        assert "草稿2" in outcome(page)
        assert client.get("/admin/rules/2").status_code == 404
        answer = client.post("/admin/rules/2/publish", data={"csrf": csrf(page), "once": "o" * 20})
        assert answer.status_code == 404
    with own_place.signed_in(own_place.person(Role.COORDINATOR, "宁县")) as client:
        assert "饮水" not in text(client.get("/admin/returned"))


# --- the audit and dead letters ---------------------------------------------------------------------------------------


def test_every_change_stands_in_the_audit_with_before_and_after(own_place: Place, admin: httpx.Client) -> None:
    number = sent_back_and_on(own_place)
    press(admin, "/admin/returned", "/admin/returned", number=number, note="以后都这样")
    press(admin, "/admin/rules/2", "/admin/rules/2/publish")
    said = text(admin.get("/admin/audit"))
    assert "规则 · 生效" in said
    assert "规则 · 由转办决定做成草稿" in said
    assert "以后都这样" in said
    assert "赵某" in said
    assert HOUSING in said
    assert "没有相符的" in text(admin.get("/admin/audit", params={"what": "units"}))


def test_a_county_sees_what_its_own_admins_changed_and_the_rules(
    own_place: Place, admin: httpx.Client, county: httpx.Client
) -> None:
    own_place.filed(own_place.reporter(), "没水了")
    water_goes_to_housing(own_place)
    press(admin, "/admin/astray", "/admin/astray", which="all", note="市里改的")
    assert "市里改的" in text(admin.get("/admin/audit"))
    assert "市里改的" not in text(county.get("/admin/audit"))


def test_a_dead_letter_is_run_again_by_who_looks_after_the_whole_place(
    own_place: Place, admin: httpx.Client, county: httpx.Client
) -> None:
    reporter = own_place.reporter("李某")
    said = Incoming(id=f"web/{reporter}/lost-message", channel="web", chat=str(reporter), account=str(reporter),
                    person=reporter, text="/mine")  # fmt: skip
    with own_place.app.writer.begin() as connection:
        vault = own_place.app.offices.vault
        content = msgspec.json.encode(said)
        reference = dead_letters.add(connection, vault, said.id, "RuntimeError", content, own_place.clock())
    assert county.get("/admin/letters").status_code == 404
    shown = admin.get("/admin/letters")
    assert "RuntimeError" in shown.text
    assert "/mine" not in shown.text.replace('href="/mine"', "")
    refused = county.post(
        f"/admin/letters/{reference}", data={"csrf": csrf(county.get("/admin/rules")), "once": "o" * 20}
    )
    assert refused.status_code == 404
    page = press(admin, "/admin/letters", f"/admin/letters/{reference}")
    assert outcome(page) == f"{reference}已重新处理。"
    with own_place.app.reader.connect() as connection:
        assert dead_letters.listed(connection)[0].rerun_at is not None
        assert [entry.action for entry in audit.listed(connection, "letters")] == ["again"]


EVIL = "<script>document.title='x'</script>\"><img src=x onerror=alert(1)>"


def test_a_name_that_is_a_script_is_shown_as_it_stands(own_place: Place, admin: httpx.Client) -> None:
    number = own_place.filed(own_place.reporter(f"李某{EVIL}"), "没水了")
    values = {"do": "rename", "name": f"环县水务局{EVIL}", "note": EVIL}
    action = Action("units_change", "621022-water", values)
    own_place.app.committer.run([Incoming(id="command/evil", action=action, language="zh")])
    pages = ("/admin/units/621022-water", "/admin/lists/units?q=水务局", "/admin/lists/people", "/admin/audit",
             f"/admin/explain?number={number}", "/admin/lists/items", "/admin/invitations")  # fmt: skip
    for path in pages:
        page = admin.get(path)
        assert page.status_code == 200
        assert "<script>document" not in page.text
        assert "<img src=x" not in page.text
    assert "&lt;script&gt;" in admin.get(pages[0]).text
