"""An area's bulletin: what it counts, compares and keeps back, as a workbook and as a PDF, on both databases."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot import items
from bot.forms.state import Record
from bot.reports import bulletin, wording
from bot.reports.bulletin import Asked, Subject
from bot.reports.figures import Figures, Tally
from bot.reports.period import read
from storage import standings
from storage.standings import Seen
from tests.deployment import COUNTY, FAR_VILLAGE, OVERVIEW, VILLAGE, WATER, Deployment
from tests.reports.test_ledger import commanded, drawn, row_of, said


def written(place: Deployment, file: Path, area: str = COUNTY, period: str = "2026-11", later: float = 0) -> Figures:
    with place.app.reader.connect() as connection:
        live = place.app.live.current(connection)
        now = place.clock() + timedelta(seconds=1, days=later)
        return bulletin.write(connection, live, Asked(Subject(area), read(period), now), [file], said)


def sheets(file: Path) -> dict[str, list[list[Any]]]:
    book = openpyxl.load_workbook(file)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def lived(place: Deployment) -> dict[str, str]:
    """Six issues in different states, three visits, one application."""
    made = {name: place.filed("李某", name) for name in ("解决了", "退回了", "重办", "超期", "新的")}
    made["外县"] = place.filed("钱某", area=FAR_VILLAGE)
    for name in ("解决了", "重办"):
        place.act("张某", made[name], "accept")
    place.clock.move(hours=12)
    for name in ("解决了", "重办"):
        place.act("张某", made[name], "resolve", text="好了")
    place.act("李某", made["重办"], "reopen", reason="又漏了")
    place.act("张某", made["退回了"], "send_back", reason="不归我们")
    for household in ("H01", "H02", "H03"):
        place.file("李某", form="visit_log", household=household)
    place.file("李某", form="household_application", household="H02", topic="monitoring_application")
    return made


def test_it_counts_what_came_in_and_what_became_of_it(either: Deployment, tmp_path: Path) -> None:
    lived(either)
    total = written(either, tmp_path / "a.xlsx").total
    assert (total.accepted, total.resolved, total.in_time) == (2, 1, 1)
    assert (total.returned, total.reopened, total.visits) == (1, 1, 3)
    assert (len(total.seen), len(total.found)) == (3, 1)
    assert total.days_to_resolve == pytest.approx(0.5)
    assert written(either, tmp_path / "a.xlsx", later=5).total.overdue > total.overdue


def test_later_events_do_not_change_the_bulletin_of_a_period_that_is_over(either: Deployment, tmp_path: Path) -> None:
    number = either.filed("李某")
    either.clock.move(days=20)
    either.act("张某", number, "accept")
    total = written(either, tmp_path / "a.xlsx").total
    assert (total.filed, total.accepted, total.overdue) == (1, 0, 1)


def test_what_was_overdue_stays_so_in_its_period_whoever_has_it_later_and_until_when(
    either: Deployment, tmp_path: Path
) -> None:
    """Passed on, sent back, granted days, put aside, corrected, reopened: the deadlines move, November does not."""
    either.clock.at = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
    passed, back, corrected, granted, paused, reopened, again = (either.filed("李某", f"第{n}处漏水") for n in range(7))
    for number in (granted, paused, reopened, again):
        either.act("张某", number, "accept")
    either.clock.move(days=26)
    for number in (reopened, again):
        either.act("张某", number, "resolve", text="修好了")
    either.act("张某", granted, "extend", days="10", reason="等材料")
    either.clock.at = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)
    before = figures_of(either, tmp_path)
    assert (before[0].overdue, before[0].resolved, before[0].in_time) == (5, 2, 0)
    either.act("张某", passed, "pass_on", unit="621022-housing")
    either.act("张某", back, "send_back", reason="不归我们")
    with either.turn("李某") as turn:
        roles = {"title": "第2处漏水", "topic": "housing_unsafe", "area": VILLAGE, "urgency": "ordinary"}
        form = turn.live.form("issue_report")
        answers = {f"/data/{name}": roles[name] for name in ("topic", "urgency")} | {"/data/words": "第2处漏水"}
        items.corrected(turn, corrected, form, Record(form.code, form.version, answers, roles, ()), None)
    either.act("刘某", granted, "grant")
    either.act("张某", paused, "pause", reason="等材料")
    for number in (reopened, again):
        either.act("李某", number, "reopen", reason="又漏了")
    either.act("张某", again, "accept")
    either.act("张某", again, "resolve", text="换了管子")
    assert figures_of(either, tmp_path) == before
    either.clock.move(days=1)
    either.act("张某", paused, "go_on")
    assert figures_of(either, tmp_path) == before
    assert row_of(drawn(either, tmp_path), "台账", reopened)["是否超期"] == "办结超期"
    row = row_of(drawn(either, tmp_path), "台账", again)
    assert (row["状态"], row["是否超期"]) == ("已办结，等上报人确认", "办结超期")
    with either.app.reader.connect() as connection:
        units = standings.by_unit(connection, Seen((), (WATER,)), read("2026-11").since, either.clock())
    assert [(unit.resolved, unit.in_time) for unit in units if unit.unit == WATER] == [(1, 0)]


def figures_of(place: Deployment, tmp_path: Path) -> tuple[Tally, list[list[Any]]]:
    """November's sum and the rows behind it, whose lead and state are those of then."""
    total = written(place, tmp_path / "a.xlsx").total
    rows = sheets(tmp_path / "a.xlsx")["明细"]
    return total, [[*row[:3], *row[5:]] for row in rows]


