"""How a form is talked through: what is asked next, what is refused, what comes back."""

from typing import Any

import pytest

from bot.forms.state import (
    Back,
    Change,
    Chosen,
    Confirmed,
    Done,
    Given,
    Group,
    More,
    Page,
    Photo,
    Place,
    Review,
    Said,
    Skip,
    Submit,
    Toggled,
)
from tests.forms.talk import NAMESPACE, Talk, facts, form, survey

THREE = survey(
    "text | a | 甲",
    "integer | b | 乙",
    "select_one yn | c | 丙",
    choices=("yn | yes | 是", "yn | no | 否"),
)


def test_the_next_question_is_the_first_one_without_an_answer() -> None:
    talk = Talk(form(THREE))
    assert talk.path == "/data/a"
    assert talk.say("水管冻裂").path == "/data/b"
    assert talk.say("三千").path == "/data/c"
    assert talk.tap("是").path == ""
    assert talk.tap("提交").record.answers == {"/data/a": "水管冻裂", "/data/b": 3000, "/data/c": "yes"}


@pytest.mark.parametrize("said", ["是", "1", "yes", "有", "对", "是。", "１", "YES"])
def test_a_typed_text_chooses_by_label_number_name_or_a_word_of_assent(said: str) -> None:
    assert Talk(form(THREE)).say("x", "1", said).tap("提交").record.answers["/data/c"] == "yes"


def test_a_wrong_answer_is_told_why_and_the_question_stays() -> None:
    talk = Talk(form(THREE)).say("x", "很多")
    assert talk.refused == "请写一个整数，如：3。"
    assert talk.path == "/data/b"
    assert talk.text.startswith("请写一个整数")


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("integer | n | 几口人？ | . <= 20", "请写一个整数，如：3。"),
        ("integer | n | 几户？ | . >= 50", "请写一个整数，如：100。"),
        ("integer | n | 存款多少元？ |", "请写一个整数，如：3，或3万5。"),
        ("integer | n | 要交几元？ | . <= 100", "请写一个整数，如：3。"),
        ("decimal | n | 几亩地？ | . <= 50", "请写一个数，如：2.5。"),
        ("decimal | n | 收入多少元？ |", "请写一个数，如：3000，或2.5。"),
    ],
)
def test_the_example_of_a_number_fits_its_question(asked: str, why: str) -> None:
    talk = Talk(form(survey(asked, head="type | name | label | constraint"))).say("不少")
    assert talk.refused == why


def test_what_is_known_by_name_or_role_is_never_asked() -> None:
    with_roles = form(
        survey(
            "text | a | 甲 | title", "date | d | 日 | visited_on", head="type | name | label | bind::cq:role"
        ).replace(
            "| survey |",
            '| settings |\n| | form_id | namespaces |\n| | f | cq="https://cunqing.org/xlsform" |\n| survey |',
        )
    )
    talk = Talk(with_roles, {"title": "已知的", "d": "2026-11-20"})
    assert talk.path == ""
    assert talk.tap("提交").record.roles == {"title": "已知的", "visited_on": "2026-11-20"}


@pytest.mark.parametrize("known", [{"b": "很多"}, {"c": "perhaps"}, {"b": None}, {"c": 3}, {"nothing": 1}])
def test_what_is_known_but_does_not_fit_is_asked(known: dict[str, object]) -> None:
    assert Talk(form(THREE), {"a": "x", **known}).path == "/data/b"


def test_known_answers_are_not_gone_back_to() -> None:
    talk = Talk(form(THREE), {"a": "x"}).give(Back())
    assert talk.refused == "这已经是第一项了。"


# --- relevance -----------------------------------------------------------------------------------------------

RELEVANT = survey(
    "select_one yn | more | 还有吗 | ",
    "text | what | 是什么 | ${more} = 'yes'",
    "text | detail | 细说 | ${what} != ''",
    "integer | n | 数 | ",
    head="type | name | label | relevant",
    choices=("yn | yes | 有", "yn | no | 无"),
)


