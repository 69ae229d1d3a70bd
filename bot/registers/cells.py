"""Cells that several tables have: areas, units, telephones, days, and the row that a code or what it says names."""

import re
from collections.abc import Callable, Iterable

from bot.messages import say
from bot.registers import meant
from bot.registers.model import MASK, Reading, day, masked
from bot.routing.directory import Directory, Unresolved
from bot.routing.sheet import Row
from bot.tables.people import PHONE

Alike = Callable[[str, str], tuple[str, str]]
WORD = re.compile(r"[\w-]*")  # what stands in a cell of several words, which blanks and commas part


def unit_cell(code: str | None, directory: Directory) -> str:
    """A unit by its name, by its code where it is closed."""
    unit = directory.units.get(code or "")
    return unit.name if unit is not None else code or ""


def function_cell(code: str, directory: Directory) -> str:
    """A function by its name where that is one word that names it alone, else by its code."""
    function = directory.functions.get(code)
    if function is None or not WORD.fullmatch(function.name) or directory.function(function.name).code != code:
        return code
    return function.name


def area_cell(code: str | None, directory: Directory) -> str:
    """A place by its path where that names it alone, else by its code."""
    if not code or code not in directory.areas:
        return code or ""
    path = directory.path(code)
    try:
        return path if directory.area(path).code == code else code
    except Unresolved:
        return code


def area_cells(codes: Iterable[str], directory: Directory) -> dict[str, str]:
    """Places by their codes as `area_cell` writes them, each once."""
    return {code: area_cell(code, directory) for code in set(codes)}


def area_written(typed: str, reading: Reading) -> str:
    """A place as the table writes it; as it was typed where it is none."""
    directory = reading.here.live.directory
    try:
        return area_cell(directory.area(typed).code, directory)
    except Unresolved:
        return typed


def area(row: Row, typed: str, reading: Reading) -> str:
    """A place as the table writes it; says what is wrong with it."""
    directory = reading.here.live.directory
    try:
        return area_cell(directory.area(typed).code, directory) if typed else ""
    except Unresolved as error:
        reading.wrong(row, "area", error.message)
        return typed


def phone(row: Row, typed: str, reading: Reading) -> None:
    """Says what is wrong with a telephone; one that is masked is looked at elsewhere."""
    if typed and MASK not in typed and not PHONE.fullmatch(typed):
        reading.wrong(row, "phone", say("A telephone has 11 digits and begins with 1."))


def as_it_was(typed: str, before: str, clear: Callable[[], str], head: int = 3) -> str:
    """A number in full that is the one there is, masked; whether it is, `clear` says."""
    if not typed or MASK in typed or masked(typed, head) != before:
        return typed
    return before if clear() == typed else typed


def day_written(row: Row, column: str, typed: str, reading: Reading) -> str:
    """A day as the table writes it; says what is wrong with it."""
    found = day(typed) if typed else None
    if typed and found is None:
        reading.wrong(row, column, say("“{typed}” is no day: write it as 2026-11-24.", typed=typed))
    return found.isoformat() if found is not None else typed


def words(row: Row, column: str, before: str) -> str:
    """Words parted by blanks, however they were parted; as they were where the table does not have the column."""
    return " ".join(row.words(column)) if row[column] else before


def by_code(row: Row, _reading: Reading) -> str:
    """The key of a row that has a code of its own."""
    return row["code"]


def by_code_or(
    first: str, second: str, alike: Alike = lambda one, other: (one, other)
) -> Callable[[Row, Reading], str]:
    """The key of a row: its code, however it is spelled; without one, that of the only row of its area that says the
    same in these columns, to the letter where one does, else as `alike` reads it."""

    def key(row: Row, reading: Reading) -> str:
        if not reading.kept:
            for known, cells in reading.now.items():
                for said in (spelled(known), *ways(cells["area"], cells[first], cells[second])):
                    reading.kept.setdefault(said, []).append(known)
        if row["code"]:
            return coded(row["code"], reading)
        area_here = area_written(row["area"], reading)
        found = (reading.kept.get(said, []) for said in ways(area_here, row[first], row[second]))
        return next((same[0] for same in found if len(same) == 1), f"row {row.number}")

    def coded(typed: str, reading: Reading) -> str:
        """The code that is there already; a new one as the first row with it has it."""
        same = reading.kept.setdefault(spelled(typed), [typed])
        return same[0] if len(same) == 1 and typed not in reading.now else typed

    def spelled(code: str) -> tuple[str, str, str]:
        return ("#", meant.code(code), "")

    def ways(place: str, one: str, other: str) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        return ("=" + place, one, other), (place, *alike(one, other))

    return key
