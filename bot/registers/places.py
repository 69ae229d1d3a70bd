"""Areas, functions, topics and units as tables."""

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from bot.languages import SHANGHAI
from bot.messages import say
from bot.people import mailboxes
from bot.registers.model import Cells, Change, Here, Reading, Register, day
from bot.routing.directory import Unresolved
from bot.routing.lists import (
    AREA_COLUMNS,
    FUNCTION_COLUMNS,
    TOPIC_COLUMNS,
    UNIT_COLUMNS,
    astray,
    no_function,
    no_level,
)
from bot.routing.model import Area
from bot.routing.sheet import Column, Row, suggested
from bot.routing.tree import chains
from bot.routing.words import LEVEL_NAMES, LEVEL_WORDS
from bot.turn import Turn
from bot.units import changes as changing
from storage import mailboxes as kept_mailboxes
from storage import places, units

UNITS = (*UNIT_COLUMNS, Column("email", "邮箱"), Column("closed", "撤并日期"), Column("successor", "由谁接手"))


def by_code(row: Row, _reading: Reading) -> str:
    """Tables whose rows have a code of their own."""
    return row["code"]


def fine(_reading: Reading) -> None:
    """Tables whose rows say nothing about each other."""


def _words(row: Row, column: str, cells: Cells) -> str:
    return " ".join(row.words(column)) if row[column] else cells[column]


# --- areas ----------------------------------------------------------------------------------------------------


def _areas(here: Here) -> dict[str, Cells]:
    return {
        area.code: {"code": area.code, "name": area.name, "level": LEVEL_NAMES[area.level], "parent": area.parent or ""}
        for area in places.areas(here.connection)
    }


def _area(row: Row, cells: Cells, reading: Reading) -> Cells:
    level = LEVEL_WORDS.get(cells["level"])
    if level is None:
        if cells["level"]:
            reading.wrong(row, "level", no_level(cells["level"]))
        return cells
    return {**cells, "level": LEVEL_NAMES[level]}


def _tree(reading: Reading) -> None:
    """What is there and what comes in, together: no orphan, no cycle, no child above its parent."""
    merged = {code: _as_area(cells) for code, cells in reading.now.items()}
    merged |= {key: _as_area(cells) for _row, key, cells in reading.rows if key and cells["level"] in LEVEL_WORDS}
    _chains, broken = chains(merged)
    for row, key, _cells in reading.rows:
        why = broken.get(key)
        if why and why != "above":
            reading.wrong(row, "parent", astray(merged[key], why))
        elif why:
            reading.wrong(row, "parent", say("Something is wrong with a place above it."))


def _as_area(cells: Cells) -> Area:
    return Area(cells["code"], cells["name"], LEVEL_WORDS[cells["level"]], cells["parent"])


def _write_areas(turn: Turn, changes: Sequence[Change]) -> None:
    rows = {area.code: Area(area.code, area.name, area.level, area.parent or "")
            for area in places.areas(turn.connection)}  # fmt: skip
    paths = dict(turn.live.paths)
    rows |= {change.key: _as_area(change.cells) for change in changes}
    found, _broken = chains(rows)
    touched = {change.key for change in changes}
    changed = []
    for code, chain in found.items():
        path = "/".join(reversed(chain))
        if code in touched or paths.get(code) != path:
            area = rows[code]
            changed.append({"code": code, "name": area.name, "level": area.level, "parent": area.parent or None,
                            "path": path})  # fmt: skip
    changed.sort(key=lambda row: len(str(row["path"])))  # parents first: children name them
    places.put(turn.connection, places.AREA, changed)
    places.moved(turn.connection, {str(row["code"]): str(row["path"]) for row in changed if row["code"] in paths})


AREAS = Register("areas", AREA_COLUMNS, _areas, by_code, _area, _tree, _write_areas,
                 choices=lambda _here: {"level": list(LEVEL_NAMES.values())})  # fmt: skip


# --- functions ------------------------------------------------------------------------------------------------


def _functions(here: Here) -> dict[str, Cells]:
    return {f.code: {"code": f.code, "name": f.name, "note": f.note} for f in places.functions(here.connection)}


def _write_functions(turn: Turn, changes: Sequence[Change]) -> None:
    places.put(turn.connection, places.FUNCTION, [dict(change.cells) for change in changes])


FUNCTIONS = Register("functions", FUNCTION_COLUMNS, _functions, by_code, lambda _row, cells, _reading: cells, fine,
                     _write_functions)  # fmt: skip


# --- topics ---------------------------------------------------------------------------------------------------


def _topics(here: Here) -> dict[str, Cells]:
    return {
        topic.code: {"code": topic.code, "group": topic.group, "name": topic.name, "point": str(topic.point or ""),
                     "keywords": " ".join(topic.keywords)}
        for topic in places.topics(here.connection)
    }  # fmt: skip


def _topic(row: Row, cells: Cells, reading: Reading) -> Cells:
    if cells["point"] and not cells["point"].isdecimal():
        reading.wrong(row, "point", say("“{typed}” is no number.", typed=cells["point"]))
    return {**cells, "keywords": _words(row, "keywords", cells)}


def _names(reading: Reading) -> None:
    """A topic or unit is called by its name: no two may have the same."""
    known = {cells["name"]: key for key, cells in reading.now.items() if not cells.get("closed")}
    given = {key for _row, key, _cells in reading.rows}
    first = {name: key for name, key in known.items() if key not in given}
    for row, key, cells in reading.rows:
        before = first.setdefault(cells["name"], key)
        if before != key and not cells.get("closed"):
            reading.wrong(row, "name", say("The name {name} is that of {code}.", name=cells["name"], code=before))


