"""How often a household is to be visited, by its category: rows of a table.

By default a household that is watched is seen monthly, one that is out of poverty quarterly.
"""

import msgspec

from bot.messages import say
from bot.routing.categories import CATEGORIES, CATEGORY_BY_NAME
from bot.routing.sheet import Column, Lines, Problem, Row, records

COLUMNS = (
    Column("category", "类别", required=True),
    Column("days", "最长间隔天数", required=True),
    Column("note", "说明"),
)
USUAL = {"unstable": 30, "marginal": 30, "sudden": 30, "lifted": 90}  # days
LONGEST = 1_000  # days


class Rhythm(msgspec.Struct, frozen=True):
    """A household of this category is seen at least once in so many days."""

    category: str
    days: int
    note: str = ""


def read(lines: Lines, sheet: str = "rhythms") -> tuple[list[Rhythm], list[Problem]]:
    """The rhythms of a table and what is wrong with its cells."""
    rows, problems = records(sheet, COLUMNS, lines)
    found: dict[str, Rhythm] = {}
    for row in rows:
        wrong = _wrong(row, found)
        problems += wrong
        if not wrong and row["category"]:
            category = _category(row)
            found[category] = Rhythm(category, int(row["days"]), row["note"])
    return list(found.values()), problems


def _category(row: Row) -> str:
    return CATEGORY_BY_NAME.get(row["category"], row["category"])


def _wrong(row: Row, before: dict[str, Rhythm]) -> list[Problem]:
    problems = []
    if row["category"] and _category(row) not in CATEGORIES:
        names = "、".join(CATEGORY_BY_NAME)
        message = say("There is no category “{typed}”: write one of {names}.", typed=row["category"], names=names)
        problems.append(row.problem("category", message))
    if _category(row) in before:
        problems.append(row.problem("category", say("“{typed}” stands here twice.", typed=row["category"])))
    if row["days"] and not (row["days"].isascii() and row["days"].isdigit() and 0 < int(row["days"]) <= LONGEST):
        message = say("“{typed}” is no number of days from 1 to {most}: write 30.", typed=row["days"],
                      most=str(LONGEST))  # fmt: skip
        problems.append(row.problem("days", message))
    return problems
