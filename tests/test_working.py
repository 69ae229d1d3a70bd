"""Working on an item: pauses, extensions, urging, taking it, asking the reporter, assisting units, corrections."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import digests, items, notices
from bot.app import running
from bot.checks import check
from bot.lifecycle import Fact, Refused
from bot.messages import Attachment, Contact, Incoming, Location, Outgoing
from bot.rights import EVERYTHING, Role
from bot.schedule.ticks import due
from storage import desk, files
from storage import items as stored
from storage.items import Item
from tests.deployment import OVERVIEW, WATER, Deployment, texts

HOUSING = "621022-housing"


def accepted(place: Deployment, urgency: str = "urgent") -> str:
    """The number of an item that 张某 has accepted: urgent ones are to be resolved by Tuesday, 1 December."""
    number = place.filed("李某", urgency=urgency)
    place.act("张某", number, "accept")
    return number


def by(item: Item) -> str:
    """The day by which it is to be resolved, or nothing while the clock stands."""
    return item.resolve_by.isoformat()[:10] if item.resolve_by is not None else ""


def actions(place: Deployment, number: str) -> list[str]:
    with place.app.reader.connect() as connection:
        return [event.action for event in stored.events(connection, place.item(number).id)]


def refused(place: Deployment, who: str, number: str, action: str, **values: str) -> str:
    with pytest.raises(Refused) as error:
        place.act(who, number, action, **values)
    return error.value.why


@pytest.fixture(autouse=True)
def sound(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does, what must always hold, holds afterwards."""
    name = "either" if "either" in request.fixturenames else "place"
    place: Deployment = request.getfixturevalue(name)
    yield
    with place.app.reader.connect() as connection:
        assert check(connection, place.vault, place.folder) == []


# --- the clock ----------------------------------------------------------------------------------------------------


def test_a_pause_stops_the_clock_and_the_deadline_moves_by_its_working_days(either: Deployment) -> None:
    number = accepted(either)
    assert by(either.item(number)) == "2026-12-01"
    paused = either.act("张某", number, "pause", reason="等待农户")
    assert paused.facts == {Fact.PAUSED}
    assert (paused.paused_for, by(paused)) == ("等待农户", "")
    either.clock.move(days=6)  # Monday: four working days later
    going = either.act("张某", number, "go_on")
    assert (going.facts, by(going), going.paused_by) == (frozenset(), "2026-12-07", None)


def test_while_the_clock_stands_nobody_is_reminded_and_nothing_is_overdue(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "pause", reason="等待农户")
    place.clock.move(days=30)
    assert [each for each in due(place.app.reader, place.clock(), 8) if each.id.startswith("deadline/")] == []
    with place.app.reader.connect() as connection:
        late = stored.Filter(overdue_at=place.clock())
        assert stored.count(connection, EVERYTHING, late) == 0


def test_what_stands_still_is_told_among_what_waits_for_others(either: Deployment) -> None:
    number = accepted(either)
    either.act("张某", number, "pause", reason="等待农户")
    either.clock.move(days=12)
    with either.app.reader.connect() as connection:
        assert digests.compute(connection, WATER, either.clock()).waiting == (number,)
        everywhere = digests.compute_all(connection, either.clock())
    assert [digest.waiting for digest in everywhere if digest.unit == WATER] == [(number,)]


@pytest.mark.parametrize(("action", "values"), [("comment", {"text": "在家"}), ("add_photo", {"photo": "x"})], ids=str)
def test_what_the_reporter_says_ends_a_pause(place: Deployment, action: str, values: dict[str, str]) -> None:
    number = accepted(place)
    place.act("张某", number, "pause", reason="等待农户")
    assert place.act("张某", number, "comment", text="还在等").facts == {Fact.PAUSED}
    assert place.act("李某", number, action, **values).facts == frozenset()
    assert actions(place, number)[-2:] == ["go_on", action]


def test_resolving_ends_a_pause_and_counts_as_in_time(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "pause", reason="等材料")
    place.clock.move(days=14)
    item = place.act("张某", number, "resolve", text="装好了")
    assert item.resolve_by is not None
    assert item.resolve_by > place.clock()
    assert actions(place, number)[-2:] == ["go_on", "resolve"]


