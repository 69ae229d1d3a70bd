"""Reports as pages: each shows what its reader may see, and is had as a file."""

import asyncio
import html
import io
import json
import re
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import openpyxl
import pytest

from bot.messages import Incoming
from bot.reports import ledger
from bot.rights import Role
from bot.web import works
from bot.web.reports import making
from tests.web.place import Place, csrf, once, served
from tests.web.test_inbox import numbers, text


@pytest.fixture(scope="module")
def lived(place: Place) -> dict[str, str]:
    """Two issues of one office, the first resolved, and one of another office."""
    reporter = place.reporter("李某")
    made = {"修好": place.filed(reporter, "五组水管冻裂"), "新的": place.filed(reporter, "六组水压低"),
            "住房": place.filed(reporter, "西墙裂了", topic="housing_unsafe")}  # fmt: skip
    clerk = place.clerk("张某")
    for name, values in (("accept", {}), ("resolve", {"text": "换了阀门"})):
        action = place.action(name, made["修好"], **values)
        place.submit(Incoming(id=f"page/{clerk}/{name}", action=action, person=clerk, language="zh"))
    return made


@pytest.fixture
def coordinator(place: Place, lived: dict[str, str]) -> Iterator[httpx.Client]:
    assert lived
    with place.signed_in(place.person(Role.COORDINATOR, "环县", "陈某")) as client:
        yield client


@pytest.fixture
def head(place: Place, lived: dict[str, str]) -> Iterator[httpx.Client]:
    assert lived
    with place.signed_in(place.person(Role.HEAD, "环县水务局", "刘某")) as client:
        yield client


def sheet(answer: httpx.Response) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


# --- who may ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["/dashboard", "/ledger", "/ledger.xlsx", "/bulletin", "/bulletin.pdf"])
def test_a_reporter_finds_no_reports(place: Place, lived: dict[str, str], address: str) -> None:
    assert lived
    with place.signed_in(place.reporter()) as client:
        assert client.get(address).status_code == 404
        assert "/dashboard" not in client.get("/mine").text


def test_the_menu_leads_to_the_reports(head: httpx.Client) -> None:
    page = head.get("/inbox")
    assert 'href="/dashboard"' in page.text
    assert 'href="/ledger"' in head.get("/dashboard").text


# --- the ledger ---------------------------------------------------------------------------------------------------


def test_a_head_reads_the_own_units_ledger_alone(head: httpx.Client, lived: dict[str, str]) -> None:
    page = head.get("/ledger")
    assert numbers(page) == [lived["新的"], lived["修好"]]
    assert "环县水务局" in text(page)
    other = head.get("/ledger", params={"unit": "621022-housing"})
    assert lived["住房"] not in numbers(other)


def test_a_coordinator_narrows_by_unit_area_topic_and_days(coordinator: httpx.Client, lived: dict[str, str]) -> None:
    assert set(lived.values()) <= set(numbers(coordinator.get("/ledger")))
    assert numbers(coordinator.get("/ledger", params={"unit": "621022-housing"})) == [lived["住房"]]
    assert lived["新的"] not in numbers(coordinator.get("/ledger", params={"topic": "housing_unsafe"}))
    past = coordinator.get("/ledger", params={"first": "2020-01-01", "last": "2020-02-01"})
    assert numbers(past) == []
    assert "没有" in text(past)
    outside = coordinator.get("/ledger", params={"area": "621023"})
    assert "华池" not in outside.url.path
    assert set(lived.values()) <= set(numbers(outside))  # not theirs: as if it were not asked for


def test_the_ledger_is_had_as_a_workbook(coordinator: httpx.Client, lived: dict[str, str]) -> None:
    answer = coordinator.get("/ledger.xlsx", params={"unit": "621022-water"})
    assert answer.status_code == 200
    cells = {str(cell) for row in sheet(answer) for cell in row}
    assert lived["修好"] in cells
    assert lived["住房"] not in cells


