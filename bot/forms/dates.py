"""Days and times as people write them: 昨天, 3天前, 上周五, 11月3日, 2026-11-3, 十一月三日, 下午三点半."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from bot.forms.numbers import ENDING, read_number
from bot.messages import Text, say

WORDS = {
    "今天": 0, "今日": 0, "今儿": 0, "今儿个": 0, "today": 0, "昨天": -1, "昨日": -1, "昨儿": -1, "昨儿个": -1,
    "yesterday": -1, "前天": -2, "前日": -2, "前儿": -2, "前儿个": -2, "大前天": -3, "明天": 1, "明日": 1, "明儿": 1,
    "明儿个": 1, "tomorrow": 1, "后天": 2, "大后天": 3, "今早": 0, "今晚": 0, "昨晚": -1, "昨夜": -1, "前晚": -2,
}  # fmt: skip
PART = re.compile(r"(?<=[天日儿个号])的?(?:一大早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|凌晨)$")  # of a day
SOON = timedelta(days=7)
N = r"[\d零〇一二两三四五六七八九十廿]+"
UNIT = "天|日|星期|礼拜|周|days?|weeks?"
BEFORE, AFTER = "前|以前|之前|ago", "后|以后|之后"
WEEKDAYS = "一二三四五六日天"
ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LUNAR = re.compile(r"农历|阴历|腊月|正月|冬月|初[一二三四五六七八九十]|除夕|中秋|端午|春节|重阳|清明")
YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1}

Reading = date | Text | None


def read_day(said: str, today: date, *, ahead: bool = False) -> date | Text:
    """The day that a text names, or the sentence that says why it is none.

    Without its year or month it is the last one of its name, or one that comes soon; where days `ahead` are asked for,
    the next one.
    """
    words = unicodedata.normalize("NFKC", said).strip().lower().replace(" ", "")
    words = PART.sub("", ENDING.sub("", words))
    if LUNAR.search(words):
        return say("Please give the day in the common calendar, such as 11-24 or 3 days ago.")
    if words in WORDS:
        return today + timedelta(days=WORDS[words])
    for pattern, read in PATTERNS:
        found = pattern.fullmatch(words)
        if found:
            day = (AHEAD.get(read, read) if ahead else read)(found, today)
            return say("There is no such day: {said}.", said=said.strip()) if day is None else day
    return say("Please write a day, such as yesterday, 3 days ago, 11-24 or 2026-11-24.")


def _number(words: str) -> int:
    words = words.replace("廿", "二十")
    found = read_number(words)
    return int(found) if found is not None and found == int(found) and abs(found) < 100_000 else -1


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _full(found: re.Match[str], _today: date) -> date | None:
    year = _number(found["y"])
    return _made(year + 2000 if 0 <= year < 100 else year, _number(found["m"]), _number(found["d"]))


def _of_year(found: re.Match[str], today: date) -> date | None:
    return _made(today.year + YEARS[found["y"]], _number(found["m"]), _number(found["d"]))


def _month_and_day(found: re.Match[str], today: date) -> date | None:
    """The last such day, unless it comes within two months: people tell of what was more than of what will be."""
    days = [_made(today.year + years, _number(found["m"]), _number(found["d"])) for years in (1, 0, -1, -2, -3, -4)]
    return next((day for day in days if day and (day - today).days <= 60), None)


def _day_alone(found: re.Match[str], today: date) -> date | None:
    """The last such day, unless it comes within a week, or the month is named."""
    month = found["month"] or ""
    back = 1 if month.startswith("上") else -1 if month.startswith("下") else 0
    day = _in_month(today, back, _number(found["d"]))
    if month or (day is not None and day - today <= SOON):
        return day
    return _in_month(today, 1, _number(found["d"])) or day


def _next_month_and_day(found: re.Match[str], today: date) -> date | None:
    days = (_made(today.year + years, _number(found["m"]), _number(found["d"])) for years in range(5))
    return next((day for day in days if day and day >= today), None)


def _next_day_alone(found: re.Match[str], today: date) -> date | None:
    if found["month"]:
        return _day_alone(found, today)
    days = (_in_month(today, -months, _number(found["d"])) for months in range(3))
    return next((day for day in days if day and day >= today), None)


def _in_month(today: date, back: int, day: int) -> date | None:
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return _made(year, month + 1, day)


def _ago(found: re.Match[str], today: date) -> date | None:
    count = _number(found["n"])
    days = count * {"天": 1, "日": 1, "day": 1, "days": 1}.get(found["unit"], 7)
    if not 0 <= days <= 40_000:
        return None
    return today + timedelta(days=days if found["way"] in AFTER.split("|") else -days)


def _months_ago(found: re.Match[str], today: date) -> date | None:
    back = _number(found["n"])
    if not 0 <= back <= 1200:
        return None
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return _made(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))


def _weekday(found: re.Match[str], today: date) -> date | None:
    weeks = {"上上": -2, "上": -1, "下": 1, "last": -1, "next": 1}.get(found["week"] or "", 0)
    said = found["day"]
    place = min(WEEKDAYS.index(said), 6) if said in WEEKDAYS else ENGLISH.index(said)
    return today + timedelta(days=place - today.weekday() + 7 * weeks)


Read = Callable[[re.Match[str], date], date | None]
PATTERNS: tuple[tuple[re.Pattern[str], Read], ...] = (
    (re.compile(rf"(?P<y>{N})[-/.年](?P<m>{N})[-/.月](?P<d>{N})[日号]?"), _full),
    (re.compile(r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"), _full),
    (re.compile(rf"(?P<y>今年|去年|前年|明年)的?(?P<m>{N})[-/.月](?P<d>{N})[日号]?"), _of_year),
    (re.compile(rf"(?P<m>{N})[-/.月](?P<d>{N})[日号]?"), _month_and_day),
    (re.compile(rf"(?P<month>(?:上|这|本|下)个?月)?的?(?P<d>{N})[日号]"), _day_alone),
    (re.compile(rf"(?P<n>{N})个?(?P<unit>{UNIT})(?P<way>{BEFORE}|{AFTER})"), _ago),
    (re.compile(rf"(?P<n>{N})个?(?:月|months?)(?:{BEFORE})"), _months_ago),
    (re.compile(rf"(?P<week>上上|上|这|本|下)?个?(?:周|星期|礼拜)(?P<day>[{WEEKDAYS}])"), _weekday),
    (re.compile(rf"(?P<week>last|next|this)?(?P<day>{'|'.join(ENGLISH)})"), _weekday),
)

AHEAD: dict[Read, Read] = {_month_and_day: _next_month_and_day, _day_alone: _next_day_alone}

AFTERNOON = {"下午": range(1, 12), "pm": range(1, 12), "晚上": range(5, 12), "晚": range(5, 12), "半夜": range(9, 12),
             "中午": range(1, 4)}  # hours, by the part of the day, that are twelve later than said  # fmt: skip
NIGHT = ("晚上", "晚", "半夜", "凌晨", "am")  # whose twelve is midnight
TIME = re.compile(
    rf"(?P<part>凌晨|半夜|早上|上午|中午|下午|晚上|早|晚|am|pm)?(?P<h>{N})"
    rf"(?:(?::|时|点钟?)(?:(?P<m>{N})分?|(?P<half>半)|(?P<q>[一三])刻)?|(?=am|pm))(?P<end>am|pm)?"
)


def read_time(said: str) -> str | Text:
    """The time of day that a text names, as HH:MM, or the sentence that says why it is none."""
    words = unicodedata.normalize("NFKC", said).strip().lower().replace(" ", "")
    found = TIME.fullmatch(words)
    if found is None:
        return say("Please write a time, such as 8:30 or 15:00.")
    hour, minute = _hour(_number(found["h"]), found["part"] or found["end"] or ""), _minutes(found)
    if not (0 <= hour < 24 and 0 <= minute < 60):
        return say("There is no such time: {said}.", said=said.strip())
    return f"{hour:02}:{minute:02}"


def _hour(said: int, part: str) -> int:
    if said == 12 and part in NIGHT:
        return 0
    return said + 12 if said in AFTERNOON.get(part, ()) else said


def _minutes(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    if found["q"]:
        return 15 if found["q"] == "一" else 45
    return _number(found["m"]) if found["m"] else 0
