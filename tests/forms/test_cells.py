"""What an author in Excel gets wrong between cells (names, lists, choices) is told in words, with sheet and cell."""

import pytest

from bot.forms.model import FormErrors, Problem
from bot.forms.xlsform import compile_form
from tests.forms.talk import words

CHOICES = """
| choices |
| | list_name | name | label |
| | yn | yes | 有 |
| | yn | no | 没有 |
"""


def told(survey: str, choices: str = CHOICES) -> list[str]:
    source = f"| survey |\n| | type | name | label | relevant |\n{survey}\n{choices}"
    found: tuple[Problem, ...] | list[Problem]
    try:
        found = compile_form(source, "form.md").warnings
    except FormErrors as refused:
        found = refused.problems
    return [f"{each.sheet} {each.row} {each.column}: {words(each.message)}" for each in found]


def test_a_list_that_is_not_there() -> None:
    assert told("| | select_one yns | a | 甲 | |") == [
        "survey 2 type: choices 表里没有叫 yns 的选项表（list_name）。您是不是想写：yn？"
    ]
    assert told("| | select_one | a | 甲 | |") == ["survey 2 type: select_one 后面要写选项表的名字。"]


def test_names() -> None:
    assert told("| | text | a b | 甲 | |\n| | text | | 乙 | |\n| | text | c | 丙 | |\n| | text | c | 丁 | |") == [
        "survey 2 name: “a b”不能做题名：以字母开头，后面只用字母、数字和下划线。",
        "survey 3 name: 这一行没有 name：请给这道题起个名，如 homes。",
        "survey 5 name: 题名 c 在第4行已经有了：每道题要有自己的名字。",
    ]


def test_one_name_in_two_groups_is_right() -> None:
    group = "| | begin group | {0} | {0} | |\n| | text | a | 甲 | |\n| | end group | | | |"
    assert told("\n".join(group.format(name) for name in ("first", "second"))) == []


def test_choices_are_named_in_their_own_sheet() -> None:
    more = CHOICES + "| | yn | no | 否 |\n| | yn | | 不知道 |\n| | | maybe | 也许 |"
    assert told("| | select_one yn | a | 甲 | |", more) == [
        "choices 4 name: 选项表 yn 里有两个 no。",
        "choices 5 name: 这个选项没有 name：请起个名，如 yes。",
        "choices 6 list_name: 这个选项属于哪个选项表？请写 list_name。",
    ]


def test_a_choice_that_nobody_can_give() -> None:
    asked = "| | select_one yn | a | 甲 | |\n| | select_multiple yn | b | 乙 | |\n"
    assert told(asked + "| | text | c | 丙 | ${a} = 'yes' or selected(${b}, 'no') |") == []
    assert told(asked + "| | text | c | 丙 | ${a} = 'yess' or selected(${b}, 'none') |") == [
        "survey 4 relevant: 题目 a 的选项里没有 yess。",
        "survey 4 relevant: 题目 b 的选项里没有 none。",
    ]


def test_headings_in_another_language_and_questions_without_words() -> None:
    with pytest.raises(FormErrors) as refused:
        compile_form("| survey |\n| | 类型 | 名称 |\n| | text | a |", "form.md")
    assert "type、name、label" in words(refused.value.problems[0].message)
    assert told("| | text | a | | |") == ["survey 2 label: 这道题没有 label：请写要问的话。"]