def test_what_is_sent_back_while_the_clock_stands_keeps_its_deadline(either: Deployment) -> None:
    number = accepted(either)
    either.act("张某", number, "pause", reason="等材料")
    either.clock.move(days=6)  # four working days later
    assert by(either.act("张某", number, "send_back", reason="不归我们")) == "2026-12-07"
    with either.app.reader.connect() as connection:
        assert check(connection, either.vault, either.folder) == []


def test_a_pause_needs_a_reason_and_cannot_be_had_twice(place: Deployment) -> None:
    number = accepted(place)
    assert refused(place, "张某", number, "pause") == "needs"
    place.act("张某", number, "pause", reason="等待农户")
    assert refused(place, "刘某", number, "pause", reason="等待农户") == "state"
    assert refused(place, "李某", number, "go_on") == "right"


# --- more days ----------------------------------------------------------------------------------------------------


def test_more_days_are_asked_for_and_the_head_grants_them(either: Deployment) -> None:
    number = accepted(either)
    assert either.told("张某", number, "extend", days="3", reason="材料没到") == {
        "刘某": "张某申请延期3个工作日：材料没到"
    }
    assert by(either.item(number)) == "2026-12-01"
    told = either.told("刘某", number, "grant")
    assert told == dict.fromkeys(("李某", "张某"), "刘某同意延期3个工作日，办结限12月4日")
    assert (by(either.item(number)), either.item(number).facts) == ("2026-12-04", frozenset())


def test_a_refused_extension_leaves_the_deadline(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "extend", days="5", reason="人手不够")
    assert refused(place, "刘某", number, "refuse") == "needs"
    assert place.told("刘某", number, "refuse", reason="群众等着用水") == {
        "张某": "刘某不同意延期5个工作日：群众等着用水"
    }
    assert by(place.item(number)) == "2026-12-01"


def test_the_coordinator_decides_where_the_head_asks(place: Deployment) -> None:
    number = accepted(place)
    assert set(place.told("刘某", number, "extend", days="2", reason="天气")) == {"陈某"}
    assert refused(place, "刘某", number, "grant") == "own"
    assert refused(place, "张某", number, "grant") == "right"
    assert by(place.act("陈某", number, "grant")) == "2026-12-03"


def test_days_granted_after_the_deadline_count_from_today(place: Deployment) -> None:
    number = accepted(place)
    place.clock.move(days=9)  # Thursday, 3 December
    place.act("张某", number, "extend", days="2天", reason="天气")
    assert by(place.act("刘某", number, "grant")) == "2026-12-07"


def test_days_that_were_granted_are_not_lost_by_reopening(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "extend", days="10", reason="材料没到")
    granted = by(place.act("刘某", number, "grant"))
    place.act("张某", number, "resolve", text="换了新管")
    assert by(place.act("李某", number, "reopen", reason="还在漏")) == granted


def test_days_granted_during_a_pause_are_had_after_it(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "pause", reason="等待农户")
    place.act("张某", number, "extend", days="1", reason="天气")
    assert by(place.act("刘某", number, "grant")) == ""
    assert by(place.act("张某", number, "go_on")) == "2026-12-02"


@pytest.mark.parametrize("days", ["0", "61", "-3", "三个月", "几天", "1.5", "9999999", "²"])
def test_days_that_are_no_number_of_working_days_are_refused(place: Deployment, days: str) -> None:
    assert refused(place, "张某", accepted(place), "extend", days=days, reason="天气") == "days"


def test_resolving_leaves_no_extension_to_decide(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "extend", days="3", reason="天气")
    place.act("张某", number, "resolve", text="好了")
    assert refused(place, "刘某", number, "grant") == "state"
    assert place.item(number).facts == frozenset()


# --- urging -------------------------------------------------------------------------------------------------------