def test_what_is_not_relevant_is_not_asked() -> None:
    assert Talk(form(RELEVANT)).tap("无").path == "/data/n"
    assert Talk(form(RELEVANT)).tap("有").path == "/data/what"


def test_answers_that_stop_being_relevant_are_set_aside_with_all_that_hangs_on_them_and_come_back() -> None:
    talk = Talk(form(RELEVANT)).tap("有").say("屋顶", "漏雨", "3")
    assert talk.path == ""
    talk.give(Change("/data/more")).tap("无")
    assert talk.state.answers == {"/data/more": "no", "/data/n": 3}
    assert talk.state.aside == {"/data/what": "屋顶", "/data/detail": "漏雨"}
    talk.give(Change("/data/more")).tap("有")
    assert talk.path == ""
    assert talk.tap("提交").record.answers == {
        "/data/more": "yes",
        "/data/what": "屋顶",
        "/data/detail": "漏雨",
        "/data/n": 3,
    }


# --- going about ---------------------------------------------------------------------------------------------


def test_back_goes_to_the_question_before_and_its_answer_stays_until_another_one_is_given() -> None:
    talk = Talk(form(THREE)).say("x", "2").give(Back())
    assert talk.path == "/data/b"
    assert "2" in talk.buttons
    assert talk.give(Back()).path == "/data/a"
    assert talk.say("y").path == "/data/c"
    assert talk.state.answers == {"/data/a": "y", "/data/b": 2}


def test_back_and_forward_again_changes_nothing() -> None:
    talk = Talk(form(THREE)).say("x", "2")
    before = talk.state.answers
    assert talk.give(Back()).tap("不改了").path == "/data/c"
    assert talk.state.answers == before


def test_a_skip_is_an_answer_where_the_question_may_be_skipped() -> None:
    talk = Talk(form(THREE)).give(Skip())
    assert talk.path == "/data/b"
    assert talk.state.answers == {"/data/a": None}
    assert "/data/a" not in talk.say("1", "是").tap("提交").record.answers


def test_what_is_required_cannot_be_skipped() -> None:
    required = form(
        survey("text | a | 甲 | yes | 名字不能空", head="type | name | label | required | required_message")
    )
    talk = Talk(required)
    assert "没有" not in talk.buttons
    assert talk.give(Skip()).refused == "名字不能空"
    assert talk.say("没有").state.answers == {"/data/a": "没有"}  # here it is the answer


@pytest.mark.parametrize("said", ["没有", "无", "不用", "no"])
def test_words_of_denial_skip_what_may_be_skipped(said: str) -> None:
    assert Talk(form(survey("text | a | 有什么要求？", "image | p | 照片"))).say(said, said).state.answers == {
        "/data/a": None,
        "/data/p": None,
    }


@pytest.mark.parametrize(
    "said",
    [
        "没什么要求",
        "没有什么要求。",
        "没啥要求",
        "家里没有什么要求",
        "暂时没有",
        "无要求",
        "不知道",
        "说不清",
        "跳过",
        "下一步",
    ],
)
def test_what_says_that_there_is_none_is_no_answer(said: str) -> None:
    talk = Talk(form(survey("text | a | 户里有什么要求？", "text | b | 乙")))
    assert talk.say(said).state.answers == {"/data/a": None}


@pytest.mark.parametrize(
    "said", ["没有水吃", "没钱看病", "没人照顾老人", "无低保", "不知道怎么报销", "没有要求以外的话"]
)
def test_what_is_lacking_is_an_answer(said: str) -> None:
    talk = Talk(form(survey("text | a | 户里有什么要求？", "text | b | 乙")))
    assert talk.say(said).state.answers == {"/data/a": said}


@pytest.mark.parametrize("said", ["没拍", "不拍了", "没有照片", "没带手机", "拍不了", "不清楚"])
def test_a_photo_is_passed_over_as_people_say_it(said: str) -> None:
    assert Talk(form(survey("image | a | 有照片吗？", "text | b | 乙"))).say(said).state.answers == {"/data/a": None}


