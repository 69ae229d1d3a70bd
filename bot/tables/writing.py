"""Workbooks as we write them: every cell is text, so that nothing in it is taken for a formula, a link or a number.

A file is written beside its place and moved there at the end, so that half a workbook is never found.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.exceptions import FileCreateError  # type: ignore[import-untyped]

from bot.tables.parts import letters

LISTS = "lists"  # the hidden sheet that drop-downs read
ROOM = 500  # empty rows below the last one that drop-downs hold for too
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


class Book:
    """A workbook being written."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(str(path), AS_TEXT)
        self.text = self.book.add_format({"num_format": "@", "valign": "top"})
        self.head = self.book.add_format({"num_format": "@", "bold": True, "bg_color": "#E8F0EA", "valign": "top"})
        self.code = self.book.add_format({"num_format": "@", "italic": True, "font_color": "#808080"})
        self.shown = self.book.add_format({"num_format": "@", "font_color": "#808080", "valign": "top"})
        self._lists: Any = None
        self._columns = 0

    def sheet(self, name: str, heads: Sequence[tuple[str, int]], rows: Iterable[Sequence[str]]) -> Any:
        """A plain sheet: headings with their widths in characters, and rows of text."""
        sheet = self.book.add_worksheet(name)
        for place, (heading, width) in enumerate(heads):
            sheet.set_column(place, place, width, self.text)
            sheet.write_string(0, place, heading, self.head)
        for line, row in enumerate(rows, start=1):
            self.write(sheet, line, row)
        return sheet

    def table(
        self, name: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[str]], shown: Sequence[str] = ()
    ) -> Any:
        """A table with Chinese headings over a row of codes; columns are (code, heading), those in `shown` are grey
        and for reading only. Nothing is protected: Excel would let no row be deleted or sorted."""
        sheet = self.book.add_worksheet(name)
        for place, (code, heading) in enumerate(columns):
            sheet.set_column(place, place, max(10, 2 * len(heading) + 4), self.shown if code in shown else self.text)
            sheet.write_string(0, place, heading, self.head)
            sheet.write_string(1, place, code, self.code)
        sheet.freeze_panes(2, 0)
        last = 1
        for last, row in enumerate(rows, start=2):
            self.write(sheet, last, row, {n for n, (code, _heading) in enumerate(columns) if code in shown})
        sheet.autofilter(1, 0, max(last, 2), len(columns) - 1)
        return sheet

    def write(self, sheet: Any, line: int, row: Sequence[str], shown: Iterable[int] = ()) -> None:
        """A row of text; an empty cell is left out."""
        for place, text in enumerate(row):
            if text:
                sheet.write_string(line, place, text, self.shown if place in shown else self.text)

    def choose(self, sheet: Any, column: int, words: Sequence[str], rows: int) -> None:
        """A drop-down of these words below a heading; what is not among them may be typed all the same."""
        if not words:
            return
        if self._lists is None:
            self._lists = self.book.add_worksheet(LISTS)
            self._lists.hide()
        for line, word in enumerate(words):
            self._lists.write_string(line, self._columns, word)
        letter = letters(self._columns + 1)
        self._columns += 1
        source = f"={LISTS}!${letter}$1:${letter}${len(words)}"
        sheet.data_validation(2, column, rows + ROOM, column, {"validate": "list", "source": source,
                                                               "show_error": False})  # fmt: skip

    def note(self, sheet: Any, notes: Mapping[int, str]) -> None:
        """Notes at the headings of these columns."""
        for column, text in notes.items():
            sheet.write_comment(0, column, text, {"x_scale": 2.2, "y_scale": 1.4})


@contextmanager
def writing(path: Path) -> Iterator[Book]:
    """A workbook that is at its place when the block is left, and nowhere where it fails. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    try:
        book = Book(half)
        yield book
        finish(book.book, half, path)
    finally:
        half.unlink(missing_ok=True)


def finish(book: Any, half: Path, path: Path) -> None:
    """Closes the library's workbook and moves it to its place. Raises OSError, which the library hides."""
    try:
        book.close()
    except FileCreateError as failure:
        cause = failure.args[0] if failure.args else None
        raise cause if isinstance(cause, OSError) else OSError(str(failure)) from failure
    half.replace(path)
