"""Tables as text, a row a line: CSV, and what Excel and WPS write with semicolons or tabs."""

import csv
import io

from bot.messages import say
from bot.tables.bounds import MOST_ROWS, Unreadable, too_many_rows
from bot.tables.parts import Line

SEPARATORS = ",;\t"  # the first is taken where a line has as many of each

OLD = b"\xd0\xcf\x11\xe0"  # how .xls begins, and an .xlsx that has a password

_WORKBOOKS = (b"PK\x03\x04", OLD)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # Excel's "Unicode text" begins so
_HINT = "sep="  # a first line that tells Excel the separator; Excel does not show it


def is_separated(name: str, content: bytes) -> bool:
    """Whether it is such a text: by what it holds, since a file is easily given another kind's name."""
    if content.startswith(_WORKBOOKS):
        return False
    if name.lower().endswith(".csv"):
        return True
    try:
        text = _text(content)
    except Unreadable:
        return False
    return not text.startswith("<") and "\0" not in text and any(mark in _first(text) for mark in SEPARATORS)


def csv_lines(content: bytes) -> list[Line]:
    """The rows of a text in UTF-8, or in GB18030, which Excel's plain "CSV" writes in China; by commas, or by the
    semicolons or tabs that its first line has. Raises Unreadable."""
    text = _text(content).replace("\0", "")
    separator = _separator(text)
    if text[: len(_HINT)].lower() == _HINT:
        text = text.partition("\n")[2]
    try:
        lines = list(enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator), start=1))
    except csv.Error as error:
        raise Unreadable(say("This is no CSV file: {why}", why=str(error))) from error
    if len(lines) > MOST_ROWS:
        raise Unreadable(too_many_rows())
    return list(lines)


def _text(content: bytes) -> str:
    for encoding in ("utf-16",) if content.startswith(_UTF_16) else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable(say("The text is neither UTF-8 nor GB18030: save it in Excel as CSV UTF-8."))


def _first(text: str) -> str:
    """The first line that holds something; what stands in quotes counts for nothing."""
    line = next((line for line in text[:20_000].splitlines() if line.strip()), "")
    return "".join(line.split('"')[::2])


def _separator(text: str) -> str:
    first = _first(text)
    return max(SEPARATORS, key=first.count)