@pytest.mark.parametrize("said", ["不在现场", "没在跟前", "不发了", "没有位置"])
def test_a_place_is_passed_over_as_people_say_it(said: str) -> None:
    assert Talk(form(survey("geopoint | a | 位置在哪儿？", "text | b | 乙"))).say(said).state.answers == {
        "/data/a": None
    }


@pytest.mark.parametrize("said", ["没有", "没收入", "没有收入", "无", "一年没收入"])
def test_none_is_nought_where_a_number_is_asked_for(said: str) -> None:
    talk = Talk(form(survey("decimal | a | 一年收入多少元？", "text | b | 乙"))).say(said.removeprefix("一年"))
    assert talk.state.answers == {"/data/a": 0}


@pytest.mark.parametrize("said", ["说不准", "不清楚", "不知道", "跳过", "不用"])
def test_a_number_that_nobody_knows_is_passed_over(said: str) -> None:
    talk = Talk(form(survey("decimal | a | 一年收入多少元？", "text | b | 乙"))).say(said)
    assert talk.state.answers == {"/data/a": None}


def test_none_is_no_number_where_nought_does_not_fit() -> None:
    one = form(survey("integer | a | 几口人？ | yes | . > 0", head="type | name | label | required | constraint"))
    assert Talk(one).say("没有").refused == "请写一个整数，如：3。"


@pytest.mark.parametrize("said", ["跳过", "下一步", "提交", "选好了"])
def test_the_words_of_another_questions_button_are_no_text(said: str) -> None:
    talk = Talk(form(survey("text | a | 怎么回事？ | yes", head="type | name | label | required"))).say(said)
    assert talk.state.answers == {}
    assert talk.refused


CHOICES = (
    "met | head | 户主",
    "met | family | 其他家人",
    "met | absent | 家里没人",
    "looks | normal | 都正常",
    "looks | medical | 看病",
    "looks | housing | 住房",
    "income | same | 持平",
    "income | less | 减少",
    "consent | agree | 同意",
    "consent | decline | 不同意",
    "risk | illness | 因病",
    "risk | schooling | 因学",
    "risk | employment | 就业不稳",
    "help | health | 看病",
    "help | relief | 低保或救助",
    "urgency | urgent | 很急，影响生活",
    "urgency | works | 长期工程",
    "finding | known | 属实，已有帮扶",
    "finding | false | 不属实",
    "finding | needs | 属实，需要帮助",
)
ASKED = {
    "finding": "select_one finding | a | 核实下来怎么样？",
    "met": "select_one met | a | 见到了谁？", "looks": "select_multiple looks | a | 六看，哪样不正常？",
    "income": "select_one income | a | 收入和上次比？", "consent": "select_one consent | a | 农户同意吗？",
    "risk": "select_multiple risk | a | 因为什么困难？", "help": "select_multiple help | a | 想要哪方面的帮助？",
    "urgency": "select_one urgency | a | 急不急？",
}  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "said", "stored"),
    [
        ("met", "见到户主了", "head"), ("met", "家里没人。", "absent"), ("met", "没人", "absent"),
        ("looks", "六看都正常", ["normal"]), ("looks", "正常", ["normal"]), ("looks", "看病不正常", ["medical"]),
        ("looks", "看病还有住房", ["medical", "housing"]), ("income", "收入减少了", "less"),
        ("income", "比上次减少", "less"),
        ("consent", "农户同意", "agree"), ("consent", "他说不同意", "decline"), ("consent", "农户不同意", "decline"),
        ("risk", "因病因学", ["illness", "schooling"]), ("risk", "主要是因为就业不稳", ["employment"]),
        ("help", "看病 低保", ["health", "relief"]), ("help", "看病和救助", ["health", "relief"]),
        ("urgency", "很急的", "urgent"), ("finding", "这家不属实", "false"), ("finding", "需要帮助", "needs"),
    ],
)  # fmt: skip
def test_a_choice_is_named_in_a_sentence_that_says_no_more(asked: str, said: str, stored: Any) -> None:
    talk = Talk(form(survey(ASKED[asked], "text | b | 乙", choices=CHOICES))).say(said)
    assert talk.state.answers == {"/data/a": stored}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("met", "户主不在"), ("met", "户主的老婆"), ("met", "户主和其他家人"), ("met", "没见到户主"),
        ("income", "没有减少"),
        ("income", "不是持平"), ("looks", "看病没问题"), ("consent", "不太同意"),
        ("consent", "还没同意"), ("risk", "不是因病"), ("risk", "因病借了三万"), ("urgency", "不很急"),
        ("help", "看病报不了"), ("finding", "属实"), ("finding", "属实的"),
    ],
)  # fmt: skip
def test_a_sentence_that_says_more_than_a_choice_is_none(asked: str, said: str) -> None:
    talk = Talk(form(survey(ASKED[asked], "text | b | 乙", choices=CHOICES))).say(said)
    assert talk.state.answers == {}
    assert talk.refused == "选项里没有这个。请点一个，或输入它的序号或文字。"


