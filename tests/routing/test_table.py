"""Rules as an admin writes them: every problem at once, each with its row, its column and what to write instead."""

import pytest

from bot.languages import Languages
from bot.routing.directory import Directory
from bot.routing.model import Rule, Target, Unit
from bot.routing.sheet import Column, records
from bot.routing.table import COLUMNS, read, written
from bot.routing.words import by_urgency, cell, days
from tests.catalogues import LOCALES
from tests.routing.small import DIRECTORY

WORDS = Languages.load(LOCALES)
CODES = [column.code for column in COLUMNS]
HEADINGS = [column.heading for column in COLUMNS]


def lines(*rows: dict[str, object]) -> list[tuple[int, list[object]]]:
    body: list[list[object]] = [[row.get(code) for code in CODES] for row in rows]
    heads: list[list[object]] = [[*HEADINGS], [*CODES]]
    return list(enumerate(heads + body, start=1))


def one(**cells: object) -> Rule:
    rules, problems = read(lines(cells), DIRECTORY)
    assert not problems
    return rules[0]


def wrong(**cells: object) -> list[tuple[int, str, str]]:
    rules, problems = read(lines(cells), DIRECTORY, questions={"issue": ["households"]})
    assert not rules
    return [(problem.row, problem.column, WORDS.said(problem.message, "zh")) for problem in problems]


def test_a_row_is_read_by_codes() -> None:
    found = one(
        form="issue",
        topic="drinking",
        area="61",
        urgency="urgent",
        condition="${households} > 10",
        lead="water",
        level="county",
        assist="housing banking@city 62-health",
        accept_days=1,
        resolve_days="15",
        notify="weekly",
        note="试行",
    )
    assert found == Rule(
        id="61/issue/drinking/urgent[${households} > 10]",
        form="issue",
        topic="drinking",
        area="61",
        urgency="urgent",
        condition="${households} > 10",
        lead=Target("water", "county"),
        assist=(Target("housing", "county"), Target("banking", "city"), Target(unit="62-health")),
        accept_days={"": 1},
        resolve_days={"": 15},
        notify={"": "weekly"},
        note="试行",
        sheet="rules",
        row=3,
    )


def test_a_row_is_read_by_the_words_of_an_office() -> None:
    found = one(
        topic="危房",
        area="甲县/东镇",
        urgency="很急",
        lead="住建",
        level="县级",
        assist="水务、甲县水利局，卫生健康@市级",
        accept_days="1天",
        resolve_days="很急5 一般15 工程30",
        notify="很急立即 每日",
    )
    assert (found.topic, found.area, found.urgency) == ("roof", "611", "urgent")
    assert found.lead == Target("housing", "county")
    assert found.assist == (Target("water", "county"), Target(unit="61-water"), Target("health", "city"))
    assert found.resolve_days == {"urgent": 5, "ordinary": 15, "works": 30}
    assert found.notify == {"urgent": "at_once", "": "daily"}


def test_a_named_unit_leads_without_a_level() -> None:
    assert one(unit="甲县水务局").lead == Target(unit="61-water")


def test_a_unit_with_a_comma_of_its_own_may_assist() -> None:
    units = [*DIRECTORY.units.values(), Unit("61-party", "甲县党委、政府", "61")]
    directory = Directory(DIRECTORY.areas.values(), DIRECTORY.functions.values(), units)
    ((found,), problems) = read(lines({"unit": "61-water", "assist": "甲县党委、政府 市水务局、市住建局"}), directory)
    assert problems == []
    assert [target.unit for target in found.assist] == ["61-party", "6-water", "6-housing"]


def test_a_rule_without_days_is_for_the_record() -> None:
    found = one(form="visit", lead="local", level="township")
    assert (found.accept_days, found.resolve_days, found.notify) == ({}, {}, {})


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ({"unit": "甲县水物局"}, "指定单位", "您是不是想写：甲县水务局"),
        ({"lead": "watr", "level": "county"}, "牵头职能", "water"),
        ({"topic": "drinkng", "unit": "61-water"}, "事项", "drinking"),
        ({"area": "西沟村", "unit": "61-water"}, "地点", "6112"),
        ({"form": "isue", "unit": "61-water"}, "表单", "issue"),
        ({"urgency": "马上", "unit": "61-water"}, "紧急程度", "很急"),
        ({"lead": "water"}, "层级", "县级"),
        ({"lead": "water", "level": "区域"}, "层级", "县级"),
        ({"form": "issue"}, "牵头职能", "由谁牵头"),
        ({"lead": "water", "level": "county", "unit": "61-water"}, "指定单位", "只填一个"),
        ({"unit": "61-water", "assist": "housing 甲县水物局"}, "配合", "甲县水务局"),
        ({"unit": "61-water", "assist": "water@here"}, "配合", "县级"),
        ({"unit": "61-water", "accept_days": "soon"}, "受理天数", "很急5 一般15 工程30"),
        ({"unit": "61-water", "resolve_days": "-3"}, "办结天数", "很急5 一般15 工程30"),
        ({"unit": "61-water", "resolve_days": "很急5 很急6"}, "办结天数", "很急5 一般15 工程30"),
        ({"unit": "61-water", "notify": "电话"}, "通知方式", "每日"),
        ({"unit": "61-water", "condition": "1 +"}, "条件", ""),
        ({"unit": "61-water", "form": "issue", "condition": "${people} > 1"}, "条件", "people"),
    ],
)
def test_a_wrong_cell_is_named_with_what_to_write(cells: dict[str, object], column: str, says: str) -> None:
    (row, heading, message), *others = wrong(**cells)
    assert (row, heading, others) == (3, column, [])
    assert says in message


