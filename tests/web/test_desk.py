"""A clerk's desk: filters, views that are kept, several items at once, the unit's ready words."""

import re
from collections.abc import Iterator

import httpx
import pytest

from bot.rights import Role
from storage import desk
from tests.web.place import UNIT, Place, csrf
from tests.web.test_inbox import act, flash, numbers, text

SCHOOL = "环县教育局"


@pytest.fixture
def clerk(place: Place) -> Iterator[httpx.Client]:
    with place.signed_in(place.clerk("陈某")) as client:
        yield client


def once(page: httpx.Response, address: str) -> str:
    """The one-time id of the form that presses an address."""
    form = page.text[page.text.index(f'action="{address}"') :]
    return str(re.findall(r'name="once" value="([^"]+)"', form)[0])


def tick(client: httpx.Client, chosen: list[str], do: str, query: str = "tab=all", **given: str) -> httpx.Response:
    """Ticks items in the inbox and presses a button under them."""
    page = client.get(f"/inbox?{query}")
    data = {"csrf": csrf(page), "once": once(page, "/inbox/several"), "query": query, "do": do, "number": chosen}
    return client.post("/inbox/several", data={**data, **given})


# --- several at once ----------------------------------------------------------------------------------------------


def test_several_are_accepted_taken_and_resolved_with_one_text(place: Place, clerk: httpx.Client) -> None:
    filed = [place.filed(place.reporter(), f"成批{n}") for n in range(3)]
    page = tick(clerk, filed, "accept", query="tab=all&q=成批")
    assert flash(page) == ["受理：3件。"]
    assert page.url.params["q"] == "成批"
    assert flash(tick(clerk, filed, "claim")) == ["我来办：3件。"]
    assert flash(tick(clerk, filed, "resolve", text="管网整体更换，都通水了")) == ["办结：3件。"]
    for number in filed:
        words = text(clerk.get(f"/items/{number}"))
        assert "管网整体更换，都通水了" in words
        assert "接手办理" in words


def test_of_several_those_that_cannot_be_are_named_and_the_others_are_done(place: Place, clerk: httpx.Client) -> None:
    mine, done, untouched = (place.filed(place.reporter(), title) for title in ("能受理", "已受理过", "没受理"))
    foreign = place.filed(place.reporter(), "学校漏雨", topic="school_conditions")
    act(clerk, done, "accept")
    told = flash(tick(clerk, [mine, done, foreign], "accept"))
    assert told[0] == "受理：1件。"
    assert f"{done}：已经有人办了，现在是“已受理”。" in told
    assert f"{untouched}：还没受理，请先受理。" in flash(tick(clerk, [untouched], "resolve", text="x"))
    act(clerk, mine, "claim")
    with place.signed_in(place.clerk("刘某")) as other:
        assert f"{mine}：已经由陈某在办。" in flash(tick(other, [mine], "claim"))
    assert any(foreign in line and "没有" in line for line in told)
    assert "已受理" in text(clerk.get(f"/items/{mine}"))


def test_resolving_several_needs_its_text_and_other_things_are_not_done_in_bulk(
    place: Place, clerk: httpx.Client
) -> None:
    number = place.filed(place.reporter(), "要写结果")
    act(clerk, number, "accept")
    (told,) = flash(tick(clerk, [number], "resolve"))  # and not that none was resolved, as if that were good news
    assert "请补上" in told
    assert flash(tick(clerk, [number], "send_back")) == ["这个不能几件一起办。"]


def test_what_was_typed_stays_where_nothing_is_ticked(place: Place, clerk: httpx.Client) -> None:
    for n in range(2):
        place.filed(place.reporter(), f"没勾选{n}")
    assert flash(tick(clerk, [], "accept")) == ["还没有勾选。"]
    page = tick(clerk, [], "resolve", query="tab=all&q=没勾选", text="都<b>修好了")
    assert flash(page) == ["还没有勾选。"]
    assert ">都&lt;b&gt;修好了</textarea>" in page.text
    assert len(numbers(page)) == 2


# --- filters and views --------------------------------------------------------------------------------------------