def test_any_answer_can_be_changed_from_the_review() -> None:
    talk = Talk(form(THREE)).say("x", "2", "是").tap("改一项…")
    assert talk.text == "要改哪一项？"
    assert talk.buttons == ["甲", "乙", "丙", "不改了"]
    assert talk.tap("乙").path == "/data/b"
    assert talk.say("5").path == ""
    assert talk.state.answers["/data/b"] == 5
    assert talk.tap("改一项…", "不改了").text.startswith("请核对：")


def test_back_from_a_change_is_back_to_the_review() -> None:
    talk = Talk(form(THREE)).say("x", "2", "是").give(Change("/data/a")).give(Back())
    assert talk.path == ""
    assert talk.state.answers["/data/a"] == "x"


def test_a_form_cannot_be_submitted_before_its_end() -> None:
    talk = Talk(form(THREE)).give(Submit())
    assert talk.refused.startswith("还没有填完")
    assert talk.path == "/data/a"


@pytest.mark.parametrize("said", ["提交", "好", "yes"])
def test_words_submit_at_the_review(said: str) -> None:
    assert isinstance(Talk(form(THREE)).say("x", "2", "是", said).replies[-1], Done)


def test_other_words_at_the_review_are_told_what_to_do() -> None:
    assert Talk(form(THREE)).say("x", "2", "是", "我想想").refused.startswith("都填好了")


STALE = (
    Chosen("yes"),
    Chosen("maybe"),
    Toggled("yes"),
    Confirmed(),
    More(True),
    Group("x"),
    Change("/data/none"),
    Change("/data/note"),
)


@pytest.mark.parametrize("given", STALE)
def test_a_button_of_another_question_changes_nothing_and_says_so(given: Given) -> None:
    talk = Talk(form(THREE)).say("x")
    answers = talk.state.answers
    talk.give(given)  # type: ignore[arg-type]
    assert talk.refused
    assert talk.path == "/data/b"
    assert talk.state.answers == answers


# --- constraints ---------------------------------------------------------------------------------------------

LATER = survey(
    "integer | low | 最少 | . > 0 | 要大于0",
    "integer | high | 最多 | . >= ${low} | 不能比最少还少",
    head="type | name | label | constraint | constraint_message",
)


def test_a_constraint_says_what_is_wrong_in_the_workbooks_words() -> None:
    assert Talk(form(LATER)).say("0").refused == "要大于0"
    assert Talk(form(LATER)).say("3", "2").refused == "不能比最少还少"


def test_what_a_change_made_wrong_is_asked_again_before_the_end() -> None:
    talk = Talk(form(LATER)).say("3", "5").give(Change("/data/low")).say("9").give(Submit())
    assert talk.refused == "不能比最少还少"
    assert talk.path == "/data/high"
    assert talk.say("10").tap("提交").record.answers == {"/data/low": 9, "/data/high": 10}


# --- choices -------------------------------------------------------------------------------------------------

