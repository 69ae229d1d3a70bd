"""A photo or a place that is sent before any form is open goes into the form that is begun then."""

import pytest

from bot.messages import Attachment, Incoming, Location, Outgoing
from tests.deployment import Deployment, address, texts

HERE = "李某"


def photo(number: int = 1) -> Attachment:
    return Attachment("photo", f"p{number}", f"p{number}", mime="image/jpeg")


def press(place: Deployment, said: list[Outgoing], label: str) -> list[Outgoing]:
    found = [button.data for message in said for row in message.buttons for button in row if button.label == label]
    return place.said(HERE, button=found[-1])


def reviewed(place: Deployment, said: list[Outgoing]) -> str:
    """An issue report from its words to the review, without being asked for a photo or a place."""
    assert "什么事？" in texts(said)
    place.said(HERE, text="五组水管冻裂，三户停水")
    place.said(HERE, text="饮水不足、水质或断水")
    return texts(place.said(HERE, text="很急"))


@pytest.mark.parametrize("typed", [False, True])
def test_photos_and_a_place_sent_first_are_in_the_report(either: Deployment, typed: bool) -> None:
    place = either
    album = [
        Incoming(id=f"console/{n}", channel="console", chat=address(HERE), account=HERE, attachment=photo(n), album="a")
        for n in (1, 2)
    ]
    assert "放到哪张表" in texts(place.run(*album)["console/2"])
    said = place.said(HERE, location=Location(36.57, 107.31))
    assert "放到哪张表" in texts(said)
    begun = place.said(HERE, text="问题上报") if typed else press(place, said, "问题上报")
    review = reviewed(place, begun)
    assert "请核对" in review
    assert "照片：2张" in review
    assert "位置：已发位置" in review


def test_a_photo_with_words_goes_into_the_report_of_these_words(place: Deployment) -> None:
    said = place.said(HERE, text="五组水管冻裂，三户停水", attachment=photo())
    begun = press(place, said, "饮水不足、水质或断水")
    assert "照片收下了，共1张。" in texts(begun)


def test_a_photo_of_yesterday_goes_into_no_form(place: Deployment) -> None:
    place.said(HERE, attachment=photo())
    place.clock.move(days=1)
    assert "照片收下了" not in texts(place.said(HERE, text="走访日志"))


def test_a_command_is_still_heard_while_a_photo_waits_for_its_form(place: Deployment) -> None:
    place.said(HERE, attachment=photo())
    assert "帮助" not in texts(place.said(HERE, text="帮助"))
    assert "照片收下了" in texts(place.said(HERE, text="走访日志"))


def test_a_photo_early_in_an_application_is_kept_as_the_one_that_it_asks_for(place: Deployment) -> None:
    place.said(HERE, text="农户申请")
    place.said(HERE, text="王某甲·二组")
    said = texts(place.said(HERE, attachment=photo()))
    assert "收下了，记作“签字照片”。" in said
    assert "因为什么困难？" in said


def test_a_protected_photo_is_taken_early_in_no_chat_abroad(place: Deployment) -> None:
    place.wire.abroad = True
    place.said(HERE, text="农户申请")
    place.said(HERE, text="王某甲·二组")
    assert "没有保存" in texts(place.said(HERE, attachment=photo()))


def test_a_photo_waits_for_its_form_whatever_is_looked_at_meanwhile(place: Deployment) -> None:
    place.said(HERE, attachment=photo())
    place.said(HERE, text="我的上报")
    menu = place.said(HERE, text="菜单")
    assert "照片收下了" in texts(press(place, menu, "走访日志"))


def test_a_photo_that_has_a_forms_name_below_it_begins_that_form(place: Deployment) -> None:
    assert "照片收下了" in texts(place.said(HERE, text="走访", attachment=photo()))


def test_each_further_photo_is_told_wherever_it_comes(place: Deployment) -> None:
    place.said(HERE, text="问题上报")
    place.said(HERE, text="五组水管冻裂，三户停水")
    place.said(HERE, text="饮水不足、水质或断水")
    assert "照片收下了，共1张。" in texts(place.said(HERE, attachment=photo(1)))
    assert "照片收下了，共2张。" in texts(place.said(HERE, attachment=photo(2)))