def test_what_its_reporter_took_back_is_not_the_later_for_that(either: Deployment, tmp_path: Path) -> None:
    number = either.filed("李某")
    either.act("李某", number, "withdraw")
    either.clock.move(days=30)
    assert row_of(drawn(either, tmp_path), "台账", number)["是否超期"] == "否"


def test_it_compares_with_the_period_before_and_between_counties(either: Deployment, tmp_path: Path) -> None:
    lived(either)
    november = written(either, tmp_path / "a.xlsx").total.filed
    either.clock.move(days=20)
    either.filed("李某")
    figures = written(either, tmp_path / "b.xlsx", period="2026-12")
    assert (figures.total.filed, figures.before.filed) == (1, november)
    assert len(figures.counties) == 8
    city = written(either, tmp_path / "c.xlsx", area="621000")
    assert city.counties["621023"].filed == 1
    assert city.total.filed == november + 1


def test_the_rows_behind_the_numbers_are_there_without_anybodys_name(either: Deployment, tmp_path: Path) -> None:
    made = lived(either)
    written(either, tmp_path / "a.xlsx")
    found = sheets(tmp_path / "a.xlsx")
    numbers = {row[0] for row in found["明细"][1:]}
    assert numbers >= {number for name, number in made.items() if name != "外县"}
    assert made["外县"] not in numbers
    everything = str(found)
    for name in ("王某甲", "赵某", "李某", "张某"):
        assert name not in everything


def test_counts_of_fewer_than_three_households_are_kept_back(either: Deployment, tmp_path: Path) -> None:
    lived(either)
    written(either, tmp_path / "a.xlsx")
    found = sheets(tmp_path / "a.xlsx")
    summary = {row[0]: row[1] for row in found["汇总"]}
    assert (summary["走访户数"], summary["主动申请（户）"]) == (3, "＊")
    heads, row = found["按地区"][0], found["按地区"][1]
    assert dict(zip(heads, row, strict=True))["主动申请（户）"] == "＊"
    assert "农户主动申请" not in {row[1] for row in found["明细"]}


def test_rows_do_not_count_what_is_kept_back(either: Deployment, tmp_path: Path) -> None:
    """One topic of one household, and the next smallest with it: their rows are told apart by nothing."""
    either.filed("李某", topic="dibao", household="H01")
    for topic, many in (("housing_unsafe", 3), ("drinking_water", 4)):
        for _ in range(many):
            either.filed("李某", topic=topic)
    written(either, tmp_path / "a.xlsx")
    found = sheets(tmp_path / "a.xlsx")
    assert [row[1] for row in found["按类别"][1:]] == [4, "＊", "＊"]
    rows = [tuple(row[place] for place in (1, 3, 4)) for row in found["明细"][1:]]
    assert rows.count(("＊", "＊", "＊")) == 4
    assert len(set(rows)) == 2


def test_what_would_give_a_neighbours_count_away_is_kept_back_in_ones_own_bulletin(
    either: Deployment, tmp_path: Path
) -> None:
    """Three households applied in 环县, one in 华池县: with the city's four, three would tell of the one."""
    for household in ("H01", "H02", "H03"):
        either.file("李某", form="household_application", household=household, topic="monitoring_application")
    either.file("钱某", form="household_application", area=FAR_VILLAGE, topic="monitoring_application")
    kept = written(either, tmp_path / "a.xlsx")
    assert (len(kept.total.found), "found" in kept.kept_back) == (3, True)
    found = sheets(tmp_path / "a.xlsx")
    assert {row[0]: row[1] for row in found["汇总"]}["主动申请（户）"] == "＊"
    assert {row[9] for row in found["按地区"][1:]} <= {"＊", 0}
    assert not [row for row in found["明细"][1:] if row[1] == "农户申请"]
    for _ in range(2):
        either.file("钱某", form="household_application", area=FAR_VILLAGE, topic="monitoring_application")
    told = written(either, tmp_path / "b.xlsx")
    assert "found" not in told.kept_back
    assert {row[0]: row[1] for row in sheets(tmp_path / "b.xlsx")["汇总"]}["主动申请（户）"] == 3


