"""A bulletin as a workbook: its figures, and the rows behind each number."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped]

from bot import notices
from bot.languages import In
from bot.messages import Said, say
from bot.reports import wording
from bot.reports.figures import APPLICATION, VISIT, Figures, Row, private
from bot.reports.ledger import day
from bot.reports.suppression import HIDDEN
from bot.routing.directory import Directory
from bot.tables.writing import AS_TEXT, finish

ROWS: tuple[tuple[Said, int], ...] = (
    (say("Number"), 14), (say("Kind"), 14), (say("Area"), 14), (say("Topic"), 26), (say("Lead unit"), 20),
    (say("Filed on"), 12), (say("Accept by"), 12), (say("Accepted on"), 12), (say("Resolve by"), 12),
    (say("Resolved on"), 12), (say("Resolved in time"), 10), (say("Overdue, not done"), 8), (say("Sent back"), 8),
    (say("Reopened"), 10), (say("State"), 22),
)  # fmt: skip
TELLING = (1, 3, 4)  # the columns that tell of a topic


class Workbook:
    """Written while the items go by: the rows first, as they come, then the figures."""

    def __init__(self, path: Path, said: In, directory: Directory) -> None:
        self.path, self.said, self.directory = path, said, directory
        path.parent.mkdir(parents=True, exist_ok=True)
        self.half = path.with_name(f".{path.name}.part")
        self.book = xlsxwriter.Workbook(str(self.half), {"constant_memory": True, **AS_TEXT})
        self.head = self.book.add_format({"bold": True, "bg_color": "#E8F0EA", "border": 1, "text_wrap": True})
        self.title = self.book.add_format({"bold": True, "font_size": 14})
        names = (say("Summary"), say("By topic"), say("By area"), say("Between counties"), say("Rows"))
        self.summary, self.topics, self.parts, self.counties, self.rows = map(self._sheet, names)
        for place, (_heading, width) in enumerate(ROWS):
            self.rows.set_column(place, place, width)
        self._heads(self.rows, 0, [heading for heading, _width in ROWS])
        self.rows.freeze_panes(1, 1)

    def _sheet(self, name: Said) -> Any:
        return self.book.add_worksheet(self.said(name))

    def _heads(self, sheet: Any, line: int, heads: Iterable[Said]) -> None:
        for place, heading in enumerate(heads):
            sheet.write_string(line, place, self.said(heading), self.head)

    def write(self, rows: Iterable[Row], figures: Figures) -> None:
        """Writes the rows once they are counted, but not those that would tell of a household, nor anybody's words.

        Which these are is known at the end alone, so that of each row what is written is held until then. Where its
        topic is kept back, so is what tells of it: the form and the unit.
        """
        held = [self._held(row) for row in rows]
        places = {VISIT: _private(figures, "seen"), APPLICATION: _private(figures, "found")}
        topics, line = figures.private_topics, 0
        for each in held:
            if each.part in places.get(each.form, ()):
                continue
            line += 1
            for place, cell in enumerate(each.cells):
                if place in TELLING and each.topic in topics:
                    self.rows.write_string(line, place, HIDDEN)
                elif isinstance(cell, str):
                    self.rows.write_string(line, place, cell)
                else:
                    self.rows.write_number(line, place, cell)
        self.rows.autofilter(0, 0, max(line, 1), len(ROWS) - 1)

    def _held(self, row: Row) -> "_Held":
        record, result = row.record, row.outcome
        leads = [entry.name for entry in record.entries if entry.part == "lead"]
        in_time = result.resolved_in_time and bool(record.entries)
        cells = (
            record.number, self.said(notices.form_name(self.directory, record.form)),
            self.directory.areas[row.part].name, record.topic_name, leads[-1] if leads else "", day(record.filed_at),
            day(result.accept_by), day(result.accepted_at), day(result.resolve_by), day(result.resolved_at),
            int(in_time), int(result.overdue), result.returned, result.reopened,
            self.said(notices.status_words[result.status]),
        )  # fmt: skip
        counted = (record.topic_group, record.topic_name or record.form) if record.entries else None
        return _Held(row.part, record.form, counted, cells)

    def finish(self, title: str, figures: Figures, before: str) -> None:
        """Writes the figures, and puts the workbook in its place."""
        self._summary(title, figures, before)
        topics = [(" / ".join(filter(None, key)), cells) for key, cells in wording.topics(figures).items()]
        self._table(self.topics, say("Topic"), wording.OF_TOPICS, topics)
        beside = figures.counties if figures.compared else {}
        for sheet, of in ((self.parts, figures.parts), (self.counties, beside)):
            rows = [(self.directory.areas[code].name, cells) for code, cells in wording.areas(figures, of).items()]
            self._table(sheet, say("Area"), wording.measures(figures, wording.OF_AREAS), rows)
        finish(self.book, self.half, self.path)

    def _summary(self, title: str, figures: Figures, before: str) -> None:
        sheet = self.summary
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 3, 16)
        sheet.write_string(0, 0, title, self.title)
        sheet.write_string(1, 0, self.said(wording.overview(figures)))
        self._heads(sheet, 3, (say("Figure"), say("This period"), before, say("Change")))
        shown = wording.measures(figures)
        for line, measure in enumerate(shown, start=4):
            sheet.write_string(line, 0, self.said(measure.name))
            known = not figures.before.empty
            _figure(sheet, line, 1, wording.total(figures, measure))
            _figure(sheet, line, 2, wording.before(figures, measure) if known else "—")
            change = wording.change(figures, measure) if known else ""
            sheet.write_string(line, 3, self.said(change))
        for line, note in enumerate(wording.notes(figures), start=5 + len(shown)):
            sheet.write_string(line, 0, self.said(note))

    def _table(
        self, sheet: Any, first: Said, measures: Iterable[wording.Measure], rows: Iterable[tuple[str, list[str]]]
    ) -> None:
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 10, 14)
        self._heads(sheet, 0, [first, *(measure.name for measure in measures)])
        line = 0
        for line, (name, cells) in enumerate(rows, start=1):
            sheet.write_string(line, 0, name)
            for place, cell in enumerate(cells, start=1):
                _figure(sheet, line, place, cell)
        if not line:
            sheet.write_string(1, 0, self.said(say("Nothing was filed in this period.")))

    def drop(self) -> None:
        """Takes away what was written by half."""
        self.half.unlink(missing_ok=True)


def _private(figures: Figures, what: str) -> frozenset[str]:
    """The parts whose rows would tell what their count may not."""
    return frozenset(figures.parts) if what in figures.kept_back else private(figures.parts, what)


def _figure(sheet: Any, line: int, place: int, text: str) -> None:
    """A count as a number that can be added up, all else (a share, what is kept back) as it is shown."""
    plain = text.replace(",", "")
    if re.fullmatch(r"\d+(\.\d+)?", plain, re.ASCII):
        sheet.write_number(line, place, float(plain))
    else:
        sheet.write_string(line, place, text)


class _Held(NamedTuple):
    """What is written of a row, with what decides whether it is; its topic, where it counts under one."""

    part: str
    form: str
    topic: tuple[str, str] | None
    cells: tuple[str | int, ...]
