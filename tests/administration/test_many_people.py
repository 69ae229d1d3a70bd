"""A county's staff as one table: looked at row by row, and taken in as a whole or not at all, wherever it is cut."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.commands import tables
from storage.tables.people import PERSON
from storage.tables.service import STAGED
from tests.administration.conftest import Terminal
from tests.deployment import Deployment

MANY = 1_200  # three pieces


def staff(path: Path, **wrong: str) -> Path:
    """Their table; a row may be another one, by its number as Excel counts it."""
    rows = ["姓名,角色,单位,电话", *(f"干部{n},经办人,环县水务局,139{n:08}" for n in range(MANY))]
    for number, row in wrong.items():
        rows[int(number[1:]) - 1] = row
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    return path


def counted(folder: Path) -> tuple[int, int]:
    """People, and pieces of an import."""
    place = Deployment(folder)
    with place.app.reader.connect() as connection:
        found = [connection.execute(select(func.count()).select_from(table)).scalar_one() for table in (PERSON, STAGED)]
    place.close()
    return found[0], found[1]


def test_each_wrong_row_is_named_and_none_comes_in(terminal: Terminal, tmp_path: Path) -> None:
    before = counted(tmp_path)
    twice, nowhere = "干部甲,经办人,环县水务局,13900000005", "干部乙,经办人,环县水务据,13900009999"
    ran = terminal("import", "people", staff(tmp_path / "人员.csv", r700=twice, r1100=nowhere))
    said = ran.err.strip().splitlines() + ran.out.strip().splitlines()
    assert ran.status == 1
    assert said[0] == "人员.csv第700行“电话”：和第7行的电话相同。"
    assert said[1].startswith("人员.csv第1100行“单位”：没有“环县水务据”这个单位。您是不是想写：环县水务局")
    assert said[2].startswith("2行有错，所以一行也没有导入")
    assert counted(tmp_path) == before
    assert not list(tmp_path.glob("*-invitations*"))


@pytest.mark.parametrize("piece", [1, 2, 3])
def test_cut_after_any_piece_nobody_came_in(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    before = counted(tmp_path)[0]

    def progress(_rows: int) -> Any:
        def stop(turns: int) -> None:
            if turns == piece:
                raise KeyboardInterrupt

        return stop

    with monkeypatch.context() as patched:
        patched.setattr(tables, "_progress", progress)
        assert terminal("import", "people", staff(tmp_path / "人员.csv")).status != 0
    assert counted(tmp_path)[0] == before
    assert not list(tmp_path.glob("*-invitations*"))
