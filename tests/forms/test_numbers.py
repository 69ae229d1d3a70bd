"""Numbers as people write them, and what leaves a doubt."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms.numbers import read_number

READ = {
    "3": "3",
    "１２": "12",
    "3,000": "3000",
    "3，000": "3000",
    "3000元": "3000",
    "3000 元": "3000",
    "三千": "3000",
    "3万5": "35000",
    "三万五千": "35000",
    "三万五": "35000",
    "3.5万": "35000",
    "3万5000": "35000",
    "两百五": "250",
    "一万零五": "10005",
    "一千零五十": "1050",
    "十": "10",
    "十一": "11",
    "一百一十": "110",
    "二〇二六": "2026",
    "三点五": "3.5",
    "三点五万": "35000",
    "三千五百万": "35000000",
    "一亿二千万": "120000000",
    "负三": "-3",
    "-5": "-5",
    "零": "0",
    "0": "0",
    "大约3000": "3000",
    "3000左右": "3000",
    "5口人": "5",
    "25岁": "25",
    "2.5": "2.5",
    "三千。": "3000",
    "十六。": "16",
    "3.": "3",
    "2.5。": "2.5",
    "一万二左右。": "12000",
    "3000元左右": "3000",
    "￥15000元": "15000",
    "四个人": "4",
    "三千？": None,
    "七八户": None,
    "两千多": None,
    "廿": None,
    "半": None,
    "一年半": None,
    "3000多": None,
    "3000-4000": None,
    "三四": None,
    "三四个": None,
    "万": None,
    "三万万": None,
    "1.5.2": None,
    "1e308": None,
    "NaN": None,
    "inf": None,
    "": None,
    "三千三千": None,
    "9" * 30: None,
    "很多": None,
    "1 2": "12",
    "٣": None,
    "½": None,
}


@pytest.mark.parametrize("said", READ)
def test_a_number_is_read_or_left_in_doubt(said: str) -> None:
    wanted = READ[said]
    assert read_number(said) == (None if wanted is None else Decimal(wanted))


FIGURES = "零一二三四五六七八九"


def spelt(number: int) -> str:
    """A number in Chinese, as schools teach it."""
    if number < 10:
        return FIGURES[number]
    for unit, sign in ((10**8, "亿"), (10**4, "万"), (1000, "千"), (100, "百"), (10, "十")):
        if number >= unit:
            head, rest = divmod(number, unit)
            gap = "零" if rest and rest < unit // 10 else ""
            return spelt(head) + sign + (gap + spelt(rest) if rest else "")
    raise AssertionError


@given(st.integers(0, 10**11))
def test_every_number_that_is_written_out_is_read_back(number: int) -> None:
    assert read_number(spelt(number)) == number


@given(st.text(max_size=50))
def test_any_text_is_read_as_a_bounded_number_or_not_at_all(said: str) -> None:
    number = read_number(said)
    assert number is None or abs(number) <= 10**12


@given(st.text(alphabet="0123456789零一二三两十百千万亿点.，,-负元半", max_size=20))
def test_any_mixture_of_figures_and_units_is_read_or_refused(said: str) -> None:
    number = read_number(said)
    assert number is None or number.is_finite()
