"""Rows of a table as people keep them in Excel: headings in Chinese, codes under them, one record a row.

A row of headings is one whose cells are all names of columns, in Chinese or by their codes; the starter tables have
both rows, and either alone is enough.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from bot.languages import listed
from bot.messages import Said, say

_SPLIT = re.compile(r"[\s,，;；]+")
_FORMULA = re.compile(r'^="(.*)"$')
_ALSO = {"电话": ("联系电话", "手机号", "手机", "手机号码", "电话号码")}  # what people write above a column
EXACT = 10**15  # from here on Excel does not keep every digit of a number
_COUNTED = ("序号", "序", "行号", "排序")  # they count rows: 编号 looks like them, and is a person's or household's own
# What a paste from a chat or a telephone's contacts brings along: blanks of no width, marks of direction.
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_WIDE = re.compile(r"(?=.*[０-９Ａ-Ｚａ-ｚ])[！-～!-~]+")  # a code or a number; words stay as they are
# Totals, signatures and remarks, as they stand below a table.
_BELOW = re.compile(r"([合总小共]\s*计|(制表|填表|填报|审核|审批|负责)人?)\s*([:：\d]|$)|[备附]?注\s*[:：]")
_SCIENTIFIC = re.compile(r"^\d(\.\d+)?E\+\d+$")


class Column(msgspec.Struct, frozen=True):
    """A column by its code and its Chinese heading."""

    code: str
    heading: str
    required: bool = False  # the column must be there, and no cell of it empty


class Problem(msgspec.Struct, frozen=True):
    """What is wrong in one cell, and what to write instead; `row` is 0 and `column` empty where the whole is meant."""

    sheet: str
    row: int
    column: str  # as its heading says it
    message: Said
    warning: bool = False  # it may stay


class Row(msgspec.Struct, frozen=True):
    """One record: the text of its cells by the column's code; `number` is the row as Excel counts it."""

    sheet: str
    number: int
    cells: dict[str, str]
    headings: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def words(self, column: str) -> tuple[str, ...]:
        """The words of a cell that holds several, each once; blanks, commas, 、 and semicolons part them."""
        return tuple(dict.fromkeys(part for phrase in self.phrases(column) for part in phrase.split("、") if part))

    def phrases(self, column: str) -> tuple[str, ...]:
        """The names of a cell that holds several, each of which may have a 、 in it."""
        return tuple(dict.fromkeys(phrase for phrase in _SPLIT.split(self[column]) if phrase))

    def problem(self, column: str, message: Said, *, warning: bool = False) -> Problem:
        """A problem in this row."""
        return Problem(self.sheet, self.number, self.headings.get(column, column), message, warning)


Lines = Iterable[tuple[int, Sequence[object]]]  # numbered rows of raw cells


def suggested(problem: Said, typed: str, known: Iterable[str]) -> Said:
    """The problem, with up to three names that look like what was typed."""
    close = difflib.get_close_matches(typed, list(known), n=3, cutoff=0.5)
    if not close:
        return problem
    return say("{problem} Did you mean {names}?", problem=problem, names=listed(close))


def cell(value: object) -> str:
    """A cell's text: no blanks around it, nothing that is not seen, codes and numbers in plain digits, whole numbers
    without a point, ="621022101204" without its wrapping; a number of more digits than Excel keeps stays what Excel
    made of it (6.22823E+17), for its last digits would be made up."""
    if value is None:
        return ""
    if isinstance(value, int | float) and abs(value) >= EXACT:
        return f"{value:.15G}"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    text = _UNSEEN.sub("", str(value)).strip()
    if not text.isascii() and _WIDE.fullmatch(text):
        text = unicodedata.normalize("NFKC", text)
    wrapped = _FORMULA.match(text)
    return wrapped[1] if wrapped else text


def records(sheet: str, columns: Sequence[Column], lines: Lines) -> tuple[list[Row], list[Problem]]:
    """The rows below the headings, empty ones left out, and what is wrong with headings and empty cells."""
    texts = ((number, [cell(value) for value in values]) for number, values in lines)
    filled = [(number, values) for number, values in texts if any(values)]
    head = _headings(columns, filled)
    if not head.places:
        return [], [_no_headings(sheet, columns)]
    named = _named(columns)
    problems = [Problem(sheet, number, value, _unknown_heading(value, named), warning=True)
                for number, value in head.unknown]  # fmt: skip
    missing = [column for column in columns if column.required and column.code not in head.places.values()]
    problems += [_missing(sheet, column, head.number) for column in missing]
    headings = {column.code: column.heading for column in columns}
    rows = [
        Row(sheet, number, {head.places[at]: text for at, text in enumerate(values) if at in head.places and text},
            headings)
        for number, values in filled[head.after:]
    ]  # fmt: skip
    there = [column for column in columns if column.required and column not in missing]
    below = {row.number: row for row in rows if _is_below(row, there)}
    problems += [Problem(sheet, number, "", _left_aside(row), warning=True) for number, row in below.items()]
    rows = [row for row in rows if row.number not in below]
    problems += [problem for row in rows for problem in _broken(row, there)]
    return rows, problems


