"""The ledger (台账) and the four lists (问题、责任、时限、任务清单: the notice's point 27) as a workbook, one pass."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from bot import notices
from bot.languages import In
from bot.lifecycle import Status
from bot.messages import Said, say
from bot.reports import outcome
from bot.reports.outcome import Outcome
from bot.routing.directory import Directory
from bot.tables.writing import AS_TEXT, finish
from bot.workdays import day_of
from storage.reports import Record


@dataclass(frozen=True, slots=True)
class Heading:
    """What a ledger is of: whose, where, from when to when, and who draws it up."""

    whose: str
    first: date
    last: date
    drawn: date


@dataclass(frozen=True, slots=True)
class Line:
    """One item as a row is made of it."""

    record: Record
    outcome: Outcome
    directory: Directory
    unit: str  # whose ledger it is, or empty for an area's
    said: In

    @property
    def topic(self) -> str:
        """What it is about, else its form."""
        return self.record.topic_name or self.said(notices.form_name(self.directory, self.record.form))

    @property
    def lead(self) -> str:
        """The unit that leads, or led last."""
        leads = [entry.name for entry in self.record.entries if entry.part == "lead"]
        return leads[-1] if leads else ""

    @property
    def assist(self) -> str:
        """The assisting units."""
        return "、".join(dict.fromkeys(entry.name for entry in self.record.entries if entry.part == "assist"))

    @property
    def handler(self) -> str:
        """Who has taken it in the lead unit, else who accepted it."""
        taken = [entry.person for entry in self.record.entries if entry.part == "lead" and entry.person]
        return taken[-1] if taken else self.outcome.handler

    @property
    def remark(self) -> str:
        """What its way says: assisted only, gone elsewhere, sent back, reopened."""
        mine = [entry for entry in self.record.entries if entry.unit == self.unit]
        said: list[Said] = []
        if mine and all(entry.part == "assist" for entry in mine):
            said.append(say("we assist"))
        elif mine and mine[-1].ended and mine[-1].ended_by != "done":
            said.append(say("went to {unit}", unit=self.lead))
        if self.outcome.returned:
            said.append(say("sent back {count} times", count=self.outcome.returned))
        if self.outcome.reopened:
            said.append(say("reopened {count} times", count=self.outcome.reopened))
        return "；".join(map(self.said, said))

    @property
    def status(self) -> Said:
        """Where it stands, in words."""
        return notices.status_words[self.outcome.status]

    @property
    def task(self) -> Said:
        """What is to be done next, by the state that it is in."""
        match self.outcome.status:
            case Status.CLOSED | Status.WITHDRAWN:
                return say("nothing more")
            case Status.RESOLVED:
                return say("the reporter confirms")
            case Status.FILED:
                return say("the village verifies it")
            case Status.ROUTED | Status.REOPENED:
                return say("accept it")
            case Status.RETURNED:
                return say("pass it on to the right unit, or accept it")
        return say("resolve it")

    @property
    def late(self) -> str:
        """Which of its deadlines were missed."""
        missed = []
        if self.outcome.accept_late:
            missed.append(self.said(say("accepted late")))
        if self.outcome.resolve_late:
            once = self.outcome.resolved_at or (self.outcome.reopened and not self.outcome.past)
            missed.append(self.said(say("resolved late") if once else say("overdue")))
        if self.outcome.stage_late:
            missed.append(self.said(say("a stage is overdue")))
        return "、".join(missed) if missed else self.said(say("no"))


def day(moment: datetime | None) -> str:
    """A day in China as a ledger writes it, 2026-10-09."""
    return day_of(moment).isoformat() if moment is not None else ""


Cell = Callable[[Line], str]
Column = tuple[Said, int, Cell]  # heading, width in characters, what stands in it

NUMBER: Column = (say("Number"), 13, lambda line: line.record.number)
FILED: Column = (say("Filed on"), 11, lambda line: day(line.record.filed_at))
PLACE: Column = (say("Place"), 22, lambda line: line.directory.path(line.record.area))
HEAD: Column = (say("Household"), 9, lambda line: line.record.head)
TOPIC: Column = (say("Topic"), 18, lambda line: line.topic)
URGENCY: Column = (say("Urgency"), 8, lambda line: urgency(line.record.urgency, line.said))
TITLE: Column = (say("What it is about"), 36, lambda line: line.record.title)
REPORTER: Column = (say("Reporter"), 10, lambda line: line.record.reporter)
LEAD: Column = (say("Lead unit"), 18, lambda line: line.lead)
ASSIST: Column = (say("Assisting units"), 18, lambda line: line.assist)
HANDLER: Column = (say("Handled by"), 10, lambda line: line.handler)
ACCEPT_BY: Column = (say("Accept by"), 11, lambda line: day(line.outcome.accept_by))
ACCEPTED: Column = (say("Accepted on"), 11, lambda line: day(line.outcome.accepted_at))
RESOLVE_BY: Column = (say("Resolve by"), 11, lambda line: day(line.outcome.resolve_by))
RESOLVED: Column = (say("Resolved on"), 11, lambda line: day(line.outcome.resolved_at))
LATE: Column = (say("Late?"), 10, lambda line: line.late)
RESULT: Column = (say("Result"), 36, lambda line: line.outcome.result)
STATUS: Column = (say("State"), 14, lambda line: line.said(notices.status_words[line.outcome.status]))
CLOSED: Column = (say("Confirmed and closed on"), 11, lambda line: day(line.outcome.closed_at))
REMARK: Column = (say("Remarks"), 22, lambda line: line.remark)
TASK: Column = (say("What is to be done"), 20, lambda line: line.said(line.task))

SHEETS: tuple[tuple[Said, tuple[Column, ...]], ...] = (
    (say("Ledger"), (NUMBER, FILED, PLACE, HEAD, TOPIC, URGENCY, TITLE, REPORTER, LEAD, ASSIST, HANDLER, ACCEPT_BY,
                     ACCEPTED, RESOLVE_BY, RESOLVED, LATE, RESULT, STATUS, CLOSED, REMARK)),
    (say("List of issues"), (NUMBER, FILED, PLACE, HEAD, TOPIC, URGENCY, TITLE, REPORTER, STATUS)),
    (say("List of responsibilities"), (NUMBER, TITLE, TOPIC, LEAD, ASSIST, HANDLER, REMARK)),
    (say("List of deadlines"), (NUMBER, TITLE, LEAD, ACCEPT_BY, ACCEPTED, RESOLVE_BY, RESOLVED, LATE)),
    (say("List of tasks"), (NUMBER, TITLE, LEAD, HANDLER, TASK, RESOLVE_BY, RESULT, STATUS, CLOSED)),
)  # fmt: skip


def urgency(code: str, said: In) -> str:
    """An urgency in words."""
    words = {"urgent": say("urgent"), "ordinary": say("ordinary"), "works": say("works that take long")}
    return said(words[code]) if code in words else code


def write(path: Path, records: Iterable[Record], heading: Heading, directory: Directory, said: In, *,
          unit: str = "", now: datetime) -> int:  # fmt: skip
    """Writes the workbook, a row at a time; how many items are in it, without what was kept for the record."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.part")
    try:
        book = xlsxwriter.Workbook(str(half), {"constant_memory": True, **AS_TEXT})
        sheets = [Page(book, name, columns, heading, said) for name, columns in SHEETS]
        count = 0
        for record in records:
            if not record.entries:
                continue
            count += 1
            line = Line(record, outcome.of(record, now), directory, unit, said)
            for sheet in sheets:
                sheet.add(count, line)
        for sheet in sheets:
            sheet.sign(count)
        finish(book, half, path)
    finally:
        half.unlink(missing_ok=True)
    return count


