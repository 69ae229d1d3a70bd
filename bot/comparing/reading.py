"""A department's list as rows: whom each names and what it says, read by Chinese headings whatever else stands there.

Columns that the kind of list does not take over are left aside, and nothing that looks like an identity, telephone or
bank number gets into what a row says.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from bot.comparing.kinds import Kind
from bot.messages import Said, say
from bot.registers import meant
from bot.registers.model import MASK, day, masked
from bot.routing.sheet import Column, Lines, Problem, Row, cell, records

HEADINGS = {
    "name": ("姓名", "患者姓名", "患者", "学生姓名", "学生", "残疾人姓名", "保障对象", "人员姓名", "name"),
    "id_number": ("身份证号", "身份证号码", "身份证", "公民身份号码", "证件号码", "证件号", "id_number"),
    "head": ("户主", "户主姓名", "head"),
    "head_id": ("户主身份证号", "户主身份证号码", "户主身份证", "head_id"),
    "county": ("县", "县区", "县（区）", "县(区)", "county"),
    "township": ("乡镇", "乡（镇）", "乡(镇)", "镇", "乡镇街道", "township"),
    "area": ("村", "行政村", "所在村", "村（社区）", "村(社区)", "村社区", "地区", "村委会", "area"),
    "group": ("组", "村民小组", "社", "group"),
}  # fmt: skip
FIXED = {heading: code for code, headings in HEADINGS.items() for heading in headings}
NUMBERS = ("id_number", "head_id")
SECRET = re.compile(r"(?<![\d.])\d{11,}[\dXx]?(?![\d.])")
WHERE = 6  # rows among which the headings are looked for


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a list. The identity numbers are in clear here, and nowhere after the comparison."""

    row: Row
    name: str
    head: str
    numbers: tuple[str, ...] = field(repr=False)  # sound identity numbers, the head's first
    place: str  # as it is written: 环县/曲子镇/西沟村
    group: str
    says: tuple[str, ...]  # "学校：曲子小学"


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was read."""

    sheet: str
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]
    aside: tuple[str, ...]  # headings of columns that are not taken over
    names: Mapping[int, str]  # whom each row names, by its number, also where it has a problem


def listed(kind: Kind, sheet: str, lines: Lines) -> Listed:
    """Reads a list; rows with a problem are not among the entries."""
    given = list(lines)
    heads = _headings(given)
    if not heads:
        names = "、".join((HEADINGS["name"][0], HEADINGS["id_number"][0], HEADINGS["area"][0], *kind.takes[:3]))
        wanted = say("No row of headings was found: the first row must have {headings}.", headings=names)
        return Listed(sheet, (), (Problem(sheet, 0, "", wanted),), (), {})
    columns = [Column(FIXED.get(head, head), head) for head in heads]
    rows, problems = records(sheet, columns, given)
    entries = [_entry(kind, row, problems) for row in rows]
    wrong = {problem.row for problem in problems if not problem.warning}
    aside = tuple(head for head in heads if head not in FIXED and head not in kind.takes)
    whom = {each.row.number: each.name or each.head for each in entries}
    sound = tuple(each for each in entries if each.row.number not in wrong)
    return Listed(sheet, sound, tuple(problems), aside, whom)


def _headings(lines: Iterable[tuple[int, Sequence[object]]]) -> list[str]:
    """The row that names somebody: titles above it and codes below it are passed over."""
    filled = [[cell(value) for value in values] for _number, values in lines]
    for values in [row for row in filled if any(row)][:WHERE]:
        if any(FIXED.get(value) in ("name", "id_number", "head", "head_id") for value in values):
            return list(dict.fromkeys(value for value in values if value))
    return []


def _entry(kind: Kind, row: Row, problems: list[Problem]) -> Entry:
    numbers = tuple(filter(None, (_number(row, column, problems) for column in reversed(NUMBERS))))
    if not (row["name"] or row["head"] or numbers):
        problems.append(row.problem("name", say("Whom does this row mean? Write a name or an identity number.")))
    place = "/".join(filter(None, (row["county"], row["township"], row["area"]))) if row["area"] else ""
    says = tuple(f"{head}：{SECRET.sub(_masked, _shown(head, row[head]))}" for head in kind.takes if row[head])
    return Entry(row, row["name"], row["head"], numbers, place, row["group"], says)


def _number(row: Row, column: str, problems: list[Problem]) -> str:
    """A number in full and sound; one that its department has masked tells nothing."""
    typed = meant.number(row[column]).replace(" ", "")
    if not typed or MASK in typed:
        return ""
    try:
        return str(ric.validate(typed))
    except ValidationError:
        problems.append(row.problem(column, _unsound()))
        return ""


def _unsound() -> Said:
    return say("This is no valid identity number: 18 characters, the last checks.")


def _shown(heading: str, text: str) -> str:
    """A day as a day, where Excel says it by its own number."""
    found = day(text) if "日期" in heading else None
    return found.isoformat() if found is not None else text


def _masked(found: re.Match[str]) -> str:
    return masked(found[0])
