"""Tables as people send them: CSV and workbooks, read within bounds, whatever is in them.

A workbook is read by its cells alone, streaming: no macros, no formulas, no entities, no cell that lies far away. What
is too large or not what it says is refused with a sentence before it costs time or memory.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from bot.messages import Said, say
from bot.routing.sheet import Problem
from bot.tables.bounds import (
    FILE_LIMIT,
    MOST_CELLS,
    MOST_PARTS,
    MOST_SHEETS,
    UNPACKED_LIMIT,
    Unreadable,
)
from bot.tables.parts import Cells, Line, Relations, Sheets, Texts
from bot.tables.separated import OLD, csv_lines, is_separated
from bot.tables.writing import LISTS

__all__ = [
    "Line",
    "Sheet",
    "Table",
    "Unreadable",
    "content_of",
    "csv_lines",
    "formula",
    "is_separated",
    "left_aside",
    "sheets",
    "table_in",
]

_EXTERNAL = ("vbaproject.bin", "macrosheets/", "dialogsheets/")


class Sheet(msgspec.Struct, frozen=True):
    """A sheet's rows that hold something, as Excel numbers them, and where a formula stands."""

    name: str
    lines: list[Line]
    formulas: list[str]  # "B7"


class Table(msgspec.Struct, frozen=True):
    """Rows that are read as one table: the sheet's name, a CSV file's own, and the other sheets that hold something."""

    name: str
    lines: Sequence[Line]
    aside: tuple[str, ...] = ()


# --- files ----------------------------------------------------------------------------------------------------


def content_of(path: Path) -> bytes:
    """A file's bytes; raises Unreadable where there is none, or too many."""
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise Unreadable(say("The file is larger than {limit} million bytes.", limit=FILE_LIMIT // 1_000_000))
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(say("{file} cannot be opened.", file=str(path))) from error


def table_in(name: str, content: bytes, sheet: str = "") -> Table:
    """The table in a text or a workbook, whatever its file is called: of a workbook the sheet that is called so, else
    the first that holds something. Raises Unreadable."""
    if is_separated(name, content):
        return Table(name, csv_lines(content))
    found = [each for each in sheets(content) if each.name != LISTS]
    if not found:
        raise Unreadable(say("This workbook has no sheets, or more than {most}.", most=MOST_SHEETS))
    filled = [each for each in found if each.lines] or found
    chosen = next((each for each in filled if each.name == sheet), filled[0])
    if chosen.formulas:
        raise Unreadable(formula(chosen))
    return Table(chosen.name, chosen.lines, tuple(each.name for each in filled if each is not chosen))


def left_aside(found: Table) -> list[Problem]:
    """Each sheet that is not read, by its name."""
    text = say("This sheet is left aside: only “{sheet}” is read.", sheet=found.name)
    return [Problem(name, 0, "", text, warning=True) for name in found.aside]


# --- workbooks ------------------------------------------------------------------------------------------------


def formula(sheet: Sheet) -> Said:
    """Where formulas stand, and what to do about them."""
    return say(
        "Sheet {sheet} has formulas in {cells}: copy them and paste them as values.",
        sheet=sheet.name,
        cells="、".join(sheet.formulas[:8]),
    )


def sheets(content: bytes) -> list[Sheet]:
    """All sheets of a workbook, in order. Raises Unreadable."""
    if content.startswith(OLD):
        raise Unreadable(say("This is an old workbook (.xls), or it has a password: save it as .xlsx, without one."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _bounded(archive)
            return list(_read(archive))
    except Unreadable:
        raise
    except Exception as error:  # what is no workbook fails in zipfile, zlib or the XML parser, each its way
        raise Unreadable(say("This is no Excel workbook that can be read: save it again as .xlsx.")) from error


def _bounded(archive: zipfile.ZipFile) -> None:
    """Refuses by the directory alone: what is in it has not been touched yet."""
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > UNPACKED_LIMIT:
        raise Unreadable(say("This workbook is too large once it is unpacked."))
    for part in parts:
        if any(mark in part.filename.lower() for mark in _EXTERNAL):
            raise Unreadable(say("This workbook has macros: save it as .xlsx, without macros."))


def _read(archive: zipfile.ZipFile) -> Iterator[Sheet]:
    names = {part.filename: part for part in archive.infolist()}
    root = _targets(archive, "_rels/.rels", "")
    book = next((target for kind, target in root.values() if kind == "officeDocument"), "xl/workbook.xml")
    folder, _, file = book.rpartition("/")
    parts = _targets(archive, f"{folder}/_rels/{file}.rels", folder)
    shared = next((target for kind, target in parts.values() if kind == "sharedStrings"), "")
    texts = Texts().run(archive, shared) if shared in names else []
    listed = Sheets().run(archive, book)
    if not listed or len(listed) > MOST_SHEETS:
        raise Unreadable(say("This workbook has no sheets, or more than {most}.", most=MOST_SHEETS))
    room = MOST_CELLS
    for name, relation in listed:
        kind, target = parts.get(relation, ("", ""))
        if kind != "worksheet" or target not in names:
            continue
        cells = Cells(texts, room)
        cells.run(archive, target)
        room -= cells.filled
        yield Sheet(name, cells.lines, cells.formulas)


def _targets(archive: zipfile.ZipFile, path: str, folder: str) -> dict[str, tuple[str, str]]:
    """Relations by id: their kind, and the part that they lead to."""
    found = {}
    for identity, kind, target in Relations().run(archive, path):
        whole = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
        found[identity] = (kind.rpartition("/")[2], whole)
    return found
