"""Short words outside any form that ask something of the product, and report nothing."""

import pytest

from bot.messages import Outgoing
from tests.deployment import Deployment

HERE = "李某"
REPORT = "我没问这个，要上报"


def heard(place: Deployment, words: str, who: str = HERE) -> Outgoing:
    """The last of the replies to these words."""
    return place.said(who, text=words)[-1]


def labels(message: Outgoing) -> list[str]:
    return [button.label for row in message.buttons for button in row]


def reported(place: Deployment) -> str:
    """The number of an item of this person."""
    return place.filed(HERE, "井干了", topic="drinking_water")


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("怎么用", "/visit_log"), ("这个咋用啊？", "/visit_log"), ("怎么报问题", "/visit_log"),
        ("你能干啥", "/visit_log"),
        ("找谁", "请问县里的管理员"), ("电话多少", "请问县里的管理员"),
        ("该走访哪些户", "1户该走访了"), ("今天要走访谁", "1户该走访了"),
        ("换成英文", "用哪种语言？"), ("继续", "没有放下的表。"), ("返回", "要办哪件事？"),
        ("忘了密码", "点下面的链接打开网页"),
        ("？？", "没看懂"), ("1", "没看懂"),
    ],
)  # fmt: skip
def test_what_is_asked_of_the_product_is_answered(place: Deployment, words: str, begins: str) -> None:
    assert heard(place, words).text.startswith(begins)


def test_whom_to_call_is_the_number_that_the_operator_gave(place: Deployment) -> None:
    place.changed = {"help_contact": "王主任 0934-1234567"}
    assert "0934-1234567" in heard(place, "打谁电话").text


@pytest.mark.parametrize(
    "words", ["我报的怎么样了", "办好了没有", "我的", "进度", "我报的低保怎么样了", "我上次报的那个水管的事怎么样了"]
)
def test_how_ones_items_stand_is_shown(place: Deployment, words: str) -> None:
    assert reported(place) in heard(place, words).text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("想撤回", "点开它，再点“撤回”"),
        ("我想撤回昨天报的", "点开它，再点“撤回”"),
        ("填错了怎么改", "点开它，再点“更正”"),
        ("催一下", "点开它，再点“催办”"),
    ],
)
def test_what_to_open_and_tap_is_told_under_ones_items(place: Deployment, words: str, told: str) -> None:
    number = reported(place)
    reply = heard(place, words)
    assert number in labels(reply)
    assert told in reply.text


def test_what_was_guessed_wrongly_is_reported_by_a_tap(place: Deployment) -> None:
    reply = heard(place, "群众问找谁登记")
    assert REPORT in labels(reply)
    (button,) = [each for row in reply.buttons for each in row if each.label == REPORT]
    assert "归到哪一类" in place.said(HERE, button=button.data)[-1].text


@pytest.mark.parametrize("words", ["水管坏了找谁", "五组的医保报销怎么报，群众跑了三趟都没办成", "怎么申请低保"])
def test_what_tells_of_a_problem_or_of_a_form_is_none_of_these(place: Deployment, words: str) -> None:
    assert {"不是反映问题", "菜单"} & set(labels(heard(place, words)))


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("怎么用", "/inbox"),
        ("超期的", "环县水务局 11月24日"),
        ("今天有几件", "环县水务局 11月24日"),
        ("待办", "环县水务局："),
        ("外出", "由谁代岗？"),
    ],
)
def test_a_clerk_is_answered_where_the_words_are_said_in_no_item(place: Deployment, words: str, begins: str) -> None:
    assert heard(place, words, "张某").text.startswith(begins)


def test_a_clerk_finds_the_items_that_these_words_are_said_in(place: Deployment) -> None:
    place.filed(HERE, "水厂的电话打不通", topic="drinking_water")
    assert heard(place, "电话", "张某").text.startswith("“电话”搜到1件")


def test_a_coordinator_sees_what_was_sent_back(place: Deployment) -> None:
    assert heard(place, "退回的", "陈某").text == "没有退回等转办的件。"


def test_a_coordinator_sees_what_is_overdue(place: Deployment) -> None:
    number = place.filed(HERE)
    place.clock.move(days=5)
    assert number in heard(place, "超期的", "陈某").text


def test_in_a_form_these_are_answers(place: Deployment) -> None:
    place.said(HERE, text="问题上报")
    assert heard(place, "怎么用").text.startswith("归到哪一类？")
