"""Days and times as people write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms.dates import read_day, read_time
from bot.messages import Text
from tests.forms.talk import words

TODAY = date(2026, 11, 24)  # a Tuesday
DAYS = {
    "今天": "2026-11-24",
    "昨天": "2026-11-23",
    "前天": "2026-11-22",
    "大前天": "2026-11-21",
    "明天": "2026-11-25",
    "yesterday": "2026-11-23",
    "3天前": "2026-11-21",
    "三天前": "2026-11-21",
    "两周前": "2026-11-10",
    "一个星期前": "2026-11-17",
    "3 days ago": "2026-11-21",
    "一个月前": "2026-10-24",
    "2天后": "2026-11-26",
    "11月3日": "2026-11-03",
    "11月3号": "2026-11-03",
    "十一月三日": "2026-11-03",
    "11-3": "2026-11-03",
    "11.3": "2026-11-03",
    "11/3": "2026-11-03",
    "12月28日": "2026-12-28",
    "3月1日": "2026-03-01",
    "2026-11-3": "2026-11-03",
    "2026年11月3日": "2026-11-03",
    "20261103": "2026-11-03",
    "2026.11.3": "2026-11-03",
    "26/11/3": "2026-11-03",
    "二〇二六年十一月三日": "2026-11-03",
    "去年12月3日": "2025-12-03",
    "上周五": "2026-11-20",
    "上星期天": "2026-11-22",
    "这周一": "2026-11-23",
    "周二": "2026-11-24",
    "下周一": "2026-11-30",
    "last friday": "2026-11-20",
    "3号": "2026-11-03",
    "30号": "2026-11-30",
    "上个月20号": "2026-10-20",
    "上月30日": "2026-10-30",
    "本月28号": "2026-11-28",
    "下个月2号": "2026-12-02",
    "前天。": "2026-11-22",
    "上周三。": "2026-11-18",
    "昨儿个": "2026-11-23",
    "昨天下午": "2026-11-23",
    "昨晚": "2026-11-23",
    "11月3号上午": "2026-11-03",
    "２０２６－１１－０３": "2026-11-03",
    "2028年2月29日": "2028-02-29",
}


@pytest.mark.parametrize("said", DAYS)
def test_a_day_is_read(said: str) -> None:
    assert read_day(said, TODAY) == date.fromisoformat(DAYS[said])


REFUSED = {
    "2月30日": "没有“2月30日”这一天",
    "2027年2月29日": "没有",
    "13月1日": "没有",
    "0天": "请写日期",
    "99999999天前": "没有",
    "去年腊月": "请用公历日期",
    "农历三月初三": "请用公历日期",
    "前几天": "请写日期",
    "": "请写日期",
    "五": "请写日期",
    "2026": "请写日期",
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_is_no_day_is_refused_with_a_reason(said: str) -> None:
    why = read_day(said, TODAY)
    assert isinstance(why, Text)
    assert words(why).startswith(REFUSED[said])


def test_a_day_without_a_year_is_the_last_one_unless_it_comes_within_two_months() -> None:
    assert read_day("12月28日", date(2027, 1, 3)) == date(2026, 12, 28)
    assert read_day("1月2日", date(2026, 12, 30)) == date(2027, 1, 2)


ALONE = {"30号": date(2026, 11, 30), "20号": date(2026, 11, 20), "3号": date(2026, 12, 3), "1号": date(2026, 12, 1),
         "31号": date(2026, 12, 31)}  # fmt: skip


@pytest.mark.parametrize("said", ALONE)
def test_a_day_without_a_month_is_the_last_one_unless_it_comes_within_a_week(said: str) -> None:
    assert read_day(said, date(2026, 12, 1)) == ALONE[said]


NEXT = {
    "20号": date(2026, 12, 20),
    "1号": date(2026, 12, 1),
    "31号": date(2026, 12, 31),
    "11月30日": date(2027, 11, 30),
    "2月29日": date(2028, 2, 29),
    "上个月20号": date(2026, 11, 20),
    "3天后": date(2026, 12, 4),
}


@pytest.mark.parametrize("said", NEXT)
def test_where_days_to_come_are_asked_for_it_is_the_next_one(said: str) -> None:
    assert read_day(said, date(2026, 12, 1), ahead=True) == NEXT[said]


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_every_day_is_read_back(day: date) -> None:
    for said in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day:%Y%m%d}"):
        assert read_day(said, TODAY) == day


@given(st.integers(0, 10_000))
def test_days_ago(count: int) -> None:
    assert read_day(f"{count}天前", TODAY) == TODAY - timedelta(days=count)


MONTHS_BEFORE = [
    ("一个月前", date(2026, 12, 31), date(2026, 11, 30)),
    ("1个月前", date(2026, 5, 31), date(2026, 4, 30)),
    ("3个月前", date(2026, 5, 31), date(2026, 2, 28)),
    ("3 months ago", date(2028, 5, 31), date(2028, 2, 29)),
    ("2个月前", date(2026, 2, 28), date(2025, 12, 28)),
]


@pytest.mark.parametrize(("said", "today", "day"), MONTHS_BEFORE)
def test_months_ago_are_the_same_day_or_the_months_last(said: str, today: date, day: date) -> None:
    assert read_day(said, today) == day


@given(
    st.text(max_size=30) | st.text(alphabet="0123456789年月日号-/.天周星期上下前后一二三十", max_size=15), st.dates()
)
def test_any_text_is_a_day_or_a_sentence(said: str, today: date) -> None:
    assert isinstance(read_day(said, today), date | Text)


TIMES = {
    "8:30": "08:30",
    "下午三点半": "15:30",
    "8点": "08:00",
    "15点45分": "15:45",
    "三点一刻": "03:15",
    "3pm": "15:00",
    "12am": "00:00",
    "12:30am": "00:30",
    "12pm": "12:00",
    "25:00": None,
    "晚上8点": "20:00",
    "晚上12点": "00:00",
    "晚十二点半": "00:30",
    "晚上1点": "01:00",
    "凌晨12点": "00:00",
    "凌晨3点": "03:00",
    "半夜12点": "00:00",
    "半夜11点": "23:00",
    "半夜2点": "02:00",
    "中午11点": "11:00",
    "中午12点": "12:00",
    "中午1点": "13:00",
    "中午3点": "15:00",
    "3": None,
    "8:60": None,
    "": None,
    "早上": None,
}


@pytest.mark.parametrize("said", TIMES)
def test_a_time_is_read_or_refused(said: str) -> None:
    read = read_time(said)
    assert (None if isinstance(read, Text) else read) == TIMES[said]
