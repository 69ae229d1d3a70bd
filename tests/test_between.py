"""What is typed into a form after something else was said in the chat: nothing is submitted or swallowed by it."""

import pytest

from bot.messages import Outgoing
from tests.deployment import Deployment, texts

HERE = "李某"
QUESTION = "水表在谁家？"
PROBLEM = "一组路灯坏了三盏"


def talk(place: Deployment, *said: str) -> list[Outgoing]:
    """What the product says to the last of these words."""
    last: list[Outgoing] = []
    for words in said:
        last = place.said(HERE, text=words)
    return last


def labels(said: list[Outgoing]) -> list[str]:
    return [button.label for message in said for row in message.buttons for button in row]


def tap(place: Deployment, said: list[Outgoing], label: str) -> list[Outgoing]:
    """Presses the newest button of this label."""
    found = [button.data for message in said for row in message.buttons for button in row if button.label == label]
    assert found, (label, labels(said))
    return place.said(HERE, button=found[-1])


def accepted(place: Deployment) -> str:
    number = place.filed(HERE)
    place.asked("张某", "accept", number)
    return number


def asked(place: Deployment, number: str) -> None:
    place.asked("张某", "ask", number, text=QUESTION)


def reviewed(place: Deployment) -> str:
    return texts(talk(place, "走访日志", "王某甲·二组", "家里没人", "无", "无"))


def at_the_words(place: Deployment) -> None:
    """An application at its one question for free words."""
    talk(place, "农户申请", "王某甲·二组")
    risks = talk(place, "因病")
    if "怎么回事" not in texts(risks):
        risks = talk(place, "选好了")
    assert "怎么回事？" in texts(risks)


# --- at the review ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["好的", "行", "可以", "是的"])
def test_a_bare_yes_after_a_unit_asked_does_not_submit(place: Deployment, words: str) -> None:
    number = accepted(place)
    assert "请核对" in reviewed(place)
    asked(place, number)
    said = talk(place, words)
    assert f"“{words}”是要提交这张表" in texts(said)
    assert {f"回答 {number}", "提交"} <= set(labels(said))
    answered = tap(place, said, f"回答 {number}")
    assert "请核对" in texts(answered)
    assert place.item(number).asked_at is None


def test_a_second_yes_is_the_answer_to_what_was_asked_about_the_first(place: Deployment) -> None:
    number = accepted(place)
    reviewed(place)
    asked(place, number)
    assert "已记下" in texts(talk(place, "好的", "好的"))


def test_the_word_of_the_button_submits_whatever_came_meanwhile(place: Deployment) -> None:
    number = accepted(place)
    reviewed(place)
    asked(place, number)
    assert "已记下" in texts(talk(place, "提交"))


def test_a_bare_yes_submits_where_nothing_came_meanwhile(place: Deployment) -> None:
    number = accepted(place)
    asked(place, number)
    reviewed(place)
    assert "已记下" in texts(talk(place, "好的"))


def test_a_bare_yes_after_a_notice_does_not_submit(place: Deployment) -> None:
    number = place.filed(HERE)
    reviewed(place)
    place.asked("张某", "accept", number)
    assert "已记下" not in texts(talk(place, "好的"))


# --- at a question for free words ---------------------------------------------------------------------------------


def test_a_problem_told_after_the_menu_is_asked_about(place: Deployment) -> None:
    at_the_words(place)
    talk(place, "菜单")
    said = talk(place, PROBLEM)
    assert f"“{PROBLEM}”是填这一题" in texts(said)
    assert {"填这一题", "这是另一件事，要上报"} <= set(labels(said))
    assert "怎么回事？" in texts(said)
    assert "近12个月" in texts(tap(place, said, "填这一题"))


def test_another_thing_after_the_menu_is_reported_and_the_form_kept(place: Deployment) -> None:
    at_the_words(place)
    talk(place, "菜单")
    begun = texts(tap(place, talk(place, PROBLEM), "这是另一件事，要上报"))
    assert "刚才的农户主动申请先放下了" in begun
    assert "归到哪一类？" in begun


