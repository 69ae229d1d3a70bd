"""What was asked for in a chat is let go where whoever was asked turns to something else: what they write later belongs
to that, and to no item unasked."""

import json
from uuid import uuid4

import pytest

from bot.messages import Attachment, Incoming, Outgoing
from storage import files
from storage import items as stored
from tests.deployment import WATER, Deployment, texts
from tests.test_mailboxes import code_in

WRITTEN = "下午三点再去村部看水泵"
LEFT = "要写的话先放下了"
GROUP = "chat-值班群"


def press(place: Deployment, said: list[Outgoing], label: str, who: str = "张某") -> list[Outgoing]:
    """Taps a button under what was just said."""
    data = next(each.data for one in said for row in one.buttons for each in row if each.label == label)
    return place.said(who, button=data)


def asked(place: Deployment, label: str, title: str = "五组水管冻裂") -> str:
    """The number of an item that 张某 has accepted and now is to write something about."""
    number = place.filed("李某", title)
    place.act("张某", number, "accept")
    press(place, place.said("张某", text=number), label)
    return number


def steps(place: Deployment, number: str) -> list[str]:
    """What has happened to an item."""
    with place.app.reader.connect() as connection:
        return [event.action for event in stored.events(connection, place.item(number).id)]


@pytest.mark.parametrize("label", ["答复上报人", "办结"])
@pytest.mark.parametrize("where", ["/inbox", "收件箱", "/menu", "/digest"])
def test_words_after_a_list_was_opened_are_no_reply(either: Deployment, label: str, where: str) -> None:
    number = asked(either, label)
    said = texts(either.said("张某", text=where))
    assert said.startswith(f"{number}{LEFT}")
    either.said("张某", text=WRITTEN)
    assert steps(either, number)[-1] == "accept"


def test_words_after_another_item_was_opened_go_to_neither(place: Deployment) -> None:
    first, second = asked(place, "办结"), place.filed("李某", "三组停水")
    said = press(place, place.said("张某", text="/inbox"), second)
    assert "三组停水" in texts(said)
    place.said("张某", text=WRITTEN)
    assert [steps(place, each)[-1] for each in (first, second)] == ["accept", "route"]


def test_another_item_that_is_opened_by_its_number_says_what_was_left(place: Deployment) -> None:
    first, second = asked(place, "办结"), place.filed("李某", "三组停水")
    said = texts(place.said("张某", text=f"/item {second}"))
    assert said.startswith(f"{first}{LEFT}")
    assert second in said


@pytest.mark.parametrize("label", ["答复上报人", "办结"])
def test_a_number_alone_is_no_reply_and_opens_its_item(place: Deployment, label: str) -> None:
    first, second = asked(place, label), place.filed("李某", "三组停水")
    said = texts(place.said("张某", text=f" {second}。"))
    assert said.startswith(f"{first}{LEFT}")
    assert "三组停水" in said
    assert steps(place, first)[-1] == "accept"


def test_the_same_item_may_be_read_before_the_words_are_written(place: Deployment) -> None:
    number = asked(place, "答复上报人")
    said = place.said("张某", text=f"/item {number}")
    assert LEFT not in texts(press(place, said, "更多…"))
    place.said("张某", text=WRITTEN)
    assert steps(place, number)[-1] == "reply"


def test_what_is_asked_next_is_what_waits(place: Deployment) -> None:
    first, second = asked(place, "答复上报人"), place.filed("李某", "三组停水")
    place.act("张某", second, "accept")
    said = press(place, place.said("张某", text=f"/item {second}"), "办结")
    assert LEFT not in texts(said)
    place.said("张某", text=WRITTEN)
    assert [steps(place, each)[-1] for each in (first, second)] == ["accept", "resolve"]


def test_another_item_that_is_accepted_meanwhile_says_what_was_left(place: Deployment) -> None:
    second = place.filed("李某", "三组停水")
    shown = place.said("张某", text=second)
    first = asked(place, "答复上报人")
    assert texts(press(place, shown, "受理")).startswith(f"{first}{LEFT}")
    place.said("张某", text=WRITTEN)
    assert steps(place, first)[-1] == "accept"


def test_what_cannot_be_opened_lets_nothing_go(place: Deployment) -> None:
    number = asked(place, "答复上报人")
    assert LEFT not in texts(place.said("张某", text="/item 2026-999999"))
    place.said("张某", text=WRITTEN)
    assert steps(place, number)[-1] == "reply"


def test_who_was_to_tap_a_colleague_is_not_told_of_words(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "accept")
    press(place, press(place, place.said("张某", text=f"/item {number}"), "更多…"), "交给同事")
    assert LEFT not in texts(place.said("张某", text="/inbox"))


def test_a_cancelled_question_is_not_said_twice_to_be_left(place: Deployment) -> None:
    asked(place, "答复上报人")
    assert LEFT not in texts(place.said("张某", text="取消"))


