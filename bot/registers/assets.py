"""Project assets as a table (扶贫项目资产, the notice's point 5): what, where, and who keeps it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.messages import say
from bot.registers.cells import area, area_cells, as_it_was, by_code_or, day_written, phone
from bot.registers.model import MASK, Cells, Change, Here, Reading, Register, day, masked
from bot.routing.directory import Unresolved
from bot.routing.sheet import Column, Row, suggested
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
    rows = list(assets.all_of(here.connection))
    paths = area_cells((row.area for row in rows), here.live.directory)
    topics = here.live.directory.topics
    found: dict[str, Cells] = {}
    for row in rows:
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


_key = by_code_or("name", "place")


def _tidied(row: Row, cells: Cells, reading: Reading) -> Cells:
    key = _key(row, reading)
    return {
        **cells,
        "code": key if key in reading.now else cells["code"],
        "area": area(row, cells["area"], reading),
        "topic": _topic(row, cells["topic"], reading),
        "kind": _one_of(row, "kind", cells["kind"], KINDS, reading),
        "condition": _one_of(row, "condition", cells["condition"], CONDITIONS, reading),
        "phone": _phone(row, cells["phone"], key, reading),
        "year": _number(row, "year", cells["year"], FIRST, LAST, reading),
        "worth": _number(row, "worth", cells["worth"].replace(",", "").replace("，", ""), 0, MOST, reading),
        "looked_on": day_written(row, "looked_on", cells["looked_on"], reading),
    }


def _topic(row: Row, typed: str, reading: Reading) -> str:
    try:
        return reading.here.live.directory.topic(typed).name if typed else ""
    except Unresolved as error:
        reading.wrong(row, "topic", error.message)
        return typed


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
    phone(row, typed, reading)

    def clear() -> str:
        kept = assets.some(reading.here.connection, [key]).get(key)
        return reading.here.vault.open_text(kept["phone"]) if kept else ""

    return as_it_was(typed, reading.now.get(key, {}).get("phone", ""), clear)


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
        turn.offices.vault.seal_text(cells["phone"]) if cells["phone"] and MASK not in cells["phone"] else old["phone"]
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
    "assets",
    COLUMNS,
    listed=_listed,
    key=_key,
    tidied=_tidied,
    write=_write,
    protected=("phone",),
    clear=_clear,
    choices=lambda _here: {"kind": list(KINDS.values()), "condition": list(CONDITIONS.values())},
    ready=_ready,
    numbers=("year", "worth", "looked_on"),
)
