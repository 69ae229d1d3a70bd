"""Lists that stand outside the workbook: proposals, groups, search, pages, and what is not in the list."""

from bot.forms.state import Chosen
from tests.forms.talk import NAMESPACE, Talk, form, survey

HEAD = "type | name | label | required | bind::cq:other | bind::cq:suggest | choice_filter | calculation"
WHO = form(NAMESPACE + survey(
    "select_one_from_file households.csv | who | 哪一户？ | yes | yes | | | ",
    "calculate | people | | | | | | pulldata('households', 'members', 'name', ${who})",
    "calculate | kind | | | | | | pulldata('households', 'category_label', 'name', ${who})",
    "calculate | seen | | | | | | pulldata('households', 'last_visit', 'name', ${who})",
    "calculate | income | | | | | | instance('households')/root/item[name = ${who}]/last_income",
    "note | about | ${people}口人，${kind}，上次${seen} | | | | | ",
    "text | x | ${who}要什么？ | | | | | ",
    head=HEAD,
))  # fmt: skip
ABOUT = form(NAMESPACE + survey(
    "text | words | 什么事？ | yes | | | | ",
    "select_one_from_file topics.csv | topic | 归到哪一类？ | yes | | ${words} | | ",
    head=HEAD,
))  # fmt: skip
WHERE = form(NAMESPACE + survey(
    "select_one_from_file areas.csv | village | 哪个村？ | yes | | | | ",
    "text | town | 镇 | | | | | ",
    "select_one_from_file areas.csv | near | 邻村？ | yes | | | parent = ${town} | ",
    head=HEAD,
))  # fmt: skip


def test_those_whom_one_most_probably_wants_come_first() -> None:
    assert Talk(WHO).buttons == ["王某乙家", "王某甲家", "其他的…", "不在名单里"]


def test_a_name_finds_them() -> None:
    talk = Talk(WHO).say("王")
    assert talk.text.endswith("“王”找到这些：")
    assert talk.buttons == ["王某甲家", "王某乙家", "其他的…", "不在名单里"]
    assert talk.tap("王某甲家").state.answers == {"/data/who": "h1"}
    assert Talk(WHO).say("李某家").state.answers == {"/data/who": "h3"}


def test_a_name_that_finds_nobody_is_told() -> None:
    talk = Talk(WHO).say("赵钱孙")
    assert talk.refused == "没有找到“赵钱孙”。请少写几个字再试，如只写姓。"
    assert talk.path == "/data/who"


def test_what_the_register_knows_can_be_read_in_the_readers_language() -> None:
    assert "2口人，脱贫户，上次11月24日" in Talk(WHO).tap("王某甲家").text
    record = Talk(WHO).tap("王某甲家").say("要水").tap("提交").record
    assert record.answers == {
        "/data/who": "h1",
        "/data/people": 2,
        "/data/kind": "脱贫户",
        "/data/seen": "2026-11-24",
        "/data/income": "same",
        "/data/x": "要水",
    }


def test_a_choice_that_a_label_names_is_said_in_words() -> None:
    assert Talk(WHO).tap("王某甲家").asked == "王某甲家要什么？"


def test_who_is_not_in_the_list() -> None:
    talk = Talk(WHO).tap("不在名单里")
    assert talk.state.answers == {"/data/who": "other"}
    assert talk.asked == "不在名单里要什么？"


def test_a_foreign_row_is_refused() -> None:
    talk = Talk(WHO).give(Chosen("h99"))
    assert talk.refused
    assert talk.state.answers == {}


def test_the_words_of_an_earlier_answer_propose() -> None:
    talk = Talk(ABOUT).say("水质")
    assert talk.buttons[:2] == ["饮水不足、水质或断水", "都不是，我来选"]
    assert talk.tap("都不是，我来选").buttons == ["生活条件", "公共服务", "‹ 上一步"]
    assert talk.tap("生活条件").buttons == ["饮水不足、水质或断水", "道路", "‹ 全部", "‹ 上一步"]
    assert talk.tap("‹ 全部", "公共服务", "看病").path == ""


def test_where_the_words_propose_nothing_the_groups_are_shown() -> None:
    assert Talk(ABOUT).say("别的事").buttons[:2] == ["生活条件", "公共服务"]


def test_a_long_list_is_turned_page_by_page() -> None:
    talk = Talk(WHERE)
    assert talk.buttons == [*(f"第{number}村" for number in range(1, 9)), "下一页 ›"]
    talk.tap("下一页 ›", "下一页 ›", "下一页 ›")
    assert talk.buttons == [*(f"第{number}村" for number in range(25, 31)), "‹ 上一页"]
    assert talk.tap("第30村").path == "/data/town"


def test_a_filter_narrows_an_outside_list() -> None:
    talk = Talk(WHERE).say("第1村", "t2")
    assert talk.buttons[:2] == ["第2村", "第5村"]
    assert talk.say("第3村").refused
