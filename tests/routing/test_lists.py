"""Places, functions, units and topics as tables: what is sound is taken, what is not is named with its cell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.languages import Languages
from bot.routing import lists
from bot.routing.model import Area
from bot.routing.sheet import Problem
from bot.routing.tree import chains
from tests.catalogues import LOCALES
from tests.routing.small import AREAS, FUNCTIONS

WORDS = Languages.load(LOCALES)


def lines(heads: str, *rows: str) -> list[tuple[int, list[str]]]:
    return list(enumerate([line.split("|") for line in (heads, *rows)], start=1))


def told(problems: list[Problem]) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, WORDS.said(problem.message, "zh")) for problem in problems]


def test_places_are_read() -> None:
    areas, problems = lists.areas(lines("code|name|level|parent", "6|南州市|市级|", "61|甲县|county|6"))
    assert (areas, problems) == ([Area("6", "南州市", "city"), Area("61", "甲县", "county", "6")], [])


def test_a_circle_an_orphan_a_wrong_level_and_a_doubled_code_are_told_at_once() -> None:
    areas, problems = lists.areas(
        lines(
            "code|name|level|parent",
            "6|南州市|city|",
            "1|圈一|county|2",
            "2|圈二|township|1",
            "21|圈下|village|2",
            "31|孤儿|village|3",
            "7|同级|city|6",
            "6|又一个|city|",
            "8|不知|区域|",
            "|无代码|city|",
        )
    )
    assert [area.code for area in areas] == ["6"]
    found = {(row, column) for row, column, _said in told(problems)}
    assert found == {
        (3, "上级代码"),
        (4, "上级代码"),
        (6, "上级代码"),
        (7, "上级代码"),
        (8, "区划代码"),
        (9, "层级"),
        (10, "区划代码"),
    }


def test_a_unit_names_a_place_and_functions_that_there_are() -> None:
    table = lines(
        "单位代码|单位名称|区划代码|承担职能|别名",
        "61-w|甲县水务局|61|water、housing|水利局 河长办",
        "62-w|乙县水务局|62|water|",
    )
    units, problems = lists.units(table, AREAS, FUNCTIONS)
    assert problems == []
    assert (units[0].functions, units[0].aliases, units[0].level) == (
        ("water", "housing"),
        ("水利局", "河长办"),
        "county",
    )


@pytest.mark.parametrize(
    ("row", "column", "says"),
    [
        ("x|甲县水务局|61|watter|", "承担职能", "water"),
        ("x|甲县水务局|6x|water|", "区划代码", "6x"),
        ("x|甲县水务局|甲县|water|", "区划代码", "61"),
        ("x|甲县水务局||water|", "区划代码", "不能空"),
        ("x||61|water|", "单位名称", "不能空"),
        ("1|又一个局|61||", "单位代码", "第2行已经有了"),
        ("x|某局|61||", "单位名称", "第2行已经有了"),
    ],
)
def test_a_wrong_unit_is_told(row: str, column: str, says: str) -> None:
    table = lines("code|name|area|functions|aliases", "1|某局|61||", row)
    units, problems = lists.units(table, AREAS, FUNCTIONS)
    ((number, heading, said),) = told(problems)
    assert (number, heading) == (3, column)
    assert says in said
    assert [unit.code for unit in units][:1] == ["1"]


def test_two_units_of_a_place_with_one_function_are_worth_a_look() -> None:
    _units, problems = lists.units(
        lines("code|name|area|functions", "1|一局|61|water", "2|二局|61|water"), AREAS, FUNCTIONS
    )
    assert [(problem.row, problem.warning) for problem in problems] == [(3, True)]


def test_topics_are_read_with_their_words() -> None:
    topics, problems = lists.topics(
        lines("code|group|name|point|keywords", "roof|住房|危房|2|漏雨、裂缝 漏雨", "x|住房|其他||")
    )
    assert problems == []
    assert (topics[0].point, topics[0].keywords, topics[1].point) == (2, ("漏雨", "裂缝"), 0)


def test_a_topic_s_point_is_a_number_and_its_name_its_own() -> None:
    _topics, problems = lists.topics(lines("code|group|name|point", "a|甲|危房|二", "b|甲|危房|2"))
    assert [(row, column) for row, column, _said in told(problems)] == [(2, "要点条目"), (3, "事项")]


def test_functions_are_read() -> None:
    functions, problems = lists.functions(lines("职能代码|职能|说明", "water|水务|", "water|又是水|"))
    assert [function.name for function in functions] == ["水务"]
    assert len(problems) == 1


def test_a_missing_column_is_told_once_and_not_for_every_row() -> None:
    _areas, problems = lists.areas(lines("code|name|parent", "6|南州市|", "61|甲县|6"))
    assert [said for _row, _column, said in told(problems)] == ["缺少“层级”（level）这一列。"]


# --- the tree -------------------------------------------------------------------------------------------------

CODES = [str(number) for number in range(8)]
TREES = st.lists(
    st.builds(
        Area,
        st.sampled_from(CODES),
        st.just("某地"),
        st.sampled_from(["city", "county", "township", "village"]),
        st.sampled_from(["", "nowhere", *CODES]),
    ),
    unique_by=lambda area: area.code,
)


@settings(deadline=None)
@given(TREES)
def test_every_place_stands_in_the_tree_or_is_told_to_stand_nowhere(areas: list[Area]) -> None:
    known = {area.code: area for area in areas}
    found, broken = chains(known)
    assert set(found) | set(broken) == set(known)
    assert not set(found) & set(broken)
    for code, chain in found.items():
        assert chain[0] == code
        assert [known[each].parent for each in chain] == [*chain[1:], ""]
    assert not broken or set(broken.values()) != {"above"}