def test_what_takes_long_says_how_far_it_is_and_then_gives_the_file(
    coordinator: httpx.Client, head: httpx.Client, lived: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    write = ledger.write

    def slowly(*given: Any, **more: Any) -> int:
        go_on.wait(20)
        return write(*given, **more)

    monkeypatch.setattr(ledger, "write", slowly)
    monkeypatch.setattr(works, "PATIENCE", 0)
    monkeypatch.setattr(making, "PATIENCE", 0)
    page = coordinator.get("/ledger.xlsx")
    assert "正在做台账" in text(page)
    assert page.headers["refresh"] == "2"
    address = page.url.path
    assert head.get(address).status_code == 404  # nobody else's
    go_on.set()
    monkeypatch.setattr(making, "PATIENCE", 20)
    ready = coordinator.get(address)
    assert ready.headers["refresh"] == f"0; url={address}?taken=1"
    assert lived["修好"] in {
        str(cell) for row in sheet(coordinator.get(address, params={"taken": "1"})) for cell in row
    }
    assert "没有了" in text(coordinator.get(address))


def test_a_report_that_cannot_be_made_is_said_on_its_page(
    coordinator: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_given: Any, **_more: Any) -> int:
        raise OSError

    monkeypatch.setattr(ledger, "write", fails)
    monkeypatch.setattr(works, "PATIENCE", 0)
    assert "没有做成" in text(coordinator.get("/ledger.xlsx"))


def test_a_report_that_is_done_when_nobody_waits_any_more_is_given_on_its_page(
    coordinator: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def until_the_thread_is_done(*_waited: Any, **_more: Any) -> None:
        next(iter(begun)).future.result()  # and the loop has had no step since

    begun: list[works.Work] = []
    begin = works.Works.begin

    def beginning(*given: Any) -> works.Work:
        begun.append(begin(*given))
        return begun[0]

    monkeypatch.setattr(works.Works, "begin", beginning)
    monkeypatch.setattr(works, "asyncio", SimpleNamespace(**vars(asyncio) | {"wait": until_the_thread_is_done}))
    assert coordinator.get("/ledger.xlsx").history


# --- bulletins ----------------------------------------------------------------------------------------------------


def test_a_bulletin_shows_its_figures_and_charts(coordinator: httpx.Client) -> None:
    page = coordinator.get("/bulletin")
    assert "环县村情月通报" in text(page)
    assert "<rect" in page.text
    assert "饮水不足" in text(page)
    quarter = coordinator.get("/bulletin", params={"period": "2020-Q3"})
    assert "没有上报" in text(quarter)
    assert "季分析" in text(quarter)


def test_a_bulletin_is_had_as_a_pdf_and_a_workbook(coordinator: httpx.Client) -> None:
    pdf = coordinator.get("/bulletin.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert sheet(coordinator.get("/bulletin.xlsx"))
    assert coordinator.get("/bulletin.exe").status_code == 404


def test_small_counts_about_people_are_told_within_the_unit_alone(
    place: Place, head: httpx.Client, coordinator: httpx.Client
) -> None:
    place.applied(place.reporter("周某"), {"phone": "13800000001"})
    overview = place.person(Role.HEAD, "环县扶贫办", "何某")
    with place.signed_in(overview) as client:
        assert "＊" not in "".join(_cards(client.get("/bulletin")))
    assert "＊" in "".join(_cards(coordinator.get("/bulletin")))
    assert "环县水务局村情月通报" in text(head.get("/bulletin"))


def _cards(page: httpx.Response) -> list[str]:
    return page.text.partition('class="cards"')[2].partition("</ul>")[0].split("<li>")


# --- the dashboard ------------------------------------------------------------------------------------------------


def test_the_dashboard_tells_how_units_stand(coordinator: httpx.Client, head: httpx.Client) -> None:
    page = coordinator.get("/dashboard")
    assert "环县水务局" in text(page)
    assert "环县住建局" in text(page)
    assert 'href="/ledger?unit=621022-water' in page.text
    own = head.get("/dashboard")
    assert "环县住建局" not in text(own)


LEDGER = re.compile(r'<a href="(/ledger\?[^"]*state=[^"]*)"[^>]*>(?:<span>[^<]*</span><b>)?(\d+)<')


def test_what_waits_to_be_confirmed_is_called_neither_undone_nor_done(head: httpx.Client) -> None:
    page = text(head.get("/dashboard"))
    assert "现在未了结" in page
    assert "未办完" not in page
    assert "已了结 未了结 超期未办" in page  # what the columns are made of


def test_each_number_of_the_dashboard_opens_its_items(place: Place, coordinator: httpx.Client) -> None:
    person = place.person(Role.COORDINATOR, "环县")
    place.given(person, Role.CLERK, "华池县教育局")
    with place.signed_in(person) as both:
        for client in (coordinator, both):
            opened = {html.unescape(link): int(count) for link, count in LEDGER.findall(client.get("/dashboard").text)}
            assert len(opened) > 10
            for link, count in opened.items():
                assert len(set(numbers(client.get(link)))) == count, link


def test_a_coordinator_goes_down_to_an_area_and_back(coordinator: httpx.Client) -> None:
    page = coordinator.get("/dashboard")
    assert 'href="/dashboard?area=621022101"' in page.text
    below = coordinator.get("/dashboard", params={"area": "621022101"})
    assert "环县/曲子镇" in text(below)
    assert "西沟村" in text(below)
    assert 'href="?area=621022"' in below.text
    outside = coordinator.get("/dashboard", params={"area": "621023"})
    assert "华池县" not in text(outside)


def test_an_operators_map_is_drawn_without_a_server_of_maps(template: Path, tmp_path: Path) -> None:
    ring = [[107.0, 36.0], [107.1, 36.0], [107.1, 36.1], [107.0, 36.0]]
    outline = {"type": "Polygon", "coordinates": [ring]}
    features = [{"type": "Feature", "properties": {"name": name}, "geometry": outline} for name in ("曲子镇", "环县")]
    file = tmp_path / "map.json"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    with served(template, tmp_path / "data", map=str(file)) as mapped:
        mapped.filed(mapped.reporter(), "五组水管冻裂")
        with mapped.signed_in(mapped.person(Role.COORDINATOR, "环县")) as client:
            page = client.get("/dashboard").text
    drawn = page.partition('<svg class="map"')[2].partition("</svg>")[0]
    assert drawn.count("<path") == 1  # the township; the county itself is not compared with anything
    assert "曲子镇" in drawn
    assert 'href="/dashboard?area=621022101"' in drawn


def test_what_is_late_is_marked(place: Place, lived: dict[str, str]) -> None:
    assert lived
    coordinator = place.person(Role.COORDINATOR, "环县")
    place.clock.ahead = timedelta(days=9)
    try:
        with place.signed_in(coordinator) as client:
            assert 'class="n late"' in client.get("/dashboard").text
    finally:
        place.clock.ahead = timedelta(0)


# --- visits -------------------------------------------------------------------------------------------------------


def test_visits_that_are_due_stand_on_a_page(place: Place, coordinator: httpx.Client, head: httpx.Client) -> None:
    place.household("王某甲")
    page = coordinator.get("/visits")
    assert "王某甲" in text(page)
    assert "西沟村" in text(page)
    assert 'href="/visits"' in coordinator.get("/dashboard").text
    with place.signed_in(place.reporter()) as client:
        assert "王某甲" in text(client.get("/visits"))
    with place.signed_in(place.reporter(where="华池县/悦乐镇/新堡村")) as client:
        assert "王某甲" not in text(client.get("/visits"))
    assert head.get("/visits").status_code == 404


def test_a_visit_is_begun_where_it_is_due(place: Place, coordinator: httpx.Client) -> None:
    code = place.household("王某甲")
    assert f"/visits/{code}" not in coordinator.get("/visits").text  # to see is not to visit
    with place.signed_in(place.reporter()) as client:
        page = client.get("/visits")
        given = {"csrf": csrf(page), "once": once(page)}
        begun = client.post(f"/visits/{code}", data=given)
        assert begun.url.path == "/chat"
        client.post(f"/visits/{code}", data=given)  # pressed twice, begun once
        rows = client.get("/chat/rows").json()["rows"]
        assert len(rows) == 1
        assert "王某甲" in rows[0]["text"]
        assert client.post(f"/visits/{code}", data=given | {"once": "x"}).status_code == 400
    with place.signed_in(place.reporter(where="华池县/悦乐镇/新堡村")) as client:
        page = client.get("/mine")
        assert client.post(f"/visits/{code}", data=given | {"csrf": csrf(page)}).status_code == 404


# --- plans --------------------------------------------------------------------------------------------------------


def test_a_plan_is_made_reported_on_and_closed_on_its_page(place: Place) -> None:
    reporter, clerk = place.reporter("周某"), place.clerk("马某", "环县扶贫办")
    number = place.applied(reporter, {"id_number": "622821196503071234"})
    action = place.action("accept", number)
    place.submit(Incoming(id=f"page/{clerk}/{number}", action=action, person=clerk, language="zh"))
    with place.signed_in(clerk) as client:
        address = re.findall(r'href="(/plans/\d+)"', client.get(f"/items/{number}").text)[0]
        page = client.get(address)
        assert "还没有措施" in text(page)
        given = {"kind": "industry", "owner": "马某", "due": "2027-03-01", "what": "养羊"}
        assert "产业帮扶：养羊，马某" in text(_press(client, page, address, "plan_measure", given))
    with place.signed_in(reporter) as client:
        page = client.get(address)
        assert "plan_close" not in page.text
        measure = re.findall(r'name="measure" value="(\d+)"', page.text)[0]
        given = {"measure": measure, "state": "done", "text": "出栏了"}
        assert "出栏了" in text(_press(client, page, address, "plan_progress", given))
    with place.signed_in(clerk) as client:
        page = client.get(address)
        assert "年收入过万" in text(_press(client, page, address, "plan_close", {"text": "年收入过万"}))
        assert address in client.get("/plans", params={"closed": "true"}).text
    with place.signed_in(place.clerk()) as client:
        assert client.get(address).status_code == 404
        assert address not in client.get("/plans").text


def _press(
    client: httpx.Client, page: httpx.Response, address: str, action: str, given: dict[str, str]
) -> httpx.Response:
    sent = {"csrf": csrf(page), "once": once(page), "action": action, **given}
    return client.post(f"{address}/act", data=sent)


def test_a_check_is_written_down_on_the_items_page(place: Place) -> None:
    number = place.applied(place.reporter("孙某"), {})
    with place.signed_in(place.clerk("马某", "环县扶贫办")) as client:
        page = client.get(f"/items/{number}")
        assert "前入户核实" in text(page)
        token = re.findall(r'/check">.*?name="once" value="([^"]+)"', page.text, re.DOTALL)[0]
        sent = {"csrf": csrf(page), "once": token, "text": "镇上去看过"}
        assert "入户核实（镇上去看过）" in text(client.post(f"/items/{number}/check", data=sent))


# --- digests ------------------------------------------------------------------------------------------------------


def test_digests_are_read_again_and_their_hours_changed_on_a_page(place: Place, head: httpx.Client) -> None:
    period = place.action("digest_unit", "621022-water", period="2026-11-20")
    place.submit(Incoming(id="digest/621022-water/2026-11-20", action=period))
    page = head.get("/digests")
    assert "两个钟点一样，就是不设安静时间。" in text(page)
    assert "11月20日" in text(page)
    assert re.search(r'：<a class="number" href="/items/(\d{4}-\d{6})">\1</a>', page.text)
    sent = {"csrf": csrf(page), "once": once(page), "rhythm": "weekly", "weekday": "5", "hour": "15",
            "quiet_from": "22", "quiet_to": "7", "language": "own"}  # fmt: skip
    changed = head.post("/digests", data=sent)
    assert '<option value="5" selected>' in changed.text
    with place.signed_in(place.reporter()) as client:
        assert client.get("/digests").status_code == 404