def test_whoever_waits_may_urge_once_a_day(either: Deployment) -> None:
    number = either.filed("李某")
    assert either.told("李某", number, "urge") == {"张某": "李某催办", "刘某": "李某催办"}
    assert refused(either, "李某", number, "urge") == "today"
    assert "今天已经催过" in texts(either.asked("李某", "urge", number))
    either.act("陈某", number, "urge")
    assert refused(either, "张某", number, "urge") == "right"
    either.clock.move(hours=16)  # past midnight in China
    either.act("李某", number, "urge")


# --- who has it ---------------------------------------------------------------------------------------------------


def test_of_two_clerks_who_take_it_at_once_one_wins_and_the_other_hears_who_did(either: Deployment) -> None:
    number = either.filed("李某")
    either.asked("张某", "claim", number)
    assert either.item(number).holder_name == "张某"
    assert texts(either.asked("刘某", "claim", number)).startswith("已经由张某在办")
    assert either.item(number).holder_name == "张某"


def test_an_item_is_given_to_a_colleague_by_name_or_id(place: Deployment) -> None:
    number = place.filed("李某")
    assert place.told("刘某", number, "give", person="张某") == {"张某": "刘某交给张某办"}
    assert place.item(number).holder == place.people["张某"]
    assert place.act("张某", number, "give", person=str(place.people["刘某"])).holder_name == "刘某"
    for stranger in ("马某", str(place.people["马某"]), "谁"):
        assert refused(place, "张某", number, "give", person=stranger) == "colleague"


def test_a_button_that_is_older_than_who_has_it_gives_nothing_away(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "claim")
    assert refused(place, "刘某", number, "give", person="刘某", holder="0") == "taken"
    assert place.act("刘某", number, "give", person="刘某", holder=str(place.people["张某"])).holder_name == "刘某"


def test_whoever_has_taken_it_hears_alone_until_they_leave(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "claim")
    assert set(place.told("李某", number, "comment", text="又停了")) == {"张某"}
    with place.app.writer.begin() as connection:
        connection.exec_driver_sql(
            f"UPDATE membership SET ended_at = '2026-11-24' WHERE person = {place.people['张某']}"
        )
    assert set(place.told("李某", number, "comment", text="还没通")) == {"刘某"}


def test_another_unit_begins_without_anybody(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "claim")
    assert place.act("张某", number, "pass_on", unit=OVERVIEW).holder is None


# --- asking -------------------------------------------------------------------------------------------------------


def test_the_reporters_answer_comes_back_into_the_item(either: Deployment) -> None:
    number = accepted(either)
    assert either.told("张某", number, "ask", text="水表在谁家？") == {"李某": "张某询问：水表在谁家？"}
    assert either.item(number).facts == {Fact.ASKED}
    said = texts(either.said("李某", text="在王某甲家"))
    assert said.startswith("您的回答已转给责任单位")
    assert either.item(number).facts == frozenset()
    with either.app.reader.connect() as connection:
        last = stored.events(connection, either.item(number).id)[-1]
    assert (last.action, last.person_name, last.details["text"]) == ("answer_question", "李某", "在王某甲家")


@pytest.mark.parametrize("words", ["收到", "好的！", "谢谢", "嗯", "知道了。"])
def test_a_courtesy_is_no_answer_and_the_question_still_waits(place: Deployment, words: str) -> None:
    number = accepted(place)
    place.act("张某", number, "ask", text="可以打谁的电话？")
    shown = place.said("李某", text=words)
    assert "还在等您回答：可以打谁的电话？" in texts(shown)
    assert key(shown, "回答")
    assert place.item(number).facts == {Fact.ASKED}
    place.said("李某", button=key(shown, "这就是我的回答"))
    with place.app.reader.connect() as connection:
        last = stored.events(connection, place.item(number).id)[-1]
    assert (last.action, last.details["text"]) == ("answer_question", words)


def test_a_photo_answers_a_question_and_so_does_the_rest_of_its_album(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "ask", text="请发一张照片。")

    async def send() -> None:
        async with running(place.app):
            for n in range(2):
                photo = Attachment("photo", f"p{n}", f"u{n}", mime="image/jpeg")
                await place.app.submit(incoming(n, photo))
            await place.app.attachments.idle()

    asyncio.run(send())
    del place.app
    with place.app.reader.connect() as connection:
        kept = files.of_item(connection, place.item(number).id)
    assert [(file.status, file.sensitive) for file in kept] == [("stored", False)] * 2
    assert actions(place, number)[-2:] == ["answer_question", "add_photo"]


