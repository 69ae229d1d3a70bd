"""The database's schema: brought up to this version by Alembic, and refused where it is newer than we know."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parent / "migrations"


class TooNew(Exception):
    """The database was written by a newer version of this program; `revision` says which."""

    def __init__(self, revision: str) -> None:
        super().__init__(revision)
        self.revision = revision


class TooOld(Exception):
    """The database has not been brought up to this version of the program yet."""


class Bare(Exception):
    """There is nothing in the database yet."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["connection"] = connection
    return config


@cache
def _known() -> ScriptDirectory:
    """The revisions that this program brings, read once a process."""
    return ScriptDirectory.from_config(_config())


def upgrade(engine: Engine) -> None:
    """Brings the schema to the newest revision, in one transaction; raises TooNew."""
    with engine.begin() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is not None and revision == newest():
            return
        if revision is not None:
            _find(revision)
        command.upgrade(_config(connection), "head")


def hold(connection: Connection) -> None:
    """Sees that a database can be read by this version of the program: raises Bare, TooOld or TooNew."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        raise Bare
    if revision != newest():
        _find(revision)
        raise TooOld


def begun(connection: Connection) -> bool:
    """Whether there are tables, of this version or an older one; raises TooNew."""
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None:
        _find(revision)
    return revision is not None


def _find(revision: str) -> None:
    try:
        _known().get_revision(revision)
    except CommandError:
        raise TooNew(revision) from None


def newest() -> str:
    """The newest revision that this program knows."""
    return _known().get_current_head() or ""


def revise(engine: Engine, message: str) -> None:
    """For developers: writes a new revision from what the tables say now."""
    with engine.connect() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)
