"""The audit: what was changed, written down inside the turn that changes it."""

from typing import Any

from bot.turn import Turn
from storage import audit


def write(turn: Turn, action: str, what: str, before: dict[str, Any], after: dict[str, Any], note: str) -> None:
    """An entry of the audit: who, when, why, from what to what."""
    write_for(turn, turn.person.id if turn.person is not None else None, action, what, before, after, note)


def write_for(
    turn: Turn,
    person: int | None,
    action: str,
    what: str,
    before: dict[str, Any],
    after: dict[str, Any],
    note: str,
) -> None:
    """An entry for somebody whose doing comes to its end in another turn; None: for the operator."""
    entry = audit.New(at=turn.now, person=person, action=action, what=what, before=before, after=after, note=note,
                      cause=turn.cause)  # fmt: skip
    audit.add(turn.connection, entry)
