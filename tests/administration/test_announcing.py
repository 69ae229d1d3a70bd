"""Announcements: to an area's reporters or units' clerks, a piece at a time, read by a button, listed with names."""

import pytest

from bot.people import announcing
from bot.rights import Role
from bot.schedule import days
from storage import announcements, audit, outbox
from tests.administration.conftest import Terminal
from tests.administration.test_rules import either_broken
from tests.administration.test_staff import commanded, tapped
from tests.deployment import COUNTY, OVERVIEW, VILLAGE, WATER, Deployment, texts

TEXT = "明天上午十点开视频会，请准时参加。"


def told(place: Deployment, who: str) -> list[str]:
    """What waits to be sent into somebody's chat."""
    with place.app.reader.connect() as connection:
        waiting = outbox.waiting(connection, place.clock.at.replace(year=2030), 10_000)
    return [each.row.content["text"] for each in waiting if each.address == f"chat-{who}"]


def test_an_area_s_reporters_hear_it_once_and_say_that_they_have_read_it(either: Deployment) -> None:
    said = commanded(either, "announcement_make", "", area=COUNTY, text=TEXT)
    assert "3人" in said  # 李某, 孙某, 周某
    assert TEXT in "".join(told(either, "李某"))
    assert told(either, "钱某") == []
    with either.app.reader.connect() as connection:
        found = announcements.listed(connection)[0]
    assert (found.hearers, found.reached, found.read) == (3, 3, 0)
    read = either.asked("李某", "announcement_read", str(found.id))
    assert "您已看过" in texts(read)
    with either.app.reader.connect() as connection:
        assert announcements.listed(connection)[0].read == 1
        assert [each.name for each in announcements.hearers(connection, found.id) if each.read_at is None] == [
            "孙某", "周某"]  # fmt: skip
        assert audit.listed(connection, "announcements")[0].after["hearers"] == 3
    assert either_broken(either) == []


def test_those_who_work_in_units_hear_it(place: Deployment) -> None:
    commanded(place, "announcement_make", "", units=[WATER, "环县扶贫办"], text=TEXT)
    with place.app.reader.connect() as connection:
        assert {each.name for each in announcements.hearers(connection, 1)} == {"张某", "刘某", "马某", "何某"}


def test_many_are_told_a_piece_at_a_time_by_the_schedule(place: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "PIECE", 2)
    commanded(place, "announcement_make", "", area="621000", text=TEXT)
    with place.app.reader.connect() as connection:
        first = days.due(connection, place.clock().date())
    assert [each.id for each in first] == ["announcement/1/2"]
    place.run(*first)
    place.run(*first)
    with place.app.reader.connect() as connection:
        assert days.due(connection, place.clock().date()) == []
        assert announcements.listed(connection)[0].reached == 4


def test_whoever_has_not_come_in_is_named_apart(place: Deployment) -> None:
    place.person(Role.REPORTER, area=VILLAGE, name="没来的")
    commanded(place, "announcement_make", "", area=VILLAGE, text=TEXT)
    said = texts(place.said("管理员", text="/announcements"))
    assert "1人还没进来" in said
    assert "还没进来：没来的（西沟村" in texts(place.asked("管理员", "announcement", "1"))


def test_an_admin_announces_in_chat_and_looks_who_has_not_read_it(place: Deployment) -> None:
    listed = place.said("管理员", text="/announcements")
    asked = tapped(place, "管理员", tapped(place, "管理员", listed, "发通知"), "庆阳市的驻村干部")
    assert "写" in texts(asked)
    sure = place.said("管理员", text=TEXT)
    assert "发给4人" in texts(sure)
    done = tapped(place, "管理员", sure, "发出")
    assert "4人" in texts(done)
    place.asked("李某", "announcement_read", "1")
    who = tapped(place, "管理员", done, "谁看了")
    assert "李某" not in texts(who)
    assert "孙某（西沟村" in texts(who)
    assert "再提醒3人" in texts(tapped(place, "管理员", who, "提醒没看的"))
    assert "再提醒0人" in texts(place.asked("管理员", "announcement_remind", "1"))


@pytest.mark.parametrize("who", ["李某", "张某", "刘某"])
def test_whoever_has_no_area_announces_nothing(place: Deployment, who: str) -> None:
    place.asked(who, "announcement_make", area=VILLAGE, text=TEXT)
    place.asked(who, "announcement_make", units=[WATER], text=TEXT)
    with place.app.reader.connect() as connection:
        assert announcements.listed(connection) == []


def test_a_coordinator_announces_in_their_county_alone(place: Deployment) -> None:
    place.asked("陈某", "announcement_make", area="621023", text=TEXT)
    place.asked("陈某", "announcement_make", units=["621023-water"], text=TEXT)
    with place.app.reader.connect() as connection:
        assert announcements.listed(connection) == []
    assert "在路上" in texts(place.asked("陈某", "announcement_make", units=[OVERVIEW], text=TEXT))


def test_nobody_says_for_others_that_they_have_read_it(place: Deployment) -> None:
    commanded(place, "announcement_make", "", area=VILLAGE, text=TEXT)
    assert "失效" in texts(place.asked("钱某", "announcement_read", "1"))
    with place.app.reader.connect() as connection:
        assert announcements.listed(connection)[0].read == 0


def test_by_command(terminal: Terminal) -> None:
    assert terminal("announce", "make", TEXT).status == 1
    made = terminal("announce", "make", TEXT, "--area", "环县", "--json").json
    assert made["hearers"] == 3
    assert terminal("announce", "list", "--json").json[0]["read"] == 0
    shown = terminal("announce", "show", "1")
    assert "3人没看" in shown.out
    assert "李某" in shown.out
    assert terminal("announce", "show", "9").status == 1
    assert "再提醒3人" in terminal("announce", "remind", "1").out
