"""Tables as people send them: CSV and workbooks, read within bounds, whatever is in them.

A workbook is read by its cells alone, streaming: no macros, no formulas, no entities, no cell that lies far away. What
is too large or not what it says is refused with a sentence before it costs time or memory.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.parsers import expat

import msgspec

from bot.messages import Said, say

FILE_LIMIT = 50_000_000  # bytes of one table
UNPACKED_LIMIT = 100_000_000  # bytes of all parts of a workbook
MOST_PARTS = 2_000
MOST_SHEETS = 50
MOST_ROWS = 120_000
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000  # that hold something
CELL_LIMIT = 32_767  # characters, as Excel has it
STEP = 65_536  # bytes parsed at once

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_EXTERNAL = ("vbaproject.bin", "macrosheets/", "dialogsheets/")


class Unreadable(Exception):
    """A file that is no table; `message` says why."""

    def __init__(self, message: Said) -> None:
        super().__init__("unreadable")
        self.message = message


Line = tuple[int, Sequence[object]]


class Sheet(msgspec.Struct, frozen=True):
    """A sheet's rows that hold something, as Excel numbers them, and where a formula stands."""

    name: str
    lines: list[Line]
    formulas: list[str]  # "B7"


# --- files ----------------------------------------------------------------------------------------------------


def content_of(path: Path) -> bytes:
    """A file's bytes; raises Unreadable where there is none, or too many."""
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise Unreadable(say("The file is larger than {limit} million bytes.", limit=FILE_LIMIT // 1_000_000))
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(say("{file} cannot be opened.", file=str(path))) from error


def table_lines(path: Path, sheet: str = "") -> list[Line]:
    """The numbered rows of a .csv or .xlsx file; raises Unreadable."""
    content = content_of(path)
    return csv_lines(content) if path.suffix.lower() == ".csv" else xlsx_lines(content, sheet)


# --- CSV ------------------------------------------------------------------------------------------------------


def csv_lines(content: bytes) -> list[Line]:
    """The rows of a CSV file in UTF-8, or in GB18030, which Excel's plain "CSV" writes in China. Raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise Unreadable(say("The text is neither UTF-8 nor GB18030: save it in Excel as CSV UTF-8.")) from error
    try:
        lines = list(enumerate(csv.reader(io.StringIO(text.replace("\0", ""), newline="")), start=1))
    except csv.Error as error:
        raise Unreadable(say("This is no CSV file: {why}", why=str(error))) from error
    if len(lines) > MOST_ROWS:
        raise Unreadable(_too_many_rows())
    return list(lines)


# --- workbooks ------------------------------------------------------------------------------------------------


def xlsx_lines(content: bytes, sheet: str = "") -> list[Line]:
    """The rows of a sheet of a workbook, of the first one where none is named. Raises Unreadable."""
    found = sheets(content)
    chosen = next((each for each in found if each.name == sheet), None) if sheet else found[0]
    if chosen is None:
        raise Unreadable(say("The workbook has no sheet “{sheet}”.", sheet=sheet))
    if chosen.formulas:
        raise Unreadable(formula(chosen))
    return chosen.lines


def formula(sheet: Sheet) -> Said:
    """Where formulas stand, and what to do about them."""
    return say(
        "Sheet {sheet} has formulas in {cells}: copy them and paste them as values.",
        sheet=sheet.name,
        cells="、".join(sheet.formulas[:8]),
    )


def sheets(content: bytes) -> list[Sheet]:
    """All sheets of a workbook, in order. Raises Unreadable."""
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
    texts = _Texts().run(archive, shared) if shared in names else []
    listed = _Sheets().run(archive, book)
    if not listed or len(listed) > MOST_SHEETS:
        raise Unreadable(say("This workbook has no sheets, or more than {most}.", most=MOST_SHEETS))
    room = MOST_CELLS
    for name, relation in listed:
        kind, target = parts.get(relation, ("", ""))
        if kind != "worksheet" or target not in names:
            continue
        cells = _Cells(texts, room)
        cells.run(archive, target)
        room -= cells.filled
        yield Sheet(name, cells.lines, cells.formulas)


def _targets(archive: zipfile.ZipFile, path: str, folder: str) -> dict[str, tuple[str, str]]:
    """Relations by id: their kind, and the part that they lead to."""
    found = {}
    for identity, kind, target in _Relations().run(archive, path):
        whole = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
        found[identity] = (kind.rpartition("/")[2], whole)
    return found


def _too_many_rows() -> Said:
    return say("The table has more than {most} rows.", most=MOST_ROWS)


class _Part:
    """A part of a workbook, parsed piece by piece; what has a document type, and so entities, is refused."""

    def _parse(self, archive: zipfile.ZipFile, path: str) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = lambda name, given: self.begin(name.rpartition(":")[2], given)
        parser.EndElementHandler = lambda name: self.end(name.rpartition(":")[2])
        parser.CharacterDataHandler = self.text
        with archive.open(path) as part:
            while piece := part.read(STEP):
                parser.Parse(piece, False)
            parser.Parse(b"", True)

    @staticmethod
    def _refuse(*_given: object) -> None:
        raise Unreadable(say("This is no Excel workbook that can be read: save it again as .xlsx."))

    def begin(self, name: str, given: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text between elements."""


class _Relations(_Part):
    def run(self, archive: zipfile.ZipFile, path: str) -> list[tuple[str, str, str]]:
        self.found: list[tuple[str, str, str]] = []
        self._parse(archive, path)
        return self.found

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "Relationship" and given.get("TargetMode") != "External":
            self.found.append((given.get("Id", ""), given.get("Type", ""), given.get("Target", "")))


class _Sheets(_Part):
    """The sheets' names, each with its relation."""

    def run(self, archive: zipfile.ZipFile, path: str) -> list[tuple[str, str]]:
        self.found: list[tuple[str, str]] = []
        self._parse(archive, path)
        return self.found

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in given.items() if key.rpartition(":")[2] == "id"), "")
            self.found.append((given.get("name", ""), relation))