def _is_below(row: Row, required: Sequence[Column]) -> bool:
    """Whether a row is a total or a signature, and lacks what a record has to have."""
    first = next(iter(row.cells.values()), "")
    return bool(_BELOW.match(first)) and not all(row[column.code] for column in required)


def _left_aside(row: Row) -> Said:
    first = next(iter(row.cells.values()))
    return say("“{words}” begins a row that is no record; it is left aside.", words=first)


def columns_of(columns: Sequence[Column], lines: Lines) -> set[str]:
    """The codes of the columns that a table has, whether or not anything stands in them."""
    head = [(number, [cell(value) for value in values]) for number, values in lines]
    return set(_headings(columns, [row for row in head[:20] if any(row[1])]).places.values())


def _no_headings(sheet: str, columns: Sequence[Column]) -> Problem:
    names = listed([column.heading for column in columns])
    return Problem(sheet, 0, "", say("No row of headings was found: {headings}.", headings=names))


def _missing(sheet: str, column: Column, row: int) -> Problem:
    message = say("The column “{heading}” ({code}) is missing.", heading=column.heading, code=column.code)
    return Problem(sheet, row, column.heading, message)


class _Head(msgspec.Struct, frozen=True):
    """The headings that were found: which column stands in which place, and where the rows below begin."""

    places: dict[int, str] = {}
    unknown: list[tuple[int, str]] = []  # headings of no column, each with its row
    number: int = 0  # their first row
    after: int = 0


def _named(columns: Sequence[Column]) -> dict[str, str]:
    """Columns by what may stand above them, without blanks."""
    other = {name: column.code for column in columns for name in _ALSO.get(column.heading, ())}
    return other | {_bare(name): column.code for column in columns for name in (column.code, column.heading)}


def _bare(heading: str) -> str:
    return "".join(heading.split())


def _headings(columns: Sequence[Column], filled: list[tuple[int, list[str]]]) -> _Head:
    """The row among the first that has most of the columns, and those below it that are headings too."""
    named, required = _named(columns), {column.code for column in columns if column.required}
    early = [(values, [named[_bare(value)] for value in values if _bare(value) in named]) for _n, values in filled[:6]]
    sure = [len(known) * 2 >= sum(map(bool, values)) or (bool(required) and required <= set(known)) if known else False
            for values, known in early]  # fmt: skip
    likely = [at for at, (_values, known) in enumerate(early) if sure[at] or (not any(sure) and len(known) > 1)]
    if not likely:
        return _Head()
    first = after = max(likely, key=lambda at: len(set(early[at][1])))
    places: dict[int, str] = {}
    unknown: dict[int, tuple[int, str]] = {}
    while after < len(early) and (after == first or sure[after]):
        number, values = filled[after]
        _place(values, named, places)
        unknown |= {at: (number, value) for at, value in enumerate(values) if value and _bare(value) not in named}
        after += 1
    left = [found for at, found in unknown.items() if at not in places]
    return _Head(places, left, filled[first][0], after)


def _place(values: Sequence[str], named: dict[str, str], places: dict[int, str]) -> None:
    """A row's columns; one that goes by another name gives way to the one that goes by its own."""
    also = {name for names in _ALSO.values() for name in names}
    for others in (False, True):
        for at, value in enumerate(values):
            code = named.get(_bare(value), "") if (_bare(value) in also) == others else ""
            if code and not (others and code in places.values()):
                places.setdefault(at, code)


def _unknown_heading(value: str, named: Iterable[str]) -> Said:
    message = say("No column is called “{heading}”; it is left aside.", heading=value)
    return message if value in _COUNTED else suggested(message, value, named)


def _broken(row: Row, required: Sequence[Column]) -> Iterator[Problem]:
    for column in required:
        if not row[column.code]:
            yield row.problem(column.code, say("This cell may not be empty."))
    for code, text in row.cells.items():
        if _SCIENTIFIC.match(text):
            yield row.problem(
                code,
                say("Excel has turned a long code into {text}: set the column to Text and type it again.", text=text),
            )


def told(problem: Problem) -> Said:
    """A problem as one line: where it stands, then what is wrong."""
    place: Said = problem.sheet
    if not place and not problem.row:  # it is about the whole, such as a folder that is not there
        return problem.message
    if problem.row and problem.column:
        place = say("{sheet}, row {row}, {column}", sheet=problem.sheet, row=str(problem.row), column=problem.column)
    elif problem.row:
        place = say("{sheet}, row {row}", sheet=problem.sheet, row=str(problem.row))
    if problem.warning:
        return say("Note: {place}: {message}", place=place, message=problem.message)
    return say("{place}: {message}", place=place, message=problem.message)
