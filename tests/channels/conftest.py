"""A Telegram channel beside a double of the service, by each of the libraries."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.bot_api import Service, serving
from tests.channels.stage import Stage, stage
from tests.channels.talks import LIBRARIES
from tests.deployment import copy_of
from tests.postgres import Server


@pytest.fixture(params=LIBRARIES)
def service(request: pytest.FixtureRequest) -> Iterator[Service]:
    with serving() as double:
        double.library = request.param
        yield double


@pytest.fixture(params=LIBRARIES)
def telegram(request: pytest.FixtureRequest, sqlite_template: Path, tmp_path: Path) -> Iterator[Stage]:
    """Qingyang beside a service that rules, by each of the libraries."""
    if request.param == "telegram_aiogram":
        pytest.importorskip("aiogram")
    yield from stage(copy_of(sqlite_template, tmp_path / "data"), request.param)


@pytest.fixture
def url(server: Server, postgres_template: str) -> Iterator[str]:
    """A PostgreSQL with Qingyang in it."""
    name = server.create(postgres_template)
    yield server.url(name)
    server.drop(name)


@pytest.fixture(params=LIBRARIES)
def postgres(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """A service that rules, for processes that share a database."""
    if request.param == "telegram_aiogram":
        pytest.importorskip("aiogram")
    (tmp_path / "data" / "other").mkdir(parents=True)
    yield from stage(tmp_path / "data", request.param)