def test_a_townships_bulletin_is_not_compared_with_its_neighbours(either: Deployment, tmp_path: Path) -> None:
    lived(either)
    figures = written(either, tmp_path / "a.xlsx", area="621022101")
    assert not figures.compared
    assert len(sheets(tmp_path / "a.xlsx")["县区对比"]) == 2


def test_a_units_bulletin_tells_of_what_a_unit_does_alone(either: Deployment, tmp_path: Path) -> None:
    lived(either)

    def told(unit: str) -> tuple[set[Any], str]:
        file = tmp_path / "unit.xlsx"
        with either.app.reader.connect() as connection:
            live, now = either.app.live.current(connection), either.clock() + timedelta(seconds=1)
            asked = Asked(Subject(COUNTY, unit), read("2026-11"), now)
            bulletin.write(connection, live, asked, [file], said)
        found = sheets(file)
        return {row[0] for row in found["汇总"]} | set(found["按地区"][0]), str(found["汇总"][1][0])

    water, overview = told(WATER), told(OVERVIEW)
    assert not {"走访（次）", "走访户数", "应定期走访（户）", "未按时走访（户）"} & (water[0] | overview[0])
    assert "走访" not in water[1]
    assert "主动申请（户）" not in water[0]  # nobody applies there
    assert {"主动申请（户）", "新建帮扶计划（户）"} <= overview[0]


@pytest.mark.parametrize("name", ["a.pdf", "a.xlsx"])
def test_a_period_without_data_says_so(place: Deployment, tmp_path: Path, name: str) -> None:
    figures = written(place, tmp_path / name, period="2024-02")
    assert figures.total.empty
    if name.endswith("xlsx"):
        assert "没有上报的件" in str(sheets(tmp_path / name))


def test_a_pdf_carries_its_chinese_font(place: Deployment, tmp_path: Path) -> None:
    lived(place)
    written(place, tmp_path / "a.pdf")
    made = (tmp_path / "a.pdf").read_bytes()
    assert made.startswith(b"%PDF")
    assert b"NotoSansCJK" in made
    assert not list(tmp_path.glob(".*part"))


def test_the_command_writes_both_kinds(place: Deployment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lived(place)
    for name, start in (("a.pdf", b"%PDF"), ("a.xlsx", b"PK")):
        file = tmp_path / name
        words = ["--area", "环县", "--period", "2026-11", "--out", str(file)]
        status, output = commanded(place, monkeypatch, "bulletin", *words)
        assert status == 0, output
        assert file.read_bytes().startswith(start)


def test_a_period_that_has_not_begun_is_said_to_be_ahead(
    place: Deployment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    words = ["--area", "环县", "--period", "2999-01", "--out", str(tmp_path / "a.xlsx")]
    status, output = commanded(place, monkeypatch, "bulletin", *words)
    assert (status, "2999年1月还没到" in output) == (0, True)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--area", "环县", "--period", "2026-13", "--out", "a.pdf"], "2026-13"),
        (["--area", "环县", "--period", "2026-11", "--out", "a.doc"], ".pdf"),
        (["--area", "没有这个县", "--period", "2026-11", "--out", "a.pdf"], "没有这个县"),
    ],
)
def test_the_command_says_what_is_wrong(
    place: Deployment, monkeypatch: pytest.MonkeyPatch, words: list[str], why: str
) -> None:
    status, output = commanded(place, monkeypatch, "bulletin", *words)
    assert status != 0
    assert why in output


def test_what_was_filed_before_is_not_counted_and_that_is_said(place: Deployment) -> None:
    place.filed("李某", urgency="urgent")
    place.clock.move(days=10)  # into December, past each deadline
    with place.app.reader.connect() as connection:
        live, now = place.app.live.current(connection), place.clock()
        figures = bulletin.counted(connection, live, Subject(COUNTY), read("2026-12"), now)
        late = sum(row.overdue for row in standings.by_place(connection, Seen(("62/621000/621022",)), now))
    assert (figures.total.overdue, late) == (0, 1)
    assert any("以前上报、仍超期未办的不在内" in said(note) for note in wording.notes(figures))
