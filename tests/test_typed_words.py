"""The words of a button, typed instead of tapped; and what is said in a form that belongs to another thing."""

import pytest

from storage import chats, households
from tests.deployment import Deployment, texts

HERE = "李某"


def talk(place: Deployment, *said: str) -> str:
    """What the product says to the last of these words."""
    last = ""
    for words in said:
        last = texts(place.said(HERE, text=words)).strip()
    return last


def labels(place: Deployment, words: str) -> list[str]:
    """The buttons under what the product says to these words."""
    return [button.label for message in place.said(HERE, text=words) for row in message.buttons for button in row]


def reviewed(place: Deployment) -> str:
    """A visit log that is filled in up to its review."""
    return talk(place, "走访日志", "王某甲·二组", "家里没人", "无", "无")


def at_work(place: Deployment) -> str:
    """The form that the chat is on."""
    with place.app.reader.connect() as connection:
        found = chats.open_drafts(connection, place.vault, place.people[HERE], set())
    return " ".join(sorted(draft.form for draft in found))


@pytest.mark.parametrize("words", ["改一项…", "改一项...", "改一项"])
def test_a_change_is_asked_for_by_the_words_of_its_button(place: Deployment, words: str) -> None:
    assert "请核对" in reviewed(place)
    assert talk(place, words).startswith("要改哪一项？")


def test_what_to_change_is_named_by_its_button(place: Deployment) -> None:
    reviewed(place)
    assert "走访日期" in labels(place, "改一项")
    assert "哪天走访的？" in talk(place, "走访日期")


@pytest.mark.parametrize("words", ["见到了谁？", "见到", "见到了谁"])
def test_what_to_change_is_named_in_full_or_in_short(place: Deployment, words: str) -> None:
    reviewed(place)
    assert "见到了谁？" in talk(place, "改一项", words)


@pytest.mark.parametrize("words", ["改日期", "走访日期", "走访日期不对", "日期填错了", "我要改走访日期", "哪天走访的"])
def test_a_change_is_asked_for_by_the_name_of_the_answer(place: Deployment, words: str) -> None:
    reviewed(place)
    assert "哪天走访的？" in talk(place, words)


@pytest.mark.parametrize("words", ["改成昨天", "修改一下", "改身份证号"])
def test_a_change_of_something_is_asked_about(place: Deployment, words: str) -> None:
    reviewed(place)
    assert talk(place, words).startswith("要改哪一项？")


def test_a_part_of_a_name_that_several_answers_have_is_asked_about(place: Deployment) -> None:
    reviewed(place)
    assert "要改哪一项？" in talk(place, "改一项", "走访")


def test_what_names_no_answer_is_told_what_can_be_done_there(place: Deployment) -> None:
    reviewed(place)
    said = talk(place, "改一项", "身份证号")
    assert said.startswith("点要改的那一项，或者写它的名字。")
    assert "提交" not in said


# --- a category ---------------------------------------------------------------------------------------------------


def test_a_category_is_found_by_one_character_of_its_name(place: Deployment) -> None:
    talk(place, "问题上报", "出了点事情", "都不是，我来选")
    assert "饮水不足、水质或断水" in labels(place, "水")


def test_what_was_refused_once_is_not_proposed_again(place: Deployment) -> None:
    said = place.said(HERE, text="五组水管冻裂，三户停水")
    data = next(b.data for m in said for row in m.buttons for b in row if b.label == "都不是，我来选")
    opened = [b.label for m in place.said(HERE, button=data) for row in m.buttons for b in row]
    assert "都不是，我来选" not in opened
    assert "乡村建设" in " ".join(opened) or len(opened) > 4


def test_there_is_a_way_back_from_what_was_searched_for(place: Deployment) -> None:
    talk(place, "问题上报", "五组水管冻裂，三户停水")
    found = labels(place, "路灯")
    assert "‹ 全部" in found
    assert "‹ 全部" not in labels(place, "全部")
    assert talk(place, "不要了").startswith("已删掉")


def test_there_is_a_way_back_from_a_search_of_households(place: Deployment) -> None:
    talk(place, "走访日志")
    assert "其他的…" in labels(place, "王某")


