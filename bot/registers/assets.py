"""Project assets as a table (扶贫项目资产, the notice's point 5): what, where, and who keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.messages import say
from bot.registers.model import Cells, Change, Here, Reading, Register, day, masked
from bot.registers.people import area_cell
from bot.routing.directory import Unresolved
from bot.routing.sheet import Column, Row, suggested
from bot.tables.people import PHONE
from bot.turn import Turn
from storage import assets

COLUMNS = (
    Column("code", "资产编号"),
    Column("name", "资产名称", required=True),
    Column("kind", "资产类别", required=True),
    Column("area", "村", required=True),
    Column("place", "位置"),
    Column("topic", "坏了归哪类事"),
    Column("keeper", "管护人", required=True),
    Column("phone", "管护人电话"),
    Column("year", "建成年份"),
    Column("worth", "原值（元）"),
    Column("condition", "现状"),
    Column("looked_on", "上次查看"),
)
KINDS: Mapping[str, str] = {"public": "公益性", "business": "经营性", "household": "到户"}
CONDITIONS: Mapping[str, str] = {
    "good": "正常在用", "worn": "有小毛病", "broken": "坏了", "idle": "闲置", "gone": "丢失或拆除",
}  # fmt: skip
FIRST, LAST = 1949, 2100  # years that an asset may have been made in
MOST = 2_000_000_000  # yuan


def _listed(here: Here) -> dict[str, Cells]:
    paths: dict[str, str] = {}
    topics = here.live.directory.topics
    found: dict[str, Cells] = {}
    for row in assets.all_of(here.connection):
        if row.area not in paths:
            paths[row.area] = area_cell(row.area, here.live.directory)
        found[row.code] = {
            "code": row.code,
            "name": row.name,
            "kind": KINDS.get(row.kind, row.kind),
            "area": paths[row.area],
            "place": row.place,
            "topic": topics[row.topic].name if row.topic in topics else row.topic,
            "keeper": row.keeper,
            "phone": masked(here.vault.open_text(row.phone)),
            "year": str(row.year or ""),
            "worth": "" if row.worth is None else str(row.worth),
            "condition": CONDITIONS.get(row.condition, row.condition),
            "looked_on": row.looked_on.isoformat() if row.looked_on else "",
        }
    return found


def _clear(here: Here) -> dict[str, Cells]:
    return {row.code: {"phone": here.vault.open_text(row.phone)} for row in assets.all_of(here.connection)}


def _key(row: Row, reading: Reading) -> str:
    """The code; without one, the asset of this name at this place of this village."""
    if row["code"]:
        return row["code"]
    if not reading.kept:
        for key, cells in reading.now.items():
            reading.kept.setdefault((cells["area"], cells["name"], cells["place"]), []).append(key)
    same = reading.kept.get((_area(row["area"], reading), row["name"], row["place"]), [])
    return same[0] if len(same) == 1 else f"row {row.number}"


def _area(typed: str, reading: Reading) -> str:
    directory = reading.here.live.directory
    try:
        return area_cell(directory.area(typed).code, directory)
    except Unresolved:
        return typed


def _tidied(row: Row, cells: Cells, reading: Reading) -> Cells:
    directory = reading.here.live.directory
    topic = cells["topic"]
    for column, find in (("area", directory.area), ("topic", directory.topic)):
        try:
            found = find(cells[column]) if cells[column] else None
        except Unresolved as error:
            reading.wrong(row, column, error.message)
        else:
            topic = found.name if found is not None and column == "topic" else topic
    key = _key(row, reading)
    return {
        **cells,
        "code": key if key in reading.now else cells["code"],
        "area": _area(cells["area"], reading),
        "topic": topic,
        "kind": _one_of(row, "kind", cells["kind"], KINDS, reading),
        "condition": _one_of(row, "condition", cells["condition"], CONDITIONS, reading),
        "phone": _phone(row, cells["phone"], key, reading),
        "year": _number(row, "year", cells["year"], FIRST, LAST, reading),
        "worth": _number(row, "worth", cells["worth"].replace(",", "").replace("，", ""), 0, MOST, reading),
        "looked_on": _day(row, cells["looked_on"], reading),
    }


def _one_of(row: Row, column: str, typed: str, words: Mapping[str, str], reading: Reading) -> str:
    if typed and typed not in words.values() and typed not in words:
        wrong = say("“{typed}” is none of these: {words}.", typed=typed, words="、".join(words.values()))
        reading.wrong(row, column, suggested(wrong, typed, words.values()))
    return words.get(typed, typed)


def _number(row: Row, column: str, typed: str, least: int, most: int, reading: Reading) -> str:
    whole = typed.removesuffix(".0").removesuffix(".00")
    if whole and not (whole.isdecimal() and least <= int(whole) <= most):
        reading.wrong(
            row, column, say("Write a whole number from {least} to {most}.", least=str(least), most=str(most))
        )
    return whole


def _phone(row: Row, typed: str, key: str, reading: Reading) -> str:
    """Masked where it is the one that is there already."""
    if typed and "*" not in typed and not PHONE.fullmatch(typed):
        reading.wrong(row, "phone", say("A telephone has 11 digits and begins with 1."))
    before = reading.now.get(key, {}).get("phone", "")
    if not typed or "*" in typed or masked(typed) != before:
        return typed
    kept = assets.some(reading.here.connection, [key]).get(key)
    return before if kept and reading.here.vault.open_text(kept["phone"]) == typed else typed


def _day(row: Row, typed: str, reading: Reading) -> str:
    found = day(typed) if typed else None
    if typed and found is None:
        reading.wrong(row, "looked_on", say("“{typed}” is no day: write it as 2026-11-24.", typed=typed))
    return found.isoformat() if found is not None else typed


def _whole(reading: Reading) -> None:
    """Nothing between rows beyond what every table has."""


def _ready(cells: Cells, here: Here) -> Cells:
    """Codes for the names; a phone stays out of what is submitted, but in its cell."""
    topic = here.live.directory.topic(cells["topic"]).code if cells["topic"] else ""
    return {"area": here.live.directory.area(cells["area"]).code, "topic": topic}


def _write(turn: Turn, changes: Sequence[Change]) -> None:
    codes = [(change.cells["code"] or assets.new_code(), change) for change in changes]
    kept = assets.some(turn.connection, [code for code, _change in codes])
    assets.put(turn.connection, [_row(turn, code, change, kept.get(code)) for code, change in codes])


def _row(turn: Turn, code: str, change: Change, kept: Mapping[str, Any] | None) -> dict[str, Any]:
    cells = change.cells
    old = kept or {"phone": None, "made_at": turn.now}
    phone = (
        turn.offices.vault.seal_text(cells["phone"]) if cells["phone"] and "*" not in cells["phone"] else old["phone"]
    )
    return {
        "code": code,
        "name": cells["name"],
        "kind": _code(cells["kind"], KINDS),
        "area": change.ready["area"],
        "place": cells["place"],
        "topic": change.ready["topic"],
        "keeper": cells["keeper"],
        "phone": phone,
        "year": int(cells["year"]) if cells["year"] else None,
        "worth": int(cells["worth"]) if cells["worth"] else None,
        "condition": _code(cells["condition"], CONDITIONS),
        "looked_on": day(cells["looked_on"]) if cells["looked_on"] else None,
        "made_at": old["made_at"],
    }


def _code(word: str, words: Mapping[str, str]) -> str:
    return next((code for code, each in words.items() if each == word), word)


ASSETS = Register(
    "assets", COLUMNS, _listed, _key, _tidied, _whole, _write, ("phone",), _clear,
    lambda _here: {"kind": list(KINDS.values()), "condition": list(CONDITIONS.values())}, _ready,
)  # fmt: skip
