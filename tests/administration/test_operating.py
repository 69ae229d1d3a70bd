"""What an operator does at the terminal, and what is said where it cannot be: a sentence each, never a traceback."""

import os
import shutil
import socket
import sqlite3
import tarfile
from pathlib import Path
from typing import Any

import pytest

from storage.vault import new_key
from tests.administration.conftest import Terminal
from tests.deployment import KEY, PACK, Deployment


@pytest.fixture
def data(terminal: Terminal, tmp_path: Path) -> Path:
    """The data folder at which the terminal sits."""
    return tmp_path


@pytest.fixture
def away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is none of the data folder's."""
    return tmp_path_factory.mktemp("away")


WRONG = {
    ("DATABASE_URL", "mysql://a/b"): "CUNQING_DATABASE_URL",
    ("DATABASE_URL", "cunqing"): "CUNQING_DATABASE_URL",
    ("DATABASE_URL", "postgresql://a:b@host:port/cunqing"): "CUNQING_DATABASE_URL",
    ("DATABASE_URL", "postgresql://host"): "CUNQING_DATABASE_URL",
    ("PUBLIC_URL", "cunqing.example.cn"): "https://",
    ("PUBLIC_URL", "https://"): "https://",
    ("PUBLIC_URL", "https://cunqing.example.cn/village"): "CUNQING_PUBLIC_URL",
    ("PROT", "80"): "CUNQING_PORT",
    ("WEBHOOK_URL", "https://cunqing.example.cn/hook"): "CUNQING_WEBHOOK_URL",
    ("TELEGRAM_API", "bot.example.cn"): "CUNQING_TELEGRAM_API",
    ("TELEGRAM_TOKEN", "AAFsecret"): "CUNQING_TELEGRAM_TOKEN",
    ("LOG", "loud"): "debug、info、warning、error",
    ("HOST", "256.1.1.1"): "CUNQING_HOST",
    ("DATA", "/dev/null"): "/dev/null",
    ("DATA", "/proc/nowhere"): "/proc/nowhere",
}


@pytest.mark.parametrize(("setting", "value"), WRONG)
def test_a_wrong_setting_is_named(
    terminal: Terminal, setting: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"CUNQING_{setting}", value)
    ran = terminal("run", "--port", "18439")
    assert ran.status == 1
    assert WRONG[setting, value] in ran.err
    assert "Traceback" not in ran.err
    assert "secret" not in ran.err


def test_the_pages_and_the_webhook_each_need_a_port_of_their_own(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUNQING_TELEGRAM_TOKEN", "1:a")
    monkeypatch.setenv("CUNQING_WEBHOOK_URL", "https://cunqing.example.cn/hook")
    monkeypatch.setenv("CUNQING_WEBHOOK_PORT", "18441")
    ran = terminal("run", "--port", "18441")
    assert (ran.status, "CUNQING_WEBHOOK_PORT" in ran.err, "18441" in ran.err) == (1, True, True)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 18441))
        other.listen()
        ran = terminal("run", "--port", "18442")
    assert (ran.status, "18441" in ran.err, "CUNQING_WEBHOOK_PORT" in ran.err) == (1, True, True)