CASCADE = """
| survey |
| | type | name | label | choice_filter |
| | select_one county | county | 县 | |
| | select_one town | town | 乡镇 | county = ${county} |
| choices |
| | list_name | name | label | county |
| | county | hx | 环县 | |
| | county | nx | 宁县 | |
| | town | qz | 曲子镇 | hx |
| | town | mj | 毛井镇 | hx |
| | town | xn | 新宁镇 | nx |
"""


def test_a_filter_offers_what_fits_the_earlier_answer() -> None:
    assert Talk(form(CASCADE)).tap("环县").buttons[:2] == ["曲子镇", "毛井镇"]
    assert Talk(form(CASCADE)).tap("宁县").say("1").state.answers["/data/town"] == "xn"


def test_a_choice_that_the_filter_drops_is_set_aside_and_asked_again() -> None:
    talk = Talk(form(CASCADE)).tap("环县", "曲子镇").give(Change("/data/county")).tap("宁县")
    assert talk.path == "/data/town"
    assert talk.state.aside == {"/data/town": "qz"}
    assert talk.give(Change("/data/county")).tap("环县").path == ""
    assert talk.state.answers["/data/town"] == "qz"


LOOKS = """
| settings |
| | form_id | namespaces |
| | looks | cq="https://cunqing.org/xlsform" |
| survey |
| | type | name | label | required | bind::cq:none |
| | select_multiple look | looks | 六看 | yes | normal |
| choices |
| | list_name | name | label |
| | look | normal | 都正常 |
| | look | food | 吃 |
| | look | clothing | 穿 |
| | look | water | 饮水 |
"""


WIDE = """\
| | select_multiple help | help | 要什么？ | yes |
| choices |
| | list_name | name | label |
| | help | work | 找活干 |
| | help | loan | 种养或贷 |
| | help | house | 修房子 |
| | help | water | 吃水 |
| | help | school | 孩子上学 |
| | help | clinic | 看病 |
"""


def test_several_choices_are_ticked_and_confirmed() -> None:
    talk = Talk(form(LOOKS))
    assert talk.buttons == ["都正常", "吃", "穿", "饮水"]
    talk.tap("饮水", "吃")
    assert talk.buttons == ["都正常", "✓ 吃", "穿", "✓ 饮水", "选好了"]
    talk.tap("✓ 吃", "吃", "选好了")
    assert talk.tap("提交").record.answers == {"/data/looks": ["food", "water"]}


@pytest.mark.parametrize("ticked", [(), ("吃", "饮水")])
def test_the_choice_that_excludes_the_others_answers_with_one_tap(ticked: tuple[str, ...]) -> None:
    talk = Talk(form(LOOKS)).tap(*ticked, "都正常")
    assert talk.path == ""
    assert talk.state.answers["/data/looks"] == ["normal"]


def test_every_button_keeps_its_place_while_choices_are_ticked() -> None:
    talk = Talk(form("| survey |\n| | type | name | label | required |\n| | text | a | 甲 | yes |\n" + WIDE)).say("一")
    before = talk.message.choices
    after = talk.tap("种养或贷").message.choices
    assert [len(row) for row in before] == [3, 3, 1]
    assert [len(row) for row in after] == [3, 3, 2]  # the last row: “Done” has come beside the way back
    assert [choice.action for row in after[:2] for choice in row] == [
        choice.action for row in before[:2] for choice in row
    ]


@pytest.mark.parametrize(
    ("said", "chosen"), [("吃、穿", ["food", "clothing"]), ("2 4", ["food", "water"]), ("饮水", ["water"])]
)
def test_several_choices_can_be_typed(said: str, chosen: list[str]) -> None:
    assert Talk(form(LOOKS)).say(said).state.answers == {"/data/looks": chosen}


@pytest.mark.parametrize("said", ["吃、都正常", "吃、房"])
def test_choices_that_do_not_go_together_or_do_not_exist_are_refused(said: str) -> None:
    talk = Talk(form(LOOKS)).say(said)
    assert talk.refused
    assert talk.path == "/data/looks"


