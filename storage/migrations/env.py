"""Alembic's environment: run by `storage.schema`, with a connection handed over; DBOS's tables are left alone."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from storage.moment import Moment
from storage.tables import metadata


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "table" or name in metadata.tables


def _rendered(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own types as what they are in the database, so that a migration stays readable when the code moves on."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    return False


def run(connection: Connection) -> None:
    """Runs the migrations inside the caller's transaction."""
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True, include_name=_ours,
                      render_item=_rendered)  # fmt: skip
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