def test_a_form_is_put_aside_or_thrown_away_by_the_words_at_its_review(place: Deployment) -> None:
    reviewed(place)
    assert talk(place, "先不交").startswith("先放下了")
    assert "请核对" in talk(place, "接着填")
    assert talk(place, "不要了").startswith("已删掉")


def test_a_form_that_was_put_aside_is_thrown_away_by_the_buttons_words(place: Deployment) -> None:
    reviewed(place)
    talk(place, "取消")
    assert talk(place, "不要了").startswith("已删掉")
    assert at_work(place) == ""


def test_several_choices_are_done_by_the_words_of_the_button(place: Deployment) -> None:
    place.said(HERE, text="走访日志")
    talk(place, "王某甲·二组", "户主")
    asked = place.said(HERE, text="户主")
    place.said(HERE, button=next(b.data for m in asked for row in m.buttons for b in row if b.label == "看病"))
    assert "选好了" in labels(place, "选不好")
    assert talk(place, "选好了").startswith("六看，哪样不正常？ 看病")


def test_the_beginning_of_a_single_choice_is_enough(place: Deployment) -> None:
    talk(place, "问题上报", "五组水管冻裂，三户停水", "饮水不足、水质或断水", "不用")
    assert talk(place, "很急").startswith("有照片吗？")


@pytest.mark.parametrize("words", ["很", "急"])
def test_too_little_of_a_choice_is_not_enough(place: Deployment, words: str) -> None:
    talk(place, "问题上报", "五组水管冻裂，三户停水", "饮水不足、水质或断水", "不用")
    assert "急不急？" in talk(place, words)


@pytest.mark.parametrize("days", ["五天", "5个工作日", "五个工作日", "５"])
def test_days_are_read_as_people_write_them(place: Deployment, days: str) -> None:
    number = place.filed(HERE)
    place.act("张某", number, "accept")
    place.act("张某", number, "extend", days=days, reason="天冷")
    assert place.item(number).wants_days == 5


# --- another thing ------------------------------------------------------------------------------------------------

ANOTHER = "这是另一件事，要上报"
PROBLEM = "五组水管冻裂了停水三天"


def test_a_problem_said_instead_of_a_household_can_be_reported(place: Deployment) -> None:
    talk(place, "走访日志")
    assert ANOTHER in labels(place, PROBLEM)


def test_a_problem_said_at_the_review_can_be_reported_and_the_form_is_kept(place: Deployment) -> None:
    reviewed(place)
    said = place.said(HERE, text=PROBLEM)
    data = next(b.data for m in said for row in m.buttons for b in row if b.label == ANOTHER)
    begun = texts(place.said(HERE, button=data)).strip()
    assert begun.startswith("刚才的走访日志先放下了")
    assert "归到哪一类？" in begun
    assert at_work(place) == "issue_report visit_log"


@pytest.mark.parametrize("words", ["王大贵", "今天天气不错呀", "停水了"])
def test_what_is_short_or_no_problem_is_not_taken_for_another_thing(place: Deployment, words: str) -> None:
    talk(place, "走访日志")
    assert ANOTHER not in labels(place, words)


# --- the right words for who reads them ---------------------------------------------------------------------------


def test_a_clerk_is_told_what_words_do_and_that_no_form_is_open(place: Deployment) -> None:
    assert texts(place.said("张某", text="菜单")).strip() == "要办哪件事？点一个，或者写几个字找件。"
    assert texts(place.said("张某", text="取消")).strip() == "现在没有在填的表。"


def test_whoever_was_asked_reads_that_the_answer_is_theirs(place: Deployment) -> None:
    number = place.filed(HERE)
    place.act("张某", number, "accept")
    place.act("张某", number, "ask", text="水表在谁家？")
    assert "等您回答。" in talk(place, number)
    assert "已问李某，还没有回答。" in texts(place.said("张某", text=number))


def test_the_whole_name_of_the_only_one_of_that_name_is_chosen_at_once(place: Deployment) -> None:
    assert "见到了谁？" in talk(place, "走访日志", "王某甲")


