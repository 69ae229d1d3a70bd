"""The villages' registers as a table: one row a household, with its members in one cell."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from stdnum.cn import ric
from stdnum.exceptions import ValidationError

from bot.messages import say
from bot.registers import filed, meant, twice
from bot.registers.cells import area, area_cells, as_it_was, by_code_or, day_written, phone, words
from bot.registers.model import MASK, Cells, Change, Here, Reading, Register, day, masked
from bot.routing.categories import CATEGORIES, CATEGORY_BY_NAME
from bot.routing.directory import Unresolved
from bot.routing.sheet import Column, Row
from bot.turn import Turn
from storage import households
from storage import registers as stored

COLUMNS = (
    Column("code", "户编号"),
    Column("area", "村", required=True),
    Column("group", "组"),
    Column("head", "户主", required=True),
    Column("category", "类别"),
    Column("marks", "标记"),
    Column("size", "人口"),
    Column("members", "家庭成员"),
    Column("phone", "电话"),
    Column("id_number", "身份证号"),
    Column("last_visit", "上次走访"),
    Column("confirmed", "已核对"),
)
YES, NO = "是", "否"
LARGEST = 99  # people of a household
MANY = 5_000  # rows of a table from which on all of the register is read at once
WORDS = {code: labels.words["zh"] for code, labels in CATEGORIES.items()}


def _listed(here: Here) -> dict[str, Cells]:
    return _cells_of(here, list(stored.households(here.connection)), stored.members(here.connection))


def _among(rows: Sequence[Row], here: Here) -> dict[str, Cells]:
    """The households that rows can mean: those of their codes, and all of their villages."""
    if len(rows) > MANY:
        return _listed(here)
    areas = set()
    for typed in {row["area"] for row in rows}:
        with suppress(Unresolved):  # told where the row is read
            areas.add(here.live.directory.area(typed).code)
    found = stored.households_of(here.connection, _codes(rows, here), list(areas))
    return _cells_of(here, found, stored.members(here.connection, [row.code for row in found]))


def _codes(rows: Sequence[Row], here: Here) -> list[str]:
    """The codes of rows as they are, and as the register spells those that it has otherwise."""
    typed = {row["code"] for row in rows if row["code"]}
    unknown = typed - stored.some_households(here.connection, list(typed)).keys()
    spelled = {meant.code(code) for code in unknown}
    known = stored.household_codes(here.connection) if spelled else []
    return [*typed, *(code for code in known if meant.code(code) in spelled)]


def _cells_of(here: Here, rows: Sequence[Any], members: Mapping[str, Sequence[Any]]) -> dict[str, Cells]:
    paths = area_cells((row.area for row in rows), here.live.directory)
    found: dict[str, Cells] = {}
    for row in rows:
        found[row.code] = {
            "code": row.code,
            "area": paths[row.area],
            "group": row.group,
            "head": row.head,
            "category": WORDS.get(row.category, row.category),
            "marks": " ".join(row.marks),
            "size": str(row.size or ""),
            "members": " ".join(map(_member_cell, members.get(row.code, ()))),
            "phone": masked(here.vault.open_text(row.phone)),
            "id_number": masked(here.vault.open_text(row.id_number), 4),
            "last_visit": row.last_visit.isoformat() if row.last_visit else "",
            "confirmed": YES if row.confirmed else NO,
        }
    return found


def _clear(here: Here) -> dict[str, Cells]:
    return {
        row.code: {"phone": here.vault.open_text(row.phone), "id_number": here.vault.open_text(row.id_number)}
        for row in stored.households(here.connection)
    }


def _member_cell(member: Any) -> str:
    """王某乙/配偶/1975, as far as it is known."""
    parts = [member.name, member.relation, str(member.born or "")]
    return "/".join(part.replace(" ", "") for part in parts).rstrip("/")


_key = by_code_or("group", "head", alike=lambda group, head: (meant.group(group), meant.name(head)))


def _tidied(row: Row, cells: Cells, reading: Reading) -> Cells:
    key = _key(row, reading)
    return {
        **cells,
        "code": key if key in reading.now else cells["code"],
        "area": _village(row, cells["area"], key, reading),
        "category": _category(row, cells["category"], reading),
        "marks": words(row, "marks", cells["marks"]),
        "size": _number(row, cells["size"], reading),
        "members": " ".join(cells["members"].replace("；", " ").replace(";", " ").split()),
        "phone": _phone(row, cells["phone"], key, reading),
        "id_number": _id_number(row, cells["id_number"], key, reading),
        "last_visit": _visited(row, cells["last_visit"], key, reading),
        "confirmed": _confirmed(row, cells["confirmed"], reading),
    }


def _village(row: Row, typed: str, key: str, reading: Reading) -> str:
    """A village; a place above one only where the household has stood there until now."""
    found, directory = area(row, typed, reading), reading.here.live.directory
    if not found or found == reading.now.get(key, {}).get("area", ""):
        return found
    with suppress(Unresolved):  # told already
        if directory.area(found).level != "village":
            reading.wrong(row, "area", say("This is no village: write the village, as 环县/曲子镇/西沟村."))
    return found


def _visited(row: Row, typed: str, key: str, reading: Reading) -> str:
    """A day up to today, or the one that is there."""
    found = day_written(row, "last_visit", typed, reading)
    on = day(found)
    if on and found != reading.now.get(key, {}).get("last_visit", "") and on > reading.here.today:
        reading.wrong(row, "last_visit", say("This day is still to come: write the day of the last visit, or leave"
                                             " the cell empty."))  # fmt: skip
    return found


def _category(row: Row, typed: str, reading: Reading) -> str:
    if not typed or typed in WORDS.values() or typed in WORDS:
        return WORDS.get(typed, typed)
    names = "、".join(CATEGORY_BY_NAME)
    reading.wrong(row, "category", say("There is no category “{typed}”: write one of {names}.", typed=typed,
                                       names=names))  # fmt: skip
    return typed


def _number(row: Row, typed: str, reading: Reading) -> str:
    """As it is listed: 4 for 04."""
    if typed and not (typed.isdecimal() and 0 < int(typed) <= LARGEST):
        reading.wrong(row, "size", say("Write a whole number from {least} to {most}.", least="1", most=str(LARGEST)))
        return typed
    return str(int(typed)) if typed else ""


def _phone(row: Row, typed: str, key: str, reading: Reading) -> str:
    """Masked where it is the one that is there already."""
    phone(row, typed, reading)
    return as_it_was(typed, reading.now.get(key, {}).get("phone", ""), partial(_clear_one, key, "phone", reading))


def _id_number(row: Row, typed: str, key: str, reading: Reading) -> str:
    if typed and MASK not in typed:
        try:
            typed = ric.validate(typed)
        except ValidationError:
            reading.wrong(row, "id_number", say("This is no valid identity number: 18 characters, the last checks."))
    before = reading.now.get(key, {}).get("id_number", "")
    return as_it_was(typed, before, partial(_clear_one, key, "id_number", reading), 4)


def _clear_one(key: str, column: str, reading: Reading) -> str:
    kept = stored.some_households(reading.here.connection, [key]).get(key)
    return reading.here.vault.open_text(kept[column]) if kept else ""


def _confirmed(row: Row, typed: str, reading: Reading) -> str:
    found = {"": YES, YES: YES, NO: NO, "yes": YES, "no": NO, "TRUE": YES, "FALSE": NO}.get(typed)
    if found is None:
        reading.wrong(row, "confirmed", say("Write 是 or 否."))
    return found or typed


def _whole(reading: Reading) -> None:
    twice.told(reading)
    filed.kept(reading, YES)


def _write(turn: Turn, changes: Sequence[Change]) -> None:
    """Whole rows at once; members only where they are said to be others."""
    codes = [(change.cells["code"] or households.new_code(), change) for change in changes]
    kept = stored.some_households(turn.connection, [code for code, _change in codes])
    rows = [_row(turn, code, change, kept.get(code)) for code, change in codes]
    stored.put_households(turn.connection, rows)
    for code, change in codes:
        before = change.before["members"] if change.before is not None else ""
        if change.cells["members"] != before:
            _set_members(turn, code, change.cells["members"])


def _set_members(turn: Turn, code: str, cell: str) -> None:
    details = {member.name: member.details for member in stored.members(turn.connection, [code]).get(code, [])}
    found = []
    for part in cell.split():
        name, relation, born = (*part.split("/"), "", "")[:3]
        found.append({"name": name, "relation": relation, "born": int(born) if born.isdecimal() else None,
                      "details": details.get(name, {})})  # fmt: skip
    households.set_members(turn.connection, code, found)


def _ready(cells: Cells, here: Here) -> Cells:
    return {"initials": households.initials(cells["head"]), "area": here.live.directory.area(cells["area"]).code}


def _row(turn: Turn, code: str, change: Change, kept: dict[str, Any] | None) -> dict[str, Any]:
    vault, cells = turn.offices.vault, change.cells
    row: dict[str, Any] = {
        "code": code,
        "area": change.ready["area"],
        "group": cells["group"],
        "head": cells["head"],
        "initials": change.ready["initials"],
        "category": CATEGORY_BY_NAME.get(cells["category"], cells["category"]),
        "marks": cells["marks"].split(),
        "size": int(cells["size"]) if cells["size"] else None,
        "last_visit": day(cells["last_visit"]),
        "confirmed": cells["confirmed"] == YES,
    }
    old = kept or {"phone": None, "id_number": None, "id_index": None, "last_income": "", "made_at": turn.now}
    row |= {name: old[name] for name in ("phone", "id_number", "id_index", "last_income", "made_at")}
    if cells["phone"] and MASK not in cells["phone"]:
        row["phone"] = vault.seal_text(cells["phone"])
    if cells["id_number"] and MASK not in cells["id_number"]:
        row |= {"id_number": vault.seal_text(cells["id_number"]), "id_index": vault.index(cells["id_number"])}
    return row if kept is None else row | filed.meanwhile(change, row, kept)


HOUSEHOLDS = Register(
    "households",
    COLUMNS,
    listed=_listed,
    key=_key,
    tidied=_tidied,
    whole=_whole,
    write=_write,
    protected=("phone", "id_number"),
    clear=_clear,
    choices=lambda _here: {"category": list(WORDS.values()), "confirmed": [YES, NO]},
    ready=_ready,
    numbers=("size", "id_number", "last_visit"),
    names=("head",),
    among=_among,
)
