"""What a typed text means as an answer, by type and by role."""

from datetime import date
from typing import Any

import pytest

from bot.forms.answers import parse_answer, yes_or_no
from bot.forms.model import Question
from bot.forms.state import Refused
from tests.forms.talk import words

TODAY = date(2026, 11, 24)


def read(kind: str, said: str, **more: Any) -> Any:
    """The JSON value, or the sentence of the refusal."""
    stored = parse_answer(Question("/data/a", "a", kind, **more), said, TODAY)
    return words(stored.why) if isinstance(stored, Refused) else stored


FITS = [
    ("text", "水管冻裂", "水管冻裂"),
    ("text", " 有空格 ", " 有空格 "),
    ("text", "👨‍👩‍👧𠀀", "👨‍👩‍👧𠀀"),
    ("text", "مرحبا", "مرحبا"),
    ("integer", "三千", 3000),
    ("integer", "3000元", 3000),
    ("decimal", "2.5", 2.5),
    ("decimal", "3万5", 35000),
    ("date", "昨天", "2026-11-23"),
    ("time", "8点半", "08:30"),
    ("datetime", "昨天 8:30", "2026-11-23T08:30:00+08:00"),
    ("datetime", "8:30", "2026-11-24T08:30:00+08:00"),
    ("datetime", "2026-11-03T08:30:00+08:00", "2026-11-03T08:30:00+08:00"),
    ("geopoint", "36.5，107.3", {"latitude": 36.5, "longitude": 107.3, "accuracy": None}),
    ("acknowledge", "好", "OK"),
    ("barcode", "690", "690"),
]


@pytest.mark.parametrize(("kind", "said", "stored"), FITS)
def test_what_fits_is_kept_as_json(kind: str, said: str, stored: Any) -> None:
    assert read(kind, said) == stored


DOES_NOT = [
    ("text", "", "您发来的是空的，请写下回答。"),
    ("text", " \u3000\n", "您发来的是空的，请写下回答。"),
    ("text", "\u200b\u200d", "您发来的是空的，请写下回答。"),
    ("text", "字" * 2001, "超过2,000个字了，请说得短一些。"),
    ("integer", "3.5", "请写整数，不带小数，如：3。"),
    ("integer", "半", "请写一个整数，如：3，或3万5。"),
    ("decimal", "不少", "请写一个数，如：3000，或2.5。"),
    ("date", "2月30日", "没有“2月30日”这一天，请再看一下。"),
    ("date", "去年腊月", "请用公历日期，如：11月24日，或3天前。"),
    ("datetime", "昨天", "请写日期和时间，如：昨天 8:30。"),
    ("geopoint", "村口", "请发送位置：点输入框旁的回形针，再点“位置”。"),
    ("geopoint", "96 200", "没有这个地方：纬度最大90，经度最大180。"),
    ("image", "拍了", "这里要一张照片，请拍照发来，不用打字。"),
    ("audio", "说了", "这里要一个文件或录音，请直接发来，不用打字。"),
    ("acknowledge", "不", "请点“好”，或输入“是”。"),
]


@pytest.mark.parametrize(("kind", "said", "why"), DOES_NOT)
def test_what_does_not_fit_is_told_with_what_would(kind: str, said: str, why: str) -> None:
    assert read(kind, said) == why


@pytest.mark.parametrize(("said", "stored"), [("3", 3), ("二", "请从1起，每次加2。"), ("10", "请写1到9之间的数。")])
def test_a_range_has_bounds_and_steps(said: str, stored: Any) -> None:
    assert read("range", said, start=1.0, end=9.0, step=2.0) == stored


ID_NUMBERS = [
    ("11010519491231002X", "11010519491231002X"),
    ("11010519491231002x", "11010519491231002X"),
    ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
    ("110105 19491231 002X", "11010519491231002X"),
    ("110105491231002", "110105491231002"),
    ("110105194912310021", "最后一位和前面的对不上，可能写错了一位，请对着证再看一遍。"),
    ("证在他儿子那里", "这里要写身份证号：18位数字，最后一位可能是X。"),
    ("1101051949123100", "身份证号是18位，您写了16位，请对着证再看一遍。"),
    ("11010519491331002X", "号码里的出生日期不对（第7到14位），请对着证再看一遍。"),
    ("11010520991231002X", "号码里的出生日期不对（第7到14位），请对着证再看一遍。"),
    ("1101051949123100XX", "身份证号只有数字，只有第18位可以是X，请对着证再看一遍。"),
]


@pytest.mark.parametrize(("said", "stored"), ID_NUMBERS)
def test_an_identity_number_is_checked_and_a_refusal_never_repeats_it(said: str, stored: str) -> None:
    assert read("text", said, role="id_number") == stored
    assert stored.startswith("1") or said not in stored


@pytest.mark.parametrize("said", ["138 0000 0000", "138-0000-0000", "+8613800000000", "１３８００００００００"])
def test_a_telephone_number_is_kept_without_its_spaces(said: str) -> None:
    assert read("text", said, role="phone") == "13800000000"


AGES = {
    "32": 32, "三十二岁": 32, "32周岁": 32, "今年三十二了": 32,
    "大概70岁": 70, "七十岁左右": 70, "一岁半": 1, "三岁半了": 3,
    "8个月": 0, "八个月大": 0, "18个月": 1, "十四个多月": 1, "20天": 0,
    "半岁": 0, "半岁多": 0, "不到一岁": 0, "不满1周岁": 0,
    "刚出生": 0, "还没满月": 0, "刚满月": 0,
}  # fmt: skip


@pytest.mark.parametrize("said", AGES)
def test_an_age_is_told_in_full_years_of_a_baby_too(said: str) -> None:
    assert read("integer", said, role="member_age") == AGES[said]


@pytest.mark.parametrize("said", ["七十多", "虚岁3岁", "三四岁", "几个月", "1990年生的", "刘小宝", "了", "岁"])
def test_an_age_that_leaves_a_doubt_is_not_read(said: str) -> None:
    assert read("integer", said, role="member_age") == "请写一个整数，如：3，或3万5。"


@pytest.mark.parametrize(
    ("said", "answer"), [("是", True), ("好的。", True), ("没有了", False), (" NO ", False), ("也许", None), ("", None)]
)
def test_yes_and_no(said: str, answer: bool | None) -> None:
    assert yes_or_no(said) is answer