class _Texts(_Part):
    """The shared texts, without how their characters are read aloud (rPh)."""

    def run(self, archive: zipfile.ZipFile, path: str) -> list[str]:
        self.found: list[str] = []
        self.pieces: list[str] = []
        self.inside = self.aloud = False
        self._parse(archive, path)
        return self.found

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "si":
            self.pieces = []
        elif name == "rPh":
            self.aloud = True
        elif name == "t":
            self.inside = not self.aloud

    def end(self, name: str) -> None:
        if name == "si":
            self.found.append(_plain("".join(self.pieces)))
            if len(self.found) > MOST_CELLS:
                raise Unreadable(say("This workbook has too many cells."))
        elif name == "rPh":
            self.aloud = False
        elif name == "t":
            self.inside = False

    def text(self, text: str) -> None:
        if self.inside:
            self.pieces.append(text)


class _Cells(_Part):
    """A worksheet's cells that hold something."""

    def __init__(self, texts: Sequence[str], room: int) -> None:
        self.texts = texts
        self.room = room
        self.lines: list[Line] = []
        self.formulas: list[str] = []
        self.filled = 0
        self._row = 0
        self._column = 0
        self._kind = ""
        self._inside = self._aloud = False
        self._pieces: list[str] = []
        self._values: list[object] = []

    def run(self, archive: zipfile.ZipFile, path: str) -> None:
        self._parse(archive, path)

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name in ("v", "t"):
            self._inside = not self._aloud
        elif name == "c":
            self._begin_cell(given)
        elif name == "row":
            number = given.get("r", "")
            self._row = int(number) if number.isdecimal() else self._row + 1
            self._column, self._values = 0, []
        elif name == "rPh":
            self._aloud = True
        elif name == "f":
            self.formulas.append(f"{letters(self._column)}{self._row}")

    def _begin_cell(self, given: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(given.get("r", ""))
        self._column = _number(found[1]) if found else self._column + 1
        self._kind = given.get("t", "n")
        self._pieces = []

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self._inside = False
        elif name == "c" and self._pieces:
            self._keep(self._value("".join(self._pieces)))
        elif name == "row" and self._values:
            self.lines.append((self._row, self._values))
        elif name == "rPh":
            self._aloud = False

    def text(self, text: str) -> None:
        if self._inside:
            self._pieces.append(text)

    def _value(self, text: str) -> object:
        if self._kind == "s":
            return self.texts[int(text)]
        if self._kind == "n":
            return int(text) if text.isdecimal() and len(text) < 19 else float(text)
        if self._kind == "b":
            return "TRUE" if text == "1" else "FALSE"
        return _plain(text)

    def _keep(self, value: object) -> None:
        if value == "":
            return
        if self._row > MOST_ROWS:
            raise Unreadable(_too_many_rows())
        if self._column > MOST_COLUMNS or (isinstance(value, str) and len(value) > CELL_LIMIT):
            place = f"{letters(self._column)}{self._row}"
            raise Unreadable(say("The cell {cell} lies too far away or is too long: clear it.", cell=place))
        self.filled += 1
        if self.filled > self.room:
            raise Unreadable(say("This workbook has too many cells."))
        self._values += [None] * (self._column - 1 - len(self._values))
        self._values.append(value)


def _plain(text: str) -> str:
    """Excel writes a control character as _x000D_; none of them means anything in a table."""
    return _ESCAPED.sub(lambda found: _unescaped(int(found[1], 16)), text) if "_x" in text else text


def _unescaped(code: int) -> str:
    if code in (9, 10, 13) or code < 32:
        return " "
    return chr(code) if not 0xD800 <= code <= 0xDFFF else ""


def _number(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number


def letters(column: int) -> str:
    """A column as Excel calls it: 1 is A, 27 is AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found
