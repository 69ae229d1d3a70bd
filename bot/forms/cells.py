"""What cells show beside each other: headings that are missing, names twice, choices that no list has."""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from bot.forms.model import Problem
from bot.forms.workbook import ENDS, EXPRESSIONS, Row, Workbook, canonical
from bot.messages import say

NAME = re.compile(r"[^\W\d][\w.-]*")
LABELS = ("label", "hint", "guidance_hint", "calculation", "media::image", "image", "audio", "video")
ASKED = (
    "text", "integer", "decimal", "date", "time", "datetime", "select_one", "select_multiple", "rank", "geopoint",
    "image", "audio", "video", "file", "note", "range", "acknowledge",
)  # fmt: skip
SELECTS = ("select_one", "select_multiple", "rank")
# ${seen} = 'yes' and selected(${seen}, 'yes')
COMPARED = re.compile(
    r"\$\{\s*([^}]+?)\s*\}\s*(?:!=|=)\s*'([^']+)'|selected\(\s*\$\{\s*([^}]+?)\s*\}\s*,\s*'([^']+)'\s*\)"
)


def problems(workbook: Workbook) -> Iterator[Problem]:
    """Each with its cell; what one cell alone shows is told by bot.forms.workbook."""
    yield from _names(workbook.rows)
    yield from _labels(workbook.rows)
    lists = workbook.choices()
    yield from _lists(workbook.rows, lists)
    yield from _choices(workbook.sheets["choices"])
    yield from _compared(workbook.rows, lists)


def _names(rows: list[Row]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row in rows:
        if row.type in ENDS:
            continue
        heading = row.cell("name")[0]
        if not row.name:
            yield Problem("survey", row.number, heading, say("This row has no name: give the question one, as homes."))
        elif not NAME.fullmatch(row.name):
            wrong = say(
                "“{name}” cannot be a name: begin with a letter, then letters, digits and _ alone.", name=row.name
            )
            yield Problem("survey", row.number, heading, wrong)
        elif row.path in first:
            twice = say("{name} stands in row {row} already: give each question a name of its own.", name=row.name,
                        row=str(first[row.path]))  # fmt: skip
            yield Problem("survey", row.number, heading, twice)
        first.setdefault(row.path, row.number)


def _labels(rows: list[Row]) -> Iterator[Problem]:
    for row in rows:
        if row.type in ASKED and not any(text and canonical(heading) in LABELS for heading, text in row.cells.items()):
            message = say("This question has no label: write what is asked.")
            yield Problem("survey", row.number, "label", message)


def _lists(rows: list[Row], lists: dict[str, set[str]]) -> Iterator[Problem]:
    for row in rows:
        if row.type not in SELECTS or row.detail in lists or "${" in row.detail:
            continue
        heading = row.cell("type")[0]
        if not row.detail:
            yield Problem("survey", row.number, heading, say("Name the list of choices after {type}.", type=row.type))
            continue
        wrong = say("The choices sheet has no list {name}.", name=row.detail)
        like = get_close_matches(row.detail, lists, 1)
        if like:
            wrong = say("{problem} Did you mean {names}?", problem=wrong, names=like[0])
        yield Problem("survey", row.number, heading, wrong)


def _choices(rows: list[dict[str, Any]]) -> Iterator[Problem]:
    seen: Counter[tuple[str, str]] = Counter()
    for number, raw in enumerate(rows, start=2):
        cells = {canonical(heading): str(text).strip() for heading, text in raw.items() if text is not None}
        name, group = cells.get("name") or cells.get("value", ""), cells.get("list_name", "")
        if not any(cells.values()):
            continue
        if not group:
            yield Problem("choices", number, "list_name", say("Say which list this choice belongs to."))
        elif not name:
            yield Problem("choices", number, "name", say("This choice has no name: give it one, as yes."))
        seen[group, name] += 1
        if group and name and seen[group, name] == 2:
            yield Problem("choices", number, "name", say("The list {list} has {name} twice.", list=group, name=name))


def _compared(rows: list[Row], lists: dict[str, set[str]]) -> Iterator[Problem]:
    """A choice that is asked for and cannot be given is a question that never comes."""
    selects = {row.name: lists[row.detail] for row in rows if row.type in SELECTS and row.detail in lists}
    for row in rows:
        for column in EXPRESSIONS:
            heading, text = row.cell(column)
            for one, value, other, chosen in COMPARED.findall(text):
                name, wanted = one or other, value or chosen
                if selects.get(name) and wanted not in selects[name]:
                    wrong = say("{question} has no choice {name}.", question=name, name=wanted)
                    yield Problem("survey", row.number, heading, wrong, "warning")
