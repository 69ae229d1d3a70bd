"""The rules as a workbook: what the routing table reads, with drop-downs, notes, and what each row means in words."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.languages import In, listed
from bot.messages import Lines, Said, say
from bot.routing.directory import Directory, Unresolved
from bot.routing.model import Rule, Target
from bot.routing.table import COLUMNS, SHOWN, written
from bot.routing.words import LEVEL_NAMES, NOTIFY_NAMES, URGENCY_NAMES
from bot.tables.sheets import Sheet
from bot.tables.writing import Book, writing

SHEET = "rules"
README = "说明"
SENTENCE = 8  # rules that a sentence names
VERSION = "version"  # the row of the readme that says which version the workbook was made from
PARTING = re.compile(r"[\s,，;；、@]")  # what parts the words of a cell: no name with it stands in one

NOTES: dict[str, Said] = {
    "form": say("A form's name or code; empty: every form."),
    "topic": say("A topic's code or name; empty: every topic."),
    "area": say("A place's code or path (环县/曲子镇/西沟村): holds for all below it. Empty: everywhere."),
    "urgency": say("urgent, ordinary or works; empty: every urgency."),
    "condition": say("Over the form's answers, as in forms: ${touched} > 10. Empty: always."),
    "lead": say("A function's code or name; the level says whose unit. Leave empty where a unit is named."),
    "level": say("city, county or township: the unit there is found by walking up from the place."),
    "unit": say("A unit by name or code, in place of a function."),
    "assist": say("Functions or units, parted by blanks; water@city names the city's."),
    "accept_days": say("Working days: 1, or by urgency: 很急1 一般2. Empty: for the record."),
    "check_days": say("Working days in which the household is visited and checked: 2. Empty: no such stage."),
    "resolve_days": say("Working days: 15, or by urgency: 很急5 一般15 工程30. Empty: for the record."),
    "notify": say("at once, daily or weekly, also by urgency: 很急立即 每日."),
}


def write(
    path: Path, rules: Sequence[Rule], directory: Directory, version: int, said: In, *, names: bool = True
) -> None:
    """The workbook of a version; its cells hold names, as an admin reads them, or else codes."""
    columns = [(column.code, column.heading) for column in (*COLUMNS, SHOWN)]
    places = {code: place for place, (code, _heading) in enumerate(columns)}
    with writing(path) as book:
        cells = Named(directory, said).cells if names else written
        rows = [[*cells(rule).values(), said(means(rule, directory))] for rule in rules]
        sheet = book.table(SHEET, columns, rows, shown=(SHOWN.code,))
        for code, words in _choices(directory, said).items():
            book.choose(sheet, places[code], words, len(rows))
        book.note(sheet, {places[code]: said(note) for code, note in NOTES.items()})
        sheet.set_column(places[SHOWN.code], places[SHOWN.code], 60, book.shown)
        _readme(book, directory, version, said)


class Named:
    """Rules' cells by the names that people know; the code stays where a name would not be read as the same thing."""

    def __init__(self, directory: Directory, said: In) -> None:
        self.directory = directory
        self.said = said
        self._places: dict[str, str] = {}

    def cells(self, rule: Rule) -> dict[str, str]:
        """As `bot.routing.table.read` reads them back."""
        return written(rule) | {
            "form": self._form(rule.form),
            "topic": self._one(rule.topic, self.directory.topics, self.directory.topic),
            "area": self._place(rule.area),
            "urgency": URGENCY_NAMES.get(rule.urgency, rule.urgency),
            "lead": self._one(rule.lead.function, self.directory.functions, self.directory.function),
            "level": LEVEL_NAMES.get(rule.lead.level, rule.lead.level),
            "unit": self._one(rule.lead.unit, self.directory.units, self.directory.unit),
            "assist": " ".join(self._assisting(target, rule.lead.level or "county") for target in rule.assist),
        }

    def _one(self, code: str, known: Mapping[str, Any], find: Callable[[str], Any], among: bool = False) -> str:
        """The name of what a cell names alone, or `among` others."""
        if code not in known:
            return code
        name = known[code].name
        try:
            return name if find(name).code == code and not (among and PARTING.search(name)) else code
        except Unresolved:
            return code

    def _form(self, code: str) -> str:
        title = self.said(self.directory.forms[code]) if code in self.directory.forms else code
        return title if self.directory.forms_called.get(title) == code else code

    def _place(self, code: str) -> str:
        if code not in self._places:
            path = self.directory.path(code) if code in self.directory.chains else code
            try:
                self._places[code] = path if path and self.directory.area(path).code == code else code
            except Unresolved:
                self._places[code] = code
        return self._places[code]

    def _assisting(self, target: Target, level: str) -> str:
        if target.unit:
            return self._one(target.unit, self.directory.units, self.directory.unit, among=True)
        name = self._one(target.function, self.directory.functions, self.directory.function, among=True)
        return name if target.level == level else f"{name}@{LEVEL_NAMES.get(target.level, target.level)}"


