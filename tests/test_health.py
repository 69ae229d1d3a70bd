"""What monitors hear of a server that cannot work, besides what a failed batch tells them."""

import asyncio
import shutil
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from bot.app import running
from tests.deployment import Deployment


def silent() -> None:
    """A database that does not answer."""
    raise OperationalError("SELECT 1", None, Exception("gone"))


def test_monitors_hear_that_there_is_no_room_left_and_that_the_database_is_gone(
    either: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def asked() -> None:
        async with running(either.app):
            assert either.app.healthy() is True
            with monkeypatch.context() as patched:
                patched.setattr(shutil, "disk_usage", lambda _folder: SimpleNamespace(free=1_000_000))
                assert either.app.healthy() == "the disk is full"
            with monkeypatch.context() as patched:
                patched.setattr(either.app, "reader", SimpleNamespace(connect=silent))
                assert either.app.healthy() == "the server does not answer"

    asyncio.run(asked())
