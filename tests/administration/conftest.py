"""A terminal on a data folder with Qingyang in it, of each kind of database."""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.__main__ import main
from tests.deployment import KEY, copy_of


@dataclass
class Ran:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Terminal = Callable[..., Ran]


@pytest.fixture
def seated(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[[Path, str], Terminal]:
    """Runs commands as whoever sits at the server of a data folder would."""

    def at(folder: Path, url: str) -> Terminal:
        for name, value in {"DATA": str(folder), "DATABASE_URL": url, "KEY": KEY}.items():
            monkeypatch.setenv(f"CUNQING_{name}", value)
        monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
        return run

    def run(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["cunqing", *(str(word) for word in words)])
        status = 0
        try:
            main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return Ran(status, said.out, said.err)

    return at


@pytest.fixture
def terminal(sqlite_template: Path, tmp_path: Path, seated: Callable[[Path, str], Terminal]) -> Terminal:
    """A terminal on Qingyang in an SQLite file."""
    return seated(copy_of(sqlite_template, tmp_path), "")


@pytest.fixture
def either_terminal(database: str, tmp_path: Path, seated: Callable[[Path, str], Terminal]) -> Terminal:
    """A terminal on Qingyang in each kind of database."""
    return seated(tmp_path, database)


def change(path: Path, sheet: str, column: str, cells: dict[str, str], key: str = "code") -> None:
    """Sets cells of a column, each in the row that has this in its key column, as somebody in Excel would."""
    book = openpyxl.load_workbook(path)
    table = book[sheet]
    places = {str(cell.value): place for place, cell in enumerate(table[2], start=1)}
    left = set(cells)
    for row in range(3, table.max_row + 1):
        found = str(table.cell(row, places[key]).value)
        if found in cells:
            table.cell(row, places[column]).value = cells[found]
            left.discard(found)
    assert not left, f"no row has {left}"
    book.save(path)


def append(path: Path, sheet: str, **cells: str) -> None:
    """A new row at the end."""
    book = openpyxl.load_workbook(path)
    table = book[sheet]
    table.append([cells.get(str(cell.value), "") for cell in table[2]])
    book.save(path)
