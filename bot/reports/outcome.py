"""What had become of an item by a moment: when it was accepted, resolved and closed, and whether in time. Pure.

In time is judged by the deadline that stood then, which events that move one keep (`accept_was`, `resolve_was`, `due`
of a pause) and a resolution that is late (`missed`); where older events do not, by the deadline that the item has.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot import workdays
from bot.lifecycle import UNACCEPTED, UNDER_WAY, Status
from storage.reports import Record, StageDay, Step


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an item stood at a moment; the moments and deadlines are those that still held then."""

    status: Status
    accept_by: datetime | None
    accepted_at: datetime | None
    resolve_by: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    result: str
    returned: int
    reopened: int
    handler: str  # who accepted or resolved it last
    accept_late: bool  # it was accepted late, or is late now
    resolve_late: bool  # it was resolved late, be it once and reopened since, or is late now
    past: bool  # past a deadline of its own, and still not done
    stage_late: bool  # past the day of one of its stages, which was still not done

    @property
    def overdue(self) -> bool:
        """Past a deadline, and still not done."""
        return self.past or self.stage_late

    @property
    def resolved_in_time(self) -> bool:
        """Resolved, and by its deadline each time."""
        return self.resolved_at is not None and not self.resolve_late


def of(record: Record, until: datetime) -> Outcome:
    """How an item stood at `until`: later events count for nothing, so that a past report says the same for ever."""
    steps = [step for step in record.steps if step.at < until]
    accepted = next((step for step in steps if step.action == "accept"), None)
    last = max((place for place, step in enumerate(steps) if step.action == "reopen"), default=-1)
    resolved = _last(steps[last + 1 :], "resolve")
    closed = _last(steps[last + 1 :], "close", "expire", "record")
    by = _last(steps, "accept", "resolve")
    status = Status(steps[-1].after) if steps else Status.FILED
    accept_by, resolve_by = accept_deadline(record, len(steps)), resolve_deadline(record, len(steps))
    withdrawn = _last(steps, "withdraw")
    end = withdrawn.at if withdrawn else until  # nobody is the later with it for what comes after
    # What is filed and not routed waits for its village to verify it: no unit is late with that.
    to_accept = _late(accept_by, end) and status in UNACCEPTED | {Status.WITHDRAWN}
    to_resolve = _late(resolve_by, end) and status in UNDER_WAY | {Status.WITHDRAWN}
    return Outcome(
        status=status,
        accept_by=accept_by if status != Status.FILED else None,
        accepted_at=accepted.at if accepted else None,
        resolve_by=resolve_by,
        resolved_at=resolved.at if resolved else None,
        closed_at=closed.at if closed else None,
        result=str(resolved.details.get("text", "")) if resolved else "",
        returned=sum(step.action == "send_back" for step in steps),
        reopened=sum(step.action == "reopen" for step in steps),
        handler=by.person if by else "",
        accept_late=to_accept or _accepted_late(record, steps),
        resolve_late=to_resolve or _resolved_late(record, steps),
        past=status != Status.WITHDRAWN and (to_accept or to_resolve),
        stage_late=status in UNDER_WAY and any(_missed(stage, until) for stage in record.stages),
    )


def accept_deadline(record: Record, after: int) -> datetime | None:
    """By when it was to be accepted after so many of its steps: what the next step that moved the deadline says that
    it was."""
    moved = (step.details["accept_was"] for step in record.steps[after:] if "accept_was" in step.details)
    day = next(moved, None)
    return _end_of(day) if day else record.accept_by


def resolve_deadline(record: Record, after: int) -> datetime | None:
    """By when it was to be resolved after so many of its steps; none where its clock stood still."""
    for step in record.steps[after:]:
        if step.action == "go_on":
            return None
        was = step.details.get("due" if step.action == "pause" else "resolve_was")
        if was:
            return _end_of(was)
    return record.resolve_by


def _accepted_late(record: Record, steps: Sequence[Step]) -> bool:
    """By the deadline of whoever took it up first."""
    place = next((place for place, step in enumerate(steps) if step.action == "accept"), None)
    return place is not None and _late(accept_deadline(record, place), steps[place].at)


def _resolved_late(record: Record, steps: Sequence[Step]) -> bool:
    resolved = ((place, step) for place, step in enumerate(steps) if step.action == "resolve")
    return any("missed" in step.details or _late(resolve_deadline(record, place), step.at) for place, step in resolved)


def _last(steps: Sequence[Step], *actions: str) -> Step | None:
    return next((step for step in reversed(steps) if step.action in actions), None)


def _end_of(day: Any) -> datetime:
    return workdays.end_of(date.fromisoformat(str(day)))


def _missed(stage: StageDay, until: datetime) -> bool:
    return stage.by < until and (stage.done_at is None or stage.done_at >= until)


def _late(by: datetime | None, at: datetime) -> bool:
    return by is not None and at > by
