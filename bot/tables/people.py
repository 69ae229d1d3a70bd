"""Tables of people, read with every problem at once, and workbooks that hand invitations out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.rights import Role
from bot.routing.sheet import Column
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
PHONE = re.compile(r"1\d{10}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person as a table names them: codes of the unit or the area."""

    name: str
    role: Role
    unit: str = ""
    area: str = ""
    title: str = ""
    phone: str = ""


def write_invitations(file: Path, address: str, rows: Sequence[PersonRow], codes: Sequence[str]) -> None:
    """A workbook with each person's link and code, readable by its owner alone, since codes are keys."""
    lines = [(row.name, row.title, f"{address}/in/{code}", code) for row, code in zip(rows, codes, strict=True)]
    with writing(file) as book:
        book.sheet("邀请", (("姓名", 14), ("职务", 14), ("邀请链接", 52), ("邀请码", 20)), lines)
    file.chmod(0o600)
