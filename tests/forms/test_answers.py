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


@pytest.mark.parametrize(
    ("said", "answer"), [("是", True), ("好的。", True), ("没有了", False), (" NO ", False), ("也许", None), ("", None)]
)
def test_yes_and_no(said: str, answer: bool | None) -> None:
    assert yes_or_no(said) is answer
