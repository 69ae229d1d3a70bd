"""What is wrong in settings.toml or the environment is said where it stands, with what to do; nothing is quoted."""

from pathlib import Path

import pytest

from bot.settings import read
from tests.administration.conftest import Terminal

# What the file holds -> what is said of it, besides its path: the line, and what to do.
WRONG: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "gbk": ('port = 18439\nhelp_contact = "乡村振兴局"\n'.encode("gbk"), ("第2行", "UTF-8")),
    "utf16": ("port = 18439\n".encode("utf-16"), ("第1行", "UTF-8")),
    "no quotation marks": (b"port = 18439\r\ntelegram_token = secret\r\n", ("第2行", "英文引号")),
    "full-width quotation marks": ("telegram_token = “secret”\n".encode(), ("第1行", "英文引号")),
    "half": (b'port = 18439\n\ntelegram_token = "secret\n', ("第3行", "英文引号")),
    "cut off": (b"port = 18439\ntelegram_token =", ("第2行", "英文引号")),
    "twice": (b'email_user = "a"\nport = 1\nemail_user = "secret"\n', ("第3行", "两次")),
    "unknown": (b"# \nprot = 18439\n", ("第2行", "“prot”", "想写：port")),
    "as a variable": (b"CUNQING_PORT = 18439\n", ("第1行", "“CUNQING_PORT”", "想写：port")),
    "a table": (b"log = 'info'\n[server]\nport = 18439\n", ("第2行", "“server”")),
    "no number": (b"\n\nport = 'secret'\n", ("第3行", "port", "整数")),
    "no text": (b"help_contact = 13900000000\n", ("第1行", "help_contact", "引号")),
    "a list for a text": (b"log = 'info'\nemail_from = ['secret']\n", ("第2行", "email_from", "引号")),
    "no address": (b"log = 'info'\npublic_url = 'secret.example.cn'\n", ("第2行", "CUNQING_PUBLIC_URL", "https://")),
    "no token": (b"telegram_token = 'secret'\n", ("第1行", "CUNQING_TELEGRAM_TOKEN")),
    "no key": (b"key = 'secret'\n", ("第1行", "CUNQING_KEY")),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_in_the_file_is_said_with_its_line(
    terminal: Terminal, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CUNQING_KEY")
    content, said = WRONG[name]
    (tmp_path / "settings.toml").write_bytes(content)
    ran = terminal("people", "waiting")
    assert ran.status == 1
    for words in (str(tmp_path / "settings.toml"), *said):
        assert words in ran.err
    assert "secret" not in ran.err
    assert "Traceback" not in ran.err


def test_a_file_from_notepad_is_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b'\xef\xbb\xbfport = 18439\r\nhelp_contact = "\xe6\x9d\x8e"\r\n')
    assert (read(data=tmp_path).port, read(data=tmp_path).help_contact) == (18439, "李")


def test_what_the_environment_says_is_not_looked_for_in_the_file(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text("port = 18439\npublic_url = 'https://cunqing.example.cn'\n")
    monkeypatch.setenv("CUNQING_PORT", "http")
    monkeypatch.setenv("CUNQING_PUBLIC_URL", "cunqing.example.cn")
    ran = terminal("people", "waiting")
    assert ("CUNQING_PORT" in ran.err, "settings.toml" in ran.err) == (True, False)
    monkeypatch.setenv("CUNQING_PORT", "18440")
    ran = terminal("people", "waiting")
    assert ("CUNQING_PUBLIC_URL" in ran.err, "settings.toml" in ran.err) == (True, False)


def test_a_variable_that_is_empty_is_not_set_where_nothing_would_mean_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text("port = 18439\nhelp_contact = '李某'\n", encoding="utf-8")
    for name in ("PORT", "SENSITIVE_ABROAD", "LOG", "HELP_CONTACT", "CHANNELS", "OIDC_NAME"):
        monkeypatch.setenv(f"CUNQING_{name}", "")
    found = read(data=tmp_path)
    assert (found.port, found.sensitive_abroad, found.log, found.channels) == (18439, False, "info", ())
    assert found.help_contact == ""  # nobody is to be called
    assert found.oidc_name == "统一身份认证"


def test_an_empty_name_of_the_data_folder_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CUNQING_DATA", "")
    assert read().data == Path("data")
