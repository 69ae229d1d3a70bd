"""The inbox, an item's page and one's own items."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import httpx
import pytest
from PIL import Image

from bot.lifecycle import STEPS, Relation
from bot.rights import Role
from bot.web.offers import ORDER
from storage import staff
from tests.web.place import UNIT, Place, csrf, until

IDENTITY = "622821196503071234"


def _png() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(content, "PNG")
    return content.getvalue()


PNG = _png()


@pytest.fixture
def clerk(place: Place) -> Iterator[httpx.Client]:
    with place.signed_in(place.clerk("陈某")) as client:
        yield client


def act(client: httpx.Client, number: str, action: str, **given: str) -> httpx.Response:
    """Presses an action's button as the page offers it."""
    page = client.get(f"/items/{number}")
    for form in re.findall(r'<form[^>]*/act">.*?</form>', page.text, re.DOTALL):
        if f'name="action" value="{action}"' in form:
            once = re.findall(r'name="once" value="([^"]+)"', form)[0]
            press = {"csrf": csrf(page), "once": once, "action": action, **given}
            return client.post(f"/items/{number}/act", data=press)
    raise AssertionError(f"{action} is not offered")


def offered(client: httpx.Client, number: str) -> list[str]:
    return re.findall(r'name="action" value="(\w+)"', client.get(f"/items/{number}").text)


def flash(page: httpx.Response) -> list[str]:
    return re.findall(r'role="(?:status|alert)">([^<]+)<', page.text)


def numbers(page: httpx.Response) -> list[str]:
    return re.findall(r'href="/items/(\d{4}-\d{6})"', page.text)


def text(page: httpx.Response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))


def test_every_action_has_its_place_on_the_page() -> None:
    assert set(ORDER) == {step.action for step in STEPS.values() if step.by != {Relation.PRODUCT}}


# --- from filed to closed -----------------------------------------------------------------------------------------


def test_an_item_goes_from_the_inbox_to_its_end_on_pages_alone(place: Place, clerk: httpx.Client) -> None:
    reporter = place.reporter("李某")
    number = place.filed(reporter, "五组水管冻裂，三户停水", urgency="urgent")
    there = [each for each in offered(clerk, number) if each != "give"]  # which needs a colleague
    assert there == ["accept", "claim", "ask", "pass_on", "involve", "send_back", "comment"]
    assert flash(act(clerk, number, "accept")) == ["已受理"]
    act(clerk, number, "reply", text="明天上午派人来")
    act(clerk, number, "resolve", text="换了新水管，已通水")
    assert offered(clerk, number) == ["comment"]
    with place.signed_in(reporter) as home:
        page = home.get(f"/items/{number}")
        assert "等李某确认" in page.text
        assert offered(home, number) == ["close", "reopen", "comment"]
        act(home, number, "reopen", reason="又停水了")
    act(clerk, number, "accept")
    act(clerk, number, "resolve", text="换了阀门")
    with place.signed_in(reporter) as home:
        assert flash(act(home, number, "close"))
        story = text(home.get(f"/items/{number}"))
    for words in ("明天上午派人来", "换了新水管，已通水", "又停水了", "换了阀门", "不用再办"):
        assert words in story


def test_a_button_pressed_twice_acts_once(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter(), "机井水泵坏了")
    act(clerk, number, "accept")
    page = clerk.get(f"/items/{number}")
    once = re.findall(r'name="once" value="([^"]+)"', page.text)[0]
    press = {"csrf": csrf(page), "once": once, "action": "reply", "text": "只说一次"}
    first, second = (clerk.post(f"/items/{number}/act", data=press) for _ in range(2))
    assert flash(first) == flash(second) != []
    assert clerk.get(f"/items/{number}").text.count("只说一次") == 1


def test_who_is_slower_is_told_what_became_of_it(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter(), "水质发浑")
    page = clerk.get(f"/items/{number}")
    once = re.findall(r'name="once" value="([^"]+)"', page.text)[0]
    with place.signed_in(place.clerk()) as faster:
        act(faster, number, "accept")
    late = clerk.post(f"/items/{number}/act", data={"csrf": csrf(page), "once": once, "action": "accept"})
    assert "已经有人办了" in flash(late)[0]