KINDS = [("photo", "照片"), ("voice", "语音"), ("video", "视频"), ("document", "文件")]


@pytest.mark.parametrize(("kind", "words"), KINDS)
def test_the_unit_reads_what_kind_of_file_was_sent(place: Deployment, kind: str, words: str) -> None:
    number = accepted(place)
    place.act("张某", number, "ask", text="哪一家？")
    for reference in ("a", "b"):
        place.said("李某", attachment=Attachment(kind, reference, reference))
    told = texts(place.said("张某", text=number))
    assert re.search(f"李某 回答：（(一个)?{words}）", told)
    assert f"李某 补了{words}" in told


SENT = [
    ({"location": Location(36.57, 107.31, 11.6)}, "36.57000, 107.31000（误差约12米）"),
    ({"contact": Contact("13909340000", "王某丙")}, "王某丙 13909340000"),
]


@pytest.mark.parametrize("tapped", [False, True], ids=["at once", "after a tap"])
@pytest.mark.parametrize(("what", "words"), SENT, ids=["a place", "a number"])
def test_a_place_or_somebodys_number_answers_a_question(
    either: Deployment, what: dict[str, Any], words: str, tapped: bool
) -> None:
    number = accepted(either)
    either.act("张某", number, "ask", text="具体在什么地方？可以打谁的电话？")
    if tapped:
        either.said("李某", button=key(either.said("李某", text=number), "回答"))
    assert texts(either.said("李某", **what)).startswith("您的回答已转给责任单位")
    assert f"李某 回答：{words}" in texts(either.said("张某", text=number))


def test_a_place_that_was_answered_is_seen_on_the_map(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "ask", text="具体在什么地方？")
    place.said("李某", location=Location(36.57, 107.31))
    (shown,) = place.said("张某", text=number)
    assert [each.label for row in shown.buttons for each in row if each.url] == ["在地图上看"]


def incoming(count: int, photo: Attachment) -> Incoming:
    """A photo of an album in 李某's chat."""
    return Incoming(
        id=f"console/p{count}", channel="console", chat="chat-李某", account="李某", attachment=photo, album="a"
    )


def test_an_answer_ends_the_pause_of_who_waits_for_it(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "ask", text="在家吗？")
    place.act("张某", number, "pause", reason="等待农户")
    place.said("李某", text="在家")
    assert place.item(number).facts == frozenset()


def test_a_form_that_is_under_way_is_not_taken_for_an_answer(place: Deployment) -> None:
    number = accepted(place)
    place.said("李某", text="/issue_report")
    place.act("张某", number, "ask", text="在家吗？")
    place.said("李某", text="三组的路灯不亮，晚上看不见")
    assert place.item(number).facts == {Fact.ASKED}
    place.said("李某", location=Location(36.5, 107.3))
    assert place.item(number).facts == {Fact.ASKED}


def test_only_one_question_waits_and_nobody_else_answers_it(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "ask", text="在家吗？")
    assert refused(place, "刘某", number, "ask", text="几口人？") == "state"
    place.said("孙某", text="我在家")
    assert place.item(number).facts == {Fact.ASKED}


# --- assisting ----------------------------------------------------------------------------------------------------


def test_an_assisting_unit_is_told_reports_its_part_and_the_lead_resolves(either: Deployment) -> None:
    number = accepted(either)
    told = either.told("张某", number, "involve", unit=OVERVIEW)
    assert told == dict.fromkeys(("马某", "何某"), "张某请环县扶贫办配合")
    assert either.item(number).awaited == (OVERVIEW,)
    told = either.told("马某", number, "contribute", text="已核对名单")
    assert set(told) == {"张某", "刘某"}
    assert told["张某"] == "马某报了环县扶贫办的配合情况：已核对名单"
    assert either.item(number).awaited == ()
    assert refused(either, "马某", number, "resolve", text="好了") == "right"
    assert either.act("张某", number, "resolve", text="好了").status == "resolved"


