"""The periods of bulletins (月通报, 季分析, 半年小结, 年终总结), and any other from a day to a day. Pure."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import ClassVar

from bot.languages import SHANGHAI
from bot.messages import Said, say

_WRITTEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|H([12])|(\d{2})))?", re.ASCII)
_DAYS = re.compile(r"(\d{4}-\d{2}-\d{2})\.\.(\d{4}-\d{2}-\d{2})", re.ASCII)


class NoPeriod(Exception):
    """What was written names no period; `message` says how to write one."""

    def __init__(self, written: str) -> None:
        super().__init__("no period")
        self.message: Said = say(
            "“{typed}” is no period: write 2026-10, 2026-Q3, 2026-H1, 2026 or 2026-09-15..2026-10-14.", typed=written
        )


@dataclass(frozen=True, slots=True)
class Period:
    """Days from the first up to and with the last, in Asia/Shanghai."""

    first: date
    last: date
    kind: str  # month, quarter, half, year, days

    MONTHS: ClassVar[dict[str, int]] = {"month": 1, "quarter": 3, "half": 6, "year": 12}

    @property
    def since(self) -> datetime:
        """The moment at which it begins."""
        return datetime.combine(self.first, time(), SHANGHAI)

    @property
    def until(self) -> datetime:
        """The moment at which it is over."""
        return datetime.combine(self.last + timedelta(days=1), time(), SHANGHAI)

    @property
    def before(self) -> "Period":
        """The period of the same kind that ended when this one began; as many days for any other."""
        if self.kind == "days":
            length = self.last - self.first
            return Period(self.first - length - timedelta(days=1), self.first - timedelta(days=1), self.kind)
        month = self.first.year * 12 + self.first.month - 1 - self.MONTHS[self.kind]
        return _months(month // 12, month % 12 + 1, self.kind)

    @property
    def name(self) -> Said:
        """What people call it: 2026年10月, 2026年第三季度."""
        year = str(self.first.year)
        part = (self.first.month - 1) // self.MONTHS.get(self.kind, 1) + 1
        names: dict[str, Said] = {
            "month": _month(self.first.month, year),
            "quarter": say("quarter {part} of {year}", part=part, year=year),
            "half": say("the first half of {year}", year=year) if part == 1 else say("the second half of {year}",
                                                                                     year=year),
            "year": say("the year {year}", year=year),
        }  # fmt: skip
        if self.kind == "days" and self.first == self.last:
            return self.first.isoformat()
        return names.get(self.kind) or say(
            "{first} to {last}", first=self.first.isoformat(), last=self.last.isoformat()
        )

    @property
    def title(self) -> Said:
        """What the notice calls a bulletin of it."""
        titles = {
            "month": say("Monthly bulletin"),
            "quarter": say("Quarterly analysis"),
            "half": say("Half-year summary"),
            "year": say("Year-end review"),
        }
        return titles.get(self.kind, say("Bulletin"))


def _months(year: int, month: int, kind: str) -> Period:
    after = year * 12 + month - 1 + Period.MONTHS[kind]
    return Period(date(year, month, 1), date(after // 12, after % 12 + 1, 1) - timedelta(days=1), kind)


def read(written: str) -> Period:
    """2026-10, 2026-Q3, 2026-H1, 2026, or 2026-09-15..2026-10-14; raises NoPeriod."""
    try:
        if days := _DAYS.fullmatch(written.strip()):
            first, last = (date.fromisoformat(part) for part in days.groups())
            if first > last:
                raise NoPeriod(written)
            return Period(first, last, "days")
        return _named(written)
    except (ValueError, OverflowError):
        raise NoPeriod(written) from None


def _named(written: str) -> Period:
    found = _WRITTEN.fullmatch(written.strip().upper())
    if found is None:
        raise NoPeriod(written)
    year, quarter, half, month = (int(part) if part else 0 for part in found.groups())
    if quarter:
        return _months(year, quarter * 3 - 2, "quarter")
    if half:
        return _months(year, half * 6 - 5, "half")
    if month:
        return _months(year, month, "month")
    if written.strip() != str(year):
        raise NoPeriod(written)
    return _months(year, 1, "year")


def _month(number: int, year: str) -> Said:
    """What a month is called."""
    return (
        say("January {year}", year=year),
        say("February {year}", year=year),
        say("March {year}", year=year),
        say("April {year}", year=year),
        say("May {year}", year=year),
        say("June {year}", year=year),
        say("July {year}", year=year),
        say("August {year}", year=year),
        say("September {year}", year=year),
        say("October {year}", year=year),
        say("November {year}", year=year),
        say("December {year}", year=year),
    )[number - 1]