def photo(name: str) -> Attachment:
    return Attachment("photo", name, name, mime="image/jpeg")


def kept(place: Deployment, number: str) -> int:
    with place.app.reader.connect() as connection:
        return files.count_of_item(connection, place.item(number).id)


def test_photos_after_something_else_was_opened_belong_to_no_earlier_item(place: Deployment) -> None:
    number = asked(place, "办结")
    place.said("张某", text="修好了", attachment=photo("a"), album="1")
    place.said("张某", attachment=photo("b"), album="1")
    assert LEFT not in texts(place.said("张某", text="/inbox")), "nobody asked for more of the album"
    assert "没有留存" in texts(place.said("张某", attachment=photo("c")))
    assert kept(place, number) == 2


def test_a_form_that_is_gone_on_with_gets_its_own_answers(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("张某", number, "accept")
    place.said("李某", text="问题上报")
    press(place, place.said("李某", text=f"/item {number}"), "备注", "李某")
    assert texts(place.said("李某", text="接着填")).strip().startswith(f"{number}{LEFT}")
    place.said("李某", text="五组水管冻裂了停水三天")
    assert steps(place, number)[-1] == "accept"


# --- in a group ---------------------------------------------------------------------------------------------------


def in_group(place: Deployment, who: str, **what: str) -> list[Outgoing]:
    """What somebody of the unit says or taps in its duty group."""
    incoming = Incoming(
        id=f"console/{uuid4().hex}",
        channel="console",
        chat=GROUP,
        account=who,
        private=False,
        **what,  # type: ignore[arg-type]
    )
    return place.run(incoming)[incoming.id]


def data_of(place: Deployment, label: str, number: str) -> str:
    """The newest button of this label in the group, about an item."""
    with place.app.reader.connect() as connection:
        rows = connection.exec_driver_sql(
            "SELECT key, content, actions FROM outbox JOIN chat ON chat.id = outbox.chat WHERE chat.address = ?"
            " ORDER BY outbox.id DESC", (GROUP,)
        ).all()  # fmt: skip
    for key, content, actions in rows:
        for row in json.loads(content).get("buttons", []):
            for name, at, _ in row:
                if name == label and at >= 0 and json.loads(actions)[at]["target"] == number:
                    return f"{key}.{at}"
    raise AssertionError(label)


def in_duty_group(place: Deployment) -> tuple[str, str]:
    """The numbers of two items that the unit's group has been told of."""
    in_group(place, "张某", text="/bind")
    first, second = place.filed("李某"), place.filed("李某", "三组停水")
    for number in (first, second):
        place.asked("李某", "urge", number)
    return first, second


def test_in_a_group_somebody_elses_tap_takes_nothing_from_who_was_asked(place: Deployment) -> None:
    first, second = in_duty_group(place)
    in_group(place, "张某", button=data_of(place, "受理", first))
    in_group(place, "张某", button=data_of(place, "答复上报人", first))
    assert LEFT not in texts(in_group(place, "刘某", button=data_of(place, "受理", second)))
    in_group(place, "张某", text=WRITTEN)
    assert steps(place, first)[-1] == "reply"


def test_a_group_reads_who_did_it(place: Deployment) -> None:
    first, second = in_duty_group(place)
    assert texts(in_group(place, "张某", button=data_of(place, "受理", first))).startswith(f"张某受理\n{first}")
    in_group(place, "张某", button=data_of(place, "答复上报人", first))
    assert texts(in_group(place, "张某", text="下午去")).startswith("张某答复：下午去\n")
    in_group(place, "刘某", button=data_of(place, "不归我们", second))
    assert texts(in_group(place, "刘某", text="归供电所")).startswith("刘某退回：归供电所\n")


def test_in_a_group_whoever_was_asked_lets_go_by_turning_elsewhere(place: Deployment) -> None:
    first, second = in_duty_group(place)
    in_group(place, "张某", button=data_of(place, "受理", first))
    in_group(place, "张某", button=data_of(place, "答复上报人", first))
    assert texts(in_group(place, "张某", button=data_of(place, "受理", second))).startswith(f"{first}{LEFT}")
    in_group(place, "张某", text=WRITTEN)
    assert steps(place, first)[-1] == "accept"


# --- codes out of letters -----------------------------------------------------------------------------------------


def test_a_code_is_still_taken_after_the_inbox_was_looked_at(place: Deployment) -> None:
    place.app.offices.email = True
    place.filed("李某")
    place.said("张某", text="/email zhang@huanxian.example")
    assert LEFT not in texts(place.said("张某", text=f"/inbox {WATER}"))
    assert "水管" in texts(place.said("张某", text="水管")), "words are none"
    assert "邮箱确认了" in texts(place.said("张某", text=f"验证码 {code_in(place)}"))