class Page:
    """One sheet while it is written, from the top down: title, who and when, headings, rows, signatures."""

    HEADS = 2  # the row of headings, counted from 0

    def __init__(self, book: Any, name: Said, columns: tuple[Column, ...], heading: Heading, said: In) -> None:
        self.columns, self.heading, self.said = columns, heading, said
        self.sheet = book.add_worksheet(said(name))
        border = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_size": 10}
        self.cell = book.add_format({**border, "num_format": "@"})
        self.count = book.add_format({**border, "align": "center"})
        self.head = book.add_format({**border, "bold": True, "align": "center", "bg_color": "#E8F0EA"})
        self.plain = book.add_format({"font_size": 10, "valign": "vcenter"})
        self._layout()
        title = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
        self._top(said(say("{whose}: {sheet}", whose=heading.whose, sheet=name)), title)

    def _layout(self) -> None:
        """As an office prints it: across, as wide as the paper, headings on each page, pages numbered."""
        sheet = self.sheet
        sheet.set_column(0, 0, 6)
        for place, (_heading, width, _cell) in enumerate(self.columns, start=1):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(self.HEADS)
        sheet.freeze_panes(self.HEADS + 1, 2)
        sheet.set_footer("&C&P / &N")

    def _top(self, title: str, form: Any) -> None:
        sheet, heading = self.sheet, self.heading
        sheet.set_row(0, 32)
        sheet.merge_range(0, 0, 0, len(self.columns), "", form)
        sheet.write_string(0, 0, title, form)
        span = say("Filed from {first} to {last}; drawn up on {drawn}", first=heading.first.isoformat(),
                   last=heading.last.isoformat(), drawn=heading.drawn.isoformat())  # fmt: skip
        sheet.write_string(1, 0, self.said(span), self.plain)
        sheet.write_string(self.HEADS, 0, self.said(say("No.")), self.head)
        for place, (name, _width, _cell) in enumerate(self.columns, start=1):
            sheet.write_string(self.HEADS, place, self.said(name), self.head)

    def add(self, count: int, line: Line) -> None:
        """The row of an item; every text is a text, whatever it begins with."""
        row = self.HEADS + count
        self.sheet.write_number(row, 0, count, self.count)
        for place, (_heading, _width, cell) in enumerate(self.columns, start=1):
            self.sheet.write_string(row, place, cell(line), self.cell)

    def sign(self, count: int) -> None:
        """The line at the foot: who drew it up, who checked it, who answers for it."""
        row = self.HEADS + count + 1
        if not count:
            self.sheet.write_string(row, 0, self.said(say("Nothing was filed in these days.")), self.plain)
            row += 1
        blanks = " " * 16
        signatures = (say("Drawn up by:"), say("Checked by:"), say("Head of the unit (signature):"), say("Date:"))
        text = blanks.join(self.said(each) for each in signatures)
        self.sheet.write_string(row + 1, 0, text, self.plain)
