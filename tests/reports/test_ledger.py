"""The ledger and the four lists: what an office expects of them, on both databases."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from bot.languages import Languages
from bot.messages import Said
from bot.reports import ledger
from bot.reports.period import Period
from bot.resources import resources
from storage import reports
from tests.deployment import COUNTY, KEY, VILLAGE, WATER, Deployment

LANGUAGES = Languages.load(resources("locales"))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 11, 30), "month")


def said(saying: Said) -> str:
    return LANGUAGES.said(saying, "zh")


def drawn(place: Deployment, tmp_path: Path, unit: str = WATER, **more: Any) -> dict[str, list[list[Any]]]:
    """The sheets of a ledger by name, each as rows."""
    file = tmp_path / "ledger.xlsx"
    heading = ledger.Heading("环县水务局", NOVEMBER.first, NOVEMBER.last, date(2026, 11, 24))
    wanted = reports.Wanted(since=NOVEMBER.since, until=NOVEMBER.until, unit=unit, **more)
    with place.app.reader.connect() as connection:
        directory = place.app.live.current(connection).directory
        records = reports.records(connection, wanted)
        ledger.write(file, records, heading, directory, said, unit=unit, now=place.clock() + timedelta(seconds=1))
    book = openpyxl.load_workbook(file)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def row_of(sheets: dict[str, list[list[Any]]], name: str, number: str) -> dict[str, Any]:
    """The row of an item in a sheet, by heading."""
    heads = sheets[name][2]
    row = next(row for row in sheets[name][3:] if row[1] == number)
    return dict(zip(heads, row, strict=True))


def test_a_ledger_has_a_title_headings_numbers_and_a_line_for_signatures(either: Deployment, tmp_path: Path) -> None:
    numbers = [either.filed("李某", "五组水管冻裂"), either.filed("李某", "水窖漏水")]
    sheets = drawn(either, tmp_path)
    assert list(sheets) == ["台账", "问题清单", "责任清单", "时限清单", "任务清单"]
    for name, rows in sheets.items():
        assert rows[0][0] == f"环县水务局{name}"
        assert rows[1][0] == "上报日期：2026-11-01至2026-11-30；制表日期：2026-11-24"
        assert rows[2][0] == "序号"
        assert [row[:2] for row in rows[3:5]] == [[1, numbers[0]], [2, numbers[1]]]
        assert "单位负责人（签字）：" in rows[-1][0]


def test_an_item_is_followed_from_its_filing_to_its_end(either: Deployment, tmp_path: Path) -> None:
    number = either.filed("李某", "五组水管冻裂", urgency="urgent", household="H01")
    either.act("张某", number, "accept")
    either.clock.move(hours=3)
    either.act("张某", number, "resolve", text="换了两米管子")
    either.clock.move(hours=1)
    either.act("李某", number, "close")
    sheets = drawn(either, tmp_path)
    row = row_of(sheets, "台账", number)
    assert row["地点"] == "环县/曲子镇/西沟村"
    assert (row["农户"], row["上报人"], row["承办人"], row["紧急程度"]) == ("王某甲", "李某", "张某", "很急")
    assert (row["受理日期"], row["办结日期"], row["销号日期"]) == ("2026-11-24",) * 3
    assert (row["办理结果"], row["状态"], row["是否超期"]) == ("换了两米管子", "已销号", "否")
    assert row_of(sheets, "任务清单", number)["下一步"] == "无"


def test_what_is_missed_is_said(either: Deployment, tmp_path: Path) -> None:
    number = either.filed("李某")
    either.clock.move(days=3)
    either.act("张某", number, "accept")
    either.clock.move(days=40)
    row = row_of(drawn(either, tmp_path), "时限清单", number)
    assert row["是否超期"] == "受理超期、办理超期"


def test_what_went_elsewhere_and_what_was_assisted_stays_with_a_remark(either: Deployment, tmp_path: Path) -> None:
    number = either.filed("李某")
    either.act("张某", number, "send_back", reason="不是水的事")
    row = row_of(drawn(either, tmp_path), "台账", number)
    assert row["备注"] == "派给环县扶贫办；退回1次"


def test_what_looks_like_a_formula_stays_a_text(either: Deployment, tmp_path: Path) -> None:
    number = either.filed("李某", '=HYPERLINK("http://example.org","点我")')
    rows = drawn(either, tmp_path)["台账"]
    assert next(row for row in rows if row[1] == number)[7].startswith("=HYPERLINK")
    book = openpyxl.load_workbook(tmp_path / "ledger.xlsx")
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_only_what_was_asked_for_is_in_it(either: Deployment, tmp_path: Path) -> None:
    mine = either.filed("李某")
    either.filed("钱某", area="621023100207")
    either.filed("李某", topic="housing_unsafe")
    either.clock.at = datetime(2026, 12, 1, 2, 0, tzinfo=UTC)
    either.filed("李某")
    numbers = [row[1] for row in drawn(either, tmp_path)["台账"][3:-2]]
    assert numbers == [mine]
    areas = drawn(either, tmp_path, unit="", area="62/621000/621023")["台账"]
    assert [row[3].split("/")[0] for row in areas[3:-2]] == ["华池县"]


def test_a_ledger_without_items_says_so(either: Deployment, tmp_path: Path) -> None:
    rows = drawn(either, tmp_path)["台账"]
    assert "没有上报的件" in rows[3][0]


def test_hundreds_of_items_are_read_in_pieces(
    either: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "AT_ONCE", 2)
    numbers = [either.filed("李某", f"第{n}处漏水") for n in range(5)]
    assert [row[1] for row in drawn(either, tmp_path)["台账"][3:8]] == numbers


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--from", "2026-11-01", "--to", "2026-11-30"], "--unit"),
        (["--unit", "环县水务局", "--from", "2026-11-31", "--to", "2026-11-30"], "2026-11-31"),
        (["--unit", "环县水务局", "--from", "2026-11-30", "--to", "2026-11-01"], "第一天"),
        (["--unit", "没有这个局", "--from", "2026-11-01", "--to", "2026-11-30"], "没有这个局"),
    ],
)
def test_the_command_says_what_is_wrong(
    place: Deployment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: list[str], why: str
) -> None:
    found = commanded(place, monkeypatch, "ledger", *words, "--out", str(tmp_path / "a.xlsx"))
    assert found[0] != 0
    assert why in found[1]
    assert not (tmp_path / "a.xlsx").exists()


def test_the_command_writes_a_workbook(place: Deployment, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    place.filed("李某", area=VILLAGE)
    for whose in (["--unit", "环县水务局"], ["--area", COUNTY]):
        words = [*whose, "--from", "2026-11-01", "--to", "2026-11-30", "--out", str(tmp_path / "a.xlsx")]
        status, output = commanded(place, monkeypatch, "ledger", *words)
        assert status == 0, output
        assert "1件" in output


def commanded(place: Deployment, monkeypatch: pytest.MonkeyPatch, *words: str) -> tuple[int, str]:
    """A command over a test's data folder: its status and what it said."""
    from bot.routing.directory import Unresolved

    place.app.live  # noqa: B018 - makes the database
    monkeypatch.setenv("CUNQING_DATA", str(place.folder))
    monkeypatch.setenv("CUNQING_KEY", KEY)
    done = CliRunner().invoke(cli, list(words))
    if isinstance(done.exception, Unresolved):
        return 1, said(done.exception.message)
    return done.exit_code, done.output