def _write_topics(turn: Turn, changes: Sequence[Change]) -> None:
    positions = {topic.code: topic.position for topic in places.topics(turn.connection)}
    last = max(positions.values(), default=-1)
    rows: list[dict[str, Any]] = []
    for change in changes:
        last += change.key not in positions
        cells = change.cells
        rows.append({"code": change.key, "group": cells["group"], "name": cells["name"],
                     "point": int(cells["point"]) if cells["point"] else None, "keywords": cells["keywords"].split(),
                     "position": positions.get(change.key, last)})  # fmt: skip
    places.put(turn.connection, places.TOPIC, rows)


TOPICS = Register("topics", TOPIC_COLUMNS, _topics, by_code, _topic, _names, _write_topics)


# --- units ----------------------------------------------------------------------------------------------------


def _units(here: Here) -> dict[str, Cells]:
    return {
        unit.code: {
            "code": unit.code,
            "name": unit.name,
            "area": unit.area,
            "functions": " ".join(unit.functions),
            "aliases": " ".join(unit.aliases),
            "email": unit.email,
            "closed": unit.closed_at.astimezone(SHANGHAI).date().isoformat() if unit.closed_at else "",
            "successor": unit.successor or "",
        }
        for unit in places.units(here.connection)
    }


def _unit(row: Row, cells: Cells, reading: Reading) -> Cells:
    live = reading.here.live
    functions = _words(row, "functions", cells).split()
    for word in functions:
        if word not in live.directory.functions:
            reading.wrong(row, "functions", no_function(word, live.directory.functions))
    found = {
        **cells,
        "area": _area_code(row, cells["area"], reading),
        "functions": " ".join(functions),
        "aliases": _aliases(row, cells, reading),
        "email": _email(row, cells["email"], reading),
    }
    _closing(row, found, reading)
    return found


def _aliases(row: Row, cells: Cells, reading: Reading) -> str:
    """The names it has besides; the one that it had until now is among them from now on."""
    before = reading.now.get(row["code"], {}).get("name", "")
    names = _words(row, "aliases", cells).split()
    if before and before != cells["name"] and before not in names:
        names.append(before)
    return " ".join(name for name in names if name != cells["name"])


def _email(row: Row, typed: str, reading: Reading) -> str:
    found = mailboxes.address_of(typed)
    if typed and not found:
        reading.wrong(row, "email", say("“{typed}” is no address. It looks like name@example.cn.", typed=typed))
    return found or typed


def _area_code(row: Row, typed: str, reading: Reading) -> str:
    if not typed or typed in reading.here.live.paths:
        return typed
    try:
        return reading.here.live.directory.area(typed).code
    except Unresolved as error:
        reading.wrong(row, "area", error.message)
        return typed


def _closing(row: Row, cells: Cells, reading: Reading) -> None:
    """A unit that is to be closed: not one with something open, unless somebody takes it over."""
    before = reading.now.get(row["code"])
    if cells["successor"] and cells["successor"] not in reading.here.live.directory.units:
        names = reading.here.live.directory.units
        message = suggested(say("There is no unit “{typed}”.", typed=cells["successor"]), cells["successor"], names)
        if not (before and before["closed"]):
            reading.wrong(row, "successor", message)
    if before and before["closed"] and cells != before:
        reading.wrong(row, "closed", say("It is closed, and stays as it was."))
    if cells["closed"] and not (before and before["closed"]):
        _closable(row, cells, reading, before is None)


def _closable(row: Row, cells: Cells, reading: Reading, new: bool) -> None:
    on = day(cells["closed"])
    if new or on is None or on > date.today():  # noqa: DTZ011 - the operator's own day
        reading.wrong(row, "closed", say("Write the day on which it was closed, as 2026-11-24; not a day to come."))
        return
    cells["closed"] = on.isoformat()
    if cells["successor"]:
        return
    there = units.lying(reading.here.connection, cells["code"])
    rules = reading.here.live.rules
    naming = sum(changing.names(rule, cells["code"]) for rule in rules.rules) if rules is not None else 0
    if there or naming:
        message = say("{items} items are open there, and {rules} rules name it: name the unit that takes over.",
                      items=there, rules=naming)  # fmt: skip
        reading.wrong(row, "successor", message)


def _write_units(turn: Turn, changes: Sequence[Change]) -> None:
    plain = [change for change in changes if not (change.cells["closed"] and change.before is not None)]
    kept = {unit.code: unit for unit in places.units(turn.connection)}
    for change in plain:
        before = kept.get(change.key)
        if before is not None and before.name != change.cells["name"]:
            aliases = change.cells["aliases"].split()
            units.rename(turn.connection, change.key, change.cells["name"], aliases, before.name, turn.now)
    places.put(turn.connection, places.UNIT, [_row(change.cells) for change in plain])
    for change in plain:
        if change.cells["email"] != (change.before or {}).get("email", ""):
            kept_mailboxes.set_unit(turn.connection, change.key, change.cells["email"], turn.now)
    for change in changes:
        unit = turn.live.directory.units.get(change.key)
        if change.cells["closed"] and unit is not None:
            successor = turn.live.directory.units.get(change.cells["successor"])
            on = datetime.combine(date.fromisoformat(change.cells["closed"]), time(), SHANGHAI)
            changing.close(turn, unit, successor, str(turn.value("note")) or change.cells["closed"], on)


def _row(cells: Cells) -> dict[str, Any]:
    lists = {name: cells[name].split() for name in ("functions", "aliases")}
    return {"code": cells["code"], "name": cells["name"], "area": cells["area"], "closed_at": None, **lists}


UNITS_REGISTER = Register("units", UNITS, _units, by_code, _unit, _names, _write_units)
