"""The door for commands: below a long path too, and closed to others."""

import asyncio
import stat
from pathlib import Path

import pytest

from bot.door import hatch
from bot.messages import Incoming, Outgoing


async def echo(incoming: Incoming) -> list[Outgoing]:
    return [Outgoing(row=1, chat="", operation="send", text=incoming.id)]


@pytest.mark.parametrize("name", ["data", "资料" * 30])
def test_a_command_is_heard_however_long_the_folders_path_is(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()

    async def asked() -> list[Outgoing] | None:
        server = await hatch.listen(folder, echo)
        try:
            return await hatch.ask(folder, Incoming(id="command/1"))
        finally:
            server.close()
            hatch.path(folder).unlink()

    answered = asyncio.run(asked())
    assert answered is not None
    assert [each.text for each in answered] == ["command/1"]


def test_a_folder_for_the_socket_that_others_may_enter_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    long = tmp_path / ("x" * 100)
    ours = hatch.path(long).parent
    assert stat.S_IMODE(ours.stat().st_mode) == 0o700
    ours.chmod(0o777)
    with pytest.raises(PermissionError):
        hatch.path(long)
