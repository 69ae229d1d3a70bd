"""How things stand in one look: shares by area, where it is stuck, and week by week; laid out for drawing. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import squarify  # type: ignore[import-untyped]

from bot.languages import SHANGHAI
from bot.rights import covers
from bot.workdays import day_of
from storage.items.standing import STAGES, Standing
from storage.standings import Open, Week

WEEKS = 12  # that are drawn, with the one that runs
FEWEST = 4  # weeks that are drawn in any case
LARGEST = 60  # parts that a treemap draws
SHARES = (0, 0.1, 0.25, 0.5)  # up to which share overdue a part has which shade; the darkest is above the last
WIDE, HIGH = 3.0, 2.0  # a treemap's shape, for which its cells are nearly square


@dataclass(frozen=True, slots=True)
class Part:
    """One area (its code) with what is open in it."""

    area: str
    open: int
    overdue: int

    @property
    def shade(self) -> int:
        """0 where nothing is overdue, up to 4 where more than half is."""
        share = self.overdue / self.open if self.open else 0
        return next((n for n, most in enumerate(SHARES) if share <= most), len(SHARES))


@dataclass(frozen=True, slots=True)
class Cell:
    """A part as a rectangle of the treemap, in percent of it."""

    part: Part
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Stage:
    """Where something waits: how much, how much of it is overdue, and since when the oldest of it."""

    standing: Standing
    many: int
    overdue: int
    since: date


@dataclass(frozen=True, slots=True)
class Column:
    """One week as a column; the four heights are in percent of the tallest, and lie upon each other."""

    first: date
    last: date
    week: Week
    over: float
    to_verify: float
    open: float
    overdue: float

    @property
    def top(self) -> float:
        """All of it."""
        return self.over + self.to_verify + self.open + self.overdue


def parts(rows: Iterable[Open], roots: Sequence[str]) -> list[Part]:
    """What is open in the areas right below the roots (paths), the largest first. Several roots are parts themselves;
    what lies in a root and nowhere deeper is the root's own."""
    counts: dict[str, list[int]] = {}
    for row in rows:
        if row.stage == Standing.TO_VERIFY:
            continue
        code = _part(row.area, roots)
        count = counts.setdefault(code, [0, 0])
        count[0] += row.many
        count[1] += row.overdue
    found = [Part(code, many, late) for code, (many, late) in counts.items()]
    return sorted(found, key=lambda part: (-part.open, part.area))


def _part(path: str, roots: Sequence[str]) -> str:
    root = next((root for root in roots if covers(root, path)), "")
    below = path.removeprefix(root).strip("/") if len(roots) == 1 else ""
    return below.partition("/")[0] or (root or path).rpartition("/")[2]


def cells(of: Sequence[Part]) -> list[Cell]:
    """The treemap: squarified, so that a part's size can be seen."""
    drawn = [part for part in of if part.open][:LARGEST]
    sizes = squarify.normalize_sizes([part.open for part in drawn], WIDE, HIGH)
    placed = squarify.squarify(sizes, 0, 0, WIDE, HIGH)
    return [
        Cell(part, 100 * at["x"] / WIDE, 100 * at["y"] / HIGH, 100 * at["dx"] / WIDE, 100 * at["dy"] / HIGH)
        for part, at in zip(drawn, placed, strict=True)
    ]


def stages(rows: Iterable[Open]) -> list[Stage]:
    """Where it waits, in the order of an item's way; stages with nothing in them are left out."""
    counts: dict[str, list[Open]] = {}
    for row in rows:
        counts.setdefault(row.stage, []).append(row)
    return [
        Stage(stage, sum(row.many for row in counts[stage]), sum(row.overdue for row in counts[stage]),
              day_of(min(row.since for row in counts[stage])))
        for stage in STAGES if stage in counts
    ]  # fmt: skip


def mondays(today: date) -> list[date]:
    """The first days of the weeks that are drawn, and the day after the last one."""
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=back) for back in range(WEEKS - 1, -2, -1)]


def moments(days: Iterable[date]) -> list[datetime]:
    """Where these days begin."""
    return [datetime.combine(day, time(), SHANGHAI) for day in days]


def columns(days: Sequence[date], weeks: Sequence[Week]) -> list[Column]:
    """The weeks from day to day as columns, scaled to the tallest; without the first ones in which nothing came in, as
    long as some are left to compare."""
    scale = 100 / (max((week.filed for week in weeks), default=0) or 1)
    begun = next((n for n, week in enumerate(weeks) if week.filed), WEEKS)
    return [
        Column(first, after - timedelta(days=1), week, scale * (week.filed - week.to_verify - week.open),
               scale * week.to_verify, scale * (week.open - week.overdue), scale * week.overdue)
        for (first, after), week in list(zip(pairwise(days), weeks, strict=True))[min(begun, WEEKS - FEWEST) :]
    ]  # fmt: skip
