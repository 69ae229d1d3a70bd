"""The parts of a workbook, parsed piece by piece: relations, the sheets' names, shared texts, and cells."""

import re
import zipfile
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from xml.parsers import expat

from bot.messages import say
from bot.tables.bounds import CELL_LIMIT, MOST_CELLS, MOST_COLUMNS, MOST_ROWS, Unreadable, too_many_rows

Line = tuple[int, Sequence[object]]  # a row that holds something, with its number in Excel

STEP = 65_536  # bytes parsed at once

_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_MERGED = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


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


class Relations(_Part):
    """What leads from one part to others: ids, kinds and targets."""

    def run(self, archive: zipfile.ZipFile, path: str) -> list[tuple[str, str, str]]:
        self.found: list[tuple[str, str, str]] = []
        self._parse(archive, path)
        return self.found

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "Relationship" and given.get("TargetMode") != "External":
            self.found.append((given.get("Id", ""), given.get("Type", ""), given.get("Target", "")))


class Sheets(_Part):
    """The sheets' names, each with its relation."""

    def run(self, archive: zipfile.ZipFile, path: str) -> list[tuple[str, str]]:
        self.found: list[tuple[str, str]] = []
        self._parse(archive, path)
        return self.found

    def begin(self, name: str, given: dict[str, str]) -> None:
        if name == "sheet":
            relation = next((value for key, value in given.items() if key.rpartition(":")[2] == "id"), "")
            self.found.append((given.get("name", ""), relation))


class Texts(_Part):
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


class Cells(_Part):
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
        elif name == "mergeCell":
            self._spread(given.get("ref", ""))
        elif name == "f":
            self.formulas.append(f"{letters(self._column)}{self._row}")

    def _spread(self, area: str) -> None:
        """What is merged over rows of one column stands in each of them that holds something."""
        found = _MERGED.fullmatch(area)
        if not found or found[1] != found[3]:
            return
        at, top, bottom = _number(found[1]) - 1, int(found[2]), int(found[4])
        first = bisect_left(self.lines, top, key=_row_of)
        if first == len(self.lines) or self.lines[first][0] != top or len(self.lines[first][1]) <= at:
            return
        value = self.lines[first][1][at]
        for place in range(first + 1, bisect_right(self.lines, bottom, key=_row_of)):
            self._count()
            row, values = self.lines[place]
            if len(values) <= at or values[at] is None:
                self.lines[place] = row, [*values[:at], *[None] * (at - len(values)), value, *values[at + 1 :]]

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
            raise Unreadable(too_many_rows())
        if self._column > MOST_COLUMNS or (isinstance(value, str) and len(value) > CELL_LIMIT):
            place = f"{letters(self._column)}{self._row}"
            raise Unreadable(say("The cell {cell} lies too far away or is too long: clear it.", cell=place))
        self._count()
        self._values += [None] * (self._column - 1 - len(self._values))
        self._values.append(value)

    def _count(self) -> None:
        self.filled += 1
        if self.filled > self.room:
            raise Unreadable(say("This workbook has too many cells."))


def _row_of(line: Line) -> int:
    return line[0]


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
