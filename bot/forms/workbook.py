"""A workbook's cells: reads its sheets, finds what a cell alone shows, and knows where each question stands."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pyxform.errors import PyXFormError  # type: ignore[import-untyped]
from pyxform.xls2json_backends import get_xlsform  # type: ignore[import-untyped]

from bot.forms.expressions import ExpressionError, parse
from bot.forms.model import FormErrors, Problem
from bot.forms.roles import ATTRIBUTES, OF_A_LANGUAGE, ROLES, YES_OR_NO
from bot.forms.support import ALIASES, APPEARANCES, COLUMNS, TYPES
from bot.messages import Text, say

MOST_BYTES = 5_000_000
MOST_UNPACKED = 50_000_000
MOST_ROWS = 2_000
EXPRESSIONS = ("relevant", "constraint", "calculation", "choice_filter", "required", "repeat_count")
SPELLINGS = {"calculate": "calculation", "relevance": "relevant", "count": "repeat_count", "readonly": "read_only"}
REFERENCE = re.compile(r"\$\{\s*([^}]*?)\s*\}")
SUFFIXES = {".md": ".md", ".xlsx": ".xlsx", ".xlsm": ".xlsx", ".xls": ".xls", ".csv": ".csv"}
BEGINS = ("begin_group", "begin_repeat")
ENDS = ("end_group", "end_repeat")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the survey sheet that says something: its number, its cells by heading, and its path below the root."""

    number: int
    cells: dict[str, str]
    type: str
    detail: str  # what follows the type: a list's name
    path: str

    def cell(self, column: str) -> tuple[str, str]:
        """The heading and the text of a column, whatever spelling the workbook uses; empty where there is none."""
        for heading, text in self.cells.items():
            if canonical(heading) == column:
                return heading, text
        return column, ""

    @property
    def name(self) -> str:
        return self.cell("name")[1]


@dataclass(slots=True)
class Workbook:
    """The sheets of a workbook, as dictionaries by heading."""

    sheets: dict[str, list[dict[str, str]]]
    definition: Any  # pyxform's own reading of the file
    rows: list[Row] = field(default_factory=list)

    def row(self, path: str) -> Row | None:
        """The row that made the question at this path (without the root)."""
        return next((row for row in self.rows if row.path == path and row.type not in ENDS), None)

    def choices(self) -> dict[str, set[str]]:
        """The names in each list of choices."""
        lists: dict[str, set[str]] = {}
        for row in self.sheets.get("choices", []):
            name = row.get("list_name") or row.get("list name") or ""
            lists.setdefault(name.strip(), set()).add(str(row.get("name") or row.get("value") or "").strip())
        return lists


def canonical(heading: str) -> str:
    """A heading without its language, in XLSForm's own spelling."""
    plain = heading.strip()
    if plain.startswith(("bind::", "attribute::", "body::", "instance::", "media::")):
        plain = plain.replace("bind::", "", 1)
        return SPELLINGS.get(plain, plain)
    plain = plain.split("::")[0].strip().lower().replace(" ", "_")
    return SPELLINGS.get(plain, plain)


def refused(message: Text, sheet: str = "", row: int = 0, column: str = "") -> FormErrors:
    """One problem that ends the reading."""
    return FormErrors([Problem(sheet, row, column, message)])


def read(source: bytes | str, name: str) -> Workbook:
    """The sheets of a workbook; `name` is its file name. Raises FormErrors where it is none."""
    suffix = next((kind for end, kind in SUFFIXES.items() if name.lower().endswith(end)), None)
    if suffix is None:
        raise refused(say("A form is an Excel file (.xlsx or .xls), a .csv or a Markdown table (.md)."))
    raw = source.encode() if isinstance(source, str) else source
    if len(raw) > MOST_BYTES or (suffix == ".xlsx" and _unpacked(raw) > MOST_UNPACKED):
        raise refused(say("This file is too large for a form."))
    try:
        sheets = get_xlsform(xlsform=io.BytesIO(raw), file_type=suffix)
    except Exception as error:  # whatever a damaged file makes a reader raise, its sender gets a sentence
        raise refused(
            say("This file cannot be read as a workbook. Save it again from Excel and try once more.")
        ) from error
    return _workbook(sheets)


