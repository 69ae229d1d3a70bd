"""What the tables that an admin keeps in Excel have in common: columns, rows as text, what an import would change."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import msgspec

from bot.live import Live
from bot.messages import Said, say
from bot.registers import meant
from bot.routing.sheet import Column, Problem, Row, columns_of, records
from bot.tables.sheets import Table, left_aside
from bot.turn import Turn
from storage import Connection
from storage.vault import Vault

Cells = dict[str, str]  # by the column's code, as they are written
MASK = "*"
FIRST = date(1899, 12, 30)  # the day 0 of Excel's calendar, for days after February 1900
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00:00)?")


class Change(msgspec.Struct, frozen=True):
    """A row that an import adds or changes: its key, its cells as they are to be, and as they were."""

    key: str
    cells: Cells
    before: Cells | None = None  # None: it is new
    ready: Cells = {}  # what takes time to find out, found out before the turn that writes


@dataclass(frozen=True, slots=True)
class Here:
    """What rows are read against: what is there now."""

    connection: Connection
    vault: Vault
    live: Live
    today: date


@dataclass
class Reading:
    """A table on its way in: what is there now, the rows that were read, and what is wrong with them."""

    here: Here
    now: Mapping[str, Cells]  # what is there, by key
    rows: list[tuple[Row, str, Cells]] = field(default_factory=list)  # each with its key and cells
    problems: list[Problem] = field(default_factory=list)
    kept: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)  # keys by what a row may say instead

    def wrong(self, row: Row, column: str, message: Said) -> None:
        """What is wrong with a cell."""
        self.problems.append(row.problem(column, message))


@dataclass(frozen=True, slots=True)
class Register:
    """One kind of table."""

    noun: str
    columns: tuple[Column, ...]
    listed: Callable[[Here], dict[str, Cells]]  # all there is, by key, as it is written
    key: Callable[[Row, Reading], str]  # the key of a row, "" for one that names none yet
    tidied: Callable[[Row, Cells, Reading], Cells]  # cells as they would be written; says what is wrong
    write: Callable[[Turn, Sequence[Change]], None]
    whole: Callable[[Reading], None] = lambda _reading: None  # what is wrong with the rows together
    protected: tuple[str, ...] = ()  # columns shown masked
    clear: Callable[[Here], dict[str, Cells]] | None = None  # the protected columns by key, in full
    numbers: tuple[str, ...] = ()  # columns of numbers and days, read in half width
    names: tuple[str, ...] = ()  # columns of somebody's name, read without padding
    choices: Callable[[Here], dict[str, list[str]]] = lambda _here: {}
    ready: Callable[[Cells, Here], Cells] = lambda _cells, _here: {}
    among: Callable[[Sequence[Row], Here], dict[str, Cells]] | None = None  # of all there is, what rows can mean


class ImportPlan(msgspec.Struct, frozen=True):
    """What an import would do."""

    changes: tuple[Change, ...]
    unchanged: int
    problems: tuple[Problem, ...]

    @property
    def added(self) -> int:
        """New rows."""
        return sum(change.before is None for change in self.changes)

    @property
    def changed(self) -> int:
        """Rows that would say something else."""
        return len(self.changes) - self.added

    @property
    def errors(self) -> list[Problem]:
        """What keeps the table from being imported."""
        return [problem for problem in self.problems if not problem.warning]

    @property
    def refused(self) -> int:
        """Rows that cannot be taken."""
        return len({problem.row for problem in self.errors})


def plan(register: Register, table: Table, here: Here) -> ImportPlan:
    """What importing a table would change; a column that is not there changes nothing, nor does a row that is not."""
    rows, problems = records(table.name, register.columns, table.lines)
    problems += left_aside(table)
    there = columns_of(register.columns, table.lines)
    rows = [_meant(register, row) for row in rows]
    now = register.among(rows, here) if register.among is not None else register.listed(here)
    reading = Reading(here, now, problems=problems)
    for row in rows:
        key = register.key(row, reading)
        before = reading.now.get(key, {})
        cells = {column.code: row[column.code] if column.code in there else before.get(column.code, "")
                 for column in register.columns}  # fmt: skip
        for column in register.protected:
            cells[column] = _kept(reading, row, column, before.get(column, ""))
        reading.rows.append((row, key, register.tidied(row, cells, reading)))
    _doubled(register, reading)
    register.whole(reading)
    broken = {problem.row for problem in reading.problems if not problem.warning}
    sound = [(row, key, cells) for row, key, cells in reading.rows if row.number not in broken]
    changes = tuple(
        Change(key, cells, reading.now.get(key), register.ready(cells, here))
        for _row, key, cells in sound
        if reading.now.get(key) != cells
    )
    return ImportPlan(changes, len(sound) - len(changes), tuple(sorted(reading.problems, key=lambda each: each.row)))


def _meant(register: Register, row: Row) -> Row:
    """The row before it is compared with anything: numbers, names and its telephone as they are kept."""
    cells = dict(row.cells)
    reads = {**dict.fromkeys(register.numbers, meant.number), **dict.fromkeys(register.names, meant.name)}
    for column, read in (reads | {"phone": meant.telephone}).items():
        if column in cells:
            cells[column] = read(cells[column])
    return msgspec.structs.replace(row, cells=cells) if cells != row.cells else row


def _kept(reading: Reading, row: Row, column: str, before: str) -> str:
    """A protected cell: empty or masked as it was leaves what is there alone."""
    typed = row[column]
    if not typed or typed == before:
        return before
    if MASK in typed:
        reading.wrong(row, column, say("This is masked otherwise than what is there: write it in full, or clear it."))
        return before
    return typed


def _doubled(register: Register, reading: Reading) -> None:
    """Two rows about one thing, told at what names it."""
    first: dict[str, Row] = {}
    for row, key, _cells in reading.rows:
        before = first.setdefault(key, row) if key else row
        if before is not row:
            column = next((each for each in (register.columns[0].code, *register.names) if row[each]), "")
            reading.wrong(row, column, say("Row {row} is about the same: keep one of them.", row=str(before.number)))


def masked(clear: str, head: int = 3, tail: int = 4) -> str:
    """A number with its middle hidden: 138****0001."""
    if len(clear) <= head + tail:
        return MASK * len(clear)
    return clear[:head] + MASK * (len(clear) - head - tail) + clear[-tail:]


def day(typed: str) -> date | None:
    """A day as people and Excel write it: 2026-11-24, 2026/11/24, 2026年11月24日, or Excel's own number of it."""
    if typed.isdecimal() and 20_000 < int(typed) < 80_000:
        return FIRST + timedelta(days=int(typed))
    found = _DAY.fullmatch(typed)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
