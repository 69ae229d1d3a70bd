"""Tables of people, read with every problem at once, and workbooks that hand invitations out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.messages import Said, say
from bot.rights import Role
from bot.routing.directory import Directory, Unresolved
from bot.routing.sheet import Column, Lines, Problem, Row, records
from bot.tables.writing import writing

UNIT_ROLES = frozenset({Role.CLERK, Role.HEAD})
ROLE_WORDS = {
    "驻村干部": Role.REPORTER, "第一书记": Role.REPORTER, "驻村工作队": Role.REPORTER, "上报人": Role.REPORTER,
    "经办人": Role.CLERK, "负责人": Role.HEAD, "协调员": Role.COORDINATOR, "管理员": Role.ADMIN,
} | {role.value: role for role in Role}  # fmt: skip
COLUMNS = (
    Column("name", "姓名", required=True),
    Column("role", "角色", required=True),
    Column("unit", "单位"),
    Column("area", "地区"),
    Column("title", "职务"),
    Column("phone", "电话"),
)
PHONE = re.compile(r"1\d{10}")


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a table names them: codes of the unit or the area."""

    name: str
    role: Role
    unit: str = ""
    area: str = ""
    title: str = ""
    phone: str = ""


def read_people(lines: Lines, directory: Directory, sheet: str) -> tuple[list[PersonRow], list[Said]]:
    """People, and all that is wrong with the table, each with its row and column."""
    rows, problems = records(sheet, COLUMNS, lines)
    found: list[PersonRow] = []
    phones: dict[str, int] = {}
    for row in rows:
        person, wrong = _person(row, directory)
        problems += wrong
        if row["phone"] in phones:
            problems.append(
                row.problem("phone", say("Row {row} has the same telephone.", row=str(phones[row["phone"]])))
            )
        elif row["phone"]:
            phones[row["phone"]] = row.number
        if person is not None:
            found.append(person)
    return found, [_line(problem) for problem in problems if not problem.warning]


def _person(row: Row, directory: Directory) -> tuple[PersonRow | None, list[Problem]]:
    wrong: list[Problem] = []
    role = ROLE_WORDS.get(row["role"])
    if role is None and row["role"]:
        words = "、".join(word for word in ROLE_WORDS if not word.isascii())
        wrong.append(
            row.problem("role", say("“{typed}” is no role: write one of {words}.", typed=row["role"], words=words))
        )
    column = "unit" if role in UNIT_ROLES else "area"
    place = ""
    if role is not None and not row[column]:
        wrong.append(row.problem(column, say("This cell may not be empty.")))
    elif role is not None:
        try:
            place = directory.unit(row[column]).code if column == "unit" else directory.area(row[column]).code
        except Unresolved as error:
            wrong.append(row.problem(column, error.message))
    if row["phone"] and not PHONE.fullmatch(row["phone"]):
        wrong.append(row.problem("phone", say("A telephone has 11 digits and begins with 1.")))
    if wrong or role is None or not row["name"]:
        return None, wrong
    places = {column: place}
    return PersonRow(row["name"], role, title=row["title"], phone=row["phone"], **places), []


def _line(problem: Problem) -> Said:
    return say("{sheet}, row {row}, {column}: {message}", sheet=problem.sheet, row=str(problem.row),
               column=problem.column, message=problem.message)  # fmt: skip


def write_invitations(file: Path, address: str, rows: Sequence[PersonRow], codes: Sequence[str]) -> None:
    """A workbook with each person's link and code."""
    lines = [(row.name, row.title, f"{address}/in/{code}", code) for row, code in zip(rows, codes, strict=True)]
    with writing(file) as book:
        book.sheet("邀请", (("姓名", 14), ("职务", 14), ("邀请链接", 52), ("邀请码", 20)), lines)
