"""Repeats: how many instances, inside each other, counted by an answer, or by "another one?"."""

from bot.forms.model import MAX_INSTANCES
from bot.forms.state import Change, More
from tests.forms.talk import Talk, form, survey

NESTED = """
| survey |
| | type | name | label | relevant | required | calculation |
| | begin_repeat | member | 成员 | | | |
| | text | name | 姓名 | | yes | |
| | integer | age | ${name}多大？ | | | |
| | begin_repeat | illness | 病 | ${age} > 0 | | |
| | text | what | ${name}得了什么病？ | | | |
| | end_repeat | | | | | |
| | end_repeat | | | | | |
| | calculate | oldest | | | | max(${age}) |
| | calculate | ills | | | | count(${illness}) |
| | calculate | names | | | | join('、', ${name}) |
| | note | told | 最大${oldest}岁 | ${oldest} > 60 | | |
"""


def nested() -> Talk:
    return (
        Talk(form(NESTED)).say("王某", "70").tap("有，填一个").say("关节炎").tap("再加一个").say("高血压").tap("没有了")
    )


def test_repeats_stand_inside_each_other_and_labels_name_their_own_instance() -> None:
    talk = Talk(form(NESTED)).say("王某").tap("跳过")
    assert talk.path == "/data/member[2]"  # no age, no illness
    talk.tap("再加一个").say("李某", "40").tap("有，填一个")
    assert talk.path == "/data/member[2]/illness[1]/what"
    assert talk.asked == "李某得了什么病？"


def test_answers_are_kept_by_paths_with_instances() -> None:
    talk = nested().tap("没有了").tap("提交")
    assert talk.record.answers == {
        "/data/member[1]/name": "王某",
        "/data/member[1]/age": 70,
        "/data/member[1]/illness[1]/what": "关节炎",
        "/data/member[1]/illness[2]/what": "高血压",
        "/data/oldest": 70,
        "/data/ills": 2,
        "/data/names": "王某",
    }


def test_a_calculation_reads_all_instances_and_a_note_tells_it() -> None:
    assert "最大70岁" in nested().tap("没有了").text
    assert (
        nested().tap("再加一个").say("李某", "90").tap("没有", "没有了").tap("提交").record.answers["/data/oldest"]
        == 90
    )


def test_a_repeat_with_a_required_question_begins_at_once_another_one_is_asked_for() -> None:
    assert Talk(form(NESTED)).path == "/data/member[1]/name"
    optional = survey("begin_repeat | r | 病 ", "text | what | 什么病", "end_repeat | | ", "text | z | 其他")
    talk = Talk(form(optional))
    assert (talk.path, talk.asked) == ("/data/r[1]", "病：有要填的吗？")
    assert talk.tap("没有").path == "/data/z"


def test_another_one_is_answered_in_words() -> None:
    assert nested().say("还有").refused == "请回答“是”或“不”。"
    assert nested().say("有").path == "/data/member[2]/name"
    assert nested().say("没有了").path == ""


def test_the_last_instance_can_be_taken_back() -> None:
    talk = nested().tap("再加一个").say("李某", "90").tap("没有", "没有了")
    talk.give(Change("/data/member[2]")).give(More(False))
    assert talk.path == ""
    assert talk.tap("提交").record.answers["/data/names"] == "王某"


COUNTED = """
| survey |
| | type | name | label | repeat_count | calculation |
| | integer | size | 几口人 | | |
| | begin_repeat | member | 成员 | ${size} | |
| | text | name | 姓名 | | |
| | calculate | place | | | position(..) |
| | calculate | before | | | if(position(..) > 1, indexed-repeat(${name}, ${member}, position(..) - 1), '') |
| | end_repeat | | | | |
| | calculate | second | | | ${member}[position() = 2]/name |
"""
COUNTED = COUNTED.replace("| | calculate | second | | | ${member}[position() = 2]/name |\n", "")


def test_an_answer_can_say_how_many_instances_there_are() -> None:
    talk = Talk(form(COUNTED)).say("2", "王某", "李某").tap("提交")
    assert talk.record.answers == {
        "/data/size": 2,
        "/data/member[1]/name": "王某",
        "/data/member[1]/place": 1,
        "/data/member[2]/name": "李某",
        "/data/member[2]/place": 2,
        "/data/member[2]/before": "王某",
    }


def test_a_smaller_count_leaves_the_later_instances_out_and_a_larger_one_brings_them_back() -> None:
    talk = Talk(form(COUNTED)).say("2", "王某", "李某").give(Change("/data/size")).say("1")
    assert talk.path == ""
    assert "李某" not in talk.text
    assert talk.give(Change("/data/size")).say("2").path == ""
    assert "李某" in talk.text


def test_a_count_beyond_all_bounds_is_refused() -> None:
    talk = Talk(form(COUNTED)).say(str(MAX_INSTANCES + 1))
    assert talk.refused == f"这里最多填{MAX_INSTANCES}个，请写小一些的数。"
    assert talk.path == "/data/size"


def test_no_more_than_the_bound_can_be_added() -> None:
    talk = Talk(form(survey("begin_repeat | r | 病", "note | n | 注", "end_repeat | | ")))
    for _ in range(MAX_INSTANCES):
        talk.give(More(True))
    assert talk.path == ""


def test_a_filter_inside_a_repeat_reads_its_own_instance() -> None:
    cascade = """
| survey |
| | type | name | label | choice_filter | required |
| | begin_repeat | place | 地方 | | |
| | select_one county | county | 县 | | yes |
| | select_one town | town | 乡镇 | county = ${county} | yes |
| | end_repeat | | | | |
| choices |
| | list_name | name | label | county |
| | county | hx | 环县 | |
| | county | nx | 宁县 | |
| | town | qz | 曲子镇 | hx |
| | town | xn | 新宁镇 | nx |
"""
    talk = Talk(form(cascade)).tap("环县", "曲子镇", "再加一个", "宁县")
    assert "新宁镇" in talk.buttons
    assert "曲子镇" not in talk.buttons


def test_the_heading_says_which_instance_it_is() -> None:
    talk = Talk(form(COUNTED)).say("2")
    assert talk.text.split("\n") == ["【成员 第1个】", "姓名"]
    assert talk.say("王某").text.split("\n") == ["【成员 第2个】", "姓名"]


def test_a_count_inside_a_repeat_has_the_same_bound() -> None:
    nested_count = """
| survey |
| | type | name | label | repeat_count | required |
| | begin_repeat | village | 村 | | |
| | integer | houses | 几户 | | yes |
| | begin_repeat | house | 户 | ${houses} | |
| | text | who | 谁 | | |
| | end_repeat | | | | |
| | end_repeat | | | | |
"""
    talk = Talk(form(nested_count)).say("5000")
    assert talk.refused.startswith("这里最多填")
    assert talk.say("1").path == "/data/village[1]/house[1]/who"
