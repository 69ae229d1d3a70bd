"""Work teams' attendance is drawn from what they filed: days, visits, households seen, by person and month."""

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from bot import items
from bot.forms.state import Record
from bot.reports import attendance
from bot.reports.attendance import Presence
from bot.reports.period import read
from storage.visits import VISIT
from tests.deployment import VILLAGE, Deployment


def visit(place: Deployment, who: str, household: str, day: str, met: str = "head") -> None:
    """A visit, as the form would file it."""
    with place.turn(who) as turn:
        form = turn.live.form(VISIT)
        answers = {"/data/household": household, "/data/visited_on": day, "/data/met": met}
        roles = {"household": household, "visited_on": day, "person": met, "area": VILLAGE, "title": "走访"}
        items.file(turn, form, Record(form.code, form.version, answers, roles, ()), None)


def present(place: Deployment, period: str, area: str = VILLAGE) -> dict[str, Presence]:
    """By name."""
    with place.app.reader.connect() as connection:
        live = place.app.live.current(connection)
        found = attendance.attendance(connection, live, area, read(period))
    return {row.who.name: row for row in found}


def test_a_visit_counts_on_the_day_on_which_it_was_made(either: Deployment) -> None:
    visit(either, "李某", "H01", "2026-11-20")
    visit(either, "李某", "H02", "2026-11-20")
    visit(either, "李某", "H02", "2026-10-30", met="absent")
    either.filed("李某")  # today, the 24th
    row = present(either, "2026-11")["李某"]
    month = row.months[date(2026, 11, 1)]
    assert month.days == {date(2026, 11, 20), date(2026, 11, 24)}
    assert (row.visits, row.households, month.reports) == (2, 2, 1)
    october = present(either, "2026-10")["李某"]  # written down later: filed_at lies in November
    assert (october.days, october.visits, october.households) == (1, 1, 0)


def test_everybody_of_the_village_stands_in_it(place: Deployment) -> None:
    visit(place, "李某", "H01", "2026-11-20")
    found = present(place, "2026-Q4")
    assert set(found) == {"李某", "孙某", "周某"}
    assert found["孙某"].days == 0
    assert list(found["孙某"].months) == [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)]
    assert "钱某" not in present(place, "2026-11", "621022")
    assert "钱某" in present(place, "2026-11", "621000")


def test_what_is_withdrawn_or_not_verified_yet_is_no_attendance(place: Deployment) -> None:
    number = place.filed("李某")
    place.act("李某", number, "withdraw")
    assert present(place, "2026-11")["李某"].days == 0


def test_a_workbook_has_figures_and_marked_days(place: Deployment, tmp_path: Path) -> None:
    visit(place, "李某", "H01", "2026-11-20")
    path = tmp_path / "attendance.xlsx"
    with place.app.reader.connect() as connection:
        live = place.app.live.current(connection)
        rows = attendance.attendance(connection, live, VILLAGE, read("2026-11"))
        attendance.write(path, rows, live, lambda saying: place.app.offices.languages.said(saying, "zh"))
    book = openpyxl.load_workbook(path)
    figures: Any = book.worksheets[0]
    assert [cell.value for cell in figures[2]] == ["环县/曲子镇/西沟村", "李某", None, "2026-11", "1", "1", "1", "0"]
    days: Any = book.worksheets[1]
    assert [cell.value for cell in days[1]].index("20") == [cell.value for cell in days[2]].index("√")
