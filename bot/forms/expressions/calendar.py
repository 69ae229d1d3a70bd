"""The functions of an expression that are about days and moments."""

import re
from collections.abc import Callable
from datetime import date, datetime

from bot.forms.expressions.run import Run
from bot.forms.expressions.values import NAN, Value, day
from bot.languages import SHANGHAI

PERCENT = re.compile("%(.)")


def a_date(value: Value) -> Value:
    """A date of a text, of days since 1970, or of a date; the empty text for what is none."""
    return day(value) or ""


def a_moment(value: Value) -> Value:
    found = day(value)
    if found is None or isinstance(found, datetime):
        return found or ""
    return datetime(found.year, found.month, found.day)  # noqa: DTZ001


def decimal_day(value: Value) -> float:
    """Days and their fraction since 1 January 1970 in UTC; a date begins at midnight in China."""
    found = day(value)
    if found is None:
        return NAN
    at = found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)  # noqa: DTZ001
    aware = at if at.tzinfo else at.replace(tzinfo=SHANGHAI)
    return aware.timestamp() / 86_400


def decimal_time(said: str) -> float:
    try:
        hours, minutes = (float(part) for part in said.split(":")[:2])
    except ValueError:
        return NAN
    return (hours * 60 + minutes) / 1440


PARTS: dict[str, Callable[[datetime], str]] = {
    "Y": lambda at: f"{at.year:04}",
    "y": lambda at: f"{at.year % 100:02}",
    "m": lambda at: f"{at.month:02}",
    "n": lambda at: str(at.month),
    "b": lambda at: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][at.month - 1],
    "d": lambda at: f"{at.day:02}",
    "e": lambda at: str(at.day),
    "a": lambda at: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][at.weekday()],
    "H": lambda at: f"{at.hour:02}",
    "h": lambda at: str(at.hour),
    "M": lambda at: f"{at.minute:02}",
    "S": lambda at: f"{at.second:02}",
    "3": lambda at: f"{at.microsecond // 1000:03}",
    "%": lambda _at: "%",
}


def formatted(value: Value, pattern: str) -> str:
    found = day(value)
    if found is None:
        return ""
    at = found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)  # noqa: DTZ001
    return PERCENT.sub(lambda sign: PARTS[sign[1]](at) if sign[1] in PARTS else sign[1], pattern)


def today(run: Run) -> date:
    return run.now.date()


def now(run: Run) -> datetime:
    return run.now
