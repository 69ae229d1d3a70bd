"""A few days simulated: people work, the schedule runs, and what must hold holds."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.__main__ import cli
from storage import open_reader


def simulated(folder: Path, *more: str) -> str:
    words = ["simulate", "--from", "2026-09-22", "--days", "3", "--seed", "2", "--data", str(folder), *more]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    where = tmp_path_factory.mktemp("simulated")
    assert "3天" in simulated(where)
    return where


def commanded(folder: Path, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    monkeypatch.setenv("CUNQING_DATA", str(folder))
    done = CliRunner().invoke(cli, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_the_invariants_hold_afterwards(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commanded(folder, monkeypatch, "check")


def test_people_filed_and_acted_and_the_schedule_told_of_it(folder: Path) -> None:
    reader = open_reader(folder / "cunqing.db")
    with reader.connect() as connection:
        actions = set(connection.exec_driver_sql("SELECT DISTINCT action FROM event").scalars())
        digests = connection.exec_driver_sql("SELECT count(*) FROM digest").scalar_one()
        letters = connection.exec_driver_sql("SELECT count(*) FROM dead_letter").scalar_one()
    reader.dispose()
    assert actions >= {"file", "route", "record", "accept", "remind"}
    assert digests
    assert not letters


def test_its_bulletin_and_ledger_have_rows(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    out = str(tmp_path / "a.xlsx")
    said = commanded(folder, monkeypatch, "bulletin", "--area", "621000", "--period", "2026-09", "--out", out)
    assert "没有" not in said
    days = ["--from", "2026-09-01", "--to", "2026-09-30"]
    said = commanded(folder, monkeypatch, "ledger", "--area", "621000", *days, "--out", out)
    assert not said.startswith("0件")


@pytest.mark.parametrize("days", ["0", "-1", "401"])
def test_it_takes_a_day_to_simulate(tmp_path: Path, days: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    words = ["simulate", "--from", "2026-09-22", "--days", days, "--data", str(tmp_path / "empty")]
    done = CliRunner().invoke(cli, words)
    assert (done.exit_code, "--days要写1到400之间的整数" in done.output) == (1, True)
    assert not (tmp_path / "empty").exists()


def test_it_begins_in_an_empty_folder_only(folder: Path) -> None:
    done = CliRunner().invoke(cli, ["simulate", "--from", "2026-09-22", "--days", "1", "--data", str(folder)])
    assert done.exit_code == 1