def test_a_unit_assists_once_and_not_itself(place: Deployment) -> None:
    number = accepted(place)
    place.act("陈某", number, "involve", unit=HOUSING)
    assert refused(place, "张某", number, "involve", unit=HOUSING) == "assists"
    assert refused(place, "张某", number, "involve", unit=WATER) == "same"
    assert refused(place, "张某", number, "involve", unit="621022-nothing") == "needs"


def test_whoever_assisted_and_is_given_the_lead_assists_no_more(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "involve", unit=OVERVIEW)
    item = place.act("张某", number, "pass_on", unit=OVERVIEW)
    assert (item.lead, item.assist) == (OVERVIEW, ())


def test_a_refusal_for_how_an_item_stands_says_what_hinders_it(place: Deployment) -> None:
    number = place.filed("李某")

    def said(who: str, action: str, **values: str) -> str:
        return texts(place.asked(who, action, number, **values)).split("\n")[0]

    assert said("张某", "resolve", text="x") == "还没受理，请先受理。"
    place.act("张某", number, "accept")
    place.act("张某", number, "ask", text="在家吗？")
    assert said("张某", "ask", text="在家吗？") == "已经问过上报人，正在等回答。"
    place.act("张某", number, "pause", reason="等材料")
    assert said("张某", "pause", reason="等材料") == "已经暂停计时了。"
    place.act("张某", number, "go_on")
    assert said("张某", "go_on") == "现在没有暂停计时。"
    place.act("张某", number, "extend", days="3", reason="x")
    assert said("张某", "extend", days="3", reason="x") == "已经申请了延期，还没有批。"
    place.act("刘某", number, "refuse", reason="x")
    assert said("陈某", "grant") == "没有待批的延期：可能已经批过或退过了。"
    assert said("张某", "accept") == "已经有人办了，现在是“已受理”。"


# --- what was filed -----------------------------------------------------------------------------------------------


def test_a_photo_is_added_later_by_the_reporter_and_the_units_that_have_it(place: Deployment) -> None:
    number = place.filed("李某")
    assert refused(place, "李某", number, "add_photo") == "needs"
    assert refused(place, "张某", number, "add_photo") == "needs"
    assert refused(place, "陈某", number, "add_photo", photo="x") == "right"


def sent_by(place: Deployment, who: str, name: str, text: str = "") -> list[Outgoing]:
    """A photo in somebody's chat."""
    return place.said(who, text=text or None, attachment=Attachment("photo", name, name, mime="image/jpeg"))


def kept_with(place: Deployment, number: str) -> int:
    with place.app.reader.connect() as connection:
        return len(files.of_item(connection, place.item(number).id))


def test_photos_of_the_result_are_kept_and_its_words_are_waited_for(either: Deployment) -> None:
    number = accepted(either)
    either.said("张某", button=key(either.said("张某", text=f"/item {number}"), "办结"))
    for name in ("p1", "p2"):
        said = texts(sent_by(either, "张某", name))
        assert f"照片已附在{number}上。" in said
        assert "怎么办的" in said
    either.said("张某", text="换了一段管子，通水了")
    assert (either.item(number).status, kept_with(either, number)) == ("resolved", 2)
    assert actions(either, number)[-3:] == ["add_photo", "add_photo", "resolve"]


def test_words_below_a_photo_are_the_result_and_the_rest_of_the_album_is_kept(place: Deployment) -> None:
    number = accepted(place)
    place.said("张某", button=key(place.said("张某", text=f"/item {number}"), "办结"))
    sent_by(place, "张某", "p1", "换了一段管子，通水了")
    sent_by(place, "张某", "p2")
    assert (place.item(number).status, kept_with(place, number)) == ("resolved", 2)


def test_all_photos_of_an_album_are_kept_where_one_was_asked_for(place: Deployment) -> None:
    number = accepted(place)
    more = place.said("张某", button=key(place.said("张某", text=f"/item {number}"), "更多…"))
    place.said("张某", button=key(more, "补照片"))
    for name in ("p1", "p2", "p3"):
        sent_by(place, "张某", name)
    assert kept_with(place, number) == 3