def test_words_go_to_the_form_where_nothing_came_between(place: Deployment) -> None:
    at_the_words(place)
    assert "近12个月" in texts(talk(place, "户主住院花了三万"))


def test_an_answer_to_a_unit_is_asked_about_and_leads_back(either: Deployment) -> None:
    place = either
    number = accepted(place)
    at_the_words(place)
    asked(place, number)
    said = talk(place, "在王某丙家")
    assert f"回答 {number}" in labels(said)
    back = tap(place, said, f"回答 {number}")
    assert "怎么回事？" in back[-1].text
    assert place.item(number).asked_at is None
    assert "近12个月" in texts(talk(place, "户主住院花了三万"))


def test_a_report_that_was_only_begun_takes_the_problem_told_after_the_menu(place: Deployment) -> None:
    talk(place, "问题上报", "菜单")
    assert "归到哪一类？" in texts(talk(place, PROBLEM))


# --- at other questions -------------------------------------------------------------------------------------------


def test_an_answer_to_a_unit_at_a_choice_can_be_sent_there(place: Deployment) -> None:
    number = accepted(place)
    talk(place, "走访日志", "王某甲·二组")
    asked(place, number)
    said = talk(place, "在王某丙家里头呢")
    assert f"回答 {number}" in labels(said)
    assert "见到了谁？" in tap(place, said, f"回答 {number}")[-1].text


@pytest.mark.parametrize("words", ["{}", "{}怎么样了"])
def test_an_items_number_opens_it_and_leads_back(place: Deployment, words: str) -> None:
    number = place.filed(HERE)
    at_the_words(place)
    said = talk(place, words.format(number))
    assert said[0].text.startswith(number)
    assert "怎么回事？" in said[-1].text


def test_a_notice_that_asks_nothing_leaves_the_words_to_the_form(place: Deployment) -> None:
    number = place.filed(HERE)
    at_the_words(place)
    place.asked("张某", "accept", number)
    assert "近12个月" in texts(talk(place, "户主住院花了三万"))


def test_the_menu_is_forgotten_once_the_form_asks_again(place: Deployment) -> None:
    at_the_words(place)
    menu = talk(place, "菜单")
    tap(place, menu, next(label for label in labels(menu) if label.startswith("接着填")))
    assert "近12个月" in texts(talk(place, "户主住院花了三万"))


def test_the_word_of_a_button_is_no_other_thing_after_the_menu(place: Deployment) -> None:
    at_the_words(place)
    talk(place, "菜单")
    assert "因为什么困难？" in texts(talk(place, "上一步"))


# --- what leads back ----------------------------------------------------------------------------------------------


def test_the_language_changed_in_a_form_asks_its_question_in_that_one(place: Deployment) -> None:
    talk(place, "走访日志", "王某甲·二组")
    assert "Whom did you meet?" in talk(place, "/language en")[-1].text


def test_two_forms_of_one_name_are_told_apart_by_when_they_were_begun(place: Deployment) -> None:
    talk(place, "走访日志", "王某甲·二组", "取消")
    place.clock.move(hours=2)
    talk(place, "走访日志", "王某甲·二组", "取消")
    offered = [label for label in labels(talk(place, "菜单")) if label.startswith("接着填")]
    assert len(offered) == 2
    assert len(set(offered)) == 2
    assert "开始填" in offered[0]
    assert [label for label in labels(talk(place, "/resume")) if label.startswith("接着填")] == offered


def test_what_waits_for_the_reporter_comes_first(either: Deployment) -> None:
    first, second, third = (either.filed(HERE, f"{n}组水管冻裂") for n in "一二三")
    either.asked("张某", "accept", first)
    asked(either, first)
    either.asked("张某", "accept", second)
    either.asked("张某", "resolve", second, text="已修好")
    lines = texts(talk(either, "我的上报")).split("\n")[1:]
    assert [line[:11] for line in lines] == [second, first, third]
    assert [line.rpartition("：")[2] for line in lines[:2]] == [
        "环县水务局，已办结，等您确认", "环县水务局，已受理，等您回答"
    ]  # fmt: skip
