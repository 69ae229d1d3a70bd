"""Invitations for a whole county: from a file, and again for all who have not come in, as cards to print and scan."""

import re
from pathlib import Path

import openpyxl

from bot.reports.cards import drawn
from storage import audit, people
from tests.administration.conftest import Terminal, append
from tests.deployment import Deployment, texts


def test_a_file_of_people_becomes_cards_and_each_code_works_once(terminal: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "people.xlsx"
    terminal("export", "people", table)
    for n in range(12):
        append(table, "people", name=f"新{n}", role="驻村干部", area="环县/曲子镇/西沟村", title="驻村第一书记")
    taken = terminal("import", "people", table, "--json").json
    sheets = Path(taken["sheets"])
    assert sheets.read_bytes().startswith(b"%PDF")
    assert sheets.stat().st_mode & 0o777 == 0o600
    book = openpyxl.load_workbook(taken["invitations"]).active
    assert book is not None
    code = str(book.cell(2, 4).value)
    place = Deployment(tmp_path)
    assert "新0，欢迎" in texts(place.said("新人", text=f"/start {code}"))
    assert "已经用过" in texts(place.said("又一人", text=f"/start {code}"))
    place.close()


def test_all_who_have_not_come_in_get_new_cards_and_the_old_ones_end(terminal: Terminal, tmp_path: Path) -> None:
    table = tmp_path / "people.xlsx"
    terminal("export", "people", table)
    append(table, "people", name="新某", role="经办人", unit="环县水务局")
    before = terminal("import", "people", table, "--json").json["invitations"]
    old = str(openpyxl.load_workbook(before).worksheets[0].cell(2, 4).value)
    assert [each["name"] for each in terminal("people", "waiting", "--json").json] == ["新某"]
    assert terminal("people", "sheets", tmp_path / "cards.txt").status == 1
    assert terminal("people", "sheets", tmp_path / "cards.pdf", "--area", "环县", "--json").json["people"] == 1
    place = Deployment(tmp_path)
    assert "用不了" in texts(place.said("新人", text=f"/start {old}"))
    with place.app.reader.connect() as connection:
        assert audit.listed(connection, "people")[0].action == "invite"
        assert not people.has_account(connection, people.by_name(connection, "新某")[0], "console")
    place.close()


def test_an_expired_invitation_says_so(place: Deployment) -> None:
    code = place.invitation(place.people["李某"])
    place.clock.move(days=31)
    assert "12月24日已经过期" in texts(place.said("新人", text=f"/start {code}"))
    assert "抄错了" in texts(place.said("新人", text="/start abcdefghjkmnpq"))


def test_a_code_to_scan_is_one_small_drawing() -> None:
    svg = drawn("https://example.cn/in/abcdefghjkmnpq")
    assert svg.startswith("<svg")
    assert len(svg) < 8_000
    assert re.search(r"<path", svg)