def test_passing_on_takes_a_units_name_and_leads_back_to_the_inbox(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter(), "学校停水")
    answer = act(clerk, number, "pass_on", unit="环县教育局")
    assert answer.url.path == "/inbox"
    assert flash(answer)
    assert clerk.get(f"/items/{number}").status_code == 404
    with place.signed_in(place.clerk(unit="环县教育局")) as other:
        assert number in numbers(other.get("/inbox"))


@pytest.mark.parametrize(("typed", "said"), [("月球水务局", "月球水务局"), ("局", "有“局”的单位不止一个：环县")])
def test_what_names_no_unit_or_several_is_said_and_nothing_moves(
    place: Place, clerk: httpx.Client, typed: str, said: str
) -> None:
    number = place.filed(place.reporter(), "蓄水池漏水")
    answer = act(clerk, number, "pass_on", unit=typed)
    assert said in flash(answer)[0]
    assert 'class="notice bad"' in answer.text
    assert re.search(rf'<details open>.*?name="unit"[^>]* value="{typed}"', answer.text, re.DOTALL)
    assert number in numbers(clerk.get("/inbox"))


def test_what_was_typed_is_not_lost_where_it_came_too_late(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter(), "水塔漏水")
    act(clerk, number, "accept")
    page = clerk.get(f"/items/{number}")
    once = re.findall(r'name="once" value="([^"]+)"', page.text)[0]
    with place.signed_in(place.clerk()) as faster:
        act(faster, number, "resolve", text="焊好了")
    press = {"csrf": csrf(page), "once": once, "action": "resolve", "text": "换了阀门<b>，不漏了"}
    late = clerk.post(f"/items/{number}/act", data=press)
    assert late.status_code == 409
    assert 'class="notice bad" role="alert"' in late.text
    assert "您写的是： <bdi>换了阀门&lt;b&gt;，不漏了</bdi>" in late.text


