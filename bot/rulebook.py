"""The rules of a place over time: checked, compared with what was filed, told apart, found for who may change them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from bot import lifecycle
from bot.live import Live
from bot.messages import Said, say
from bot.packs import together
from bot.rights import Person, Right, covers
from bot.routing import comparison, table
from bot.routing.comparison import Comparison, every_case
from bot.routing.directory import Directory
from bot.routing.model import Case, Rule, Target, Unit, by_name
from bot.routing.rules import RuleSet, route
from bot.routing.sheet import Problem
from bot.tables.rules import SHEET, base_of
from bot.tables.sheets import Line, Unreadable, csv_lines, sheets
from storage import Connection, history
from storage.history import Past
from storage.vault import Vault

PERIOD = timedelta(days=183)  # what is compared on: about half a year
TOPIC = "topic"  # the role of the question that says what an item is about

SHOWN = 10  # items of a move that are told
OTHERS = 20  # moves that are told
NOTED = 500  # rules of each kind that the audit says in full
MOVABLE = lifecycle.STEPS["reroute"].sources
STEPS = 3  # of a check: read, row by row, all of it together

Progress = Callable[[int], None]


class Checked(msgspec.Struct, frozen=True):
    """A table of rules, read: the rules of its sound rows, all that is wrong or worth a look, and its base version."""

    rules: tuple[Rule, ...]
    problems: tuple[Problem, ...]
    base: int | None

    @property
    def errors(self) -> list[Problem]:
        """What keeps it from being made live."""
        return [problem for problem in self.problems if not problem.warning]


def check(content: bytes, name: str, live: Live, progress: Progress = lambda _step: None) -> Checked:
    """Reads a workbook or a CSV file of rules, with every problem at once; `progress` is told of each of its STEPS.
    Raises Unreadable."""
    lines, formulas, base = _lines(content, name)
    progress(1)
    rules, problems = table.read(lines, live.directory, sheet=SHEET, questions=questions(live))
    problems += formulas
    progress(2)
    problems += together(rules, live.directory, whole=all(problem.warning for problem in problems))
    problems.sort(key=lambda problem: (problem.warning, problem.row))
    return Checked(tuple(rules), tuple(problems), base)


def _lines(content: bytes, name: str) -> tuple[list[Line], list[Problem], int | None]:
    if name.lower().endswith(".csv"):
        return csv_lines(content), [], None
    found = sheets(content)
    chosen = next((sheet for sheet in found if sheet.name == SHEET), found[0] if found else None)
    if chosen is None:
        raise Unreadable(say("The workbook has no sheet “{sheet}”.", sheet=SHEET))
    return chosen.lines, [_formula(chosen.name, cell) for cell in chosen.formulas], base_of(found)


def _formula(sheet: str, cell: str) -> Problem:
    row = int("".join(character for character in cell if character.isdigit()))
    message = say("A cell may hold no formula: write what it gives.")
    return Problem(sheet, row, cell.rstrip("0123456789"), message)


def questions(live: Live) -> Mapping[str, Iterable[str]]:
    """The names that conditions may use, by form."""
    return {code: [question.name for question in live.form(code).questions] for code in live.current}


# --- comparing ------------------------------------------------------------------------------------------------


class Compared(msgspec.Struct, frozen=True):
    """What would go elsewhere, and on what that was tried."""

    comparison: Comparison
    items: bool  # on what was filed; else on every topic in every place


def compare(
    connection: Connection,
    vault: Vault,
    live: Live,
    after: RuleSet,
    now: datetime,
    progress: Progress = lambda _n: None,
) -> Compared:
    """The live rules beside others, on what was filed in the past months, or on everything that could be."""
    found = compare_filed(connection, vault, live, after, now, progress)
    if found.compared or live.rules is None:
        return Compared(found, True)
    return Compared(comparison.compare(live.rules, after, possible(live), progress), False)


def compare_filed(
    connection: Connection,
    vault: Vault,
    live: Live,
    after: RuleSet,
    now: datetime,
    progress: Progress = lambda _n: None,
) -> Comparison:
    """The same on what was filed alone."""
    if live.rules is None:
        return Comparison(0, ())
    conditional = any(rule.condition for rule in (*live.rules.rules, *after.rules))
    past = cases(history.since(connection, now - PERIOD), vault if conditional else None)
    return comparison.compare(live.rules, after, past, progress)


def cases(past: Iterable[Past], vault: Vault | None) -> Iterator[tuple[str, Case]]:
    """Items as they came to be routed, by their numbers; protected answers only where the vault is given."""
    for item in past:
        yield item.number, case_of(item, vault)


def case_of(item: Past, vault: Vault | None) -> Case:
    """One item as it came to be routed."""
    answers: dict[str, Any] = by_name(item.answers)
    if vault is not None and item.secrets is not None:
        answers |= by_name(vault.open_json(item.secrets))
    return Case(item.form, item.area, item.topic, item.urgency, answers, item.filed_at)


def possible(live: Live) -> Iterator[tuple[str, Case]]:
    """Every topic in every place by each form that asks for a topic; by the others, every place."""
    for code in live.current:
        if any(node.role == TOPIC for node in live.form(code).nodes.values()):
            yield from every_case(live.directory, code)
        else:
            yield from ((live.directory.path(area), Case(code, area)) for area in live.directory.areas)


def sentences(found: Compared) -> list[Said]:
    """A comparison in words: how many, from which unit to which, and which items."""
    comparison = found.comparison
    on = (
        say("Compared on {count} items of the past months", count=comparison.compared)
        if found.items
        else say("Compared on {count} possible cases (no items yet)", count=comparison.compared)
    )
    lines: list[Said] = [say("{on}: {moved} would go elsewhere.", on=on, moved=comparison.moved)]
    for move in comparison.moves[:OTHERS]:
        items = "、".join(move.items[:SHOWN]) + ("…" if len(move.items) > SHOWN else "")
        lines.append(
            say("{source} → {target}: {count} ({items})", source=move.source.name, target=move.target.name,
                count=len(move.items), items=items)
        )  # fmt: skip
    if len(comparison.moves) > OTHERS:
        lines.append(say("… and {count} more moves; --json gives all.", count=len(comparison.moves) - OTHERS))
    return lines


class Astray(msgspec.Struct, frozen=True):
    """An open item that the live rules would send elsewhere; `decided` where people have sent it on since."""

    number: str
    lead: str  # the unit that has it
    target: Unit
    decided: bool


def astray(connection: Connection, vault: Vault, live: Live) -> list[Astray]:
    """What lies elsewhere than the live rules say, in order of number."""
    if live.rules is None:
        return []
    found = []
    for item in history.still_open(connection):
        if item.status in MOVABLE:
            lead = route(live.rules, case_of(item, vault)).lead
            if lead.code != item.lead:
                found.append(Astray(item.number, item.lead, lead, item.decided))
    return found


def learnt(live: Live, item: Past, unit: str) -> list[Rule]:
    """The live rules and one more, from a decision: this topic, in the unit's own area or the item's county, goes to
    this unit; with the days and the way to be told of the rule that sent it elsewhere."""
    assert live.rules is not None  # noqa: S101 - an item was routed by them
    way = route(live.rules, case_of(item, None))
    area = _county(live, item.area)
    columns = {"form": way.decided.form, "topic": item.topic, "area": area, "urgency": "", "condition": ""}
    new = msgspec.structs.replace(
        way.decided,
        id=table.name(**columns),
        lead=Target(unit=unit),
        assist=(),
        note=f"← {item.number}",
        row=0,
        **columns,
    )
    return [*(rule for rule in live.rules.rules if rule.id != new.id), new]


def _county(live: Live, area: str) -> str:
    """The place's county, or the highest place of its chain that is below the city."""
    return live.directory.base("county", area)


