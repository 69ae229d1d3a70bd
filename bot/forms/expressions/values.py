"""The typed values of an expression and their conversions, as JavaRosa has them.

A nodeset is a list of such values; where one value is wanted, it is its first, or the empty text.
"""

import math
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.languages import DEFAULT, worded
from bot.messages import Labels

Value = Any  # str, float, bool, date, datetime, Labels (words in several languages), or a list of these
NAN = math.nan
EPOCH = date(1970, 1, 1).toordinal()
TOLERANCE = 1e-12
NUMERAL = re.compile(r"\s*(-?(?:\d+\.?\d*|\.\d+))\s*", re.ASCII)


def single(value: Value) -> Value:
    """The one value that a nodeset stands for."""
    if value.__class__ is list:
        return value[0] if value else ""
    return value


def number(value: Value) -> float:
    """A double; a text that is no plain decimal is NaN, a date is its days since 1970, a boolean is 0 or 1."""
    kind = value.__class__
    if kind is float:
        return value  # type: ignore[no-any-return]
    convert = _NUMBER.get(kind)
    return convert(value) if convert else number(single(value)) if kind is list else NAN


def _number_of_text(value: str) -> float:
    found = NUMERAL.fullmatch(value)
    return float(found[1]) if found else NAN


def days(value: date) -> float:
    """Whole days since 1 January 1970."""
    return float(value.toordinal() - EPOCH)


_NUMBER: dict[type, Callable[[Any], float]] = {
    str: _number_of_text,
    bool: float,
    int: float,
    date: days,
    datetime: days,
}


def text(value: Value) -> str:
    """The words of a value: a whole number without a point, a date in ISO 8601."""
    kind = value.__class__
    if kind is str:
        return value  # type: ignore[no-any-return]
    convert = _TEXT.get(kind)
    if convert:
        return convert(value)
    return text(single(value)) if kind is list else str(value)


def _text_of_number(value: float) -> str:
    if math.isfinite(value):
        return str(int(value)) if value == int(value) else format(Decimal(repr(value)), "f")
    return "NaN" if math.isnan(value) else ("Infinity" if value > 0 else "-Infinity")


_TEXT: dict[type, Callable[[Any], str]] = {
    float: _text_of_number,
    int: str,
    bool: lambda value: "true" if value else "false",
    date: date.isoformat,
    datetime: lambda value: value.date().isoformat(),
    Labels: lambda value: worded(value, DEFAULT),
}


def truth(value: Value) -> bool:
    """Whether a value counts as true: a number that is not 0, a text that is not empty."""
    kind = value.__class__
    if kind is bool:
        return value  # type: ignore[no-any-return]
    if kind is float:
        return not (value == 0 or math.isnan(value))
    if kind is list:
        return truth(single(value))
    return bool(value != "")


def equal(left: Value, right: Value) -> bool:
    """JavaRosa's `=`: by truth where one side is a boolean, by number where one is a number, else by text."""
    left, right = single(left), single(right)
    kinds = (left.__class__, right.__class__)
    if kinds == (str, str):
        return bool(left == right)
    if bool in kinds:
        return truth(left) == truth(right)
    if float in kinds:
        return same_number(number(left), number(right))
    return text(left) == text(right)


def same_number(left: float, right: float) -> bool:
    """Equal, or as near as doubles come after some arithmetic."""
    return left == right or abs(left - right) < TOLERANCE


def day(value: Value) -> date | None:
    """The date that a value names: a date, an ISO 8601 text, or days since 1970; nothing where it names none."""
    value = single(value)
    if isinstance(value, date):
        return value
    if isinstance(value, float | bool):
        return _day_of_number(float(value))
    try:
        return date.fromisoformat(value[:10]) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return None


def _day_of_number(value: float) -> date | None:
    try:
        return date.fromordinal(math.floor(value) + EPOCH)
    except (ValueError, OverflowError):
        return None


def kind_of(value: Value) -> str:
    """The name of a value's type, as people write it."""
    return _KINDS[single(value).__class__]


_KINDS = {
    str: "string",
    Labels: "string",
    float: "number",
    int: "number",
    bool: "boolean",
    date: "date",
    datetime: "datetime",
}
