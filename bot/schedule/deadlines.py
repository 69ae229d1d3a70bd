"""Deadlines keep themselves: which stage of which deadline has come, each once.

Before it and on its day the unit is reminded; afterwards it is brought before the head (督办), then the coordinator,
then the coordinator of the level above. Where a server was away, only the stage that has come by then is told.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot import workdays
from bot.messages import Action, Incoming
from storage import Connection, deadlines
from storage import stages as kept_stages
from storage.deadlines import UNACCEPTED, UNVERIFIED, Pressing, Unanswered

TO_COORDINATOR, TO_ABOVE = 3, 6  # working days after the deadline
SILENT, WARNED = timedelta(days=7), timedelta(days=2)  # unanswered so long, and told so long before, it is closed
EARLIEST, LATEST = 8, 20  # the hours between which people are reminded, whenever their digests come


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a deadline; `name` says how far it is.

    `kind` is verify, accept, resolve or answer, or one of an application's own stages: check, appraisal …
    """

    entry: int
    number: str
    kind: str
    name: str
    day: date

    @property
    def id(self) -> str:
        """Makes it happen once; a deadline that was moved has its stages anew."""
        return f"deadline/{self.entry}/{self.kind}-{self.name}/{self.day}"

    @property
    def incoming(self) -> Incoming:
        """What the schedule submits."""
        return Incoming(id=self.id, action=Action("deadline", self.number, {"stage": self.id}))


def due(connection: Connection, now: datetime, most: int) -> list[Stage]:
    """The stages that have come and have not been told, at most so many."""
    found = stages(connection, now)
    done = deadlines.done(connection, [stage.id for stage in found])
    return [stage for stage in found if stage.id not in done][:most]


def stages(connection: Connection, now: datetime, number: str = "") -> list[Stage]:
    """The stages at which deadlines stand now: none on a day off."""
    if not workdays.LAW.worked(workdays.day_of(now)):
        return []
    soon = workdays.deadline(now, 1).at + timedelta(seconds=1)
    near = [_stage(each, now) for each in deadlines.waiting(connection, soon, number)]
    silent = [_silent(each, now) for each in deadlines.unanswered(connection, now - (SILENT - WARNED), number)]
    checks = [_check(each, now) for each in kept_stages.waiting(connection, soon, number)]
    return [stage for stage in (*near, *checks, *silent) if stage is not None]


def _stage(waiting: Pressing, now: datetime) -> Stage | None:
    kind, by = "resolve", waiting.resolve_by
    if waiting.status in UNACCEPTED:
        kind, by = "accept", waiting.accept_by
    elif waiting.status == UNVERIFIED:
        kind, by = "verify", waiting.accept_by
    if by is None:
        return None
    name = _name(kind, by, now)
    return Stage(waiting.entry, waiting.number, kind, name, workdays.day_of(by)) if name else None


def _check(waiting: kept_stages.PressingStage, now: datetime) -> Stage | None:
    name = _name("resolve", waiting.by, now)
    return Stage(waiting.entry, waiting.number, waiting.name, name, workdays.day_of(waiting.by)) if name else None


def _name(kind: str, by: datetime, now: datetime) -> str:
    if by < now:
        late = workdays.working_days_between(by, now)
        if late >= TO_ABOVE:
            return "above"
        return "coordinator" if late >= TO_COORDINATOR else "late"
    left = workdays.working_days_between(now, by)
    if left == 0:
        return "today"
    return "before" if left == 1 and kind != "accept" else ""


def _silent(unanswered: Unanswered, now: datetime) -> Stage | None:
    day = workdays.day_of(unanswered.resolved_at)
    if unanswered.warned_at is None:
        return Stage(unanswered.entry, unanswered.number, "answer", "before", day)
    if now - unanswered.warned_at >= WARNED and now - unanswered.resolved_at >= SILENT:
        return Stage(unanswered.entry, unanswered.number, "answer", "over", day)
    return None


def closes_on(resolved_at: datetime, now: datetime) -> date:
    """The day on which an unanswered item is closed, where its reporter is told now."""
    return workdays.day_of(max(resolved_at + SILENT, now + WARNED))