def test_browsers_are_told_of_news_only_by_pages_that_they_trust(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUNQING_PUSH_SERVICES", "known")
    monkeypatch.setenv("CUNQING_PUBLIC_URL", "http://cunqing.example.cn")
    ran = terminal("run", "--port", "18439")
    assert (ran.status, "CUNQING_PUSH_SERVICES" in ran.err, "https://" in ran.err) == (1, True, True)


def test_a_database_of_an_older_version_is_named_as_such_and_can_be_backed_up(
    terminal: Terminal, data: Path, tmp_path: Path, away: Path
) -> None:
    _set_revision(data, "f1c3c5344957")
    for command in (
        "check",
        "digest",
        "letters",
        ("people", "waiting"),
        ("export", "people", tmp_path / "people.xlsx"),
    ):
        ran = terminal(*([command] if isinstance(command, str) else command))
        assert (ran.status, "旧版本" in ran.err) == (1, True), (command, ran.err)
    assert terminal("backup", away / "old.tgz").status == 0


def test_a_server_looks_what_a_folder_holds_before_it_changes_anything_of_it(terminal: Terminal, data: Path) -> None:
    for mark, command, words in (("demonstration", "run", "演示"), ("filling", "run", "演示"), ("", "demo", "真实"),
                                 ("filling", "demo", "没填完")):  # fmt: skip
        _mark(data, mark)
        _set_revision(data, "f1c3c5344957")
        ran = terminal(command, "--port", "18439", "--data", data)
        assert (ran.status, words in ran.err) == (1, True), (command, mark, ran.err)
        assert _revision(data) == "f1c3c5344957"


def _mark(data: Path, name: str) -> None:
    with sqlite3.connect(data / "cunqing.db") as connection:
        connection.execute("DELETE FROM mark WHERE name IN ('demonstration', 'filling')")
        if name:
            connection.execute("INSERT INTO mark (name, value) VALUES (?, 'yes')", (name,))
    connection.close()


def _revision(data: Path) -> str:
    connection = sqlite3.connect(data / "cunqing.db")
    found = str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    connection.close()
    return found


def test_a_database_of_a_newer_version_is_named_as_such(terminal: Terminal, data: Path) -> None:
    _set_revision(data, "tomorrow")
    assert "tomorrow" in terminal("people", "waiting").err


def _set_revision(data: Path, revision: str) -> None:
    with sqlite3.connect(data / "cunqing.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_a_database_that_is_empty_wants_a_pack(terminal: Terminal, data: Path) -> None:
    (data / "cunqing.db").unlink()
    sqlite3.connect(data / "cunqing.db").close()
    assert "pack load" in terminal("people", "waiting").err


def test_what_is_no_database_is_said_to_be_none(terminal: Terminal, data: Path) -> None:
    (data / "cunqing.db").write_text("不是数据库" * 1000, encoding="utf-8")
    assert "备份" in terminal("people", "waiting").err


def test_a_key_that_is_missing_wrong_or_none_is_said_to_be(
    terminal: Terminal, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert terminal("invite", "--name", "张某", "--role", "admin", "--area", "庆阳市").status == 0
    monkeypatch.setenv("CUNQING_KEY", new_key())
    assert "密钥" in terminal("check").err
    monkeypatch.delenv("CUNQING_KEY")
    assert str(data / "key") in terminal("check").err
    (data / "key").write_text("钥匙", encoding="utf-8")
    assert str(data / "key") in terminal("check").err
    (data / "key").write_text(KEY + "\n", encoding="utf-8")
    assert terminal("check").status == 0


def test_keys_in_the_wrong_order_are_said_to_be(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    assert terminal("invite", "--name", "张某", "--role", "admin", "--area", "庆阳市").status == 0
    newer = new_key()
    monkeypatch.setenv("CUNQING_KEY", f"{KEY},{newer}")
    ran = terminal("check")
    assert (ran.status, "放到最后" in ran.err) == (1, True)
    monkeypatch.setenv("CUNQING_KEY", f"{newer},{KEY}")
    assert terminal("check").status == 0


def test_a_backup_goes_into_a_folder_that_is_there(terminal: Terminal, away: Path) -> None:
    for place in (away, away / "nowhere" / "b.tgz"):
        before = sorted(away.parent.iterdir())
        ran = terminal("backup", place)
        assert (ran.status, str(place) in ran.err) == (1, True)
        assert sorted(away.parent.iterdir()) == before


def test_a_backup_takes_the_place_of_an_earlier_one_and_of_nothing_else(terminal: Terminal, away: Path) -> None:
    note, there, earlier = away / "note.txt", away / "there.tgz", away / "cunqing.db"
    note.write_text("别删", encoding="utf-8")
    there.symlink_to(note)
    assert terminal("backup", earlier).status == 0
    for taken in (note, there):
        before = taken.read_bytes()
        ran = terminal("backup", taken)
        assert (ran.status, taken.read_bytes()) == (1, before)
        assert f"{taken}已经有了，又不是备份" in ran.err
    assert terminal("backup", earlier).status == 0
    with tarfile.open(earlier) as archive:
        assert archive.getnames()[0] == "cunqing.db"
    assert terminal("check").status == 0


def test_a_backup_is_not_kept_among_what_it_is_a_copy_of(terminal: Terminal, data: Path, away: Path) -> None:
    (away / "data").symlink_to(data)
    before = (data / "cunqing.db").read_bytes()
    for place in (data / "key", data / "cunqing.db", data / "files" / "b.tgz", away / "data" / "jobs.db"):
        ran = terminal("backup", place)
        assert (ran.status, "数据文件夹" in ran.err) == (1, True), (place, ran.err)
    assert (data / "cunqing.db").read_bytes() == before
    assert not (data / "key").exists()
    assert not (data / "jobs.db").exists()


def test_a_backup_says_what_key_belongs_to_it(terminal: Terminal, away: Path) -> None:
    assert "CUNQING_KEY" in terminal("backup", away / "b.tgz").out


def test_an_upload_that_is_fetched_meanwhile_is_passed_over(
    terminal: Terminal, tmp_path: Path, away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (uploads / name).write_bytes(name.encode())
    look = tarfile.TarFile.gettarinfo

    def looked(archive: tarfile.TarFile, name: Any = None, arcname: str | None = None, **more: Any) -> tarfile.TarInfo:
        if str(name).endswith("a.jpg"):
            (uploads / "b.jpg").unlink()
        return look(archive, name, arcname, **more)

    monkeypatch.setattr(tarfile.TarFile, "gettarinfo", looked)
    assert terminal("backup", away / "backup.tgz").status == 0
    with tarfile.open(away / "backup.tgz") as archive:
        kept = [name for name in archive.getnames() if name.endswith(".jpg")]
    assert kept == ["uploads/a.jpg", "uploads/c.jpg"]


def test_a_restore_that_breaks_off_leaves_no_database(
    terminal: Terminal, away: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, cut, target = away / "whole.tgz", away / "cut.tgz", away / "target"
    terminal("backup", whole)
    cut.write_bytes(whole.read_bytes()[:-2000])
    monkeypatch.setenv("CUNQING_DATA", str(target))
    assert str(cut) in terminal("restore", cut).err
    assert not (target / "cunqing.db").exists()
    assert str(away / "none.tgz") in terminal("restore", away / "none.tgz").err
    assert terminal("restore", whole).status == 0
    assert terminal("check").status == 0


def test_a_full_disk_is_said_to_be_full(terminal: Terminal, away: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    whole = away / "whole.tgz"
    terminal("backup", whole)
    monkeypatch.setattr(shutil, "copyfileobj", full)
    monkeypatch.setenv("CUNQING_DATA", str(away / "target"))
    assert "磁盘满了" in terminal("restore", whole).err
    assert not (away / "target" / "cunqing.db").exists()


def test_an_invitation_says_for_what_it_is_and_where_its_link_cannot_be_opened(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("invite", "--name", " 钱某 ", "--role", "驻村干部", "--area", "环县/曲子镇/西沟")
    ran = terminal(*words)
    assert ran.out.startswith("钱某的邀请（驻村干部，环县/曲子镇/西沟村）：打开 http://127.0.0.1:8080/in/")
    assert "CUNQING_PUBLIC_URL" in ran.err
    monkeypatch.setenv("CUNQING_PUBLIC_URL", "https://cunqing.example.cn")
    ran = terminal(*words)
    assert ("https://cunqing.example.cn/in/" in ran.out, ran.err) == (True, "")
    assert terminal("invite", "--name", " ", "--role", "admin", "--area", "环县").status == 1


def test_only_a_new_place_is_told_to_invite_its_first_admin(terminal: Terminal) -> None:
    assert terminal("pack", "load", PACK).out == "庆阳市已载入。\n"


def test_a_second_server_on_one_data_folder_is_told_of_the_first(either: Deployment, either_terminal: Terminal) -> None:
    _ = either.app
    ran = either_terminal("run", "--port", "18440")
    assert ran.status == 1
    assert f"（进程{os.getpid()}）" in ran.err
