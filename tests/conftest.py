"""What tests stand on: databases of both kinds, a deployment of Qingyang, and a clock that a test moves."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from storage import Engine, open_writer
from tests import postgres
from tests.alike import once
from tests.deployment import Clock, Deployment, copy_of, made
from tests.postgres import Server


def pytest_addoption(parser: pytest.Parser) -> None:
    """One flag writes the golden dialogues anew."""
    parser.addoption("--rewrite-dialogs", action="store_true", help="write tests/dialogs/*.md as the product answers")


def pytest_collection_finish() -> None:
    """What has been imported and collected stays to the end: the collector of garbage need not look through it."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Nor need it look, five times, through all that the tests have left behind."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def alike() -> Iterator[None]:
    """What deployments do alike is done once."""
    with once():
        yield


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """A command that is run inside a test sets the logs up for its whole process."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A prepared SQLite file, loaded once a session."""
    return made(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with Qingyang's pack and nobody in it, made once a session."""
    from tests.web.place import prepared

    return prepared(tmp_path_factory.mktemp("template") / "data")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Server:
    """A PostgreSQL, started once a session; skipped where its wheel is not installed."""
    base = tmp_path_factory.getbasetemp()
    session = os.environ.get("PYTEST_XDIST_TESTRUNUID")  # the same for all workers
    return postgres.start(session or str(os.getpid()), base.parent if session else base)


@pytest.fixture(scope="session")
def postgres_template(server: Server) -> str:
    """A prepared database, loaded once a session."""
    return postgres.prepared(server)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a PostgreSQL with Qingyang in it, or empty where the SQLite file of `folder` has it."""
    if request.param == "sqlite":
        copy_of(request.getfixturevalue("sqlite_template"), tmp_path)
        yield ""
        return
    template, running = request.getfixturevalue("postgres_template"), request.getfixturevalue("server")
    name = running.create(template)
    yield running.url(name)
    running.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of each kind with nothing in it, not even tables."""
    if request.param == "sqlite":
        engine = open_writer(tmp_path / "empty.db")
        yield engine
        engine.dispose()
        return
    running = request.getfixturevalue("server")
    name = running.create()
    engine = open_writer(Path(), running.url(name))
    yield engine
    engine.dispose()
    running.drop(name)


@pytest.fixture
def engine(database: str, tmp_path: Path) -> Iterator[Engine]:
    """A writing engine of each kind of database, with Qingyang in it."""
    opened = open_writer(tmp_path / "cunqing.db", database)
    yield opened
    opened.dispose()


@pytest.fixture
def clock() -> Clock:
    """Nine in the morning of 24 November 2026."""
    return Clock()


@pytest.fixture
def place(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Deployment]:
    """Qingyang on an SQLite file of its own."""
    deployment = Deployment(copy_of(sqlite_template, tmp_path), clock=clock)
    yield deployment
    deployment.close()


@pytest.fixture
def either(database: str, tmp_path: Path, clock: Clock) -> Iterator[Deployment]:
    """Qingyang on each kind of database."""
    deployment = Deployment(tmp_path, database, clock=clock)
    yield deployment
    deployment.close()
