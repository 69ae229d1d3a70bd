"""The help of every command, in both languages; and what is said where a command is written wrongly."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.__main__ import cli
from bot.commands import helping
from tests.administration.conftest import Terminal


def every(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    for name, each in getattr(command, "commands", {}).items():
        yield from every(each, (*path, name))


def test_every_command_explains_itself_in_chinese_and_english(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command = helping.speaking(cli)
    for path in every(command):
        lines = {}
        for tag, words in (("zh_CN.UTF-8", "写法："), ("en_US.UTF-8", "How it is written: ")):
            monkeypatch.setenv("LC_ALL", tag)
            assert command([*path, "--help"], prog_name="cunqing", standalone_mode=False) == 0
            out = capsys.readouterr().out
            assert out.startswith(f"{words}{' '.join(('cunqing', *path))}")
            lines[tag] = [line for line in out.splitlines()[2:] if line.strip()]
        assert [line for line in lines["zh_CN.UTF-8"] if not re.search("[一-鿿]", line)] == []
        assert len(lines["zh_CN.UTF-8"]) == len(lines["en_US.UTF-8"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ledger"], "缺少--from。看写法：cunqing ledger --help"),
        (["people", "leave"], "缺少WHO。看写法：cunqing people leave --help"),
        (["invite", "--nam", "x"], "没有--nam这个选项。您是不是想写：--name？看写法：cunqing invite --help"),
        (["invite", "--name"], "--name后面要写一个值。"),
        (["people", "tranfer"], "没有tranfer这个命令。您是不是想写：transfer？看写法：cunqing people --help"),
        (["simulate", "--days", "十"], "--days要写整数。看写法：cunqing simulate --help"),
        (["check", "--json=yes"], "--json单独写，后面不带值。"),
        (["key", "a", "b"], "“a b”是多余的；带空格的词请用引号括起来。看写法：cunqing key --help"),
    ],
)
def test_what_is_written_wrongly_is_named(terminal: Terminal, words: list[str], said: str) -> None:
    ran = terminal(*words)
    assert (ran.status, ran.err.strip()) == (2, said)


def test_a_command_alone_shows_what_there_is(terminal: Terminal) -> None:
    ran = terminal("rules")
    assert ran.status == 2
    assert "publish" in ran.err