def test_nothing_ticked_is_not_an_answer_to_a_required_question() -> None:
    assert Talk(form(LOOKS)).give(Confirmed()).refused == "请至少点一个。"


def test_ticks_stand_where_an_answer_is_changed() -> None:
    talk = Talk(form(LOOKS)).say("吃、穿").give(Change("/data/looks"))
    assert talk.buttons[:4] == ["都正常", "✓ 吃", "✓ 穿", "饮水"]
    assert talk.tap("✓ 穿", "选好了").state.answers["/data/looks"] == ["food"]


# --- photos and places ---------------------------------------------------------------------------------------

PHOTO = survey("image | p | 照片", "text | a | 甲")


def test_an_album_is_one_answer() -> None:
    talk = Talk(form(PHOTO))
    for number in range(3):
        talk.give(Photo({"file": number}))
    assert talk.path == "/data/a"
    assert talk.state.answers == {"/data/p": [{"file": 0}, {"file": 1}, {"file": 2}]}
    talk.say("x")
    assert len(talk.give(Photo({"file": 9})).state.answers["/data/p"]) == 4  # one more, later


PICTURED = survey("text | a | 甲", "image | p | 照片", "text | b | 乙")


def test_a_photo_that_comes_early_answers_what_will_ask_for_one() -> None:
    talk = Talk(form(PICTURED)).give(Photo({"file": 1})).give(Photo({"file": 2}))
    assert (talk.path, talk.refused) == ("/data/a", "")
    assert talk.say("x").path == "/data/b"
    assert talk.state.answers["/data/p"] == [{"file": 1}, {"file": 2}]


def test_a_photo_that_comes_after_all_takes_the_place_of_a_skip() -> None:
    talk = Talk(form(PICTURED)).say("x").tap("不用").say("y")
    assert talk.give(Photo({"file": 1})).state.answers["/data/p"] == [{"file": 1}]
    assert talk.path == ""


def test_a_photo_that_comes_early_is_kept_for_a_protected_question_only_where_there_is_no_other() -> None:
    secret = NAMESPACE + survey(
        "text | a | 甲 |", "image | card | 证件照 | yes", head="type | name | label | bind::cq:sensitive"
    )
    kept = Talk(form(secret)).give(Photo({"file": 1}))
    assert (kept.path, kept.refused, kept.text.split("\n")[0]) == ("/data/a", "", "收下了，记作“证件照”。")
    assert kept.state.answers["/data/card"] == [{"file": 1}]
    both = NAMESPACE + survey(
        "text | a | 甲 |", "image | card | 证件照 | yes", "image | p | 照片 |",
        head="type | name | label | bind::cq:sensitive",
    )  # fmt: skip
    assert list(Talk(form(both)).give(Photo({"file": 1})).state.answers) == ["/data/p"]


def test_an_album_has_its_bound_and_each_photo_once() -> None:
    talk = Talk(form(PHOTO))
    for number in (*range(10), 9, 10):
        talk.give(Photo({"file": number}))
    assert len(talk.state.answers["/data/p"]) == 10
    assert "最多放10张" in talk.refused


@pytest.mark.parametrize("kind", ["voice", "video"])
def test_a_recording_is_no_photo(kind: str) -> None:
    assert Talk(form(PHOTO)).give(Photo({}, kind)).refused


def test_words_where_a_photo_is_wanted_and_a_photo_where_words_are() -> None:
    assert "照片" in Talk(form(PHOTO)).say("在屋后").refused
    assert Talk(form(THREE)).give(Photo({"file": 1})).refused


def test_a_place() -> None:
    where = form(survey("geopoint | g | 位置"))
    talk = Talk(where).give(Place(36.5, 107.3, 12.0))
    assert talk.state.answers == {"/data/g": {"latitude": 36.5, "longitude": 107.3, "accuracy": 12.0}}
    assert Talk(where).say("36.5, 107.3").path == ""
    assert Talk(where).give(Place(136.5, 107.3)).refused
    assert Talk(form(THREE)).give(Place(36.5, 107.3)).refused == "这一项不用发位置。"


