"""Units as a table: what they are called, serve and do, and when one ends, who takes over."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from bot.languages import SHANGHAI
from bot.messages import say
from bot.people import mailboxes
from bot.registers.cells import by_code, function_cell, words
from bot.registers.model import Cells, Change, Here, Reading, Register, day
from bot.registers.places import names_apart
from bot.routing.directory import Unresolved
from bot.routing.lists import UNIT_COLUMNS, function_codes, no_function
from bot.routing.sheet import Column, Row
from bot.turn import Turn
from bot.units import changes as changing
from bot.units import plans
from bot.workdays import day_of
from storage import mailboxes as kept_mailboxes
from storage import places, unit_plans, units
from storage.unit_plans import UnitPlan

COLUMNS = (*UNIT_COLUMNS, Column("email", "邮箱"), Column("closed", "撤并日期"), Column("successor", "由谁接手"))


def _units(here: Here) -> dict[str, Cells]:
    """All of them; one that is to be closed on a day to come says so."""
    planned = {plan.unit: plan for plan in unit_plans.waiting(here.connection) if plans.closes(plan.wanted)}
    found = {
        unit.code: {
            "code": unit.code,
            "name": unit.name,
            "area": unit.area,
            "functions": " ".join(function_cell(code, here.live.directory) for code in unit.functions),
            "aliases": " ".join(unit.aliases),
            "email": unit.email,
            "closed": day_of(unit.closed_at).isoformat() if unit.closed_at else "",
            "successor": unit.successor or "",
        }
        for unit in places.units(here.connection)
    }
    for code, plan in planned.items():
        if code in found and not found[code]["closed"]:
            found[code] |= {"closed": plan.day.isoformat(), "successor": str(plan.wanted.get("to") or "")}
    return found


def _unit(row: Row, cells: Cells, reading: Reading) -> Cells:
    called = function_codes(reading.here.live.directory.functions.values())
    functions = words(row, "functions", cells["functions"]).split()
    for word in functions:
        if word not in called:
            reading.wrong(row, "functions", no_function(word, called))
    directory = reading.here.live.directory
    functions = list(dict.fromkeys(function_cell(called.get(word, word), directory) for word in functions))
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
    names = words(row, "aliases", cells["aliases"]).split()
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
    """A unit that is to be closed, on the day that is written: not one with something open, unless somebody takes it
    over. One that is closed stays as it was; what is planned for a day to come may change."""
    before = reading.now.get(row["code"])
    kept = before is not None and (_over(before, reading) or before["successor"] == cells["successor"])
    cells["successor"] = _successor(row, cells["successor"], reading, said=not kept)
    if before and _over(before, reading):
        if cells != before:
            reading.wrong(row, "closed", say("It is closed, and stays as it was."))
        return
    if cells["closed"]:
        _closable(row, cells, reading, before is None)


def _successor(row: Row, typed: str, reading: Reading, *, said: bool) -> str:
    """The code of the unit that takes over, which may be written by name; `said`: whether one that is none is told."""
    try:
        return reading.here.live.directory.unit(typed).code if typed else ""
    except Unresolved as error:
        if said:
            reading.wrong(row, "successor", error.message)
        return typed


def _over(cells: Cells, reading: Reading) -> bool:
    """Whether it is closed already."""
    on = day(cells["closed"])
    return on is not None and on <= reading.here.today


def _closable(row: Row, cells: Cells, reading: Reading, new: bool) -> None:
    on = day(cells["closed"])
    if new or on is None or on > reading.here.today + timedelta(days=plans.FARTHEST):
        reading.wrong(row, "closed", say("Write the day on which it is closed, as 2026-11-24; within a year."))
        return
    cells["closed"] = on.isoformat()
    other = _planned_otherwise(reading.here, cells["code"])
    if other is not None:
        reading.wrong(row, "closed", say("{unit} has plan {number} for {day} already: call it off first.",
                                         unit=cells["name"], number=str(other.id), day=other.day))  # fmt: skip
    _left(row, cells, reading)


def _planned_otherwise(here: Here, code: str) -> UnitPlan | None:
    """A plan for it that the table does not show."""
    return next((plan for plan in unit_plans.waiting(here.connection, code) if not plans.closes(plan.wanted)), None)


def _left(row: Row, cells: Cells, reading: Reading) -> None:
    """What goes to whom takes over, where the table changes that; wrong where nobody would."""
    code, to = cells["code"], cells["successor"]
    there = units.lying(reading.here.connection, code)
    rules = reading.here.live.rules
    naming = sum(changing.names(rule, code) for rule in rules.rules) if rules is not None else 0
    if not there and not naming:
        return
    if not to:
        message = say("{items} items are open there, and {rules} rules name it: name the unit that takes over.",
                      items=there, rules=naming)  # fmt: skip
        reading.wrong(row, "successor", message)
    elif _end(cells) != _end(reading.now.get(code, {})) and to in reading.here.live.directory.units:
        message = say("{items} items are open there now, and {rules} rules name it: on {day} they go to {unit}.",
                      items=there, rules=naming, day=max(date.fromisoformat(cells["closed"]), reading.here.today),
                      unit=reading.here.live.directory.units[to].name)  # fmt: skip
        reading.problems.append(row.problem("successor", message, warning=True))


def _whole(reading: Reading) -> None:
    """Names of their own; and no unit is taken over by one that is closed by then."""
    names_apart(reading)
    ends = {key: cells["closed"] for key, cells in reading.now.items()}
    ends |= {key: cells["closed"] for _row, key, cells in reading.rows}
    for row, key, cells in reading.rows:
        to, before = cells["successor"], reading.now.get(key, {})
        if not cells["closed"] or not to or _end(cells) == _end(before):
            continue
        if to == key:
            reading.wrong(row, "successor", say("A unit cannot take itself over."))
        elif ends.get(to) and ends[to] <= cells["closed"]:
            reading.wrong(row, "successor", say("{unit} is closed by then itself: name another unit.",
                                                unit=reading.now.get(to, {}).get("name", to)))  # fmt: skip


def _write_units(turn: Turn, changes: Sequence[Change]) -> None:
    today = turn.today.isoformat()
    ended = [change for change in changes if change.before is not None and "" < change.cells["closed"] <= today]
    plain = [change for change in changes if change not in ended]
    _write_plain(turn, plain)
    for change in changes:
        if _end(change.cells) != _end(change.before or {}):
            _forget_plan(turn, change.key)
    for change in plain:
        if change.cells["closed"] and _end(change.cells) != _end(change.before or {}):
            _plan(turn, change)
    for change in ended:
        _close(turn, change.key, change.cells)


def _write_plain(turn: Turn, plain: Sequence[Change]) -> None:
    kept = {unit.code: unit for unit in places.units(turn.connection)}
    for change in plain:
        before = kept.get(change.key)
        if before is not None and before.name != change.cells["name"]:
            aliases = change.cells["aliases"].split()
            units.rename(turn.connection, change.key, change.cells["name"], aliases, before.name, turn.now)
    called = function_codes(turn.live.directory.functions.values())
    places.put_units(turn.connection, [_row(change.cells, called) for change in plain])
    for change in plain:
        if change.cells["email"] != (change.before or {}).get("email", ""):
            kept_mailboxes.set_unit(turn.connection, change.key, change.cells["email"], turn.now)


def _end(cells: Cells) -> tuple[str, str]:
    """When it ends, and who takes over."""
    return (cells.get("closed", ""), cells.get("successor", "")) if cells.get("closed") else ("", "")


def _close(turn: Turn, code: str, cells: Cells) -> None:
    directory = turn.live.directory
    if code in directory.units:
        on = datetime.combine(date.fromisoformat(cells["closed"]), time(), SHANGHAI)
        why = str(turn.value("note")) or cells["closed"]
        changing.close(turn, directory.units[code], directory.units.get(cells["successor"]), why, on)
        plans.end_with(turn, code)


def _forget_plan(turn: Turn, code: str) -> None:
    """What the table showed is planned no more, or otherwise; those whom it concerns are told."""
    for plan in unit_plans.waiting(turn.connection, code):
        if plans.closes(plan.wanted):
            unit_plans.end(turn.connection, plan.id, "dropped", turn.now)
            plans.tell(turn, plan, off=True)


def _plan(turn: Turn, change: Change) -> None:
    """Closed on a day to come: kept for it, if it could be done today, and told. Raises Kept."""
    unit, cells = turn.live.directory.units[change.key], change.cells
    wanted = {"do": "close", "to": cells["successor"]} if cells["successor"] else {"do": "close"}
    today = turn.today.isoformat()
    plans.rehearse(turn, lambda: _close(turn, change.key, {**cells, "closed": today}))
    note = str(turn.value("note"))
    plans.tell(turn, plans.keep(turn, unit, plans.day_of(turn, cells["closed"]), wanted, note))


def _row(cells: Cells, called: Mapping[str, str]) -> dict[str, Any]:
    functions = [called.get(word, word) for word in cells["functions"].split()]
    lists = {"functions": functions, "aliases": cells["aliases"].split()}
    return {"code": cells["code"], "name": cells["name"], "area": cells["area"], "closed_at": None, **lists}


UNITS = Register(
    "units",
    COLUMNS,
    listed=_units,
    key=by_code,
    tidied=_unit,
    whole=_whole,
    write=_write_units,
    numbers=("closed",),
)
