"""Rows of a table as people keep them in Excel: headings in Chinese, codes under them, one record a row.

A row of headings is one whose cells are all names of columns, in Chinese or by their codes; the starter tables have
both rows, and either alone is enough.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from bot.languages import listed
from bot.messages import Said, say

_SPLIT = re.compile(r"[\s,，;；]+")
_FORMULA = re.compile(r'^="(.*)"$')
EXACT = 10**15  # from here on Excel does not keep every digit of a number
_COUNTED = ("序号", "序", "行号", "排序")  # they count rows: 编号 looks like them, and is a person's or household's own
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
    """A cell's text: no blanks around it, whole numbers without a point, ="621022101204" without its wrapping; a number
    of more digits than Excel keeps stays what Excel made of it (6.22823E+17), for its last digits would be made up."""
    if value is None:
        return ""
    if isinstance(value, int | float) and abs(value) >= EXACT:
        return f"{value:.15G}"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    text = str(value).strip().lstrip("\ufeff")
    wrapped = _FORMULA.match(text)
    return wrapped[1] if wrapped else text


def records(sheet: str, columns: Sequence[Column], lines: Lines) -> tuple[list[Row], list[Problem]]:
    """The rows below the headings, empty ones left out, and what is wrong with headings and empty cells."""
    named = {name: column for column in columns for name in (column.code, column.heading)}
    texts = ((number, [cell(value) for value in values]) for number, values in lines)
    filled = [(number, values) for number, values in texts if any(values)]
    places, problems, below = _headings(sheet, named, filled)
    if not places:
        return [], [_no_headings(sheet, columns)]
    missing = [column for column in columns if column.required and column.code not in places.values()]
    problems += [_missing(sheet, column) for column in missing]
    headings = {column.code: column.heading for column in columns}
    rows = [
        Row(sheet, number, {places[at]: text for at, text in enumerate(values) if at in places and text}, headings)
        for number, values in below
    ]
    there = [column for column in columns if column.required and column not in missing]
    problems += [problem for row in rows for problem in _broken(row, there)]
    return rows, problems


def columns_of(columns: Sequence[Column], lines: Lines) -> set[str]:
    """The codes of the columns that a table has, whether or not anything stands in them."""
    named = {name: column for column in columns for name in (column.code, column.heading)}
    head = [(number, [cell(value) for value in values]) for number, values in lines]
    places, _problems, _below = _headings("", named, [row for row in head[:20] if any(row[1])])
    return set(places.values())


def _no_headings(sheet: str, columns: Sequence[Column]) -> Problem:
    names = listed([column.heading for column in columns])
    return Problem(sheet, 0, "", say("No row of headings was found: {headings}.", headings=names))


def _missing(sheet: str, column: Column) -> Problem:
    message = say("The column “{heading}” ({code}) is missing.", heading=column.heading, code=column.code)
    return Problem(sheet, 0, column.heading, message)


def _headings(
    sheet: str, named: dict[str, Column], filled: list[tuple[int, list[str]]]
) -> tuple[dict[int, str], list[Problem], list[tuple[int, list[str]]]]:
    """Which column stands in which place, from the first rows that are headings; and the rows below them."""
    places: dict[int, str] = {}
    unknown: dict[int, tuple[int, str]] = {}
    after = 0
    for at, (number, values) in enumerate(filled[:6]):
        known = [value for value in values if value in named]
        if not known or len(known) * 2 < sum(bool(value) for value in values):
            if places:
                break
            continue
        for place, value in enumerate(values):
            if value in named:
                places.setdefault(place, named[value].code)
            elif value:
                unknown[place] = (number, value)
        after = at + 1
    problems = [
        Problem(sheet, number, value, _unknown_heading(value, named), warning=True)
        for place, (number, value) in unknown.items()
        if place not in places
    ]
    return places, problems, filled[after:]


def _unknown_heading(value: str, named: dict[str, Column]) -> Said:
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
