"""Whoever has to go there sees where it is, all that was said, however long, and the photos."""

import pytest

from bot import items, located
from bot.forms.state import Record
from bot.messages import Attachment, Location, Outgoing
from bot.settings import Wrong, read
from storage import items as stored
from storage import sign_ins
from storage.vault import token_hash
from tests.deployment import VILLAGE, Deployment

LONG = "五组老王家门前的水管冻裂了，三户人家停水三天，老人提着桶到二里外的泉里去挑水，路上结冰滑倒了两回"
MAP = "https://map.example.cn/?at={latitude},{longitude}"


def tapped(place: Deployment, screen: list[Outgoing], label: str, who: str = "李某") -> list[Outgoing]:
    """What a button answers."""
    (found,) = [each for message in screen for row in message.buttons for each in row if each.label.startswith(label)]
    return place.said(who, button=found.data)


def reported(place: Deployment) -> str:
    """The number of an issue with a location."""
    screen = tapped(place, place.said("李某", text=LONG), "饮水不足")
    screen = place.said("李某", location=Location(36.57, 107.31, 11.6))
    for label in ("一般", "不用", "提交"):
        screen = tapped(place, screen, label)
    with place.app.reader.connect() as connection:
        return stored.latest_number(connection, place.people["李某"]) or ""


def photographed(place: Deployment, number: str) -> None:
    """The reporter's photo of it."""
    photo = Attachment("photo", "p1", "u1", mime="image/jpeg")
    screen = tapped(place, place.said("李某", text=number), "补照片")
    assert screen
    place.said("李某", attachment=photo)


def opened(place: Deployment, number: str) -> Outgoing:
    """What the unit's clerk sees of it in chat."""
    (shown,) = place.said("张某", text=number)
    return shown


def maps(message: Outgoing) -> list[str]:
    """Where its buttons to a map lead."""
    return [each.url for row in message.buttons for each in row if each.label == "在地图上看"]


def test_a_clerk_reads_where_it_is_and_all_that_was_said(place: Deployment) -> None:
    shown = opened(place, reported(place))
    assert "位置：36.57000, 107.31000（误差约12米）" in shown.text
    assert LONG in shown.text


def test_a_list_shows_how_each_begins(place: Deployment) -> None:
    reported(place)
    (shown,) = place.said("张某", text="收件箱")
    assert f"“{LONG[:39]}…”" in shown.text


def test_a_tap_shows_it_on_the_map_that_the_operator_named(place: Deployment) -> None:
    place.changed = {"map_link": MAP}
    assert maps(opened(place, reported(place))) == ["https://map.example.cn/?at=36.57000,107.31000"]


def test_where_no_map_is_allowed_a_chat_tells_the_degrees_alone(place: Deployment) -> None:
    place.changed = {"map_link": ""}
    assert maps(opened(place, reported(place))) == []


def test_a_tap_in_chat_leads_to_the_photos_on_its_page(place: Deployment) -> None:
    number = reported(place)
    assert "看照片和文件" not in [each.label for row in opened(place, number).buttons for each in row]
    photographed(place, number)
    ((link,),) = tapped(place, [opened(place, number)], "看照片和文件", "张某")[-1].buttons
    token = link.url.rpartition("/")[2]
    with place.app.writer.begin() as connection:
        assert sign_ins.take_link(connection, token_hash(token), place.clock()) == (
            place.people["张某"],
            f"/items/{number}",
        )


def test_nobody_comes_to_the_page_of_what_is_not_theirs_any_more(place: Deployment) -> None:
    number = reported(place)
    photographed(place, number)
    screen = [opened(place, number)]
    place.act("张某", number, "send_back", reason="不归我们")
    place.act("陈某", number, "pass_on", unit="621022-housing")
    (refused,) = tapped(place, screen, "看照片和文件", "张某")
    assert refused.buttons == ()


def test_every_word_of_an_application_is_read_by_the_unit(place: Deployment) -> None:
    why = LONG + "，到现在还不能下地，医院里欠着三万块钱"
    with place.turn("李某") as turn:
        form = turn.live.form("household_application")
        path = next(question.path for question in form.questions if question.name == "reason")
        roles = {"title": "申请监测帮扶", "topic": "drinking_water", "area": VILLAGE}
        filed = items.file(turn, form, Record(form.code, form.version, {path: why}, roles, ()), None)
    assert f"情况：{why}" in opened(place, filed.item.number).text


@pytest.mark.parametrize(("link", "address"), [("", "geo:-36.57000,7.31000?q=-36.57000,7.31000"), (MAP, MAP)])
def test_a_location_is_seen_on_the_devices_own_map_where_none_is_named(link: str, address: str) -> None:
    wanted = address.replace("{latitude}", "-36.57000").replace("{longitude}", "7.31000")
    assert located.address({"latitude": -36.57, "longitude": 7.31}, link) == wanted


def test_no_map_is_allowed_by_an_empty_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUNQING_MAP_LINK", "")
    assert read().map_link == ""


@pytest.mark.parametrize("link", ["map.example.cn", "https://map.example.cn", "https://map.example.cn/{latitude}"])
def test_a_map_that_no_location_can_be_seen_on_is_refused(link: str) -> None:
    with pytest.raises(Wrong):
        read(map_link=link)