# --- what differs ---------------------------------------------------------------------------------------------


class Difference(msgspec.Struct, frozen=True):
    """What one set has and another has not, by the rules' ids."""

    added: tuple[Rule, ...]
    changed: tuple[tuple[Rule, Rule], ...]  # before, after
    removed: tuple[Rule, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def touched(self) -> list[Rule]:
        """Every rule that this changes, as it was and as it is."""
        pairs = [rule for pair in self.changed for rule in pair]
        return [*self.added, *pairs, *self.removed]

    def plain(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """The rules that differ as their cells, before and after, by id: what an audit keeps, at most so many of each
        kind, since both versions are kept whole."""
        changed = self.changed[:NOTED]
        before = {rule.id: table.written(rule) for rule in (*self.removed[:NOTED], *(old for old, _new in changed))}
        after = {rule.id: table.written(rule) for rule in (*self.added[:NOTED], *(new for _old, new in changed))}
        return before, after

    @property
    def size(self) -> int:
        """How many rules differ."""
        return len(self.added) + len(self.changed) + len(self.removed)


def differ(before: Sequence[Rule], after: Sequence[Rule]) -> Difference:
    """From one set to another; a moved row is no difference unless conditions make order count."""
    old, new = ({rule.id: rule for rule in rules} for rules in (before, after))
    return Difference(
        tuple(rule for code, rule in new.items() if code not in old),
        tuple((old[code], rule) for code, rule in new.items() if code in old and not same(old[code], rule)),
        tuple(rule for code, rule in old.items() if code not in new),
    )


def same(rule: Rule, other: Rule) -> bool:
    """Whether two rules say the same, wherever they stand."""
    return table.written(rule) == table.written(other)


def read_rows(rows: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Rules as they are stored."""
    return [msgspec.convert(row, Rule) for row in rows]


# --- who may --------------------------------------------------------------------------------------------------


def beyond(person: Person | None, touched: Iterable[Rule], live: Live) -> list[Rule]:
    """The rules among these that somebody may not change: outside of their areas, or for all places where their areas
    do not hold every unit. A command acts for the operator, who may all."""
    if person is None:
        return []
    areas = person.areas(Right.CONFIGURE)
    if _whole(areas, live):
        return []
    return [rule for rule in touched if not (rule.area and _inside(areas, live.paths.get(rule.area, "")))]


def whole(person: Person | None, live: Live) -> bool:
    """Whether somebody may configure all of this place."""
    return person is None or _whole(person.areas(Right.CONFIGURE), live)


def _whole(areas: Sequence[str], live: Live) -> bool:
    units = {unit.area for unit in live.directory.units.values()}
    return bool(areas) and all(_inside(areas, live.paths[area]) for area in units)


def _inside(areas: Sequence[str], path: str) -> bool:
    return any(covers(area, path) for area in areas)


def sound(rules: Sequence[Rule], directory: Directory) -> list[Problem]:
    """What keeps stored rules from being live now: units may have been closed since they were drafted."""
    known = {"": True, **dict.fromkeys(directory.units, True)}
    gone = [rule for rule in rules if any(target.unit not in known for target in (rule.lead, *rule.assist))]
    problems = [
        Problem(rule.sheet, rule.row, "", say("The rule {rule} names a unit that is not there any more.", rule=rule.id))
        for rule in gone
    ]
    return problems + [problem for problem in together(rules, directory) if not problem.warning]