PLACED = survey(
    "select_one t | t | 什么事 |", "text | a | 甲 |", "geopoint | g | 位置 | ${t} = 'road'",
    head="type | name | label | relevant", choices=("t | road | 路", "t | school | 上学"),
)  # fmt: skip
HERE = {"latitude": 36.5, "longitude": 107.3, "accuracy": 12.0}


def test_a_place_that_comes_early_is_not_asked_for_again() -> None:
    talk = Talk(form(PLACED)).tap("路").give(Place(36.5, 107.3, 12.0))
    assert (talk.path, talk.refused) == ("/data/a", "")
    assert talk.say("塌了").path == ""
    assert talk.tap("提交").record.answers["/data/g"] == HERE


def test_a_place_is_kept_until_an_answer_asks_for_one() -> None:
    talk = Talk(form(PLACED)).give(Place(36.5, 107.3, 12.0))
    assert (talk.path, talk.refused) == ("/data/t", "位置先记下了，问到时就不用再发。")
    assert talk.tap("路").say("塌了").tap("提交").record.answers["/data/g"] == HERE
    other = Talk(form(PLACED)).give(Place(36.5, 107.3, 12.0)).tap("上学").say("停课")
    assert "/data/g" not in other.tap("提交").record.answers


def test_a_place_that_does_not_fit_leaves_the_question_that_is_asked() -> None:
    rows = ("text | a | 甲 |", "geopoint | g | 位置 | false()")
    talk = Talk(form(survey(*rows, head="type | name | label | constraint"))).give(Place(36.5, 107.3, 12.0))
    assert talk.refused
    assert (talk.path, talk.asked) == ("/data/a", "甲")
    assert "/data/g" not in talk.state.answers


def test_a_photo_that_does_not_fit_leaves_the_question_that_is_asked() -> None:
    rows = ("text | a | 甲 |", "image | p | 照片 | false()")
    talk = Talk(form(survey(*rows, head="type | name | label | constraint"))).give(Photo({"file": 1}))
    assert talk.refused
    assert (talk.path, talk.asked) == ("/data/a", "甲")


def test_a_place_takes_the_place_of_a_skip() -> None:
    talk = Talk(form(survey("geopoint | g | 位置", "text | a | 甲"))).tap("不用").give(Place(36.5, 107.3, 12.0))
    assert (talk.path, talk.state.answers["/data/g"]) == ("/data/a", HERE)


# --- the time ------------------------------------------------------------------------------------------------


def test_a_default_of_today_is_the_day_on_which_the_form_was_begun() -> None:
    talk = Talk(form(survey("date | d | 日 | today()", head="type | name | label | default")))
    assert talk.buttons == ["今天", "昨天", "跳过"]
    later = facts(talk.facts.now.replace(day=26))
    talk.facts = later
    assert talk.buttons == ["11月24日", "今天", "昨天", "跳过"]


def test_given_is_read_from_a_buttons_json() -> None:
    from bot.forms.state import given_of

    assert given_of({"type": "said", "text": "x"}) == Said("x")
    assert given_of({"type": "page", "number": 2}) == Page(2)
    assert given_of({"type": "review", "change": True}) == Review(True)


EMPTY = """
| survey |
| | type | name | label | required | choice_filter |
| | select_one county | county | 县 | yes | |
| | select_one town | town | 乡镇 | yes | county = ${county} |
| | select_multiple town | towns | 几个镇 | yes | county = ${county} |
| choices |
| | list_name | name | label | county |
| | county | hx | 环县 | |
| | county | nx | 宁县 | |
| | town | qz | 曲子镇 | hx |
"""


def test_where_a_filter_leaves_nothing_to_choose_nobody_is_stuck() -> None:
    talk = Talk(form(EMPTY)).tap("宁县")
    assert talk.buttons == ["跳过", "‹ 上一步"]
    talk.tap("跳过", "跳过").give(Submit())
    assert talk.record.answers == {"/data/county": "nx"}
    assert "跳过" not in Talk(form(EMPTY)).tap("环县").buttons
