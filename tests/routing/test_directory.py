"""Places, units, functions and topics are found by code or by name; what is unclear is refused with what would do."""

import pytest

from bot.languages import Languages
from bot.routing.directory import Directory, Unresolved
from bot.routing.model import Area
from bot.routing.names import label, stem
from tests.catalogues import LOCALES
from tests.routing.small import DIRECTORY

WORDS = Languages.load(LOCALES)


def refusal(find: object, typed: str) -> str:
    assert callable(find)
    with pytest.raises(Unresolved) as refused:
        find(typed)
    return WORDS.said(refused.value.message, "zh")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("6111", "6111"),
        ("柳村委会", "6111"),
        ("柳村", "6111"),
        ("甲县/东镇/西沟村", "6112"),
        ("甲县/东镇/西沟", "6112"),
        ("甲县/东镇/西沟村委会", "6112"),
        ("南州市/甲县/东镇/西沟村", "6112"),
        ("甲县/西沟村", "6112"),
        (" 甲县 / 东镇 / 西沟村 ", "6112"),
        ("甲县／东镇／西沟村", "6112"),
        ("乙县/西沟村", "6211"),
        ("莲池社区", "6212"),
        ("莲池村", "6213"),
        ("东镇", "611"),
        ("甲县", "61"),
        ("南州市", "6"),
        ("甲县东镇西沟村", "6112"),
        ("南州市甲县东镇西沟村委会", "6112"),
        ("东镇西沟", "6112"),
        ("乙县西沟村", "6211"),
        ("甲县东镇/西沟村", "6112"),
        ("甲县／东镇西沟村", "6112"),
        ("甲县 东镇 西沟村", "6112"),
        ("甲县东镇", "611"),
    ],
)
def test_a_place_is_named_by_code_path_or_unique_name(typed: str, code: str) -> None:
    assert DIRECTORY.area(typed).code == code


def test_a_name_of_several_places_is_refused_with_the_candidates() -> None:
    said = refusal(DIRECTORY.area, "西沟村")
    assert "甲县/东镇/西沟村（6112）" in said
    assert "乙县/北镇/西沟村（6211）" in said


def test_a_bare_name_that_a_village_and_a_community_share_is_refused() -> None:
    said = refusal(DIRECTORY.area, "乙县/莲池")
    assert "莲池社区（6212）" in said
    assert "莲池村（6213）" in said


@pytest.mark.parametrize("typed", ["南州市西沟村", "乙县莲池", "乙县北镇莲池"])
def test_a_path_without_partings_that_several_places_have_is_refused(typed: str) -> None:
    assert "地方有2处" in refusal(DIRECTORY.area, typed)


@pytest.mark.parametrize("typed", ["松村", "甲县/西乡/松木村"])
def test_an_unknown_place_is_refused_with_a_suggestion(typed: str) -> None:
    assert "松树村" in refusal(DIRECTORY.area, typed)


@pytest.mark.parametrize("typed", ["", "/", "甲县/北镇/西沟村", "甲县北镇西沟村", "丙县东镇西沟村", "nowhere"])
def test_what_names_no_place_is_refused(typed: str) -> None:
    assert "没有" in refusal(DIRECTORY.area, typed)


@pytest.mark.parametrize("typed", ["61-water", "甲县水务局", "甲县水利局", " 甲县水务局 "])
def test_a_unit_is_found_by_code_name_or_alias(typed: str) -> None:
    assert DIRECTORY.unit(typed).code == "61-water"


def test_an_alias_of_two_units_is_refused_with_both() -> None:
    said = refusal(DIRECTORY.unit, "水利局")
    assert "62-water" in said
    assert "62-housing" in said


def test_a_misspelt_unit_is_refused_with_a_suggestion() -> None:
    assert refusal(DIRECTORY.unit, "甲县水物局").startswith("没有“甲县水物局”这个单位。您是不是想写：甲县水务局")


def test_topics_and_functions_are_found_by_code_or_name() -> None:
    assert DIRECTORY.topic("roof") == DIRECTORY.topic("危房")
    assert DIRECTORY.function("water") == DIRECTORY.function("水务")
    assert "no_such_topic" in refusal(DIRECTORY.topic, "no_such_topic")
    assert "drinking" in refusal(DIRECTORY.topic, "drinkin")
    assert "water" in refusal(DIRECTORY.function, "waters")


@pytest.mark.parametrize(
    ("function", "level", "place", "unit"),
    [
        ("water", "county", "6111", "61-water"),
        ("water", "county", "61", "61-water"),
        ("water", "county", "6", "6-water"),
        ("water", "city", "6111", "6-water"),
        ("local", "township", "6111", "611-local"),
        ("local", "township", "61", "61-local"),
        ("health", "county", "6111", "6-health"),  # the county has none, so the city's
        ("banking", "county", "6211", "6-banking"),
    ],
)
def test_a_function_at_a_level_becomes_a_unit_by_walking_up(function: str, level: str, place: str, unit: str) -> None:
    found = DIRECTORY.responsible(function, level, place)
    assert found is not None
    assert found.code == unit


def test_a_function_that_nobody_carries_out_has_no_unit() -> None:
    assert DIRECTORY.responsible("forestry", "county", "6111") is None


def test_areas_that_are_no_tree_make_no_directory() -> None:
    with pytest.raises(ValueError, match="2 areas stand in no tree"):
        Directory([Area("1", "甲", "county", "2"), Area("2", "乙", "county", "1")])


@pytest.mark.parametrize(
    ("name", "said", "bare"),
    [
        ("西沟村委会", "西沟村", "西沟"),
        ("吕村村委会", "吕村", "吕村"),
        ("中巷村委员会", "中巷村", "中巷"),
        ("东湖社区", "东湖社区", "东湖"),
        ("老城社区居委会", "老城社区", "老城"),
        ("周城社区居民委员会", "周城社区", "周城"),
        ("马坪居委会", "马坪居委会", "马坪"),
        ("北街办事处街道", "北街街道", "北街"),
        ("乔川林场生活区", "乔川林场生活区", "乔川林场生活区"),
        ("曲子镇", "曲子镇", "曲子镇"),
    ],
)
def test_a_place_is_called_as_people_call_it(name: str, said: str, bare: str) -> None:
    assert label(name) == said
    assert stem(name) == bare
