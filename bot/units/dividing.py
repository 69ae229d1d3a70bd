"""A unit that is split: its people, open items, functions and rules are divided by a table; what the table does not
name goes where the name goes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from bot import items
from bot.live import Live
from bot.messages import Said, say
from bot.routing.directory import Directory, Unresolved
from bot.routing.model import Rule, Target, Unit
from bot.routing.sheet import Column, Problem, Row, records
from bot.rulebook import read_rows
from bot.tables.sheets import Table, left_aside
from bot.tables.writing import writing
from bot.turn import Kept, Turn
from bot.units.changes import names
from storage import Connection, bindings, history, places, staff
from storage import units as stored

SHEET = "split"
COLUMNS = (
    Column("kind", "类别", required=True),
    Column("key", "编号", required=True),
    Column("label", "名称"),
    Column("to", "归到"),
)
KINDS = {"名称": "name", "人": "people", "件": "items", "职能": "functions", "规则": "rules"}


class Division(msgspec.Struct, frozen=True):
    """What goes to which unit (codes): the name, and with it the rest; people by id, items by number, functions and
    rules by code."""

    name: str
    people: dict[str, str] = {}
    items: dict[str, str] = {}
    functions: dict[str, str] = {}
    rules: dict[str, str] = {}

    def of(self, kind: str, key: str) -> str:
        """Where one of them goes."""
        named: Mapping[str, str] = getattr(self, kind)
        return named.get(key, self.name)

    @property
    def targets(self) -> list[str]:
        """Every unit that gets something."""
        given = (self.people, self.items, self.functions, self.rules)
        return list(dict.fromkeys([self.name, *(code for each in given for code in each.values())]))


class Parted(msgspec.Struct, frozen=True):
    """What a split moved, by unit: how many people, items, functions and rules."""

    closed: bool
    moved: dict[str, dict[str, int]]


def rows(live: Live, connection: Connection, unit: Unit) -> list[list[str]]:
    """The table as it is handed out: kind, key, label, and an empty cell for the unit that gets it."""
    held = {each.person: each.name for each in staff.holders(connection, unit=unit.code)}
    found = [["名称", unit.code, unit.name, ""]]
    found += [["人", str(person), name, ""] for person, name in held.items()]
    found += [["件", number, words, ""] for number, words in _items_there(live, connection, unit)]
    found += [["职能", code, live.directory.functions[code].name, ""] for code in unit.functions]
    rules = live.rules.rules if live.rules is not None else ()
    found += [["规则", rule.id, rule.topic or rule.form, ""] for rule in rules if names(rule, unit.code)]
    return found


def _items_there(live: Live, connection: Connection, unit: Unit) -> list[tuple[str, str]]:
    """Numbers of open items, with topic and place: an admin sees no more of them."""
    directory = live.directory
    found = []
    for number, topic, area in stored.open_items(connection, unit.code):
        about = directory.topics[topic].name if topic in directory.topics else topic
        place = directory.path(area) if area in directory.areas else area
        found.append((number, "·".join(part for part in (about, place) if part)))
    return found


def write(path: Path, live: Live, connection: Connection, unit: Unit) -> None:
    """The table as a workbook. Raises OSError."""
    found = rows(live, connection, unit)
    columns = [(column.code, column.heading) for column in COLUMNS]
    with writing(path) as book:
        sheet = book.table(SHEET, columns, found, shown=("kind", "key", "label"))
        book.choose(sheet, len(columns) - 1, [each.name for each in live.directory.units.values()], len(found))


def read(table: Table, unit: Unit, live: Live, connection: Connection) -> tuple[Division | None, list[Problem]]:
    """A filled table, with every problem at once."""
    found, problems = records(table.name, COLUMNS, table.lines)
    problems += left_aside(table)
    known = {(KINDS[kind], key) for kind, key, _label, _to in rows(live, connection, unit)}
    given: dict[str, dict[str, str]] = {kind: {} for kind in KINDS.values()}
    for row in found:
        kind = KINDS.get(row["kind"]) or (row["kind"] if row["kind"] in given else "")
        if not kind:
            words = "、".join(KINDS)
            problems.append(row.problem("kind", say("“{typed}” is none of these: {words}.", typed=row["kind"],
                                                    words=words)))  # fmt: skip
        elif (kind, row["key"]) not in known:
            message = say("{unit} has nothing of this number (any more): leave the row out.", unit=unit.name)
            problems.append(row.problem("key", message, warning=True))
        elif row["to"]:
            _given(row, given[kind], live.directory, problems)
    if not given["name"] and all(problem.warning for problem in problems):
        problems.append(Problem(table.name, 0, "", say("Say where the name goes: the row “名称”.")))
    if any(not problem.warning for problem in problems):
        return None, problems
    name = next(iter(given.pop("name").values()))
    return Division(name, **given), problems


def _given(row: Row, given: dict[str, str], directory: Directory, problems: list[Problem]) -> None:
    try:
        given[row["key"]] = directory.unit(row["to"]).code
    except Unresolved as error:
        problems.append(row.problem("to", error.message))


# --- doing it ---------------------------------------------------------------------------------------------------


def split(turn: Turn, unit: Unit, division: Division, why: str) -> Parted:
    """Divides it. A unit that keeps nothing is closed, and its names find whoever has the name. Raises Kept."""
    directory = turn.live.directory
    gone = [code for code in division.targets if code not in directory.units]
    if gone:
        raise Kept(say("The unit {unit} is not there any more.", unit=gone[0]))
    if division.targets == [unit.code]:
        raise Kept(say("All of it would stay with {unit}: nothing is split.", unit=unit.name))
    moved: dict[str, dict[str, int]] = {}
    _items(turn, unit, division, why, moved)
    _people(turn, unit, division, moved)
    _rules(turn, unit, division, why, moved)
    kept = _functions(turn, unit, division, moved)
    closed = unit.code not in division.targets
    if closed:
        _closed(turn, unit, division.name)
    else:
        stored.widen(turn.connection, unit.code, kept, unit.aliases)
    places.changed(turn.connection)
    return Parted(closed, moved)


def _count(moved: dict[str, dict[str, int]], code: str, kind: str, many: int = 1) -> None:
    if many:
        counts = moved.setdefault(code, {})
        counts[kind] = counts.get(kind, 0) + many


def _items(turn: Turn, unit: Unit, division: Division, why: str, moved: dict[str, dict[str, int]]) -> None:
    numbers = history.with_unit(turn.connection, unit.code)
    for code in division.targets:
        theirs = [number for number in numbers if division.of("items", number) == code]
        if code != unit.code and theirs:
            items.hand_over(turn, unit.code, turn.live.directory.units[code], why, only=theirs)
            _count(moved, code, "items", len(theirs))


def _people(turn: Turn, unit: Unit, division: Division, moved: dict[str, dict[str, int]]) -> None:
    for person in dict.fromkeys(each.person for each in staff.holders(turn.connection, unit=unit.code)):
        code = division.of("people", str(person))
        if code != unit.code:
            stored.move_member(turn.connection, person, unit.code, code, turn.now)
            _count(moved, code, "people")


def _functions(turn: Turn, unit: Unit, division: Division, moved: dict[str, dict[str, int]]) -> list[str]:
    """Gives each to its unit; those that stay."""
    units = turn.live.directory.units
    given: dict[str, list[str]] = {}
    for function in unit.functions:
        given.setdefault(division.of("functions", function), []).append(function)
    for code, functions in given.items():
        if code != unit.code:
            stored.widen(turn.connection, code, list(dict.fromkeys((*units[code].functions, *functions))),
                         units[code].aliases)  # fmt: skip
            _count(moved, code, "functions", len(functions))
    return given.get(unit.code, [])


def _rules(turn: Turn, unit: Unit, division: Division, why: str, moved: dict[str, dict[str, int]]) -> None:
    found = places.live_rules(turn.connection)
    rules = read_rows(found[1]) if found else []
    naming = [rule for rule in rules if names(rule, unit.code) and division.of("rules", rule.id) != unit.code]
    if not naming:
        return
    for rule in naming:
        _count(moved, division.of("rules", rule.id), "rules")
    changed = {rule.id: _named(rule, unit.code, division.of("rules", rule.id)) for rule in naming}
    plain: list[dict[str, Any]] = [msgspec.to_builtins(changed.get(rule.id, rule)) for rule in rules]
    person = turn.person.id if turn.person is not None else None
    places.publish_rules(turn.connection, plain, why, turn.now, person)


def _named(rule: Rule, unit: str, to: str) -> Rule:
    def target(found: Target) -> Target:
        return Target(unit=to) if found.unit == unit else found

    lead = target(rule.lead)
    assist: Iterable[Target] = dict.fromkeys(target(each) for each in rule.assist)
    return msgspec.structs.replace(rule, lead=lead, assist=tuple(each for each in assist if each != lead))


def _closed(turn: Turn, unit: Unit, heir: str) -> None:
    taking = next(each for each in places.units(turn.connection) if each.code == heir)
    aliases = [name for name in dict.fromkeys((*taking.aliases, unit.name, *unit.aliases)) if name != taking.name]
    stored.widen(turn.connection, heir, taking.functions, aliases)
    bindings.of_another_unit(turn.connection, unit.code, heir)
    stored.close(turn.connection, unit.code, heir, turn.now)


def sentences(parted: Parted, unit: Unit, directory: Directory) -> list[Said]:
    """What it came to, a line a unit."""
    closed = say("{unit} is split and closed.", unit=unit.name)
    lines: list[Said] = [closed if parted.closed else say("{unit} is split.", unit=unit.name)]
    for code, counts in parted.moved.items():
        given = {kind: counts.get(kind, 0) for kind in ("people", "items", "functions", "rules")}
        lines.append(say("{unit}: {people} people, {items} open items, {functions} functions, {rules} rules.",
                         unit=directory.units[code].name, **given))  # fmt: skip
    return lines
