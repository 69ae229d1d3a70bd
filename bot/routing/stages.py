"""The stages of a household's application after the visit that checks it, each with its working days: rows of a table.

The notice's measures ask for a village's appraisal and public notice, the township's review and the county's decision;
how they are called and how long they take is the place's own.
"""

import re

import msgspec

from bot.messages import say
from bot.routing.sheet import Column, Lines, Problem, Row, records

COLUMNS = (
    Column("stage", "环节", required=True),
    Column("name", "名称", required=True),
    Column("days", "工作日数", required=True),
    Column("by", "谁来做"),
    Column("note", "说明"),
)
TAKEN = frozenset({"check", "accept", "resolve", "verify", "answer"})  # what deadlines of other kinds are called
CODE = re.compile(r"[a-z][a-z0-9_]{0,30}")
BY = {"village": "village", "township": "township", "county": "county", "村": "village", "乡镇": "township",
      "县": "county"}  # fmt: skip
LONGEST = 250  # working days, a year


class StageKind(msgspec.Struct, frozen=True):
    """A stage: done within so many working days of the filing, by the village, the township or the county."""

    stage: str
    name: str
    days: int
    by: str = "county"
    note: str = ""


def read(lines: Lines, sheet: str = "stages") -> tuple[list[StageKind], list[Problem]]:
    """The stages of a table, in its order, and what is wrong with its cells."""
    rows, problems = records(sheet, COLUMNS, lines)
    found: dict[str, StageKind] = {}
    for row in rows:
        wrong = _wrong(row, found)
        problems += wrong
        if not wrong and row["stage"] and row["name"] and row["days"]:
            kind = StageKind(row["stage"], row["name"], int(row["days"]), BY.get(row["by"], "county"), row["note"])
            found[kind.stage] = kind
    return list(found.values()), problems


def _wrong(row: Row, before: dict[str, StageKind]) -> list[Problem]:
    problems = []
    code, days = row["stage"], row["days"]
    if code and (code in TAKEN or not CODE.fullmatch(code)):
        message = say("“{typed}” cannot be a stage’s code: write small letters, such as appraisal.", typed=code)
        problems.append(row.problem("stage", message))
    if code in before:
        problems.append(row.problem("stage", say("“{typed}” stands here twice.", typed=code)))
    if days and not (days.isascii() and days.isdigit() and 0 < int(days) <= LONGEST):
        message = say("“{typed}” is no number of working days from 1 to {most}: write 12.", typed=days,
                      most=str(LONGEST))  # fmt: skip
        problems.append(row.problem("days", message))
    elif days and before and int(days) < list(before.values())[-1].days:
        last = list(before.values())[-1]
        message = say("{days} working days are fewer than those of “{before}” above: write at least {least}.",
                      days=int(days), before=last.name, least=last.days)  # fmt: skip
        problems.append(row.problem("days", message))
    if row["by"] and row["by"] not in BY:
        problems.append(row.problem("by", say("“{typed}” is none of these: {words}.", typed=row["by"],
                                              words="village、township、county")))  # fmt: skip
    return problems