def _unpacked(raw: bytes) -> int:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except zipfile.BadZipFile:
        return 0


def _workbook(sheets: Any) -> Workbook:
    found = {name: list(getattr(sheets, name) or []) for name in ("survey", "choices", "settings")}
    if not found["survey"]:
        raise refused(say("The workbook has no survey sheet with questions in it."), "survey")
    if len(found["survey"]) > MOST_ROWS:
        raise refused(say("A form has at most {most} rows.", most=MOST_ROWS), "survey")
    workbook = Workbook(found, sheets)
    workbook.rows = list(_rows(found["survey"]))
    if not workbook.rows:
        raise refused(
            say("The first row of the survey sheet has to have the headings type, name and label."), "survey", 1
        )
    return workbook


def _rows(survey: Iterable[dict[str, Any]]) -> Iterator[Row]:
    above: list[str] = []
    for number, raw in enumerate(survey, start=2):
        cells = {heading: str(text).strip() for heading, text in raw.items() if text is not None}
        words = next((text for heading, text in cells.items() if canonical(heading) == "type"), "").split()
        if not words:
            continue
        kind, detail = _type(words)
        row = Row(number, cells, kind, detail, "")
        path = "/".join([*above, row.name])
        yield Row(number, cells, kind, detail, "/" + path)
        if kind in BEGINS:
            above.append(row.name)
        elif kind in ENDS and above:
            above.pop()


def _type(words: list[str]) -> tuple[str, str]:
    if words[0] in ("begin", "end") and len(words) > 1:
        return f"{words[0]}_{words[1]}", ""
    if len(words) > 1 and words[0] == "select" and words[1] in ("one", "multiple"):
        words = ["select_" + words[1].replace("all", "multiple"), *words[2:]]
    return ALIASES.get(words[0], words[0]), " ".join(word for word in words[1:] if word != "or_other")


# --- what a cell alone shows ---------------------------------------------------------------------------------


def problems(workbook: Workbook) -> list[Problem]:
    """All that can be seen without compiling: types, appearances, columns, expressions' syntax, names, attributes."""
    names = {row.name for row in workbook.rows if row.type not in ENDS}
    lists = workbook.choices()
    found: list[Problem] = []
    if getattr(workbook.definition, "entities", None):
        kept = say("Entities are not kept here; households come from the register. Please take this sheet out.")
        found.append(Problem("entities", 1, "", kept))
    for row in workbook.rows:
        for column, message, level in _row_problems(row, names, lists):
            found.append(Problem("survey", row.number, column, message, level))
    return found


Seen = Iterator[tuple[str, Text, str]]


def _row_problems(row: Row, names: set[str], lists: dict[str, set[str]]) -> Seen:
    yield from _type_problems(row)
    if row.type in TYPES and TYPES[row.type].answer != "no":
        yield from _appearance_problems(row)
        yield from _column_problems(row)
        yield from _expression_problems(row)
        yield from _name_problems(row, names)
        yield from _attribute_problems(row, names, lists)


def _type_problems(row: Row) -> Seen:
    column = row.cell("type")[0]
    support = TYPES.get(row.type)
    if support is None:
        yield column, say("There is no question type {type}.", type=row.type), "error"
    elif support.answer == "no" and support.note:
        yield column, say("{word} does not work in a chat. {instead}", word=row.type, instead=support.note), "error"
    elif support.answer == "degraded" and support.note:
        yield column, say("{word}: {instead}", word=row.type, instead=support.note), "warning"


def _appearance_problems(row: Row) -> Seen:
    column, text = row.cell("appearance")
    for word in text.split():
        support = APPEARANCES.get(_appearance(word))
        if support is None:
            yield column, say("The appearance {word} is not known; it is left out.", word=word), "warning"
        elif support.answer == "no" and support.note:
            yield column, say("{word} does not work in a chat. {instead}", word=word, instead=support.note), "error"