def test_filters_narrow_by_urgency_topic_who_has_it_and_what_is_waited_for(place: Place) -> None:
    clerk = place.clerk("冯某", SCHOOL)
    reporter = place.reporter("褚某")
    urgent = place.filed(reporter, "筛选甲", urgency="urgent", topic="school_conditions")
    plain = place.filed(reporter, "筛选乙", topic="school_conditions")
    with place.signed_in(clerk) as client:
        act(client, urgent, "accept")
        act(client, urgent, "claim")
        act(client, urgent, "pause", reason="等待农户")

        def found(**asked: str) -> list[str]:
            return numbers(client.get("/inbox", params={"tab": "all", "q": "筛选", **asked}))

        assert found() == [plain, urgent]  # a clock that stands still presses nobody
        assert found(urgency="urgent") == [urgent]
        assert found(taken="mine") == [urgent]
        assert found(taken="nobody") == [plain]
        assert found(waits="paused") == [urgent]
        assert (
            "暂停计时"
            in text(client.get("/inbox", params={"tab": "all", "q": urgent, "waits": "paused"})).split("期限 ")[-1]
        )
        assert found(waits="asked") == []
        assert found(topic="school_conditions") == [plain, urgent]
        assert found(topic="drinking_water") == []
        assert found(urgency="nonsense", waits="nonsense", taken="nonsense") == [plain, urgent]
        assert found(q="筛选 褚某") == [plain, urgent]
        assert found(q="乙 西沟") == [plain]
        assert found(q="褚某 没有这个词") == []


def test_a_view_is_kept_under_a_name_and_let_go(place: Place) -> None:
    with place.signed_in(place.clerk()) as client:
        page = client.get("/inbox?tab=all&urgency=urgent")
        data = {"csrf": csrf(page), "once": once(page, "/inbox/views"), "query": "tab=all&urgency=urgent&evil=1"}
        assert flash(client.post("/inbox/views", data={**data, "name": "急件"})) == ["视图“急件”已保存。"]
        page = client.get("/inbox")
        assert 'href="/inbox?tab=all&amp;urgency=urgent"' in page.text
        [address] = re.findall(r'action="(/inbox/views/\d+/drop)"', page.text)
        with place.signed_in(place.clerk()) as other:
            foreign = other.get("/inbox")
            assert "急件" not in foreign.text
            told = other.post(address, data={"csrf": csrf(foreign), "once": "z" * 20})
            assert flash(told) == ["您没有这个视图。"]
        assert flash(client.post(address, data={"csrf": csrf(page), "once": once(page, address)})) == ["视图已删除。"]
        assert "/drop" not in client.get("/inbox").text


def test_a_dozen_views_are_enough(place: Place) -> None:
    person = place.clerk()
    with place.app.writer.begin() as connection:
        for n in range(12):
            desk.keep_view(connection, person, f"视图{n}", "tab=all", place.clock())
    with place.signed_in(person) as client:
        page = client.get("/inbox?tab=all&q=x")
        data = {"csrf": csrf(page), "query": "tab=all"}
        said = client.post("/inbox/views", data={**data, "once": "a" * 20, "name": "再来一个"})
        assert "已经存了12个" in flash(said)[0]
        assert "已保存" in flash(client.post("/inbox/views", data={**data, "once": "b" * 20, "name": "视图3"}))[0]


# --- ready words --------------------------------------------------------------------------------------------------


def test_a_units_ready_words_are_edited_on_the_page_and_offered_on_items(place: Place) -> None:
    unit = "环县交通运输局"
    clerk = place.clerk("卫某", unit)
    with place.signed_in(clerk) as client:
        [address] = re.findall(r'href="(/inbox/words\?unit=[\w-]+)"', client.get("/inbox").text)
        page = client.get(address)
        code = address.partition("=")[2]
        lines = "养护队三天内到\n\n养护队三天内到\n  已列入年度计划  "
        data = {"csrf": csrf(page), "once": once(page, "/inbox/words"), "unit": code, "words-reply": lines}
        page = client.post("/inbox/words", data=data)
        assert flash(page) == ["本单位的常用语已保存。"]
        assert "养护队三天内到\n已列入年度计划</textarea>" in page.text
        number = place.filed(place.reporter(), "路塌了", topic="road")
        act(client, number, "accept")
        assert re.findall(r'data-fill="f-reply-text">([^<]+)<', client.get(f"/items/{number}").text) == [
            "养护队三天内到",
            "已列入年度计划",
        ]


def test_ready_words_are_the_units_own(place: Place, clerk: httpx.Client) -> None:
    with place.app.reader.connect() as connection:
        live = place.app.live.current(connection)
        other, own = live.directory.unit(SCHOOL).code, live.directory.unit(UNIT).code
    assert clerk.get(f"/inbox/words?unit={other}").status_code == 404
    page = clerk.get(f"/inbox/words?unit={own}")
    data = {"csrf": csrf(page), "once": "c" * 20, "unit": other, "words-reply": "别人的话"}
    assert clerk.post("/inbox/words", data=data).status_code == 404
    with place.signed_in(place.person(Role.COORDINATOR, "环县")) as coordinator:
        assert "/inbox/words" not in coordinator.get("/inbox").text
        assert "/inbox/several" not in coordinator.get("/inbox").text
