"""What an error leaves behind for the operator: where it came up, and nothing that anybody said."""

import asyncio
import gc
import logging
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from bot import __main__ as command_line
from bot.logs import Sparing
from storage import Engine

SAID = "张三丰13912345678"  # what a log must never hold


def test_an_exception_in_a_log_is_its_type_and_its_place() -> None:
    try:
        int(SAID)
    except ValueError:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, __file__, 1, "Exception", (), sys.exc_info())
    told = Sparing("%(message)s").format(record)
    assert SAID not in told
    assert told.endswith("ValueError")
    assert "test_logs.py" in told


def test_what_nobody_waited_for_is_logged_without_its_text() -> None:
    told: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(self.format(record))

    async def fails() -> None:
        raise ValueError(SAID)

    async def forgets() -> None:
        task = asyncio.create_task(fails())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        del task
        gc.collect()

    kept = Kept()
    kept.setFormatter(Sparing("%(message)s"))
    logging.getLogger("asyncio").addHandler(kept)
    try:
        asyncio.run(forgets())
    finally:
        logging.getLogger("asyncio").removeHandler(kept)
    assert SAID not in "".join(told)
    assert told[0].endswith("ValueError")


def test_an_error_of_the_database_does_not_tell_what_was_looked_for(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(DatabaseError) as failed:
        connection.execute(text("SELECT nothing FROM household WHERE head = :head"), {"head": SAID})
    assert SAID not in str(failed.value)


def test_a_command_that_fails_unexpectedly_tells_where_and_not_what(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_words: object) -> None:
        raise RuntimeError(SAID)

    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(command_line, "commands", lambda: fails)
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    told = capsys.readouterr()
    assert ended.value.code == 1
    assert SAID not in told.out + told.err
    assert "RuntimeError" in told.err
    assert "请把上面这几行" in told.err