def _appearance(word: str) -> str:
    if word.startswith(("ex:", "printer:")):
        return word.split(":", maxsplit=1)[0]
    return re.sub(r"^columns-\d+$", "columns-n", word.split("(", maxsplit=1)[0])


def _column_problems(row: Row) -> Seen:
    for heading, text in row.cells.items():
        support = COLUMNS.get(canonical(heading))
        if text and support and support.answer == "no" and support.note:
            yield heading, say("{word} does not work in a chat. {instead}", word=heading, instead=support.note), "error"


def _expression_problems(row: Row) -> Seen:
    for column in EXPRESSIONS:
        heading, text = row.cell(column)
        if not text or (column == "required" and text.lower() in ("yes", "no", "true", "false")):
            continue
        try:
            parse(text)
        except ExpressionError as error:
            yield heading, say("This expression cannot be read: {why}", why=error.why), "error"


def _name_problems(row: Row, names: set[str]) -> Seen:
    for heading, text in row.cells.items():
        for name in REFERENCE.findall(text):
            if name.removeprefix("last-saved#") not in names:
                yield heading, say("There is no question {name}.", name=name), "error"
            elif name.startswith("last-saved#"):
                yield heading, say("Answers of an earlier form are not read here: {name}", name=name), "error"


def _attribute_problems(row: Row, names: set[str], lists: dict[str, set[str]]) -> Seen:
    for heading, text in row.cells.items():
        if not canonical(heading).startswith("cq:") or not text:
            continue
        name = canonical(heading)[3:]
        if name not in ATTRIBUTES and not OF_A_LANGUAGE.fullmatch(name):
            yield heading, say("There is no attribute {name}.", name=name), "error"
        elif message := _wrong_attribute(row, name, text, lists):
            yield heading, message, "error"
        elif name == "role" and text not in ROLES:
            yield heading, say("The role {role} means nothing to the product.", role=text), "warning"


def _wrong_attribute(row: Row, name: str, text: str, lists: dict[str, set[str]]) -> Text | None:
    if name in YES_OR_NO and text not in ("yes", "no"):
        return say("Write yes, or leave it empty.")
    if name == "keep" and (text != "location" or row.type not in ("image", "photo")):
        return say("Write location, on a question for a photo, or leave it empty.")
    if name == "ask" and text != "review":
        return say("Write review, or leave it empty.")
    if name in ("other", "suggest") and not row.type.endswith("_from_file"):
        return say("This belongs to a select_one_from_file.")
    if name == "suggest" and not REFERENCE.fullmatch(text):
        return say("Write one question, as ${name}.")
    if name == "none" and row.type != "select_multiple":
        return say("This belongs to a select_multiple.")
    if name == "none" and text not in lists.get(row.detail, set()):
        return say("There is no choice {name} in the list {list}.", name=text, list=row.detail)
    return None


def mended(sheets: dict[str, Any], found: list[Problem]) -> dict[str, Any]:
    """The sheets without the cells that were found wrong, so that the others can be looked at too."""
    survey = [dict(row) for row in sheets["survey"]]
    for problem in found:
        if problem.level == "error" and problem.sheet == "survey" and 0 <= problem.row - 2 < len(survey):
            row = survey[problem.row - 2]
            if canonical(problem.column) == "type":
                row[problem.column] = "text"
            else:
                row.pop(problem.column, None)
            if canonical(problem.column) == "calculation":
                row[problem.column] = "''"
    return {**sheets, "survey": survey}


def read_error(error: PyXFormError) -> Problem:
    """What pyxform refuses, with the row that it names."""
    words = str(error)
    found = re.search(r"\[row : (\d+)\]|row[: ]+(\d+)", words)
    row = int(next(filter(None, found.groups()))) if found else 0
    why = re.sub(r"^\[row : \d+\]\s*", "", words).strip().splitlines()[0] if words.strip() else ""
    sheet = "choices" if "'choices' sheet" in words else "survey"
    return Problem(sheet, row, "", say("The workbook is not a form yet: {why}", why=why))
