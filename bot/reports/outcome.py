"""What had become of an item by a moment: when it was accepted, resolved and closed, and whether in time. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.lifecycle import Status
from storage.reports import Record, Step

UNRESOLVED = frozenset({Status.FILED, Status.ROUTED, Status.ACCEPTED, Status.IN_PROGRESS, Status.RETURNED,
                        Status.REOPENED})  # fmt: skip
UNACCEPTED = frozenset({Status.FILED, Status.ROUTED, Status.RETURNED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an item stood at a moment; the three moments are those that still held then."""

    status: Status
    accepted_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    result: str
    returned: int
    reopened: int
    handler: str  # who accepted or resolved it last
    accept_late: bool
    resolve_late: bool

    @property
    def overdue(self) -> bool:
        """Past a deadline, and still not done."""
        unaccepted = self.accept_late and self.status in UNACCEPTED
        return unaccepted or (self.resolve_late and self.status in UNRESOLVED)

    @property
    def resolved_in_time(self) -> bool:
        """Resolved, by its deadline."""
        return self.resolved_at is not None and not self.resolve_late


def of(record: Record, until: datetime) -> Outcome:
    """How an item stood at `until`: later events count for nothing, so that a past report says the same for ever."""
    steps = [step for step in record.steps if step.at < until]
    accepted = next((step for step in steps if step.action == "accept"), None)
    last = max((place for place, step in enumerate(steps) if step.action == "reopen"), default=-1)
    resolved = _last(steps[last + 1 :], "resolve")
    closed = _last(steps[last + 1 :], "close", "expire", "record")
    by = _last(steps, "accept", "resolve")
    return Outcome(
        status=Status(steps[-1].after) if steps else Status.FILED,
        accepted_at=accepted.at if accepted else None,
        resolved_at=resolved.at if resolved else None,
        closed_at=closed.at if closed else None,
        result=str(resolved.details.get("text", "")) if resolved else "",
        returned=sum(step.action == "send_back" for step in steps),
        reopened=sum(step.action == "reopen" for step in steps),
        handler=by.person if by else "",
        accept_late=_late(record.accept_by, accepted.at if accepted else until),
        resolve_late=_late(record.resolve_by, resolved.at if resolved else until),
    )


def _last(steps: Sequence[Step], *actions: str) -> Step | None:
    return next((step for step in reversed(steps) if step.action in actions), None)


def _late(by: datetime | None, at: datetime) -> bool:
    return by is not None and at > by
