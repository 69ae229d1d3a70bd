"""Incomings that could not be dealt with: kept, encrypted, until an operator has them run again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from storage.tables.conversation import DEAD_LETTER as TABLE
from storage.vault import Vault


@dataclass(frozen=True, slots=True)
class Dead:
    """A dead letter as an operator sees it: no content."""

    reference: str
    incoming: str
    reason: str
    at: datetime
    rerun_at: datetime | None


def add(connection: Connection, vault: Vault, incoming: str, reason: str, content: bytes, at: datetime) -> str:
    """Keeps one, and gives the reference that its sender is told."""
    # The database alone knows the next number, where another process adds one at the same moment.
    row = {"incoming": incoming, "reference": incoming, "reason": reason, "content": vault.seal(content), "at": at}
    identity = connection.execute(insert(TABLE).values(row).returning(TABLE.c.id)).scalar_one()
    reference = f"D{identity:04d}"
    connection.execute(update(TABLE).where(TABLE.c.id == identity).values(reference=reference))
    return reference


def listed(connection: Connection) -> list[Dead]:
    """All of them, the latest first."""
    columns = (TABLE.c.reference, TABLE.c.incoming, TABLE.c.reason, TABLE.c.at, TABLE.c.rerun_at)
    return [Dead(*row) for row in connection.execute(select(*columns).order_by(TABLE.c.id.desc()))]


def content(connection: Connection, vault: Vault, reference: str) -> bytes | None:
    """The Incoming as it was kept, to be run again."""
    sealed = connection.execute(select(TABLE.c.content).where(TABLE.c.reference == reference)).scalar()
    return vault.open(sealed) if sealed is not None else None


def rerun(connection: Connection, reference: str, at: datetime) -> None:
    """Marks it as run again."""
    connection.execute(update(TABLE).where(TABLE.c.reference == reference).values(rerun_at=at))