def test_whole_names_that_are_several_peoples_are_asked_about(place: Deployment) -> None:
    with place.app.writer.begin() as connection:
        households.set_members(connection, "H02", [{"name": "王某甲"}])
    assert "“王某甲”找到这些" in talk(place, "走访日志", "王某甲")


def test_who_is_found_by_a_member_s_name_is_shown_with_that_name(place: Deployment) -> None:
    with place.app.writer.begin() as connection:
        households.set_members(connection, "H01", [{"name": "高小龙"}, {"name": "高兰"}])
    place.said(HERE, text="走访日志")
    assert "王某甲·二组（家人：高小龙）" in labels(place, "龙")
    assert "王某甲·二组" in labels(place, "王某")


# --- buttons of what was said last ---------------------------------------------------------------------------------


def resolved(place: Deployment) -> str:
    number = place.filed(HERE)
    place.asked("张某", "accept", number)
    place.asked("张某", "resolve", number, text="已修好")
    return number


@pytest.mark.parametrize("words", ["销号", " 销号。", "解决了", "修好了！"])
def test_the_words_of_an_items_button_are_the_button(either: Deployment, words: str) -> None:
    number = resolved(either)
    assert number in talk(either, words)
    assert either.item(number).status == "closed"


@pytest.mark.parametrize("words", ["还没解决", "没解决", "没有解决！", "还没修好"])
def test_what_is_not_solved_is_asked_for_and_begins_no_report(place: Deployment, words: str) -> None:
    number = resolved(place)
    assert f"{number}：哪里还没解决？" in talk(place, words)
    assert place.item(number).status == "resolved"
    talk(place, "还在漏水")
    assert place.item(number).status == "reopened"


@pytest.mark.parametrize("words", ["收到", "谢谢", "好的。"])
def test_a_courtesy_after_what_was_resolved_is_asked_whether_it_is(place: Deployment, words: str) -> None:
    number = resolved(place)
    [asked] = place.said(HERE, text=words)
    assert asked.text.startswith(f"解决了吗？请点一个。\n{number}")
    assert [button.label for button in asked.buttons[0]] == ["销号", "还没解决"]
    place.asked(HERE, "close", number)
    assert "要办哪件事" in talk(place, words)


def test_a_greeting_after_what_was_resolved_is_one(place: Deployment) -> None:
    resolved(place)
    assert "要办哪件事" in talk(place, "你好")


@pytest.mark.parametrize("words", ["好的，通水了", "水还是没有来", "王某丙家"])
def test_words_after_what_was_resolved_may_be_about_it(place: Deployment, words: str) -> None:
    about = f"说的是{resolved(place)}"
    shown = place.said(HERE, text=words)
    assert about in [button.label for message in shown for row in message.buttons for button in row]
    data = next(each.data for message in shown for row in message.buttons for each in row if each.label == about)
    assert "还没解决" in [button.label for row in place.said(HERE, button=data)[-1].buttons for button in row]


def test_a_proposed_category_may_be_typed(place: Deployment) -> None:
    talk(place, "五组水管冻裂，三户停水", "饮水不足、水质或断水")
    assert at_work(place) == "issue_report"


def test_a_button_that_is_over_is_no_button(place: Deployment) -> None:
    number = resolved(place)
    talk(place, "销号")
    assert "销号" not in labels(place, "销号")
    assert place.item(number).status == "closed"


@pytest.mark.parametrize(
    ("words", "form"),
    [
        ("走访", "visit_log"), ("写日志", "visit_log"), ("记走访", "visit_log"), ("我要填走访记录", "visit_log"),
        ("申请", "household_application"), ("我想写个申请", "household_application"),
        ("我要报个问题", "issue_report"), ("报问题", "issue_report"), ("上报。", "issue_report"),
    ],
)  # fmt: skip
def test_a_form_is_begun_as_people_call_it(place: Deployment, words: str, form: str) -> None:
    talk(place, words)
    assert at_work(place) == form


@pytest.mark.parametrize("words", ["走访", "申请"])
def test_in_a_form_these_are_answers(place: Deployment, words: str) -> None:
    talk(place, "问题上报", words)
    assert at_work(place) == "issue_report"