def test_a_press_that_fails_on_our_side_is_said_and_what_was_typed_stays(
    own_place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = own_place.filed(own_place.reporter(), "水塔漏水")
    with own_place.signed_in(own_place.clerk()) as clerk:
        act(clerk, number, "accept")
        monkeypatch.setattr("bot.items.act", lambda *_: 1 / 0)
        answer = act(clerk, number, "resolve", text="换了阀门")
    [words] = flash(answer)
    assert words.startswith("系统出了点问题，这一步没有办成。")
    assert "编号D0001" in words
    assert 'class="notice bad"' in answer.text
    assert "换了阀门" in answer.text


@pytest.mark.parametrize("typed", ["环县残", "残联"])  # there are others elsewhere
def test_a_part_of_a_units_name_that_no_other_has_as_near_is_enough(
    place: Place, clerk: httpx.Client, typed: str
) -> None:
    number = place.filed(place.reporter(), "助听器坏了")
    assert act(clerk, number, "pass_on", unit=typed).url.path == "/inbox"
    with place.signed_in(place.clerk(unit="环县残联")) as other:
        assert number in numbers(other.get("/inbox"))


def test_sending_back_needs_a_reason(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter(), "路灯不亮")
    assert offered(clerk, number)
    assert "请补上" in flash(act(clerk, number, "send_back", reason="  "))[0] or flash(
        act(clerk, number, "send_back", reason="  ")
    )
    assert "accept" in offered(clerk, number)


def test_an_action_that_does_not_exist_is_no_press(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter(), "水表坏了")
    page = clerk.get(f"/items/{number}")
    for action in ("", "digest_unit", "route'", "__class__"):
        press = {"csrf": csrf(page), "once": "0" * 20, "action": action}
        assert clerk.post(f"/items/{number}/act", data=press).status_code == 400
    press = {"csrf": csrf(page), "once": "../1", "action": "accept"}
    assert clerk.post(f"/items/{number}/act", data=press).status_code == 400


def test_a_step_of_the_product_is_not_a_persons(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter(), "井盖丢了")
    page = clerk.get(f"/items/{number}")
    press = {"csrf": csrf(page), "once": "1" * 20, "action": "record"}
    assert clerk.post(f"/items/{number}/act", data=press).status_code == 200
    assert "accept" in offered(clerk, number)


def test_working_on_an_item_shows_whose_turn_it_is(place: Place) -> None:
    reporter, clerk = place.reporter("李某"), place.clerk("丁某")
    head = place.person(Role.HEAD, UNIT, "丁局")
    number = place.filed(reporter, "水塔漏水")
    with place.signed_in(clerk) as client:
        act(client, number, "accept")
        act(client, number, "claim")
        assert "由环县水务局的丁某办理中" in text(client.get(f"/items/{number}"))
        assert "claim" not in offered(client, number)
        act(client, number, "ask", text="塔在哪个组？")
        assert "已问李某，还没有回答" in text(client.get(f"/items/{number}"))
        act(client, number, "involve", unit="环县教育局")
        assert "还没报配合情况：环县教育局" in text(client.get(f"/items/{number}"))
        act(client, number, "extend", days="4", reason="等吊车")
        assert "grant" not in offered(client, number)
    with place.signed_in(head) as boss:
        assert "申请延期4个工作日，还没有批" in text(boss.get(f"/items/{number}"))
        act(boss, number, "grant")
        act(boss, number, "give", person=str(head), holder=str(clerk))
        assert "由环县水务局的丁局办理中" in text(boss.get(f"/items/{number}"))
        act(boss, number, "pause", reason="等待农户")
        page = text(boss.get(f"/items/{number}"))
        assert "起暂停计时：等待农户" in page
        assert "已暂停，原定" in page
    with place.signed_in(reporter) as home:
        act(home, number, "answer_question", text="二组")
        assert "暂停计时" in text(home.get(f"/items/{number}"))
        assert "已暂停，原定" not in text(home.get(f"/items/{number}"))


def test_it_is_the_turn_of_whoever_answers_for_it_once_its_reporter_has_left(place: Place) -> None:
    reporter, keeper, clerk = place.reporter("李某"), place.reporter("孙某"), place.clerk("丁某")
    number = place.filed(reporter, "水塔漏水")
    with place.signed_in(clerk) as client:
        act(client, number, "accept")
        act(client, number, "resolve", text="修好了")
        with place.app.writer.begin() as connection:
            staff.keep(connection, [place.item(number)], keeper)
        assert "等孙某确认" in text(client.get(f"/items/{number}"))


def test_the_reporter_adds_a_photo_on_the_page(place: Place) -> None:
    reporter = place.reporter()
    number = place.filed(reporter, "水渠塌了")
    with place.signed_in(reporter) as home:
        page = home.get(f"/items/{number}")
        form = page.text[page.text.index('/photo"') :]
        once = re.findall(r'name="once" value="([^"]+)"', form)[0]
        fields = {"csrf": csrf(page), "once": once}

        def send(content: bytes, **changed: str) -> httpx.Response:
            photo = {"photo": ("p.png", content, "image/png")}
            return home.post(f"/items/{number}/photo", data={**fields, **changed}, files=photo)

        assert send(b"MZ", once="x" * 20).status_code == 415
        assert send(PNG, csrf="wrong").status_code == 403
        assert "补了照片" in flash(send(PNG))[0]
        assert home.get(f"/items/{number}").text.count("补了照片") == 1
    until(lambda: [file.status for file in place.attached(place.item(number))] == ["stored"])
    with place.signed_in(place.reporter()) as other:
        page = other.get("/mine")
        data = {"csrf": csrf(page), "once": "y" * 20}
        files = {"photo": ("p.png", PNG, "image/png")}
        assert other.post(f"/items/{number}/photo", data=data, files=files).status_code == 404


# --- what the item's page says --------------------------------------------------------------------------------------


def test_the_page_says_why_it_came_here_and_labels_instead_of_codes(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter("李某"), "二组水窖干了", urgency="urgent")
    words = text(clerk.get(f"/items/{number}"))
    for said in (
        "等环县水务局受理", "环县曲子镇西沟村", "饮水不足、水质或断水", "很急，影响生活", "李某 上报",
        "派给环县水务局", "由环县水务局承担",
    ):  # fmt: skip
        assert said in words
    assert "drinking_water" not in words
    assert "621022101204" not in words


def test_a_long_text_is_shown_whole(place: Place, clerk: httpx.Client) -> None:
    long = "水管冻裂了，" * 60
    assert long in clerk.get(f"/items/{place.filed(place.reporter(), long)}").text


def test_what_is_sensitive_is_masked(place: Place) -> None:
    reporter = place.reporter()
    number = place.applied(reporter, {"id_number": IDENTITY, "phone": "13893401234"})
    with place.signed_in(reporter) as client:
        page = client.get(f"/items/{number}").text
    assert "622****" in page
    for secret in (IDENTITY, IDENTITY[3:-2], "13893401234", "8934012"):
        assert secret not in page


# --- the inbox ------------------------------------------------------------------------------------------------------


def test_counters_are_those_of_the_digest_and_tabs_hold_what_they_count(own_place: Place) -> None:
    place = own_place
    reporter = place.reporter()
    place.clock.ahead = timedelta(days=-20)
    old = [place.filed(reporter, f"老问题{n}") for n in range(2)]
    place.clock.ahead = timedelta(0)
    with place.signed_in(place.clerk()) as client:
        page = client.get("/inbox?tab=overdue")
        counts = re.findall(r"<b>(\d+)</b>\s*([^<\s]+)", page.text)
        assert ("2", "超期") in counts
        assert numbers(page) == old
        assert "受理超" in page.text
        act(client, old[0], "accept")
        act(client, old[0], "resolve", text="好了")
        assert numbers(client.get("/inbox?tab=waiting")) == [old[0]]
        page = client.get("/inbox?tab=all")  # what is resolved waits to be confirmed: it is not over, and is no 未办结
        assert old[0] in numbers(page)
        assert "全部未了结" in page.text
        assert "未办结" not in page.text


def test_an_application_whose_visit_is_overdue_says_so_in_the_list(own_place: Place) -> None:
    place = own_place
    with place.signed_in(place.person(Role.CLERK, "环县扶贫办")) as client:
        place.clock.ahead = timedelta(days=-20)
        number = place.applied(place.reporter(), {})
        act(client, number, "accept")
        place.clock.ahead = timedelta(0)
        page = client.get("/inbox?tab=overdue")
    assert numbers(page) == [number]
    assert re.search(r"超期：\d+月\d+日前该入户核实", page.text)


def test_searching_is_literal(place: Place, clerk: httpx.Client) -> None:
    reporter = place.reporter()
    percent = place.filed(reporter, "水位降了50%左右")
    place.filed(reporter, "水位降了500左右")
    assert numbers(clerk.get(f"/inbox?q={quote('50%')}")) == [percent]
    assert numbers(clerk.get(f"/inbox?q={quote('_')}")) == []
    assert numbers(clerk.get("/inbox", params={"q": "';--"})) == []
    assert percent in numbers(clerk.get("/inbox", params={"q": percent}))
    assert percent in numbers(clerk.get("/inbox", params={"q": "西沟"}))


def test_a_correction_goes_on_in_the_chat_where_the_form_asks_again(place: Place) -> None:
    reporter = place.reporter()
    number = place.filed(reporter, "二组水管冻裂")
    with place.signed_in(reporter) as client:
        pressed = act(client, number, "correct")
        assert pressed.url.path == "/chat"
        rows = client.get("/chat/rows").json()["rows"]
    assert rows[-1]["text"] == "要改哪一项？"
    assert "类别" in [button["label"] for row in rows[-1]["buttons"] for button in row]


def test_words_of_a_reply_find_an_item_and_one_that_is_over_in_a_list_of_its_own(
    place: Place, clerk: httpx.Client
) -> None:
    reporter = place.reporter()
    over, open_ = place.filed(reporter, "渠道漏水"), place.filed(reporter, "渠道又漏")
    for number in (over, open_):
        act(clerk, number, "accept")
        act(clerk, number, "reply", text="已派喷浆队")
    act(clerk, over, "resolve", text="喷浆完成")
    with place.signed_in(reporter) as client:
        act(client, over, "close")
    page = clerk.get("/inbox", params={"q": "喷浆"})
    assert numbers(page) == [open_]
    assert re.search(r"<b>2</b> 搜到的（含已了结）", page.text)
    assert numbers(clerk.get("/inbox", params={"q": "喷浆", "tab": "any"})) == [open_, over]
    assert numbers(clerk.get("/inbox", params={"q": "喷浆完成"})) == [over]  # only there: so it is shown at once


def test_what_presses_most_stands_first_and_what_waits_for_others_last(own_place: Place) -> None:
    reporter, clerk = own_place.reporter("排序甲"), own_place.clerk("排序乙")
    done, later, sooner, new = (own_place.filed(reporter, f"排序{n}") for n in range(4))
    urgent = own_place.filed(reporter, "排序急", urgency="urgent")
    with own_place.signed_in(clerk) as client:
        for number in (done, later, sooner, urgent):
            act(client, number, "accept")
        act(client, done, "resolve", text="修好了")
        act(client, later, "extend", days="5", reason="材料没到")
        with own_place.signed_in(own_place.person(Role.HEAD, UNIT, "排序丙")) as head:
            act(head, later, "grant")
        assert numbers(client.get("/inbox")) == [new, urgent, sooner, later, done]


def test_what_a_unit_only_assists_with_comes_last_and_its_deadline_is_not_theirs(own_place: Place) -> None:
    place, reporter = own_place, own_place.reporter("配合甲")
    place.clock.ahead = timedelta(days=-20)
    theirs = place.filed(reporter, "别家牵头的")
    with place.signed_in(place.clerk("配合乙")) as lead:
        act(lead, theirs, "involve", unit="环县住建局")
        place.clock.ahead = timedelta(0)
        own = place.filed(reporter, "自己牵头的", topic="housing_unsafe")
        with place.signed_in(place.clerk("配合丙", "环县住建局")) as client:
            page = client.get("/inbox?tab=all")
            assert numbers(page) == [own, theirs]
            assert "环县水务局牵头，待报配合情况" in page.text
            assert "受理超" not in page.text
            act(client, theirs, "contribute", text="已去看过")
            assert "环县水务局牵头，配合情况已报" in client.get("/inbox?tab=all").text


def test_an_overdue_stage_stands_above_what_is_due_later_and_on_the_items_page(own_place: Place) -> None:
    place = own_place
    with place.signed_in(place.person(Role.CLERK, "环县扶贫办")) as client:
        reporter = place.reporter("环节甲")
        place.clock.ahead = timedelta(days=-7)
        sooner = place.filed(reporter, "限期在前", topic="policy_interrupted")
        act(client, sooner, "accept")
        application = place.applied(reporter, {})
        act(client, application, "accept")
        place.clock.ahead = timedelta(0)
        assert numbers(client.get("/inbox?tab=all")) == [application, sooner]
        with place.signed_in(place.person(Role.COORDINATOR, "环县")) as coordinator:
            for tab in ("all", "overdue"):
                found = numbers(coordinator.get(f"/inbox?tab={tab}"))
                assert [each for each in found if each in (application, sooner)] == [application, sooner][: len(found)]
        head = re.search(r'<p class="turn">(.*?)</p>', client.get(f"/items/{application}").text, re.DOTALL)
    assert head is not None
    assert "该入户核实" in head[1]


def test_one_who_takes_an_item_back_is_asked_on_the_page_too(place: Place) -> None:
    reporter = place.reporter("撤回甲")
    number = place.filed(reporter, "报错了一件")
    with place.signed_in(reporter) as client:
        page = client.get(f"/items/{number}").text
        assert re.search(r"<summary[^>]*>撤回</summary>(?:(?!</details>).)*恢复不了", page, re.DOTALL)
        act(client, number, "withdraw")
        assert "已撤回" in client.get(f"/items/{number}").text


def test_nobody_is_offered_to_give_to_oneself_what_nobody_has(place: Place) -> None:
    number = place.filed(place.reporter(), "交给谁")
    mine, other = place.clerk("交接甲"), place.clerk("交接乙")
    with place.signed_in(mine) as client:
        page = client.get(f"/items/{number}").text
    assert f'<option value="{other}">交接乙</option>' in page
    assert f'<option value="{mine}">' not in page


def test_a_status_narrows_the_list(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter(), "只看已受理")
    act(clerk, number, "accept")
    assert number in numbers(clerk.get("/inbox?status=accepted"))
    assert number not in numbers(clerk.get("/inbox?status=routed"))
    assert clerk.get("/inbox?status=nonsense").status_code == 200


def test_a_long_inbox_is_paged(place: Place) -> None:
    reporter = place.reporter()
    filed = [place.filed(reporter, f"宿舍停水{n}", topic="school_conditions") for n in range(23)]
    with place.signed_in(place.clerk(unit="环县教育局")) as client:
        first, second = (numbers(client.get("/inbox", params={"q": "宿舍停水", "page": n})) for n in (1, 2))
        assert first + second == filed
        assert len(first) == 20
        assert numbers(client.get("/inbox", params={"q": "宿舍停水", "page": 99})) == second
        assert numbers(client.get("/inbox", params={"q": "宿舍停水", "page": -3})) == first
        assert client.get("/inbox?page=x").status_code == 400


def test_somebody_of_two_units_chooses_between_them_and_sees_no_third(place: Place) -> None:
    person = place.clerk()
    place.joins(person, "环县教育局")
    water, school = (
        place.filed(place.reporter(), "停水"),
        place.filed(place.reporter(), "失学", topic="school_conditions"),
    )
    with place.signed_in(person) as client:
        codes = re.findall(r"\?unit=([\w-]+)", client.get("/inbox").text)
        pages = {
            code: numbers(client.get("/inbox", params={"unit": code, "q": "2026-"})) for code in dict.fromkeys(codes)
        }
        assert len(pages) == 2
        assert any(water in found and school not in found for found in pages.values()) or len(pages[codes[0]]) == 20
        assert client.get("/inbox?unit=nobody").status_code == 200


def test_a_coordinator_sees_what_was_sent_back_in_the_area(place: Place, clerk: httpx.Client) -> None:
    number = place.filed(place.reporter(), "归谁管说不清")
    act(clerk, number, "send_back", reason="不归我们")
    with place.signed_in(place.person(Role.COORDINATOR, "环县")) as client:
        page = client.get("/inbox?tab=returned")
        assert number in numbers(page)
        assert '<td role="cell" class="person">环县扶贫办</td>' in page.text  # who has it, and not who filed it
        assert "环县" in page.text
        assert "pass_on" in offered(client, number)
        assert "后来转走了，现在在环县扶贫办。" in text(client.get(f"/items/{number}"))
        act(client, number, "pass_on", unit=UNIT)
        assert "后来转走了" not in text(client.get(f"/items/{number}"))
        assert number not in numbers(client.get("/inbox?tab=returned"))


def test_mine_shows_where_each_of_ones_own_items_stands(place: Place, clerk: httpx.Client) -> None:
    reporter = place.reporter()
    numbers_filed = [place.filed(reporter, f"我的第{n}件") for n in range(2)]
    act(clerk, numbers_filed[0], "accept")
    with place.signed_in(reporter) as home:
        page = home.get("/mine")
        assert numbers(page) == numbers_filed[::-1]
        assert "已受理" in page.text
        assert "待受理" in page.text
    with place.signed_in(place.reporter()) as another:
        assert "还没有上报" in another.get("/mine").text or numbers(another.get("/mine")) == []


def test_an_items_page_leads_on_to_the_other_pages(place: Place) -> None:
    reporter = place.reporter()
    number = place.filed(reporter, "水管冻裂")
    with place.signed_in(reporter) as client:
        nav = client.get(f"/items/{number}").text.partition("<nav")[2].partition("</nav>")[0]
    assert 'href="/mine"' in nav