def _choices(directory: Directory, said: In) -> dict[str, list[str]]:
    return {
        "form": [said(title) for title in directory.forms.values()],
        "topic": [topic.name for topic in directory.topics.values()],
        "urgency": list(URGENCY_NAMES.values()),
        "lead": list(dict.fromkeys(function.name for function in directory.functions.values())),
        "level": list(LEVEL_NAMES.values()),
        "unit": [unit.name for unit in directory.units.values()],
        "notify": list(NOTIFY_NAMES.values()),
    }


def _readme(book: Book, directory: Directory, version: int, said: In) -> None:
    """What the sheet is, which version it was made from, and what the codes stand for."""
    lines: list[Sequence[str]] = [
        (VERSION, str(version), said(say("The version that this workbook was made from: leave it as it is."))),
        ("", "", said(say("Change rows, add some, take some away; the second row (codes) and the last column stay."))),
        ("", "", said(say("Cells take codes or names. Of the rules that match, the most specific one decides."))),
        ("", "", said(say("Send it on the page “Rules”, or to the bot. It is checked; nothing changes by that."))),
    ]
    lines += [("topic", topic.code, topic.name) for topic in directory.topics.values()]
    lines += [("function", function.code, function.name) for function in directory.functions.values()]
    lines += [("unit", unit.code, unit.name) for unit in directory.units.values()]
    lines += [("form", code, said(title)) for code, title in directory.forms.items()]
    book.sheet(README, (("", 12), ("", 30), ("", 60)), lines)


def base_of(sheets: Sequence[Sheet]) -> int | None:
    """The version that a workbook was made from; None where it does not say."""
    readme = next((sheet for sheet in sheets if sheet.name == README), None)
    for _number, row in readme.lines if readme else ():
        if row and row[0] == VERSION and len(row) > 1 and str(row[1]).isdecimal():
            return int(str(row[1]))
    return None


def means(rule: Rule, directory: Directory) -> Said:
    """A rule in words: what it matches, and who leads and assists."""
    when = _when(rule, directory)
    parts: list[Said] = [say("{when} → {lead}", when=when, lead=_name(rule.lead, directory))]
    if rule.assist:
        names = listed([_name(target, directory) for target in rule.assist])
        parts.append(say("Assisting: {units}.", units=names))
    return Lines(tuple(parts), " ")


def called(rules: Iterable[Rule], directory: Directory) -> Said:
    """Rules by what they match, each once, no more than a sentence can hold."""
    once = {rule.id: rule for rule in rules}
    return Lines(tuple(_when(rule, directory) for rule in list(once.values())[:SENTENCE]), "；")


def _when(rule: Rule, directory: Directory) -> Said:
    topic = directory.topics.get(rule.topic)
    found: list[Said] = []
    if rule.area:
        found.append(directory.path(rule.area) if rule.area in directory.chains else rule.area)
    if rule.topic:
        found.append(topic.name if topic else rule.topic)
    if rule.form:
        found.append(directory.forms.get(rule.form, rule.form))
    if rule.urgency:
        found.append(URGENCY_NAMES.get(rule.urgency, rule.urgency))
    if rule.condition:
        found.append(rule.condition)
    return Lines(tuple(found), " + ") if found else say("everything else")


def _name(target: Target, directory: Directory) -> str:
    if target.unit:
        return directory.units[target.unit].name if target.unit in directory.units else target.unit
    function = directory.functions.get(target.function)
    return LEVEL_NAMES.get(target.level, target.level) + (function.name if function else target.function)