def test_all_problems_of_a_table_come_at_once() -> None:
    rows = lines({"unit": "61-water"}, {"topic": "x", "area": "y", "lead": "z"}, {"form": "w", "unit": "v"})
    rules, problems = read(rows, DIRECTORY)
    assert [rule.id for rule in rules] == ["fallback"]
    assert [(problem.row, problem.column) for problem in problems] == [
        (4, "事项"), (4, "地点"), (4, "层级"), (4, "牵头职能"), (5, "表单"), (5, "指定单位"),
    ]  # fmt: skip


@pytest.mark.parametrize("heads", [[HEADINGS], [CODES], [HEADINGS, CODES], [["庆阳市派单规则"], HEADINGS], [[], CODES]])
def test_headings_may_be_chinese_or_codes_below_a_title(heads: list[list[str]]) -> None:
    body = ["", "drinking", "", "", "", "water", "county"]
    rules, problems = read(list(enumerate([*heads, body], start=1)), DIRECTORY)
    assert (rules[0].topic, problems) == ("drinking", [])
    assert rules[0].row == len(heads) + 1


def test_columns_may_stand_in_any_order_and_an_unknown_one_is_left_aside_with_a_warning() -> None:
    table = [["unit", "topic", "topik", "备注信息"], ["61-water", "drinking", "x", "y"]]
    rules, problems = read(list(enumerate(table, start=1)), DIRECTORY)
    assert rules[0].lead.unit == "61-water"
    assert [(problem.column, problem.warning) for problem in problems] == [("topik", True), ("备注信息", True)]
    assert "topic" in WORDS.said(problems[0].message, "zh")


@pytest.mark.parametrize("table", [[], [["什么", "都不是"], ["a", "b"]]])
def test_a_table_without_headings_says_which_it_needs(table: list[list[str]]) -> None:
    rules, (problem,) = read(list(enumerate(table, start=1)), DIRECTORY)
    assert rules == []
    assert "牵头职能" in WORDS.said(problem.message, "zh")


def test_what_excel_does_to_long_codes_is_undone_or_said() -> None:
    assert one(area='="6111"', unit="61-water").area == "6111"
    assert one(area=6111.0, unit="61-water").area == "6111"
    assert any("文本" in message for _row, _column, message in wrong(area="6.21022E+11", unit="61-water"))


def test_what_nobody_sees_is_no_part_of_a_cell_and_wide_digits_are_digits() -> None:
    pasted = {"code": "６２１０２２－water", "name": "\u200b\u2068环县水务局\u2069\u202c", "note": "１组王某、ＡＢ线"}
    heads = [Column("code", "代码"), Column("name", "名称"), Column("note", "说明")]
    rows, problems = records("units", heads, [(1, list(pasted)), (2, list(pasted.values()))])
    assert not problems
    assert rows[0].cells == {"code": "621022-water", "name": "环县水务局", "note": "１组王某、ＡＢ线"}


@pytest.mark.parametrize("said", ["合计", "合　计：", "总计", "制表人：王某", "审核：", "注：以上为本县单位"])
def test_a_row_below_the_table_that_is_no_record_is_left_aside_and_named(said: str) -> None:
    heads = [Column("code", "代码", required=True), Column("name", "名称", required=True), Column("note", "说明")]
    table = [["code", "name", "note"], ["1", "甲", "合计"], [said, "", "2个"]]
    rows, (problem,) = records("units", heads, list(enumerate(table, start=1)))
    assert [row["name"] for row in rows] == ["甲"]
    assert (problem.row, problem.warning) == (3, True)
    assert "不读取" in WORDS.said(problem.message, "zh")


def test_a_record_that_begins_as_a_total_does_stays_a_record() -> None:
    heads = [Column("code", "代码", required=True), Column("name", "名称", required=True)]
    table = [["code", "name"], ["合计", "某某"], ["", "乙"]]
    rows, (problem,) = records("units", heads, list(enumerate(table, start=1)))
    assert len(rows) == 2
    assert (problem.row, problem.warning) == (3, False)


def test_a_rule_is_written_as_it_was_read() -> None:
    cells = {
        "form": "issue", "topic": "drinking", "area": "61", "urgency": "urgent", "condition": "${households} > 10",
        "lead": "water", "level": "township", "unit": "", "assist": "housing banking@city 62-health",
        "accept_days": "1", "check_days": "2", "resolve_days": "很急5 一般15 工程30", "notify": "很急立即 每日",
        "note": "试行",
    }  # fmt: skip
    assert written(one(**cells)) == cells


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("15", {"": 15}),
        ("15个工作日", {"": 15}),
        ("urgent:5 ordinary:15 works:30", {"urgent": 5, "ordinary": 15, "works": 30}),
        ("很急5，一般15，工程30", {"urgent": 5, "ordinary": 15, "works": 30}),
        ("急 5；15", {"urgent": 5, "": 15}),
    ],
)
def test_a_cell_by_urgency(text: str, values: dict[str, int]) -> None:
    assert by_urgency(text, days) == values
    assert by_urgency(cell(values), days) == values


@pytest.mark.parametrize("text", ["很急", "五", "5-10", "，", "15 20"])
def test_a_cell_by_urgency_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        by_urgency(text, days)


def test_days_that_are_too_many_are_told_the_range() -> None:
    [(_row, column, message)] = wrong(topic="drinking", lead="water", level="county", resolve_days="4000")
    assert column == "办结天数"
    assert "0到999" in message
