"""What a person sees: one message a step, the ordinary answer one tap away."""

import pytest

from bot.forms.state import Change, Given, Group, More, Photo, Review, Said, Toggled
from tests.forms.talk import CHINESE, NAMESPACE, Talk, form, survey, words

GROUPED = form("""
| survey |
| | type | name | label::中文 (zh) | label::English (en) | hint::中文 (zh) | relevant | required |
| | note | welcome | 先说几句 | First | | | |
| | select_one yn | a | 见到人了吗？ | Met? | | | yes |
| | begin_group | home | 家里 | Home | | ${a} = 'yes' | |
| | note | last | 上次：${a} | Last: ${a} | | | |
| | integer | n | 几口人？ | How many? | 在外的也算 | | |
| | date | d | 哪天？ | When? | | | |
| | end_group | | | | | | |
| | note | bye | 就这些 | That is all | | | |
| choices |
| | list_name | name | label::中文 (zh) | label::English (en) |
| | yn | yes | 见到了 | Yes |
| | yn | no | 没见到 | No |
""")


def test_notes_and_the_groups_name_head_the_question() -> None:
    assert Talk(GROUPED).text == "先说几句\n见到人了吗？"
    assert Talk(GROUPED).tap("见到了").text == "见到人了吗？ 见到了\n上次：见到了\n【家里】\n几口人？\n在外的也算"


def test_a_refusal_stands_above_the_question_that_stays() -> None:
    assert Talk(GROUPED).tap("见到了").say("很多").text.split("\n")[0] == "请写一个整数，如：3。"


def test_the_second_question_of_a_group_has_no_heading_again() -> None:
    assert Talk(GROUPED).tap("见到了").say("3").text == "哪天？"


def test_an_answer_by_button_is_echoed_a_typed_one_is_not() -> None:
    assert Talk(GROUPED).tap("没见到").text.startswith("见到人了吗？ 没见到")
    assert Talk(GROUPED).say("没见到").text.startswith("请核对：")


def test_the_review_shows_every_answer_and_the_notes_at_the_end() -> None:
    talk = Talk(GROUPED).tap("见到了").say("3").tap("今天")
    assert talk.text == "哪天？ 11月24日\n请核对：\n见到人了吗？ 见到了\n几口人？ 3\n哪天？ 11月24日\n就这些"
    assert talk.buttons == ["提交", "改一项…", "先不交", "不要了"]
    assert [choice.action.name for row in talk.message.choices for choice in row if choice.action] == [
        "answer", "answer", "later", "discard",
    ]  # fmt: skip


def test_the_same_talk_in_english() -> None:
    message = Talk(GROUPED).tap("见到了").message
    assert CHINESE.said(message.text, "en") == "Met? Yes\nLast: Yes\n— Home —\nHow many?\n在外的也算"


@pytest.mark.parametrize(
    ("kind", "wants"),
    [("image", ("photo",)), ("geopoint", ("location",)), ("date", ("date",)), ("integer", ("number",)), ("text", ())],
)
def test_a_message_says_what_else_the_answer_may_be(kind: str, wants: tuple[str, ...]) -> None:
    message = Talk(form(survey(f"{kind} | a | 甲"))).message
    assert (message.wants, message.slot) == (wants, "form")


def test_buttons_carry_the_path_and_what_they_give() -> None:
    action = Talk(GROUPED).message.choices[0][0].action
    assert action is not None
    assert (action.name, action.target, action.values) == (
        "answer", "/data/a", {"given": {"type": "chosen", "value": "yes"}},
    )  # fmt: skip


def test_dates_are_offered_as_far_as_the_constraint_allows() -> None:
    past = survey("date | d | 哪天？ | . < today()", head="type | name | label | constraint")
    assert Talk(form(past)).buttons == ["昨天", "跳过"]
    assert Talk(form(past)).say("今天").refused == "这里不能这样填，请再看一下。"


def test_quick_values_are_one_tap() -> None:
    quick = form(NAMESPACE + survey("integer | n | 几口人？ | 1 2 30", head="type | name | label | bind::cq:quick"))
    assert Talk(quick).buttons == ["1", "2", "30", "跳过"]
    assert Talk(quick).tap("30").state.answers == {"/data/n": 30}


def test_short_choices_stand_three_in_a_row_and_long_ones_alone() -> None:
    choices = tuple(
        f"l | x{number} | {label}" for number, label in enumerate(["吃", "穿", "住", "行", "很长很长很长的一个选项"])
    )
    rows = Talk(form(survey("select_one l | a | 甲", choices=choices))).message.choices
    assert [len(row) for row in rows] == [3, 1, 1, 1]