def test_an_assisting_unit_sends_a_photo_with_its_part(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "involve", unit=OVERVIEW)
    place.said("马某", button=key(place.said("马某", text=f"/item {number}"), "报配合情况"))
    sent_by(place, "马某", "p1")
    place.said("马某", text="已入户看过")
    assert actions(place, number)[-2:] == ["add_photo", "contribute"]


@pytest.mark.parametrize("text", ["", "水管"])
def test_a_photo_that_belongs_to_nothing_is_said_not_to_be_kept(place: Deployment, text: str) -> None:
    assert "没有留存" in sent_by(place, "张某", "p1", text)[0].text


def test_a_photo_to_an_application_is_protected_like_the_ones_that_it_asks_for(place: Deployment) -> None:
    with place.turn("李某") as turn:
        assert items.shows_protected(turn.live.form("household_application"))
        assert not items.shows_protected(turn.live.form("issue_report"))


def test_somebody_who_answers_for_it_in_the_reporters_place_is_asked(place: Deployment) -> None:
    number = accepted(place)
    keeper = place.person(Role.REPORTER, area="621022101204", name="吴某")
    with place.app.writer.begin() as connection:
        connection.exec_driver_sql(f"UPDATE item SET keeper = {keeper}")
    place.act("张某", number, "ask", text="在家吗？")
    with place.app.reader.connect() as connection:
        assert stored.asked_of(connection, keeper) == number
        assert stored.asked_of(connection, place.people["李某"]) is None


def test_a_notice_names_whoever_answers_for_it_where_something_is_waited_for(either: Deployment) -> None:
    number = accepted(either)
    either.act("张某", number, "ask", text="在家吗？")
    leaves, follows = str(either.people["李某"]), str(either.people["孙某"])
    either.asked("管理员", "staff_change", leaves, do="leave", successor=follows)
    asked = either.item(number)
    unverified = replace(asked, status="filed", asked_at=None)
    with either.turn() as turn:
        notes = [turn.said(notices.summary(turn.live, item, turn.now)) for item in (asked, unverified)]
    assert "已问孙某，还没有回答" in notes[0]
    assert "李某" in notes[0]  # who filed it
    assert "孙某" in notes[1]
    assert "李某" not in notes[1]


def test_a_long_pause_over_a_year_whose_holidays_are_unknown_is_said_to_be_provisional(place: Deployment) -> None:
    number = accepted(place)
    place.act("张某", number, "pause", reason="等待农户")
    place.clock.at += timedelta(days=60)
    assert place.act("张某", number, "go_on").provisional


# --- ready words --------------------------------------------------------------------------------------------------


def test_a_units_ready_words_are_buttons_in_chat(place: Deployment) -> None:
    number = accepted(place)
    with place.app.writer.begin() as connection:
        desk.set_templates(connection, WATER, "resolve", ["已抢修通水", "已列入计划"])
    [shown] = place.said("张某", text=number)
    resolve = next(button for row in shown.buttons for button in row if button.label == "办结")
    [asked] = place.said("张某", button=resolve.data)
    assert [row[0].label for row in asked.buttons] == ["已抢修通水", "已列入计划"]
    place.said("张某", button=asked.buttons[0][0].data)
    assert place.item(number).status == "resolved"


def test_a_unit_to_pass_on_to_is_found_by_a_part_of_a_name_that_it_had(place: Deployment) -> None:
    number = place.filed("李某")
    opened = place.said("张某", text=number)
    place.said("张某", button=key(place.said("张某", button=key(opened, "更多…")), "转办"))
    offered = place.said("张某", text="乡村振兴")
    place.said("张某", button=key(offered, "环县扶贫办"))
    assert place.item(number).lead_name == "环县扶贫办"


def key(said: list[Outgoing], label: str) -> str:
    """What the button of this label sends."""
    return next(button.data for message in said for row in message.buttons for button in row if button.label == label)