def test_a_dozen_short_choices_need_no_second_page_and_what_is_ticked_no_skip() -> None:
    choices = tuple(f"l | x{number} | 第{number}" for number in range(1, 13))
    talk = Talk(form(survey("select_multiple l | a | 甲", choices=choices)))
    assert talk.buttons == [*(f"第{number}" for number in range(1, 13)), "跳过"]
    assert talk.tap("第12").buttons == [*(f"第{number}" for number in range(1, 12)), "✓ 第12", "选好了"]


SHORT = form(NAMESPACE + survey(
    "text | a | 户里有什么要求？ | 要求 | Asks", "text | b | 还有呢？ | |",
    head="type | name | label | bind::cq:short | bind::cq:short_en",
))  # fmt: skip


def test_what_has_a_short_label_is_asked_in_full_and_reviewed_in_short() -> None:
    talk = Talk(SHORT)
    assert talk.text == "户里有什么要求？"
    talk.say("修路").say("没有")
    assert talk.text == "请核对：\n要求：修路\n还有呢？ （无）"
    assert "\nAsks: 修路\n" in CHINESE.said(talk.message.text, "en")
    assert talk.tap("改一项…").buttons[:2] == ["要求", "还有呢？"]


def test_more_than_eight_choices_are_paged() -> None:
    choices = tuple(f"l | x{number} | 第{number}" for number in range(1, 21))
    talk = Talk(form(survey("select_multiple l | a | 甲", choices=choices)))
    assert talk.buttons == [*(f"第{number}" for number in range(1, 9)), "下一页 ›", "跳过"]
    talk.tap("第3", "下一页 ›", "第9")
    assert talk.buttons[0] == "✓ 第9"
    assert talk.tap("选好了").state.answers == {"/data/a": ["x3", "x9"]}


SECRET = form(NAMESPACE + survey(
    "text | id | 身份证号？ | id_number | yes", "image | card | 证件照？ | | yes", "text | x | 甲 | |",
    head="type | name | label | bind::cq:role | bind::cq:sensitive",
))  # fmt: skip
NUMBER = "11010519491231002X"


def test_what_is_sensitive_is_masked_wherever_it_is_shown() -> None:
    talk = Talk(SECRET).say(NUMBER).give(Photo({"f": 1})).say("x")
    assert "110*************2X" in talk.text.replace(" ", "")
    for given in (Change("/data/id"), Review(change=True), Change("/data/id")):
        talk.give(given)
        assert NUMBER not in talk.text + "".join(talk.buttons)
        assert NUMBER not in str(talk.message)


def test_the_record_says_which_paths_are_sensitive() -> None:
    talk = Talk(SECRET).say(NUMBER).give(Photo({"f": 1})).say("x").tap("提交")
    assert talk.record.sensitive == ("/data/id", "/data/card")
    assert talk.record.roles == {"id_number": NUMBER}


def test_a_long_text_is_shown_shortened_and_kept_whole() -> None:
    long = "水" * 500
    talk = Talk(form(survey("text | a | 甲"))).say(long)
    assert "水" * 59 + "…" in talk.text
    assert talk.tap("提交").record.answers == {"/data/a": long}


REVIEWED = form(NAMESPACE + survey(
    "text | a | 甲 | | |", "date | d | 哪天？ | today() | review | . <= today()", "integer | n | 几户？ | | review |",
    head="type | name | label | default | bind::cq:ask | constraint",
))  # fmt: skip


def test_what_is_known_by_its_default_is_shown_and_can_be_changed_at_the_review() -> None:
    talk = Talk(REVIEWED).say("x")
    assert talk.text == "请核对：\n甲 x\n哪天？ 11月24日"
    assert talk.tap("改一项…").buttons == ["甲", "哪天？", "几户？", "不改了"]
    talk.tap("哪天？").say("昨天").give(Change("/data/n")).say("3")
    assert talk.tap("提交").record.answers == {"/data/a": "x", "/data/d": "2026-11-23", "/data/n": 3}


def test_a_default_counts_in_the_record_without_being_touched() -> None:
    assert Talk(REVIEWED).say("x").tap("提交").record.answers["/data/d"] == "2026-11-24"


@pytest.mark.parametrize("given", [Said("😀"), Toggled("x"), More(True), Group("x"), Review()])
def test_every_step_shows_exactly_one_message(given: Given) -> None:
    talk = Talk(GROUPED)
    talk.give(given)  # type: ignore[arg-type]
    assert words(talk.message.text)
